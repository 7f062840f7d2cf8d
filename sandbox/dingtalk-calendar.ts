import { createHash, randomBytes } from "node:crypto";
import { isObject, json, parseObject, pick, type ApiReply, type JsonObject } from "./api.ts";
import type { ApiRequest } from "./api.ts";
import { cancelEntry, showEntry, type EntryWords, type KeptEntry } from "./calendar-bubble.ts";
import { addDingtalkFault, type DingtalkDesk } from "./dingtalk-desk.ts";
import { refuse } from "./dingtalk-refusal.ts";
import { singleKey } from "./timeline.ts";

/** An event, with the person in whose calendar it was made: nobody else changes it. */
export interface CalendarEvent extends KeptEntry {
  readonly id: string;
  readonly organizer: string;
  /** The name of the call that made it, good for a day. */
  readonly token: string | undefined;
  readonly madeAt: number;
  words: EntryWords;
  /** User ids. */
  invited: readonly string[];
}

/** People go by other ids here than everywhere else. */
export function unionIdOf(userId: string): string {
  return createHash("sha256").update(`union ${userId}`).digest("base64");
}

/** `/topapi/v2/user/get` of the old API: the token stands in the address. */
export function getUser(desk: DingtalkDesk, request: ApiRequest): ApiReply {
  const token = request.query.get("access_token") ?? "";
  if (desk.tokens.check(token, desk.options.now()) !== "good") {
    return json({ errcode: 40014, errmsg: "不合法的access_token" });
  }
  const userId = parseObject(request.body)?.["userid"];
  const member = desk.options.members.find((one) => one.userId === userId);
  if (member === undefined) return json({ errcode: 60121, errmsg: "找不到该用户" });
  const result = { userid: member.userId, name: member.nick, unionid: unionIdOf(member.userId) };
  return json({ errcode: 0, errmsg: "ok", result });
}

const eventsPath =
  /^\/v1\.0\/calendar\/users\/([^/]+)\/calendars\/primary\/events(?:\/([^/]+)(\/attendees)?)?$/;

export function isCalendarPath(path: string): boolean {
  return eventsPath.test(path);
}

/** The events of one person's own calendar. */
export function runCalendar(desk: DingtalkDesk, request: ApiRequest, body: JsonObject): ApiReply {
  const [, union = "", id, attendees] = eventsPath.exec(request.path) ?? [];
  const organizer = findByUnion(desk, decodeURIComponent(union));
  if (organizer === undefined) return refuse("invalidParameter.userId.invalid");
  const token = request.headers["x-client-token"];
  const call = { desk, body, organizer, token: typeof token === "string" ? token : undefined };
  if (id === undefined) {
    return request.method === "POST" ? createEvent(call) : refuse("unsupportedMethod", 405);
  }
  const event = desk.events.get(decodeURIComponent(id));
  if (event === undefined || event.organizer !== organizer) return refuse("event.notFound", 404);
  if (attendees !== undefined && request.method === "POST") return addAttendees(call, event);
  if (attendees === undefined && request.method === "PUT") return changeEvent(call, event);
  if (attendees === undefined && request.method === "DELETE") return deleteEvent(call, event);
  return refuse("unsupportedMethod", 405);
}

interface Call {
  readonly desk: DingtalkDesk;
  readonly body: JsonObject;
  readonly organizer: string;
  readonly token: string | undefined;
}

const dayMs = 86_400_000;

function createEvent({ desk, body, organizer, token }: Call): ApiReply {
  const now = desk.options.now();
  const mine = [...desk.events.values()].filter((event) => event.organizer === organizer);
  const isRecent = ({ madeAt }: CalendarEvent) => now.getTime() - madeAt < dayMs;
  const same = mine.find((event) => event.token === token && isRecent(event));
  if (token !== undefined && same !== undefined) return json({ id: same.id });
  const read = readEvent(desk, body);
  if (typeof read === "string") return refuseEvent(desk, read);
  if (mine.filter(isRecent).length >= 100) return refuse("event.create.overLimit");
  const id = `${randomBytes(9).toString("base64url")}==`;
  const bubbles = new Map<string, number>();
  const event: CalendarEvent = { id, organizer, token, madeAt: now.getTime(), bubbles, ...read };
  desk.events.set(id, event);
  return tell(desk, event);
}

function changeEvent({ desk, body }: Call, event: CalendarEvent): ApiReply {
  const { id, ...rest } = body;
  const read = id === event.id ? readEvent(desk, rest) : "invalidParameter.id.invalid";
  if (typeof read === "string") return refuseEvent(desk, read);
  Object.assign(event, read);
  return tell(desk, event);
}

function deleteEvent({ desk }: Call, event: CalendarEvent): ApiReply {
  desk.events.delete(event.id);
  cancelEntry(desk.timeline, event);
  // An empty body, like the real one.
  return json(undefined);
}

function addAttendees({ desk, body }: Call, event: CalendarEvent): ApiReply {
  const people = readPeople(desk, body["attendeesToAdd"]);
  if (typeof people === "string") return refuseEvent(desk, people);
  const invited = [...new Set([...event.invited, ...people])];
  if (invited.length > 5000) return refuse("attendees.overLimit");
  event.invited = invited;
  return tell(desk, event);
}

function tell(desk: DingtalkDesk, event: CalendarEvent): ApiReply {
  const invited = [...new Set([event.organizer, ...event.invited])];
  showEntry({ timeline: desk.timeline, at: desk.options.now() }, event, {
    words: event.words,
    invited: invited.map((userId) => singleKey("dingtalk", userId)),
  });
  return json({ id: event.id });
}

function refuseEvent(desk: DingtalkDesk, code: string): ApiReply {
  addDingtalkFault(desk, "event-refused", code);
  return refuse(code);
}

const knownFields = new Set([
  "summary",
  "description",
  "start",
  "end",
  "isAllDay",
  "location",
  "attendees",
  "reminders",
]);

/** The code of the first rule that it breaks, or the event. */
function readEvent(
  desk: DingtalkDesk,
  body: JsonObject,
): string | Pick<CalendarEvent, "words" | "invited"> {
  const unknown = Object.keys(body).find((name) => !knownFields.has(name));
  if (unknown !== undefined) return `invalidParameter.${unknown}.unknown`;
  const { summary, description = "", attendees = [], reminders = [] } = body;
  if (typeof summary !== "string" || summary === "" || summary.length > 2048) {
    return "invalidParameter.summary.invalid";
  }
  if (typeof description !== "string" || description.length > 5000) {
    return "invalidParameter.description.invalid";
  }
  const isAllDay = body["isAllDay"] === true;
  const start = readMoment(body["start"], isAllDay);
  const end = readMoment(body["end"], isAllDay);
  if (start === undefined || end === undefined || start >= end) return "invalidParameter.time";
  if (!Array.isArray(reminders) || !reminders.every(isReminder)) {
    return "invalidParameter.reminders.invalid";
  }
  const people = readPeople(desk, attendees);
  if (typeof people === "string") return people;
  const place = pick(body, "location", "displayName");
  const words = { title: summary, place: typeof place === "string" ? place : "", start, end };
  return { words, invited: people };
}

/** A day has no time and a time has a zone; the end of a whole day is the next one. */
function readMoment(value: unknown, isAllDay: boolean): Date | undefined {
  const { date, dateTime, timeZone } = isObject(value) ? value : {};
  const text = isAllDay ? date : dateTime;
  const isWhole = isAllDay ? dateTime === undefined : date === undefined && isZone(timeZone);
  if (typeof text !== "string" || !isWhole || Number.isNaN(Date.parse(text))) return undefined;
  return new Date(text);
}

function isZone(zone: unknown): boolean {
  return typeof zone === "string" && /^[A-Z]\w+\/\w+$/.test(zone);
}

function isReminder(reminder: unknown): boolean {
  const minutes = pick(reminder, "minutes");
  return pick(reminder, "method") === "dingtalk" && Number.isInteger(minutes);
}

function readPeople(desk: DingtalkDesk, people: unknown): string | readonly string[] {
  if (!Array.isArray(people)) return "invalidParameter.attendees.invalid";
  if (people.length > 500) return "invalidParameter.attendees.overMax";
  const found = people.map((one: unknown) => findByUnion(desk, pick(one, "id")));
  const known = found.filter((userId) => userId !== undefined);
  return known.length === found.length ? known : "invalidParameter.attendees.invalid";
}

function findByUnion({ options }: DingtalkDesk, unionId: unknown): string | undefined {
  return options.members.find(({ userId }) => unionIdOf(userId) === unionId)?.userId;
}
