import { insertOutgoing } from "../db/outbox.ts";
import { countRoundTopics, updateRound } from "../db/rounds.ts";
import { isProvisionalDate } from "../db/provisional-dates.ts";
import { readWorkdays } from "../db/workdays.ts";
import { listUnits } from "../db/units.ts";
import { textMessage } from "../domain/message.ts";
import type { Round } from "../domain/round.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { roundClosed } from "../text/rounds.ts";
import { appendEvent } from "../db/events.ts";
import type { PublishContext } from "./publication.ts";
import { listGroupsBelow } from "./unit-groups.ts";

/** What 征题 shares between commands, its publication and the job that closes it. */

export interface NamedRound extends Round {
  readonly unitName: string;
  /** The day by which 初选 is done may still move. */
  readonly isProvisional: boolean;
}

export async function nameRound(
  { tx, tenantId }: Pick<PublishContext, "tx" | "tenantId">,
  round: Round,
): Promise<NamedRound> {
  const date = { objectKind: "round", objectId: round.id };
  const [units, isProvisional] = await Promise.all([
    listUnits(tx, tenantId),
    isProvisionalDate(tx, tenantId, date),
  ]);
  const unitName = units.find(({ id }) => id === round.unitId)?.name ?? "";
  return { ...round, unitName, isProvisional };
}

/**
 * Says it in the groups of the unit: outside the quiet hours, and what no person does now (a deadline
 * that has come) not on a day off.
 * @returns in how many
 */
export async function sayInGroups(
  context: PublishContext,
  unitId: number,
  words: string,
): Promise<number> {
  const { tx, tenantId, now, wallNow } = context;
  const groups = await listGroupsBelow(context, unitId);
  const isDoneNow = context.actorId !== undefined;
  const speakAt = isDoneNow
    ? nextSpeakingTime(now)
    : nextWorkingTime(now, await readWorkdays(tx, tenantId));
  const waitMs = speakAt.getTime() - now.getTime();
  const at = new Date(wallNow.getTime() + waitMs);
  for (const conversationId of groups) {
    const message = textMessage(words);
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "reminder", message, at });
  }
  return groups.length;
}

export interface Closed {
  readonly round: NamedRound;
  readonly counts: Awaited<ReturnType<typeof countRoundTopics>>;
  /** In how many groups it was said. */
  readonly groups: number;
}

/** 截止: by the clock or before it, once, with the numbers. The caller holds the round. */
export async function closeRound(
  context: PublishContext,
  held: Round,
  reason: "deadline" | "early",
): Promise<Closed> {
  const { tx, now } = context;
  const round = await nameRound(context, held);
  const counts = await countRoundTopics(tx, round);
  await updateRound(tx, round, { state: "closed", closedAt: now, reason });
  recordRound(context, round, "closed", { reason });
  const said = reason === "early" ? { ...round, dueAt: now } : round;
  const groups = await sayInGroups(context, round.unitId, roundClosed(said, counts));
  return { round, counts, groups };
}

/** The caller holds the round. */
export function recordRound(
  { tx, tenantId, actorId, receiptId, now: at }: PublishContext,
  { id }: Pick<Round, "id">,
  kind: "drafted" | "opened" | "extended" | "closed",
  words: Readonly<Record<string, unknown>>,
): void {
  const object = { tenantId, objectKind: "collection-round", objectId: id } as const;
  appendEvent(tx, { ...object, kind, actorId, at, receiptId, words });
}
