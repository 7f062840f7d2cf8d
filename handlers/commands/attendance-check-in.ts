import { countTries, findMeetingByCode, insertTry } from "../../db/attendance.ts";
import {
  findMeetingPerson,
  type MeetingPerson,
  updateMeetingPerson,
} from "../../db/meeting-people.ts";
import { lockMeeting, type Meeting } from "../../db/meetings.ts";
import { checkInBeforeMs, checkInTime, hasCome } from "../../domain/attendance.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { checkedIn } from "../../text/attendance.ts";
import { explain } from "../../text/errors.ts";
import { sayWhen } from "../../text/meetings.ts";
import { arg } from "../arg.ts";
import { positionOf, speakersOf } from "../attendance.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { listPickable } from "../meeting-picking.ts";
import { readMeeting, recordMeeting } from "../meetings.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 签到 4827, or the word alone where only one meeting is on. */
export const attendanceCheckIn = defineCommand({
  id: "attendance-check-in",
  name: "签到",
  aliases: [],
  summary: "到会时说，例：签到 4827",
  example: "签到 4827",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { code: arg.field("签到码") },
  match: matchCheckIn,
  async run(context, { code }) {
    if (code === undefined) return checkIn(context, await findOn(context), "word");
    const { tx, tenantId, person, wallNow: at, place } = context;
    const trier = { tenantId, personId: person.id };
    const since = new Date(at.getTime() - HOUR_MS);
    const max = limits.checkInTriesMax;
    if ((await countTries(tx, trier, since)) >= max) {
      throw new UserError("checkInCodeTries", { max });
    }
    const meeting = await findMeetingByCode(tx, tenantId, code);
    if (meeting !== undefined) return checkIn(context, meeting, "code");
    await insertTry(tx, trier, { at, since });
    // Said, not thrown: what is thrown takes the count back.
    return explain("checkInCodeWrong", {}, place);
  },
});

const HOUR_MS = 60 * 60_000;

/** 签到, 签到4827, 我签到; 签到表在哪 and 签到了吗 are something else. */
function matchCheckIn({ plain }: MatchText): RawArgs | undefined {
  const found = /^(?:我|我要)?签到(?:码)?[\s:：]*(?<code>\d{4})?[\s。.！!]*$/.exec(plain);
  if (found === null || /签到码[\s。.！!]*$/.test(plain)) return undefined;
  const code = found.groups?.["code"];
  return code === undefined ? {} : { code };
}

/** The only one of their meetings that is on now. @throws UserError if there is none, or several */
async function findOn(context: PersonContext): Promise<Meeting> {
  const { now } = context;
  const { meetings } = await listPickable(context, { states: ["announced"], isOwn: true });
  const on = meetings.filter((each) => ["present", "late"].includes(checkInTime(each, now)));
  const [only] = on;
  if (only !== undefined && on.length === 1) return only;
  const next = meetings.find(({ startsAt }) => startsAt > now);
  if (on.length > 1 || next === undefined) throw new UserError("checkInWhich");
  return next;
}

/** @throws UserError if they were not asked to come, or it is too early or over */
async function checkIn(
  context: PersonContext,
  { tenantId, id }: Meeting,
  by: "code" | "word",
): Promise<string> {
  const { tx, person, now } = context;
  const meeting = await lockMeeting(tx, tenantId, id);
  const { title, startsAt } = meeting;
  const invited = await findMeetingPerson(tx, meeting, person.id);
  if (invited === undefined) throw new UserError("checkInNotAsked", { title });
  const time = checkInTime(meeting, now);
  if (time === "early") {
    const from = sayWhen(new Date(startsAt.getTime() - checkInBeforeMs), now);
    throw new UserError("checkInEarly", { title, from });
  }
  if (time === "over") throw new UserError("checkInOver", { title });
  const isAgain = hasCome(invited);
  if (!isAgain) await keep(context, meeting, invited, { attendance: time, by });
  const whole = await readMeeting(context, meeting);
  const { speakers, minutes } = speakersOf(whole);
  return checkedIn({
    salutation: person.salutation,
    at: isAgain ? (invited.checkedInAt ?? now) : now,
    startsAt,
    isLate: isAgain ? invited.attendance === "late" : time === "late",
    isAgain,
    position: positionOf(speakers, invited),
    minutes,
  });
}

async function keep(
  context: PersonContext,
  meeting: Meeting,
  invited: MeetingPerson,
  { attendance, by }: { readonly attendance: "present" | "late"; readonly by: "code" | "word" },
): Promise<void> {
  await updateMeetingPerson(context.tx, invited, {
    attendance,
    checkedInAt: context.now,
    checkInBy: by,
    // The code stands in the room; who says the word alone may be at the other end of a line.
    isOnline: meeting.isOnline && by === "word",
  });
  const words = { invited: invited.id, attendance, by };
  recordMeeting(publishContext(context), meeting, "checked-in", words);
}
