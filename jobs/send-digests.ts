import {
  beginCount,
  claimSchedules,
  listDueDigests,
  type Schedule,
  updateSchedules,
} from "../db/digest-schedules.ts";
import { type Digest, insertDigests, lockDigests, updateDigests } from "../db/digests.ts";
import { lockOpenPublication, updatePublication } from "../db/publications.ts";
import { countWeek } from "../db/week-numbers.ts";
import { readWorkdays } from "../db/workdays.ts";
import {
  countingTime,
  isEmptyWeek,
  isoWeek,
  lateSending,
  nextSending,
  previewTime,
  sendingTime,
  weekOf,
  lateGraceMs,
} from "../domain/digest.ts";
import { toLocal } from "../domain/time.ts";
import { unitsBelow } from "../domain/unit-path.ts";
import type { Workdays } from "../domain/workdays.ts";
import { digestEmpty, digestMissed, digestWaitsForLeader } from "../text/digest.ts";
import {
  type DigestMoment,
  listDigestLiaisons,
  previewDigest,
  tellDigestLiaisons,
} from "../handlers/digests.ts";
import { releaseApproved } from "../handlers/publication-release.ts";
import { readReviewBook } from "../handlers/publication-review.ts";
import type { ReviewBook } from "../handlers/publication.ts";
import { digestPublication } from "../handlers/publications/digest.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/**
 * 周报, step by step: one hour before it is counted and shown to the 联络员; at its hour it goes out
 * as it was shown, unless somebody held it. Each step is one transaction that holds the schedules of
 * all groups of the unit, so that a worker that dies leaves the step undone, and two do it once.
 */
export const digests: DueKind = {
  name: "digest",
  list: listDueDigests,
  fire: async (moment, key) => (await fireTogether(moment, [key])) > 0,
  fireTogether,
};

/** The groups of one unit that want it at the same moment, and were told the same before. */
interface Step {
  readonly moment: DigestMoment & { readonly book: ReviewBook; readonly workdays: Workdays };
  readonly schedules: readonly Schedule[];
  readonly first: Schedule;
  readonly week: string;
  /** Where it begins to count: where the one before ended. */
  readonly from: Date;
}

async function fireTogether(due: DueMoment, keys: readonly DueKey[]): Promise<number> {
  const { tx, tenantId, now } = due;
  const groups = { tenantId, conversationIds: keys.map(({ id }) => id) };
  const schedules = await claimSchedules(tx, groups, now);
  if (schedules.length === 0) return 0;
  const [book, liaisons] = await Promise.all([readReviewBook(due), listDigestLiaisons(due)]);
  const workdays = await readWorkdays(tx, tenantId);
  const steps = toSteps({ ...due, book, liaisons, workdays }, schedules);
  const all = { tenantId, conversationIds: schedules.map((each) => each.conversationId) };
  const kept = await lockDigests(tx, all, [...new Set(steps.map(({ week }) => week))]);
  // Side by side on one connection; the transaction must not end before the last of them has.
  const outcomes = await Promise.allSettled(steps.map((step) => take(step, kept)));
  const fault = outcomes.find((outcome) => outcome.status === "rejected");
  if (fault !== undefined) throw fault.reason;
  return outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value).length;
}

function toSteps(moment: Step["moment"], schedules: readonly Schedule[]): readonly Step[] {
  const alike = Map.groupBy(
    schedules,
    (each) => `${each.unitId} ${each.sendAt.getTime()} ${fromOf(each).getTime()}`,
  );
  return [...alike.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    return [{ moment, schedules: own, first, week: isoWeek(first.sendAt), from: fromOf(first) }];
  });
}

function fromOf({ fromAt, sendAt }: Schedule): Date {
  return fromAt ?? weekOf(sendAt).from;
}

/** @returns false if it was only put off */
async function take(step: Step, all: readonly Digest[]): Promise<boolean> {
  const { moment, schedules, first } = step;
  const { tx, now } = moment;
  const ids = groupsOf(step).conversationIds;
  const own = all.filter((each) => each.week === step.week && ids.includes(each.conversationId));
  const waiting = own.filter(({ state }) => state === "previewed");
  if (waiting.length > 0) return sendOrWait(step, waiting);
  if (own.length < schedules.length) return prepare(step);
  // Held: until its hour it may be wanted after all.
  if (now < first.sendAt) await updateSchedules(tx, groupsOf(step), { dueAt: first.sendAt });
  else await advance(step);
  return false;
}

/** Counts the week and shows it; a week in which nothing happened is not sent. */
async function prepare(step: Step): Promise<boolean> {
  const { moment, first, week } = step;
  const { tx, tenantId, now } = moment;
  const planned = first.sendAt;
  const sendAt = sendingTime(planned, now, moment.workdays);
  const asOf = countingTime(planned, now);
  const { units } = moment.book;
  const unitIds = unitsBelow(units, first.unitId);
  const isWhole = units.some(({ id, parentId }) => id === first.unitId && parentId === undefined);
  const numbers = await countWeek(tx, { tenantId, unitIds, isWhole, from: step.from, until: asOf });
  const counted = { numbers, fromAt: step.from, asOf };
  const digest = { tenantId, week, unitId: first.unitId, ...counted, plannedAt: planned };
  const groups = groupsOf(step).conversationIds;
  if (sendAt === undefined) {
    await insertDigests(tx, { ...digest, state: "missed", sendAt: planned }, groups);
    await tellLiaisons(step, (who) => digestMissed(who, first.unitName, planned));
    return advance(step);
  }
  if (isEmptyWeek(numbers)) {
    await insertDigests(tx, { ...digest, state: "empty", sendAt }, groups);
    await updateSchedules(tx, groupsOf(step), { fromAt: asOf });
    await tellLiaisons(step, (who) => digestEmpty(who, first.unitName));
    return advance(step);
  }
  const shown = await insertDigests(tx, { ...digest, state: "previewed", sendAt }, groups);
  await previewDigest(moment, shown);
  await updateSchedules(tx, groupsOf(step), { dueAt: sendAt });
  return true;
}

async function sendOrWait(step: Step, waiting: readonly Digest[]): Promise<boolean> {
  const { moment, first } = step;
  const { tx, tenantId, now } = moment;
  const [digest] = waiting;
  if (digest === undefined) return false;
  if (digest.sendAt > now) return putOff(step, waiting, digest.sendAt);
  const isLate =
    now.getTime() - digest.sendAt.getTime() > lateGraceMs ||
    !moment.workdays.isWorkday(toLocal(now));
  const at = isLate
    ? lateSending(first.sendAt, now, { isSeen: true, workdays: moment.workdays })
    : now;
  if (at === undefined) {
    await updateDigests(tx, { tenantId, ids: idsOf(waiting) }, { state: "missed" });
    await dropReview(step, digest);
    await tellLiaisons(step, (who) => digestMissed(who, first.unitName, first.sendAt));
    return advance(step);
  }
  if (at > now) return putOff(step, waiting, at);
  return (await bringOut(step, digest)) ? advance(step) : waitForLeader(step, digest);
}

/** False while a leader has it. An office without a 联络员 has nobody who could hold it. */
async function bringOut({ moment }: Step, { id: objectId }: Digest): Promise<boolean> {
  const context = { ...moment, actorId: undefined, receiptId: undefined };
  const key = { kind: digestPublication.kind, objectId };
  const kept = await lockOpenPublication(moment.tx, moment.tenantId, key);
  if (kept !== undefined) return (await releaseApproved(context, key)) !== undefined;
  await digestPublication.publish(context, objectId);
  return true;
}

async function putOff(step: Step, waiting: readonly Digest[], at: Date): Promise<boolean> {
  const { tx, tenantId } = step.moment;
  await updateDigests(tx, { tenantId, ids: idsOf(waiting) }, { sendAt: at });
  await updateSchedules(tx, groupsOf(step), { dueAt: at });
  return false;
}

/** Nothing leaves while a leader has it: no answer is no consent. Looked at again soon. */
async function waitForLeader(step: Step, digest: Digest): Promise<boolean> {
  const { tx, now } = step.moment;
  const isFirstTime = now.getTime() - digest.sendAt.getTime() < lookAgainMs;
  if (isFirstTime)
    await tellLiaisons(step, (who) => digestWaitsForLeader(who, step.first.unitName));
  await updateSchedules(tx, groupsOf(step), { dueAt: new Date(now.getTime() + lookAgainMs) });
  return false;
}

async function dropReview({ moment }: Step, { id }: Digest): Promise<void> {
  const { tx, tenantId } = moment;
  const review = await lockOpenPublication(tx, tenantId, {
    kind: digestPublication.kind,
    objectId: id,
  });
  if (review !== undefined) await updatePublication(tx, review, { state: "dropped" });
}

/** On to the next week that is still to come: weeks that went by are never sent all at once. */
async function advance(step: Step): Promise<boolean> {
  const { moment, first, schedules } = step;
  const { tx, tenantId, now } = moment;
  // A first one that was not sent is taken into the next from where it would have begun.
  await beginCount(tx, groupsOf(step), step.from);
  for (const { rhythm, conversationId } of schedules) {
    const after = now > first.sendAt ? now : first.sendAt;
    const sendAt = nextSending(rhythm, after, moment.workdays);
    const group = { tenantId, conversationIds: [conversationId] };
    await updateSchedules(tx, group, { sendAt, dueAt: previewTime(sendAt) });
  }
  return true;
}

function tellLiaisons({ moment }: Step, words: (salutation: string) => string): Promise<void> {
  return tellDigestLiaisons(moment, words);
}

function groupsOf({ moment, schedules }: Step) {
  const conversationIds = schedules.map(({ conversationId }) => conversationId);
  return { tenantId: moment.tenantId, conversationIds };
}

const idsOf = (found: readonly Digest[]): readonly number[] => found.map(({ id }) => id);

const lookAgainMs = 10 * 60_000;
