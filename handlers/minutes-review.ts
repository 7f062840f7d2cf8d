import { type Correction, listAskedMinutes, upsertAsked } from "../db/minutes-answers.ts";
import {
  findMinutes,
  type Minutes,
  type MinutesLine,
  updateLine,
  updateMinutes,
} from "../db/minutes.ts";
import { getMeeting } from "../db/meetings.ts";
import { findLiaison } from "../db/people.ts";
import { UserError } from "../domain/errors.ts";
import { answerKind, ofKind, type MinutesEntry } from "../domain/minutes.ts";
import { minutesFull, sayMinutesKey, sayMinutesTitle } from "../text/minutes.ts";
import { minutesCard, minutesClosed, minutesToCheck } from "../text/minutes-review.ts";
import type { PersonContext } from "./command.ts";
import { tellInvited, tellPerson } from "./meeting-telling.ts";
import { findMeeting, readMeeting, recordMeeting } from "./meetings.ts";
import { keepVersion, readAnswers, readMinutes, titleOf } from "./minutes.ts";
import type { PublishContext } from "./publication.ts";

/** Whether the minutes are right: who was asked, what they said, what is changed. */

export interface Asked {
  readonly minutes: Minutes;
  /** Their line among those asked to come. */
  readonly line: number;
}

/** The minutes this person is asked about. @throws UserError if there are none, or it is over */
export async function findAsked(context: PersonContext, which: string | undefined): Promise<Asked> {
  const { tx, tenantId, person } = context;
  const asked = await listAskedMinutes(tx, tenantId, person.id);
  const meeting = which === undefined ? undefined : await findMeeting(context, which);
  const found =
    meeting === undefined ? asked[0] : asked.find((one) => one.meetingId === meeting.id);
  if (found === undefined) throw new UserError("minutesNotAsked");
  if (meeting === undefined && asked.length > 1) await askWhich(context, asked);
  const minutes = await findMinutes(tx, tenantId, { id: found.id });
  if (minutes === undefined) throw new UserError("minutesNotAsked");
  const { dueAt } = minutes;
  if (minutes.state !== "reviewing" || dueAt === undefined || dueAt <= context.now) {
    const { attended } = await readMinutes(context, minutes);
    throw new UserError("minutesClosed", { title: attended.title.title });
  }
  return { minutes, line: found.line };
}

/** A 无误 must not be put under the wrong minutes. @throws UserError always */
async function askWhich(
  context: PersonContext,
  asked: Awaited<ReturnType<typeof listAskedMinutes>>,
): Promise<never> {
  const { tx, tenantId, now } = context;
  const titles: string[] = [];
  let example = "";
  for (const { meetingId } of asked.slice(0, ASKED_SHOWN_MAX)) {
    const title = titleOf(
      await readMeeting(context, await getMeeting(tx, tenantId, meetingId)),
      now,
    );
    titles.push(sayMinutesTitle(title));
    example ||= sayMinutesKey(title);
  }
  throw new UserError("minutesWhich", { titles: titles.join("；"), example });
}

const ASKED_SHOWN_MAX = 4;

/** 建议1: the line it names. */
export function lineNamed(
  entries: readonly MinutesLine[],
  kind: MinutesEntry["kind"],
  number: number,
): MinutesLine | undefined {
  return ofKind(entries, kind)[number - 1];
}

/**
 * Puts the words in, as a new version; everybody who was asked is told, because a 无误 said before
 * was said of other words. The caller holds the minutes.
 * @returns how many were told
 */
export async function changeLine(
  context: PublishContext,
  minutes: Minutes,
  change: { readonly line: MinutesLine; readonly correction: Correction; readonly words: string },
): Promise<number> {
  const { tx, now } = context;
  const { line, correction, words } = change;
  await updateLine(tx, line, { ...line, words });
  const next = { ...minutes, version: minutes.version + 1 };
  await updateMinutes(tx, minutes, { version: next.version });
  await keepVersion(context, next);
  const { meeting, people, attended } = await readMinutes(context, next);
  recordMeeting(context, meeting, "minutes-changed", { version: next.version, words });
  const { dueAt = now } = minutes;
  const { answers } = await readAnswers(context, next);
  const ids = new Set(answers.map(({ meetingPersonId }) => meetingPersonId));
  const others = people.filter(({ id }) => ids.has(id) && id !== correction.meetingPersonId);
  // When it is too late to answer it is only shown.
  const isOpen = minutes.state === "reviewing" && dueAt > now;
  const text = isOpen ? minutesToCheck(attended, dueAt, true) : minutesFull(attended);
  const card = isOpen ? { card: minutesCard(attended.title, dueAt, now) } : {};
  const { told, unreached } = await tellInvited(context, others, () => ({ text, ...card }));
  const missed = new Set(unreached.map(({ id }) => id));
  const reached = others.filter(({ id }) => !missed.has(id)).map(({ id }) => id);
  await upsertAsked(tx, next, [...reached, correction.meetingPersonId]);
  return told;
}

/** The time is over. Nothing that nobody said is taken for a yes. */
export async function closeMinutes(context: PublishContext, minutes: Minutes): Promise<void> {
  const { tx, tenantId, now } = context;
  await updateMinutes(tx, minutes, { state: "closed", closedAt: now });
  const { meeting, attended } = await readMinutes(context, minutes);
  const { answers, corrections, correctors, counts } = await readAnswers(context, minutes);
  recordMeeting(context, meeting, "minutes-closed", { ...counts });
  const liaison = await findLiaison(tx, tenantId);
  if (liaison === undefined) return;
  const unanswered = answers
    .filter((answer) => answerKind(answer, correctors, minutes.version) === "unanswered")
    .map(({ name }) => name);
  const open = corrections.filter(({ state }) => state === "open").map(({ number }) => number);
  const text = minutesClosed(liaison.salutation, attended.title, counts, { unanswered, open });
  await tellPerson(context, liaison.id, { text });
}
