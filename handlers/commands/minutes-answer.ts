import { insertCorrection, updateFine, upsertAsked } from "../../db/minutes-answers.ts";
import { findLiaison } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { minutesLineKinds, minutesLineNames } from "../../domain/minutes.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import {
  correctionKept,
  correctionQuestion,
  correctionTold,
  fineKept,
  fineOfOlder,
} from "../../text/minutes-review.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { tellPerson } from "../meeting-telling.ts";
import { splitKey } from "../meeting-words.ts";
import { recordMeeting } from "../meetings.ts";
import { findAsked, lineNamed } from "../minutes-review.ts";
import { readAnswers, readMinutes } from "../minutes.ts";
import { matchWhich } from "../minutes-words.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 无误: of the version this person was shown, and of no other. */
export const minutesFine = defineCommand({
  id: "minutes-fine",
  name: "无误",
  aliases: [],
  example: "无误",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: (text) => matchWhich(text, /^(?:纪要)?(?:核对)?无误(?:[\s:：,，]+|[。.！!]*$)/),
  async run(context, { which }) {
    const { tx, person, now } = context;
    const { minutes, line } = await findAsked(context, which);
    const { dueAt = now } = minutes;
    const { attended } = await readMinutes(context, minutes);
    const { answers } = await readAnswers(context, minutes);
    const own = answers.find(({ meetingPersonId }) => meetingPersonId === line);
    if (own !== undefined && own.toldVersion < minutes.version) {
      await upsertAsked(tx, minutes, [line]);
      return fineOfOlder(attended, dueAt);
    }
    await updateFine(tx, minutes, line, now);
    return fineKept(person.salutation, attended.title, dueAt, now);
  },
});

/** 更正 建议1 改为……: asked, and taken over or declined by the 联络员. */
export const minutesCorrect = defineCommand({
  id: "minutes-correct",
  name: "更正",
  aliases: [],
  example: "更正 建议1 改为优先用闲置自行车棚",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: {
    words: arg.optionalBlock("更正"),
    which: arg.field("哪一场"),
  },
  match: matchCorrect,
  async run(context, { words, which }) {
    const { tx, tenantId, person, now } = context;
    const { minutes, line } = await findAsked(context, which);
    if (words === undefined) {
      const args = rawArgs({ which });
      context.ask({ kind: "argument", command: "minutes-correct", args, missing: "words" });
      return askFor(correctionQuestion, "建议1 改为优先用闲置自行车棚", context.place);
    }
    const { meeting, entries, attended } = await readMinutes(context, minutes);
    const { said, kind, number, name } = readCorrection(words);
    const max = limits.minutesLineCharsMax;
    if (lengthOf(said) > max) throw new UserError("minutesLineTooLong", { max });
    const entry = kind === undefined ? undefined : lineNamed(entries, kind, number);
    if (entry === undefined) throw new UserError("minutesLineNone", { name });
    const asked = { meetingPersonId: line, lineId: entry.id, words: said, at: now };
    const given = await insertCorrection(tx, minutes, asked);
    recordMeeting(publishContext(context), meeting, "correction-asked", { number: given, said });
    const liaison = await findLiaison(tx, tenantId);
    const told = { number: given, line: name, before: entry.words, words: said };
    const isTold =
      liaison !== undefined &&
      (await tellPerson(context, liaison.id, {
        text: correctionTold(liaison.salutation, person.name, attended.title, told),
      }));
    return correctionKept(person.salutation, given, { liaison: liaison?.name ?? "联络员", isTold });
  },
});

function matchCorrect({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:纪要)?更正(?:纪要)?(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null || /[?？]\s*$|怎么|如何/.test(plain)) return undefined;
  const { key, rest } = splitKey(original.slice(head[0].length));
  if (rest === "") return rawArgs({ which: key });
  return /^(?:共识|建议|待办|记录|发言)/.test(rest)
    ? rawArgs({ which: key, words: rest })
    : undefined;
}

/** 建议1 改为……; 第 and 条 may stand with it, and without a number the first is meant. */
function readCorrection(words: string) {
  const found =
    /^(?<kind>共识|建议|待办|记录|发言)\s?第?(?<number>\d{1,3}|[一二三四五六七八九十]{1,3})?条?[\s:：,，]*(?:改为|改成|应为|应是|换成)?[\s:：,，]*(?<said>[^]*)$/.exec(
      words.trim(),
    );
  const { kind: word = words, number: digits, said = "" } = found?.groups ?? {};
  const kind = minutesLineKinds.find((each) => minutesLineNames[each] === word);
  const number = digits === undefined ? 1 : (parseChineseNumber(digits) ?? 1);
  const isEmpty = said.trim() === "";
  return { kind: isEmpty ? undefined : kind, number, said: said.trim(), name: `${word}${number}` };
}
