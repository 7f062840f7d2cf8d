import { limits } from "../domain/limits.ts";
import { minutesToClose } from "./close-minutes.ts";
import { timePolls } from "./close-time-polls.ts";
import { rounds } from "./close-rounds.ts";
import { selections } from "./close-selections.ts";
import { opinionCalls } from "./close-opinions.ts";
import { type DueKey, type DueKind, type DuePorts, fireIn } from "./due.ts";
import { selectionOpenings, selectionSeries } from "./open-selections.ts";
import { reminders } from "./fire-reminder.ts";
import { dutyTurns } from "./remind-duty.ts";
import { meetingSeriesDrafts } from "./draft-meetings.ts";
import { meetingAlarms } from "./remind-meetings.ts";
import { unansweredReviews } from "./remind-drafters.ts";
import { planItems, reviews } from "./remind-plan.ts";
import { provisionalDates } from "./recheck-dates.ts";
import { digests } from "./send-digests.ts";

/** Everything that becomes due by itself. */
const kinds: readonly DueKind[] = [
  provisionalDates,
  reviews,
  planItems,
  reminders,
  selections,
  selectionOpenings,
  selectionSeries,
  rounds,
  digests,
  opinionCalls,
  meetingAlarms,
  meetingSeriesDrafts,
  timePolls,
  dutyTurns,
  minutesToClose,
  unansweredReviews,
];

/**
 * Finds what is due and does it, each in a transaction of its own, so that one that cannot be done
 * keeps nobody else waiting. Two workers may run it at once.
 * @returns how many fired
 */
export async function fireDue(ports: DuePorts): Promise<number> {
  let fired = 0;
  for (const kind of kinds) fired += await fireAll(ports, kind, await listSafely(ports, kind));
  return fired;
}

/** A kind that cannot be looked through keeps none of the others. */
async function listSafely(ports: DuePorts, kind: DueKind): Promise<readonly DueKey[]> {
  try {
    return await ports.db.transaction((tx) => kind.list(tx, ports.now(), limits.dueBatchMax));
  } catch (error) {
    ports.log.fault(error, "what is due could not be listed");
    ports.log.error({ kind: kind.name }, "not listed");
    return [];
  }
}

async function fireAll(ports: DuePorts, kind: DueKind, due: readonly DueKey[]): Promise<number> {
  let fired = 0;
  const { fireTogether } = kind;
  if (fireTogether === undefined) {
    for (const key of due) fired += await fireSafely(ports, kind, key);
    return fired;
  }
  for (const keys of Map.groupBy(due, ({ tenantId }) => tenantId).values()) {
    for (let start = 0; start < keys.length; start += limits.dueTogetherMax) {
      const some = keys.slice(start, start + limits.dueTogetherMax);
      fired += await fireMany(ports, { ...kind, fireTogether }, some);
    }
  }
  return fired;
}

/** What goes wrong with one must not keep the others: then each is fired by itself. */
async function fireMany(
  ports: DuePorts,
  { fireTogether, ...single }: Required<DueKind>,
  keys: readonly DueKey[],
): Promise<number> {
  const [first] = keys;
  if (first === undefined) return 0;
  try {
    return await fireIn(ports, first.tenantId, (moment) => fireTogether(moment, keys));
  } catch (error) {
    ports.log.fault(error, "what was due could not be done together");
    return fireAll(ports, single, keys);
  }
}

async function fireSafely(ports: DuePorts, kind: DueKind, key: DueKey): Promise<number> {
  try {
    const isDone = await fireIn(ports, key.tenantId, (moment) => kind.fire(moment, key));
    return isDone ? 1 : 0;
  } catch (error) {
    ports.log.fault(error, "what was due could not be done");
    ports.log.error({ ...key, kind: kind.name }, "not done");
    return 0;
  }
}
