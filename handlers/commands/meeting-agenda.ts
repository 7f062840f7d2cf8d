import { listAgenda, updateAgendaDone } from "../../db/meeting-agenda.ts";
import { lockMeeting } from "../../db/meetings.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { agendaNone, agendaStanding } from "../../text/meeting-list.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, recordMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 议完 7号 1 2: which items of the agenda are done; the others are carried to the next meeting. */
export const meetingAgendaDone = defineCommand({
  id: "meeting-agenda-done",
  name: "议完",
  aliases: ["没议完"],
  summary: "记下议程里哪几项议完了，没议完的接着开",
  example: "议完 7号 1 2",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: {
    words: arg.optionalWords("第几项"),
    which: arg.field("哪一场"),
    undo: arg.field("撤回"),
  },
  match: matchDone,
  async run(context, { words, which, undo }) {
    const { tx, tenantId, now, place } = context;
    const states = ["announced", "held"] as const;
    const picked = await findMeeting(context, which, { states });
    const meeting = await lockMeeting(tx, tenantId, picked.id);
    if (meeting.startsAt > now) throw new UserError("meetingNotBegun", { title: meeting.title });
    const agenda = await listAgenda(tx, meeting);
    if (agenda.length === 0) return agendaNone(meeting.title);
    const numbers = readNumbers(words ?? "", agenda.length);
    for (const position of numbers) {
      await updateAgendaDone(tx, meeting, position, undo === undefined);
    }
    const event = { numbers, isDone: undo === undefined };
    if (numbers.length > 0) recordMeeting(publishContext(context), meeting, "agenda-done", event);
    return agendaStanding(meeting.title, await listAgenda(tx, meeting), place);
  },
});

/** 议完 7号 1 2, 没议完 3, 议完 全部; 议完了吗 is a question. */
function matchDone({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?<undo>没)?议完(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null) return undefined;
  const { key, rest } = splitKey(original.slice(head[0].length));
  if (!/^(?:[\d\s,，、和第项一二三四五六七八九十]*|全部|都议完了?)$/.test(rest)) return undefined;
  return rawArgs({
    which: key,
    words: rest === "" ? undefined : rest,
    undo: head.groups?.["undo"],
  });
}

/** @throws UserError for an item that is not there */
function readNumbers(words: string, count: number): readonly number[] {
  if (/全部|都/.test(words)) return Array.from({ length: count }, (_, index) => index + 1);
  const pieces = words.split(/[\s,，、和第项]+/).filter((piece) => piece !== "");
  return pieces.map((piece) => {
    const number = parseChineseNumber(piece);
    if (number === undefined || number < 1 || number > count) {
      throw new UserError("meetingAgendaItem", { count });
    }
    return number;
  });
}
