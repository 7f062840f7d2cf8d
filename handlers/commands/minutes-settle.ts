import { findOpenCorrection, listCorrections, settleCorrection } from "../../db/minutes-answers.ts";
import { findMinutes, type Minutes } from "../../db/minutes.ts";
import { listMeetingPeople } from "../../db/meeting-people.ts";
import { getPerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import {
  correctionAdopted,
  correctionAdoptedTold,
  correctionDeclined,
  correctionDeclinedTold,
} from "../../text/minutes-review.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { tellPerson } from "../meeting-telling.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting } from "../meetings.ts";
import { changeLine } from "../minutes-review.ts";
import { findMinutesOf, readMinutes } from "../minutes.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 采用更正 1 */
export const minutesAdopt = defineCommand({
  id: "minutes-adopt",
  name: "采用更正",
  aliases: [],
  example: "采用更正 1",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: { number: arg.number("编号", "请接着告诉我采用哪一条更正"), which: arg.field("哪一场") },
  match: (text) => matchSettle(text, /^采[用纳]更正\s?(?<number>\d{1,3})(?:号|条)?(?:[\s,，]+|$)/),
  async run(context, { number, which }) {
    const { tx, person, now } = context;
    const { minutes, correction } = await findCorrection(context, number.number, which);
    const { entries } = await readMinutes(context, minutes);
    const line = entries.find(({ id }) => id === correction.lineId);
    if (line === undefined) throw new UserError("minutesCorrectionNone", { number: number.number });
    const settled = { state: "adopted", reason: undefined, by: person.id, at: now } as const;
    await settleCorrection(tx, correction, settled);
    const change = { line, correction, words: correction.words };
    const told = await changeLine(publishContext(context), minutes, change);
    await tellAsker(context, minutes, correction, (who) =>
      correctionAdoptedTold(who, correction.number),
    );
    return correctionAdopted(told, context.place);
  },
});

/** 不采用更正 1 与录音不符 */
export const minutesDecline = defineCommand({
  id: "minutes-decline",
  name: "不采用更正",
  aliases: [],
  example: "不采用更正 1 与录音不符",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: {
    number: arg.number("编号", "请接着告诉我是哪一条更正"),
    reason: arg.words("理由", "请接着告诉我为什么不采用"),
    which: arg.field("哪一场"),
  },
  match: (text) =>
    matchSettle(text, /^不采[用纳]更正\s?(?<number>\d{1,3})(?:号|条)?(?:[\s,，]+|$)/),
  async run(context, { number, reason, which }) {
    const { tx, person, now } = context;
    const { minutes, correction, name } = await findCorrection(context, number.number, which);
    const settled = { state: "declined", reason, by: person.id, at: now } as const;
    await settleCorrection(tx, correction, settled);
    await tellAsker(context, minutes, correction, (who) =>
      correctionDeclinedTold(who, correction.number, reason),
    );
    return correctionDeclined(name);
  },
});

function matchSettle({ original, plain }: MatchText, head: RegExp): RawArgs | undefined {
  const found = head.exec(plain);
  if (found === null) return undefined;
  const { key, rest } = splitKey(original.slice(found[0].length));
  const reason = rest === "" ? undefined : rest;
  return rawArgs({ number: found.groups?.["number"], which: key, reason });
}

/** An open one of that meeting, or of the only minutes that have one of that number. */
async function findCorrection(context: PersonContext, number: number, which: string | undefined) {
  const { tx, tenantId } = context;
  const id = which === undefined ? await findOpenCorrection(tx, tenantId, number) : undefined;
  const minutes =
    id === undefined
      ? await findMinutesOf(context, await findMeeting(context, which))
      : await findMinutes(tx, tenantId, { id });
  const corrections = minutes === undefined ? [] : await listCorrections(tx, minutes);
  const correction = corrections.find((each) => each.number === number && each.state === "open");
  if (minutes === undefined || correction === undefined) {
    throw new UserError("minutesCorrectionNone", { number });
  }
  const people = await listMeetingPeople(tx, { tenantId, id: minutes.meetingId });
  const name = people.find((each) => each.id === correction.meetingPersonId)?.name ?? "";
  return { minutes, correction, name };
}

async function tellAsker(
  context: PersonContext,
  { tenantId, meetingId }: Minutes,
  { meetingPersonId }: { readonly meetingPersonId: number },
  words: (salutation: string) => string,
): Promise<void> {
  const people = await listMeetingPeople(context.tx, { tenantId, id: meetingId });
  const asker = people.find(({ id }) => id === meetingPersonId);
  if (asker?.personId === undefined) return;
  const { salutation } = await getPerson(context.tx, tenantId, asker.personId);
  await tellPerson(context, asker.personId, { text: words(salutation) });
}
