import { limits } from "../domain/limits.ts";
import { rounds } from "./close-rounds.ts";
import { selections } from "./close-selections.ts";
import { opinionCalls } from "./close-opinions.ts";
import { type DueKey, type DueKind, type DuePorts, fireOne } from "./due.ts";
import { reminders } from "./fire-reminder.ts";
import { unansweredReviews } from "./remind-drafters.ts";
import { planItems, reviews } from "./remind-plan.ts";
import { digests } from "./send-digests.ts";

/** Everything that becomes due by itself. */
const kinds: readonly DueKind[] = [
  reviews,
  planItems,
  reminders,
  selections,
  rounds,
  digests,
  opinionCalls,
  unansweredReviews,
];

/**
 * Finds what is due and does it, each in a transaction of its own, so that one that cannot be done
 * keeps nobody else waiting. Two workers may run it at once.
 * @returns how many fired
 */
export async function fireDue(ports: DuePorts): Promise<number> {
  let fired = 0;
  for (const kind of kinds) {
    const due = await ports.db.transaction((tx) => kind.list(tx, ports.now(), limits.dueBatchMax));
    for (const key of due) fired += await fireSafely(ports, kind, key);
  }
  return fired;
}

async function fireSafely(ports: DuePorts, kind: DueKind, key: DueKey): Promise<number> {
  try {
    return (await fireOne(ports, kind, key)) ? 1 : 0;
  } catch (error) {
    ports.log.fault(error, "what was due could not be done");
    ports.log.error({ ...key, kind: kind.name }, "not done");
    return 0;
  }
}
