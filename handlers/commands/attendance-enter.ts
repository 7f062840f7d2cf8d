import { listMeetingPeople, updateMeetingPerson } from "../../db/meeting-people.ts";
import { countTurnout, hasCome } from "../../domain/attendance.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { checkInQuestions, enteredSignIn, signInTakenBack } from "../../text/attendance.ts";
import { arg } from "../arg.ts";
import { findMeant, pickNamed, splitNames } from "../attendance-picking.ts";
import { defineCommand } from "../command.ts";
import { holdMeetingRoom } from "../meeting-holders.ts";
import { recordMeeting } from "../meetings.ts";
import { matchNames } from "../minutes-words.ts";
import { publishContext } from "../publication.ts";

/** 补签 韦德福; 补签 李梅 迟到20分钟; 补签 全体 除 卢永康 石磊: a whole sheet in one message. */
export const attendanceEnter = defineCommand({
  id: "attendance-enter",
  name: "补签",
  aliases: [],
  summary: "替没带手机的签到，例：补签 韦德福",
  example: "补签 韦德福",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.words("姓名", checkInQuestions.names), which: arg.field("哪一场") },
  match: (text) => matchNames(text, /^(?:补签到?|代签到?)(?:[\s:：]+|$)/),
  async run(context, { names, which }) {
    const { tx, tenantId, person, now } = context;
    const meeting = await holdMeetingRoom(context, which, "补签");
    const people = await listMeetingPeople(tx, meeting);
    const { names: said, lateBy } = cutLate(names);
    const meant = await findMeant(context, meeting, people, said);
    const fresh = meant.filter((each) => !hasCome(each));
    const checkedInAt =
      lateBy === undefined || lateBy === 0
        ? now
        : new Date(meeting.startsAt.getTime() + lateBy * MINUTE_MS);
    for (const each of fresh) {
      await updateMeetingPerson(tx, each, {
        attendance: lateBy === undefined ? "present" : "late",
        checkedInAt,
        checkInBy: "staff",
        enteredBy: person.id,
      });
    }
    const words = { invited: fresh.map(({ id }) => id) };
    recordMeeting(publishContext(context), meeting, "signed-in", words);
    const turnout = countTurnout(await listMeetingPeople(tx, { tenantId, id: meeting.id }));
    return enteredSignIn(
      fresh.map(({ name }) => name),
      { isLate: lateBy !== undefined, turnout, place: context.place },
    );
  },
});

const MINUTE_MS = 60_000;

/** 李梅 迟到20分钟: everybody named came late, by so many minutes; 0 = nobody said how many. */
function cutLate(names: string): { readonly names: string; readonly lateBy: number | undefined } {
  const found = late.exec(names);
  const { who, amount, unit = "分" } = found?.groups ?? {};
  if (who === undefined) return { names, lateBy: undefined };
  if (amount === undefined) return { names: who, lateBy: 0 };
  const count = amount === "半" ? 0.5 : (parseChineseNumber(amount) ?? 0);
  return { names: who, lateBy: count * (unitMinutes[unit.charAt(0)] ?? 1) };
}

const late =
  /^(?<who>[^]+?)[\s,，、]*(?:迟到|晚到|来晚)了?(?:\s*(?<amount>\d{1,3}|[一二两三四五六七八九十半]{1,3})\s*个?(?<unit>分钟?|刻钟?|小时|钟头)?)?[\s。.]*$/;
const unitMinutes: Readonly<Record<string, number>> = { 分: 1, 刻: 15, 小: 60, 钟: 60 };

/** 取消签到 韦德福 */
export const attendanceTakeBack = defineCommand({
  id: "attendance-take-back",
  name: "取消签到",
  aliases: [],
  example: "取消签到 韦德福",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.words("姓名", checkInQuestions.takeBack), which: arg.field("哪一场") },
  match: (text) => matchNames(text, /^(?:取消|撤销)(?:签到|补签)(?:[\s:：]+|$)/),
  async run(context, { names, which }) {
    const { tx } = context;
    const meeting = await holdMeetingRoom(context, which, "取消签到");
    const people = await listMeetingPeople(tx, meeting);
    const meant = splitNames(names).flatMap((name) => pickNamed(people.filter(hasCome), name));
    if (meant.length === 0) throw new UserError("checkInNobody");
    for (const each of meant) {
      const none = {
        attendance: undefined,
        checkedInAt: undefined,
        checkInBy: undefined,
        leftAt: undefined,
      };
      await updateMeetingPerson(tx, each, none);
    }
    const words = { invited: meant.map(({ id }) => id) };
    recordMeeting(publishContext(context), meeting, "sign-in-taken-back", words);
    const turnout = countTurnout(await listMeetingPeople(tx, meeting));
    return signInTakenBack(
      meant.map(({ name }) => name),
      turnout,
    );
  },
});
