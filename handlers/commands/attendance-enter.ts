import {
  insertMeetingPeople,
  listMeetingPeople,
  type MeetingPerson,
  updateMeetingPerson,
} from "../../db/meeting-people.ts";
import { lockMeeting, type Meeting } from "../../db/meetings.ts";
import { countTurnout, hasCome } from "../../domain/attendance.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { enteredSignIn, checkInQuestions, signInTakenBack } from "../../text/attendance.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findInvited } from "../meeting-guests.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, recordMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 补签 韦德福; 补签 全体 除 卢永康 石磊: a whole sheet of paper in one message. */
export const attendanceEnter = defineCommand({
  id: "attendance-enter",
  name: "补签",
  aliases: [],
  summary: "替没带手机的签到，例：补签 韦德福",
  example: "补签 韦德福",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.words("姓名", checkInQuestions.names), which: arg.field("哪一场") },
  match: (text) => matchNames(text, /^(?:补签到?|代签到?)(?:[\s:：]+|$)/),
  async run(context, { names, which }) {
    const { tx, tenantId, person, now } = context;
    const meeting = await findBegun(context, which);
    const people = await listMeetingPeople(tx, meeting);
    const meant = await findMeant(context, meeting, people, names);
    const fresh = meant.filter((each) => !hasCome(each));
    for (const each of fresh) {
      await updateMeetingPerson(tx, each, {
        attendance: "present",
        checkedInAt: now,
        checkInBy: "staff",
        enteredBy: person.id,
      });
    }
    const words = { invited: fresh.map(({ id }) => id) };
    recordMeeting(publishContext(context), meeting, "signed-in", words);
    const turnout = countTurnout(await listMeetingPeople(tx, { tenantId, id: meeting.id }));
    return enteredSignIn(
      fresh.map(({ name }) => name),
      turnout,
      context.place,
    );
  },
});

/** 取消签到 韦德福 */
export const attendanceTakeBack = defineCommand({
  id: "attendance-take-back",
  name: "取消签到",
  aliases: [],
  example: "取消签到 韦德福",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.words("姓名", "请接着告诉我是谁"), which: arg.field("哪一场") },
  match: (text) => matchNames(text, /^(?:取消|撤销)(?:签到|补签)(?:[\s:：]+|$)/),
  async run(context, { names, which }) {
    const { tx } = context;
    const meeting = await findBegun(context, which);
    const people = await listMeetingPeople(tx, meeting);
    const meant = split(names).flatMap((name) => pick(people.filter(hasCome), name));
    if (meant.length === 0) throw new UserError("checkInNobody");
    for (const each of meant) {
      const none = { attendance: undefined, checkedInAt: undefined, checkInBy: undefined };
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

function matchNames({ original, plain }: MatchText, head: RegExp): RawArgs | undefined {
  const found = head.exec(plain);
  if (found === null || /[?？]\s*$|怎么|吗$/.test(plain)) return undefined;
  const { key, rest } = splitKey(original.slice(found[0].length));
  return rawArgs({ which: key, names: rest === "" ? undefined : rest });
}

/** One that has begun or is about to: the sheet is passed round before it begins, too. */
async function findBegun(context: PersonContext, which: string | undefined): Promise<Meeting> {
  const { id } = await findMeeting(context, which);
  return lockMeeting(context.tx, context.tenantId, id);
}

/** @throws UserError for a name that nobody has */
async function findMeant(
  context: PersonContext,
  meeting: Meeting,
  people: readonly MeetingPerson[],
  names: string,
): Promise<readonly MeetingPerson[]> {
  const whole =
    /^(?:全体|全部|所有)(?:人员?|委员|同志)?(?:都到了?)?[\s,，]*(?:(?:除了?|除去)[\s:：]*(?<but>.+))?$/.exec(
      names.trim(),
    );
  if (whole !== null) {
    const named = split(whole.groups?.["but"] ?? "").flatMap((name) => {
      const found = people.filter((each) => each.name === name);
      if (found.length === 0) throw new UserError("meetingPersonUnknown", { name });
      return found;
    });
    const but = new Set(named);
    return people.filter((each) => !but.has(each) && each.reply !== "on-leave");
  }
  const meant: MeetingPerson[] = [];
  const others: string[] = [];
  for (const name of split(names)) {
    const found = pick(
      people.filter((each) => !meant.includes(each)),
      name,
    );
    if (found.length === 0) others.push(name);
    meant.push(...found);
  }
  if (others.length === 0) return meant;
  return [...meant, ...(await addGuests(context, meeting, people, others.join(" ")))];
}

/** Whoever came without being asked: a guest stands under what they are, 居民代表 覃小妹. */
async function addGuests(
  { tx, tenantId }: PersonContext,
  meeting: Meeting,
  people: readonly MeetingPerson[],
  words: string,
): Promise<readonly MeetingPerson[]> {
  const scope = { unitNames: [], host: undefined };
  const guests = await findInvited({ tx, tenantId }, words, scope);
  await insertMeetingPeople(tx, meeting, guests);
  const known = new Set(people.map(({ id }) => id));
  return (await listMeetingPeople(tx, meeting)).filter(({ id }) => !known.has(id));
}

/** 韦德福; 县住建局 for the first of that name, 县住建局2人 for two. */
function pick(people: readonly MeetingPerson[], said: string): readonly MeetingPerson[] {
  const counted = /^(?<name>.+?)(?<count>\d{1,2}|[一二两三四五六七八九十])[人名位]$/.exec(said);
  const name = counted?.groups?.["name"] ?? said.replace(/(?:委员|同志)$/, "");
  const count = parseChineseNumber(counted?.groups?.["count"] ?? "") ?? 1;
  const found = people.filter((each) => each.name === name || each.name === said);
  const first = found.filter((each) => !hasCome(each));
  return (first.length > 0 ? first : found).slice(0, count);
}

function split(words: string): readonly string[] {
  return words.split(/[\s,，、;；和]+/).filter((each) => each !== "" && each !== "以外");
}
