import { randomBytes } from "node:crypto";
import { isObject, pick, type ApiReply, type JsonObject } from "./api.ts";
import { cancelEntry, showEntry, type EntryWords, type KeptEntry } from "./calendar-bubble.ts";
import { singleKey } from "./timeline.ts";
import { checkAgent, findMember } from "./wecom-access.ts";
import { addFault, type WecomDesk } from "./wecom-desk.ts";
import { wecomError, wecomOk } from "./wecom-errors.ts";

/** 日程 that the app made, by their ids. It can change no others. */
export type Schedules = Map<string, KeptSchedule>;

interface KeptSchedule extends KeptEntry {
  words: EntryWords;
  /** Undefined = it lies in nobody's calendar that could be listed. */
  readonly calendarId: string | undefined;
}

/** A calendar of the app's own; what is written into it can be listed. */
export function addCalendar(desk: WecomDesk, body: JsonObject): ApiReply {
  const refusal = checkAgent(desk, body);
  if (refusal !== undefined) return refusal;
  const { summary, color } = isObject(body["calendar"]) ? body["calendar"] : {};
  const isNamed = typeof summary === "string" && summary !== "" && summary.length <= 128;
  if (!isNamed || typeof color !== "string" || !/^#[\dA-F]{6}$/i.test(color)) {
    addFault(desk, "calendar-refused", "summary or color");
    return wecomError(40058, {}, "missing parameters summary or color");
  }
  const id = `wc${randomBytes(12).toString("base64url")}`;
  desk.calendars.add(id);
  return wecomOk({ cal_id: id });
}

export function listSchedules(desk: WecomDesk, body: JsonObject): ApiReply {
  const { cal_id: calendarId, offset = 0, limit = 500 } = body;
  if (!desk.calendars.has(String(calendarId))) return wecomError(40058, {}, "invalid cal_id");
  const isPage = Number.isInteger(offset) && Number(limit) >= 1 && Number(limit) <= 1000;
  if (!isPage) return wecomError(40058, {}, "limit is not 1 to 1000");
  const all = [...desk.schedules].filter(([, kept]) => kept.calendarId === calendarId);
  const page = all.slice(Number(offset), Number(offset) + Number(limit));
  return wecomOk({
    schedule_list: page.map(([id, { words }]) => ({
      schedule_id: id,
      summary: words.title,
      start_time: words.start.getTime() / 1000,
      end_time: words.end.getTime() / 1000,
      location: words.place,
      status: 0,
      cal_id: calendarId,
    })),
  });
}

export function addSchedule(desk: WecomDesk, body: JsonObject): ApiReply {
  const refusal = body["agentid"] === undefined ? undefined : checkAgent(desk, body);
  if (refusal !== undefined) return refusal;
  const read = readSchedule(desk, body["schedule"]);
  if (read.kind === "refused") return read.reply;
  const said = pick(body, "schedule", "cal_id");
  const calendarId = typeof said === "string" ? said : undefined;
  if (said !== undefined && !desk.calendars.has(calendarId ?? "")) {
    return wecomError(40058, {}, "invalid cal_id");
  }
  const id = randomBytes(24).toString("hex");
  const { words } = read;
  const kept: KeptSchedule = { bubbles: new Map(), words, calendarId };
  desk.schedules.set(id, kept);
  show(desk, kept, read);
  return wecomOk({ schedule_id: id });
}

export function updateSchedule(desk: WecomDesk, body: JsonObject): ApiReply {
  const kept = desk.schedules.get(String(pick(body, "schedule", "schedule_id")));
  if (kept === undefined) return wecomError(90466);
  const read = readSchedule(desk, body["schedule"]);
  if (read.kind === "refused") return read.reply;
  kept.words = read.words;
  show(desk, kept, read);
  return wecomOk({});
}

export function deleteSchedule(desk: WecomDesk, body: JsonObject): ApiReply {
  const id = String(body["schedule_id"]);
  const kept = desk.schedules.get(id);
  if (kept === undefined) return wecomError(90466);
  desk.schedules.delete(id);
  cancelEntry(desk.timeline, kept);
  return wecomOk({});
}

interface ReadEntry {
  readonly words: EntryWords;
  readonly invited: readonly string[];
}

function show(desk: WecomDesk, kept: KeptEntry, entry: ReadEntry): void {
  showEntry({ timeline: desk.timeline, at: desk.options.now() }, kept, entry);
}

type Read =
  | (ReadEntry & { readonly kind: "taken" })
  | { readonly kind: "refused"; readonly reply: ApiReply };

const knownFields = new Set([
  "schedule_id",
  "admins",
  "start_time",
  "end_time",
  "is_whole_day",
  "attendees",
  "summary",
  "description",
  "location",
  "cal_id",
  "reminders",
]);

function readSchedule(desk: WecomDesk, schedule: unknown): Read {
  const rule = brokenRule(schedule);
  if (rule !== undefined || !isObject(schedule)) {
    addFault(desk, "schedule-refused", rule ?? "no schedule");
    return { kind: "refused", reply: wecomError(40058, {}, rule ?? "missing parameters schedule") };
  }
  const { summary, location } = schedule;
  const ids = idsOf(schedule);
  const members = ids.map((id) => findMember(desk, id));
  if (members.includes(undefined)) return { kind: "refused", reply: wecomError(60111) };
  return {
    kind: "taken",
    words: {
      title: typeof summary === "string" ? summary : "新建事件",
      place: typeof location === "string" ? location : "",
      start: new Date(Number(schedule["start_time"]) * 1000),
      end: new Date(Number(schedule["end_time"]) * 1000),
    },
    invited: members.flatMap((userId) => (userId === undefined ? [] : singleKey("wecom", userId))),
  };
}

function idsOf({ attendees }: JsonObject): readonly unknown[] {
  return Array.isArray(attendees) ? attendees.map((one: unknown) => pick(one, "userid")) : [];
}

/** The first rule that it breaks; its words stand in the refusal. */
function brokenRule(schedule: unknown): string | undefined {
  if (!isObject(schedule)) return "missing parameters schedule";
  const unknown = Object.keys(schedule).find((name) => !knownFields.has(name));
  if (unknown !== undefined) return `unknown parameter ${unknown}`;
  const { start_time: start, end_time: end, is_whole_day: isWholeDay = 0 } = schedule;
  const isOrdered = isSeconds(start) && isSeconds(end) && start < end;
  // That is what it says whatever is wrong with the two.
  if (!isOrdered) return "missing parameters start_time";
  if (isWholeDay !== 0 && isWholeDay !== 1) return "is_whole_day is not 0 or 1";
  return brokenPeople(schedule) ?? brokenWords(schedule) ?? brokenReminders(schedule["reminders"]);
}

function isSeconds(value: unknown): value is number {
  return Number.isInteger(value) && String(value).length === 10;
}

function brokenPeople(schedule: JsonObject): string | undefined {
  const ids = idsOf(schedule);
  const { admins = [] } = schedule;
  if (ids.length > 1000) return "more than 1000 attendees";
  if (new Set(ids).size < ids.length) return "an attendee twice";
  if (!Array.isArray(admins) || admins.length > 3) return "more than 3 admins";
  return admins.every((id) => ids.includes(id)) ? undefined : "an admin who is no attendee";
}

const charactersMax = { summary: 128, description: 1000, location: 128 };

function brokenWords(schedule: JsonObject): string | undefined {
  return Object.entries(charactersMax)
    .filter(([name, max]) => {
      const words = schedule[name] ?? "";
      return typeof words !== "string" || Array.from(words).length > max;
    })
    .map(([name, max]) => `${name} exceeds ${max} characters`)[0];
}

const secondsBefore: ReadonlySet<unknown> = new Set([0, 300, 900, 3600, 86_400]);

function brokenReminders(reminders: unknown): string | undefined {
  if (reminders === undefined) return undefined;
  const isRemind = pick(reminders, "is_remind");
  const before = pick(reminders, "remind_before_event_secs") ?? 0;
  const timezone = pick(reminders, "timezone") ?? 8;
  if (isRemind !== 0 && isRemind !== 1) return "is_remind is not 0 or 1";
  if (!secondsBefore.has(before)) return "remind_before_event_secs is not taken";
  const isZone = typeof timezone === "number" && timezone >= -12 && timezone <= 12;
  return isZone ? undefined : "timezone is not -12 to 12";
}
