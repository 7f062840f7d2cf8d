import { listMyMeetingIds } from "../db/meeting-own.ts";
import { listTopicsOfMeetings, type MeetingTopicRow } from "../db/meeting-topics.ts";
import { listMeetingsSince, type Meeting } from "../db/meetings.ts";
import { getPerson } from "../db/people.ts";
import { listUnits } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { isStaff } from "../domain/rights.ts";
import { readTime, type TimeReading } from "../domain/time-reader.ts";
import { toLocal } from "../domain/time.ts";
import { dayNumber } from "../domain/workdays.ts";
import { sayMeetingKey, sayWhen } from "../text/meetings.ts";
import { type NumberKey, parseNumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";

/** Which of the meetings somebody means. */

export interface Picking {
  /** Absent = announced ones, and held ones of the last weeks. */
  readonly states?: readonly Meeting["state"][];
  /** Only those this person is asked to come to. */
  readonly isOwn?: boolean;
}

/**
 * The one that is meant: by 7号, 3月25日 or part of its title; without words the nearest.
 * @throws UserError with a question if there are several, or that there is none
 */
export async function findMeeting(
  context: PersonContext,
  words: string | undefined,
  picking: Picking = {},
): Promise<Meeting> {
  const { meetings, topics } = await listPickable(context, picking);
  const said = (words ?? "").trim();
  if (said === "") return nearest(context, meetings);
  const found = narrowMeetings(context, { meetings, topics }, said);
  const [only, ...others] = found;
  if (only === undefined) throw new UserError("meetingNotFound", { words: said });
  if (others.length === 0) return only;
  return oneToCome(context, found, topics);
}

/** Of several, the only one that is to come is meant. */
function oneToCome(
  context: PersonContext,
  found: readonly Meeting[],
  topics: readonly MeetingTopicRow[],
): Meeting {
  const toCome = found.filter(({ endsAt, state }) => endsAt > context.now && state !== "cancelled");
  const [only] = toCome;
  if (only !== undefined && toCome.length === 1) return only;
  const last = found.at(-1);
  if (toCome.length === 0 && last !== undefined) return last;
  return askWhich(context, toCome, topics);
}

/** @throws UserError always: which of these? */
export function askWhich(
  { now }: Pick<PersonContext, "now">,
  meetings: readonly Meeting[],
  topics: readonly MeetingTopicRow[],
): never {
  const titles = meetings
    .slice(0, SHOWN_MAX)
    .map((meeting) => `${sayWhen(meeting.startsAt, now)}${meeting.title}`)
    .join("，");
  const example = sayMeetingKey(meetings[0], topics, true);
  throw new UserError("meetingWhich", { titles, example });
}

const SHOWN_MAX = 4;

function nearest({ now, person }: PersonContext, meetings: readonly Meeting[]): Meeting {
  const toCome = meetings.find(({ endsAt, state }) => endsAt > now && state !== "held");
  const found = toCome ?? meetings.at(-1);
  if (found !== undefined) return found;
  throw new UserError(isStaff(person.roles) ? "meetingNoneYet" : "meetingNotUpcoming");
}

/** Those that the words may mean: 7号, 3月25日, both, or part of a title. */
export function narrowMeetings(
  { now }: Pick<PersonContext, "now">,
  from: { readonly meetings: readonly Meeting[]; readonly topics: readonly MeetingTopicRow[] },
  said: string,
): readonly Meeting[] {
  const { meetings, topics } = from;
  const { number, rest } = cutNumber(said);
  const byNumber =
    number === undefined ? meetings : meetings.filter(({ id }) => isAbout(topics, id, number, now));
  if (rest === "" || (number !== undefined && byNumber.length === 1)) return byNumber;
  // A day of the last weeks may be meant as well: 3月25日 after the meeting of that day.
  const back = new Date(now.getTime() - limits.meetingPickDaysBack * DAY_MS);
  const readings = [readTime(rest, now), readTime(rest, back)];
  if (readings.some((reading) => reading !== undefined)) {
    return readings.map((reading) => onDay(byNumber, reading)).find((all) => all.length > 0) ?? [];
  }
  const plain = fold(rest).replaceAll(/[「」\s]/g, "");
  return byNumber.filter(({ title }) =>
    fold(title)
      .replaceAll(/[「」]/g, "")
      .includes(plain),
  );
}

/** Those of the day that was read; of several those of the very hour. */
function onDay(meetings: readonly Meeting[], reading: TimeReading | undefined): readonly Meeting[] {
  if (reading === undefined || reading.kind === "refused") return [];
  const at = reading.kind === "moment" ? reading.at : reading.afternoon;
  const sameDay = meetings.filter(({ startsAt }) => isSameDay(startsAt, at));
  const exact = sameDay.filter(({ startsAt }) => startsAt.getTime() === at.getTime());
  return exact.length > 0 ? exact : sameDay;
}

function cutNumber(said: string): {
  readonly number: NumberKey | undefined;
  readonly rest: string;
} {
  const found = /^(?<key>(?:\d{4}\s?-\s?)?\d{1,4}\s?号?(?:议题)?)(?=$|\s|的|现场|会)/.exec(
    fold(said),
  );
  const words = found?.groups?.["key"];
  const number = words === undefined ? undefined : parseNumberKey(words);
  if (words === undefined || number === undefined) return { number: undefined, rest: said };
  const rest = said.slice(words.length).replace(/^[\s的,，]+/, "");
  return { number, rest: rest === "会" || rest === "会议" ? "" : rest };
}

function isAbout(
  topics: readonly MeetingTopicRow[],
  meetingId: number,
  { year, number }: NumberKey,
  now: Date,
): boolean {
  return topics.some(
    (topic) =>
      topic.meetingId === meetingId &&
      topic.number === number &&
      (year === undefined ? topic.year >= toLocal(now).year - 1 : topic.year === year),
  );
}

function isSameDay(one: Date, other: Date): boolean {
  return dayNumber(toLocal(one)) === dayNumber(toLocal(other));
}

/** What this person may pick from: staff all, others those of their units and their own. */
export async function listPickable(context: PersonContext, picking: Picking) {
  const { tx, tenantId, person, now } = context;
  const since = new Date(now.getTime() - limits.meetingPickDaysBack * DAY_MS);
  const states = picking.states ?? (["announced", "held"] as const);
  const [all, own, units, self] = await Promise.all([
    listMeetingsSince(tx, tenantId, since),
    listMyMeetingIds(tx, tenantId, person.id),
    listUnits(tx, tenantId),
    getPerson(tx, tenantId, person.id),
  ]);
  const unitIds = new Set(
    units.filter(({ name }) => self.units.includes(name)).map(({ id }) => id),
  );
  const isSeen = ({ id, unitId }: Meeting): boolean => {
    if (own.includes(id)) return true;
    if (picking.isOwn === true) return false;
    return isStaff(person.roles) || unitIds.has(unitId);
  };
  const meetings = all.filter(
    (each) => states.some((state) => state === each.state) && isSeen(each),
  );
  const topics = await listTopicsOfMeetings(
    tx,
    tenantId,
    meetings.map(({ id }) => id),
  );
  return { meetings, topics, own };
}

const DAY_MS = 24 * 60 * 60_000;
