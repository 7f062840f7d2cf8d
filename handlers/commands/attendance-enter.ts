import { listMeetingPeople, updateMeetingPerson } from "../../db/meeting-people.ts";
import { lockMeeting, type Meeting } from "../../db/meetings.ts";
import { countTurnout, hasCome } from "../../domain/attendance.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import {
  checkInQuestions,
  enteredSignIn,
  leftEarly,
  signInTakenBack,
} from "../../text/attendance.ts";
import { arg } from "../arg.ts";
import { findMeant, pickNamed, splitNames } from "../attendance-picking.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { checkMayHold } from "../meeting-holders.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, recordMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

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
    const meeting = await findHeld(context, which, "补签");
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
  const found =
    /^(?<who>[^]+?)[\s,，、]*迟到了?(?:\s*(?<minutes>\d{1,3}|[一二三四五六七八九十半]{1,3})\s*分钟?)?[\s。.]*$/.exec(
      names,
    );
  const { who, minutes } = found?.groups ?? {};
  if (who === undefined) return { names, lateBy: undefined };
  return { names: who, lateBy: minutes === undefined ? 0 : (parseChineseNumber(minutes) ?? 0) };
}

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
    const meeting = await findHeld(context, which, "取消签到");
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

/** 提前离会 李梅: they were there, and what was decided later was decided without them. */
export const attendanceLeft = defineCommand({
  id: "attendance-left",
  name: "提前离会",
  aliases: ["早退"],
  example: "提前离会 李梅",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.words("姓名", checkInQuestions.left), which: arg.field("哪一场") },
  match: (text) => matchNames(text, /^(?:提前(?:离会|离开|退场)|早退)(?:[\s:：]+|$)/),
  async run(context, { names, which }) {
    const { tx, now } = context;
    const meeting = await findHeld(context, which, "登记提前离会");
    const people = await listMeetingPeople(tx, meeting);
    const meant = splitNames(names).map((name) => {
      const [found] = pickNamed(people.filter(hasCome), name);
      if (found === undefined) throw new UserError("leftNotHere", { name });
      return found;
    });
    const leftAt = now < meeting.endsAt ? now : meeting.endsAt;
    for (const each of meant) await updateMeetingPerson(tx, each, { leftAt });
    const words = { invited: meant.map(({ id }) => id) };
    recordMeeting(publishContext(context), meeting, "left-early", words);
    return leftEarly(
      meant.map(({ name }) => name),
      countTurnout(await listMeetingPeople(tx, meeting)),
    );
  },
});

function matchNames({ original, plain }: MatchText, head: RegExp): RawArgs | undefined {
  const found = head.exec(plain);
  if (found === null || /[?？]\s*$|怎么|吗$/.test(plain)) return undefined;
  const { key, rest } = splitKey(original.slice(found[0].length));
  return rawArgs({ which: key, names: rest === "" ? undefined : rest });
}

/** One that has begun or is about to: the sheet is passed round before it begins, too. */
async function findHeld(
  context: PersonContext,
  which: string | undefined,
  name: string,
): Promise<Meeting> {
  const { id } = await findMeeting(context, which);
  const meeting = await lockMeeting(context.tx, context.tenantId, id);
  await checkMayHold(context, meeting, name);
  return meeting;
}
