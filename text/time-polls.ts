import type { Card, CardSelect } from "../domain/card.ts";
import {
  type PollRequirement,
  type Slot,
  slotLetter,
  timeAnswerNames,
} from "../domain/time-poll.ts";
import { formatDateTime, formatTime } from "../domain/time.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayDayKind } from "./day-kind.ts";
import { sayLength } from "./meetings.ts";
import { dayKey, sayDay } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 约时间: what is asked, on a card and in words. */

export const timePollQuestions = {
  sentence: "请接着告诉我要约哪几个时间",
  unit: "请哪里的委员来，例：城南片区",
  answers: "哪些时间方便，例：A方便 B可协调 C不方便",
  guest: "替谁答复，例：代答 县住建局 A方便 B不方便",
  which: "是哪一次",
} as const;

/** 3月25日（星期三）下午3:00—4:30 */
export function saySlot({ startsAt, endsAt }: Slot, now: Date): string {
  const isSameDay = dayKey(startsAt) === dayKey(endsAt);
  return `${formatDateTime(startsAt, now)}—${isSameDay ? sayEnd(startsAt, endsAt) : formatDateTime(endsAt, now)}`;
}

/** 下午3:00—4:30, 上午11:00—中午12:30 */
function sayEnd(startsAt: Date, endsAt: Date): string {
  const half = formatTime(startsAt).replace(/\d.*$/, "");
  const end = formatTime(endsAt);
  return end.startsWith(half) ? end.slice(half.length) : end;
}

/** What was filled in where it was not said. */
export interface AssumedTimes {
  readonly hours: readonly Date[];
  /** Only 3点: taken for the afternoon. */
  readonly halves: readonly Date[];
  readonly isLengthAssumed: boolean;
}

export interface TimePollView {
  readonly id: number;
  readonly title: string;
  readonly slots: readonly Slot[];
  readonly requirements: readonly PollRequirement[];
  readonly dueAt: Date;
}

interface Asking extends TimePollView {
  readonly now: Date;
  readonly workdays: Workdays;
  /** Whoever asks, as others call them. */
  readonly salutation: string;
}

/** To the group, or to the one who asks in 1:1. */
export function timePollAsked(
  asking: Asking & { readonly assumed: AssumedTimes },
  place: Place,
  hasCard: boolean,
): string {
  const { title, slots, now, workdays, assumed, salutation } = asking;
  const noted = sayAssumed(slots, assumed);
  const who = place === "group" ? salutation : "您";
  return lines(
    `【约时间】${title}`,
    "",
    ...slotLines(slots, now),
    `${noted === "" ? "" : `${who}${noted}`}${sayDays(slots, workdays)}`,
    "",
    ...wayLines(asking, place, hasCard),
  );
}

/** To one of those asked, alone. */
export function timePollAskedAlone(
  { title, slots, now, workdays, salutation, ...rest }: Asking,
  to: string,
  hasCard: boolean,
): string {
  return lines(
    `${to}，${salutation}在约${title}的时间，请您答复。`,
    "",
    ...slotLines(slots, now),
    sayDays(slots, workdays),
    "",
    ...wayLines({ title, slots, now, ...rest }, "single", hasCard),
  );
}

export function slotLines(slots: readonly Slot[], now: Date): readonly string[] {
  return slots.map((slot, index) => `${slotLetter(index)}　${saySlot(slot, now)}`);
}

function wayLines(
  { slots, dueAt, requirements, now }: TimePollView & { readonly now: Date },
  place: Place,
  hasCard: boolean,
): readonly string[] {
  const required = sayRequired(requirements);
  const orSay = place === "group" ? "点卡片，或@我回复" : "点卡片，或回复";
  const way = hasCard ? orSay : pleaseReply(place);
  return [
    "请选方便、可协调或不方便，没选的不算方便。",
    `${way}，例：${answerExample(slots.length)}`,
    `请在${formatDateTime(dueAt, now)}前答复。${required}`,
  ];
}

/** A方便 B可协调 C不方便 */
export function answerExample(count: number): string {
  return ["A方便", "B可协调", "C不方便"].slice(0, Math.min(count, 3)).join(" ");
}

/** 没说几点，先按下午3:00、上午9:00列出，会期按一个半小时。 */
function sayAssumed(slots: readonly Slot[], assumed: AssumedTimes): string {
  const [first] = slots;
  const hours = unique(assumed.hours.map(formatTime));
  const halves = unique(assumed.halves.map(formatTime));
  const length = first === undefined ? "" : sayLength(first.startsAt, first.endsAt);
  const pieces = [
    hours.length === 0 ? undefined : `没说几点，先按${hours.join("、")}列出`,
    halves.length === 0 ? undefined : `没说上午还是下午，先按${halves.join("、")}列出`,
    assumed.isLengthAssumed
      ? `${hours.length + halves.length === 0 ? "没说会期，先" : "会期"}按${length}`
      : undefined,
  ].filter((piece) => piece !== undefined);
  return pieces.length === 0 ? "" : `${pieces.join("，")}。`;
}

/** 三天都是工作日。 A、B是工作日，C是国庆节假期。 */
function sayDays(slots: readonly Slot[], workdays: Workdays): string {
  const kinds = slots.map(({ startsAt }) => sayDayKind(startsAt, workdays));
  const [first = ""] = kinds;
  if (kinds.every((kind) => kind === first)) {
    const days = unique(slots.map(({ startsAt }) => String(dayKey(startsAt)))).length;
    const count = ["", "", "两", "三", "四", "五", "六"][days];
    return days === 1 ? `当天是${first}。` : `${count}天都是${first}。`;
  }
  const groups = Map.groupBy(kinds.keys(), (index) => kinds[index] ?? "");
  return `${[...groups].map(([kind, indexes]) => `${indexes.map(slotLetter).join("、")}是${kind}`).join("，")}。`;
}

/** 县住建局和居民代表须能到场。 */
function sayRequired(requirements: readonly PollRequirement[]): string {
  if (requirements.length === 0) return "";
  const names = requirements.map(({ name }) => name);
  const last = names.at(-1) ?? "";
  const rest = names.slice(0, -1).join("、");
  return `${rest === "" ? last : `${rest}和${last}`}须能到场。`;
}

/** One select for each time; more than a card holds are answered together or in words. */
export function timePollCard({ id, title, slots }: TimePollView): Card {
  const says = `答复时间${id}`;
  if (slots.length > SELECTS_MAX) {
    const all = (["free", "busy"] as const).map((answer) => ({
      key: answer,
      text: `都${timeAnswerNames[answer]}`,
      says: `${says} 都${timeAnswerNames[answer]}`,
    }));
    const note = `各个时间不一样的，请直接回复，例：${answerExample(slots.length)}`;
    return { kind: "buttons", title, note, buttons: all };
  }
  const selects = slots.map((slot, index): CardSelect => {
    const letter = slotLetter(index);
    const options = (["free", "maybe", "busy"] as const).map((answer) => ({
      id: answer,
      text: timeAnswerNames[answer],
      says: `${letter}${timeAnswerNames[answer]}`,
    }));
    return {
      key: `slot-${letter}`,
      title: `${letter} ${sayDay(slot.startsAt)}${formatTime(slot.startsAt)}`,
      // What stands there before anybody taps must choose nothing: blank is not yes.
      options: [{ id: "none", text: "先不选", says: "" }, ...options],
    };
  });
  return { kind: "form", title, selects, submit: "提交", says };
}

const SELECTS_MAX = 3;

export function whichTimePoll(titles: readonly string[], place: Place): string {
  return lines(
    "现在不止一处在约时间，您说的是哪一次？",
    ...titles.map((title, index) => `${index + 1}　${title}`),
    `${pleaseReply(place)}前面的数字，例：1`,
  );
}

function unique(all: readonly string[]): readonly string[] {
  return [...new Set(all)];
}
