import { matchAt, sticky } from "./pattern.ts";
import { confirmed } from "./claims.ts";
import { oneDay, taken } from "./days.ts";
import type { Scene } from "./days.ts";
import { deadlineOf, including, withoutDoubt } from "./deadline.ts";
import { lasting } from "./lasting.ts";
import { dayOfMoment, meaningOf, saysHours, wholeDays } from "./meaning.ts";
import type { Meaning, Meant, Stretch } from "./meaning.ts";
import { weekdayName, within } from "./pieces.ts";
import { beforeWord, hourAt, leadingHour, pointAt } from "./point.ts";
import type { Point } from "./point.ts";
import { rangeAt, weekdayAt } from "./range.ts";
import { firstDayOf } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import type { Assumption } from "./reading.ts";
import { rhythmAt } from "./rhythm-words.ts";
import { yearTurnAt } from "./year-turn.ts";

/** What the words at one place mean, and of what kind that is. */
export interface Phrase {
  readonly start: number;
  readonly end: number;
  readonly kind: "time" | "deadline" | "recurrence";
  readonly meaning: Meaning;
  readonly rule?: string;
  readonly otherRule?: string;
}

const opening = sticky("(?:从|自|由|于|在)");
const latest = sticky(
  "(?:(?:截止|截稿|交稿|报送)(?:时间|日期)[:为是]?|截至|截止到?|最晚|最迟|不晚于|不迟于|务必于|须于|赶在)(?:在|于|到)?",
);
const mayOpen = /[截交报最不务须赶从自由于在]/;
const joint = sticky("[,的]?");
const withinWord = sticky(`${within}(?![容部外])`);

/** Undefined where no time begins. */
export function phraseAt(text: string, start: number, scene: Scene): Phrase | undefined {
  const rhythm = rhythmAt(text, start, scene);
  if (rhythm !== undefined) return recurring(text, start, rhythm, scene);
  const isPrefix = mayOpen.test(text.charAt(start));
  const prefix = isPrefix ? matchAt(latest, text, start) : undefined;
  const opened = isPrefix && prefix === undefined ? matchAt(opening, text, start) : undefined;
  const from = (prefix ?? opened)?.end ?? start;
  const point = firstPoint(text, from, scene);
  if (point === undefined) return yearTurnAt(text, from, start, scene);
  const phrase = confirmed(
    text,
    pointPhrase(text, { start, point, isUntil: prefix !== undefined }, scene),
  );
  return lasting(text, phrase, scene);
}

interface Said {
  readonly start: number;
  readonly point: Point;
  /** 最晚, 截至 in front. */
  readonly isUntil: boolean;
}

function pointPhrase(text: string, { start, point: said, isUntil }: Said, scene: Scene): Phrase {
  const isBare = said.days === undefined && said.at === undefined && scene.carried !== undefined;
  const point = isBare ? { ...said, days: scene.carried } : said;
  const range = rangeAt(text, point, scene);
  if (range !== undefined) return { start, end: range.end, kind: "time", meaning: range.meaning };
  const isSpan = point.days !== undefined && !saysHours(point);
  const before =
    matchAt(beforeWord, text, point.end) ??
    (isSpan ? matchAt(withinWord, text, point.end) : undefined);
  if (point.isDeadline || before !== undefined || isUntil) {
    const words = before === undefined ? "" : text.slice(point.end, before.end);
    const end = before?.end ?? point.end;
    const meaning = deadlineOf(point, words, scene);
    const included = matchAt(including, text, end);
    return included === undefined
      ? { start, end, kind: "deadline", meaning }
      : { start, end: included.end, kind: "deadline", meaning: withoutDoubt(meaning) };
  }
  const either = eitherOf(text, point, scene);
  if (either !== undefined) return { start, kind: "time", ...either };
  const meaning = meaningOf(point, scene);
  const phrase = { start, end: point.end, kind: "time", meaning } as const;
  return isSpan ? openEnded(text, phrase, scene) : phrase;
}

const dayMs = 24 * 60 * 60_000;
const openEnd = sticky("(?:起|开始)(?![到至,]|开|连|为|共|[\\d一两二三四五六七八九十半])");

/** 下周起, 4月1日起施行: only the first day is certain. */
function openEnded(text: string, phrase: Phrase, { today }: Scene): Phrase {
  const { meaning } = phrase;
  if (meaning.kind === "refused" || !matchAt(openEnd, text, phrase.end)) return phrase;
  const stretches = meaning.stretches.map(({ start }) => {
    const first = Math.max(dayOfMoment(start), today);
    return wholeDays({ first, last: first });
  });
  const assumptions = [...meaning.assumptions, "openEnd" as const];
  return { ...phrase, meaning: { ...meaning, stretches, assumptions } };
}

const or = sticky(",?(?:或者?|还是|和|及|与|,)(?:是|在)?");

/** 下周三或周四下午: the person is to say which, and what is said once holds for all. */
function eitherOf(
  text: string,
  point: Point,
  scene: Scene,
): Pick<Phrase, "end" | "meaning"> | undefined {
  const points = pointsFrom(text, point, scene);
  const last = points.at(-1);
  if (last === undefined || points.length === 1) return undefined;
  const { end } = last;
  const stretches: Stretch[] = [];
  let shared: Meant | undefined;
  for (const each of withSharedHours(points)) {
    const meaning = meaningOf(each, scene);
    if (meaning.kind === "refused") return { end, meaning };
    shared ??= meaning;
    stretches.push(...meaning.stretches);
  }
  return shared && { end, meaning: { ...shared, stretches } };
}

function pointsFrom(text: string, first: Point, scene: Scene): readonly Point[] {
  const points = [first];
  let last = first;
  while (points.length < joinedMax) {
    const joined = matchAt(or, text, last.end);
    if (joined === undefined) break;
    const after = last.days && taken(last.days, scene);
    const within = { ...scene, after };
    const other =
      weekdayAt(text, joined.end, last, { pattern: listedWeekday, scene: within }) ??
      pointAt(text, joined.end, within);
    if (other === undefined) break;
    last =
      other.days === undefined && last.days !== undefined ? { ...other, days: last.days } : other;
    points.push(last);
  }
  return points;
}

/** More than all days of a week is no choice. */
const joinedMax = 7;
/** 三 of 下周一、三、五上午; 下周三，一起去 goes on with something else. */
const listedWeekday = sticky(
  `(?<weekday>${weekdayName})(?=$|[,和及与或][周一二三四五六日天]|[上下中]午|早上|晚上|[两三四五]天|\\d{1,2}[点:])`,
);

/** 下周三、周四下午: the hour behind the last day is that of all before it. */
function withSharedHours(points: readonly Point[]): readonly Point[] {
  const shared: Point[] = [];
  let next: Point | undefined;
  for (const point of points.toReversed()) {
    const isBare = next !== undefined && !saysHours(point);
    const { period, clock } = next ?? {};
    next = isBare ? { ...point, ...(period && { period }), ...(clock && { clock }) } : point;
    shared.push(next);
  }
  return shared.toReversed();
}

/** 9 of 9-11点: it stands for 9点. */
function firstPoint(text: string, at: number, scene: Scene): Point | undefined {
  const alone = hourOnly(text, at);
  if (alone !== undefined) return alone;
  const point = pointAt(text, at, scene);
  if (point === undefined || point.clock !== undefined || point.isDeadline) return point;
  const hour = hourOnly(text, point.end);
  return hour === undefined ? point : { ...point, clock: hour.clock, end: hour.end };
}

function hourOnly(text: string, at: number): Point | undefined {
  if (!/[\d一二两三四五六七八九十]/.test(text.charAt(at))) return undefined;
  const match = matchAt(leadingHour, text, at);
  if (match === undefined) return undefined;
  const said = `${match.groups["hour"]}点`;
  const point = hourAt(said, 0, true);
  return point && { ...point, start: at, end: match.end };
}

function recurring(
  text: string,
  start: number,
  { words: rhythm, end }: { readonly words: Rhythm; readonly end: number },
  scene: Scene,
): Phrase {
  const kind = "recurrence";
  if (rhythm.refusal !== undefined) {
    return { start, end, kind, meaning: { kind: "refused", code: rhythm.refusal } };
  }
  const from = matchAt(joint, text, end)?.end ?? end;
  const hour = rhythm.everyMs === undefined ? hourAt(text, from, true) : undefined;
  const { rule, otherRule } = rhythm;
  const rules = { rule, ...(otherRule !== undefined && { otherRule }) };
  if (rhythm.everyMs !== undefined) {
    const first = { start: scene.now.getTime() + rhythm.everyMs };
    const meaning: Meaning = {
      kind: "meant",
      stretches: [first],
      assumptions: [],
      isProvisional: false,
    };
    return { start, end, kind, meaning, ...rules };
  }
  const day = firstDayOf(rhythm, scene.today);
  if (day === undefined) {
    return { start, end, kind, meaning: { kind: "refused", code: "noSuchDay" } };
  }
  const on = (number: number): { meaning: Meaning; end: number } => {
    const point = {
      isDeadline: false,
      isLoose: false,
      ...hour,
      start,
      end: hour?.end ?? end,
      days: oneDay(number),
    };
    return rangeAt(text, point, scene) ?? { meaning: meaningOf(point, scene), end: point.end };
  };
  const today = on(day);
  const isOver = hasBegun(today.meaning, hour !== undefined, scene);
  const later = isOver ? firstDayOf(rhythm, day + 1) : undefined;
  const found = later === undefined ? today : on(later);
  const before = matchAt(beforeWord, text, found.end);
  if (isLong(found.meaning)) {
    // 每周三，到6月底: where it ends is no part of one time.
    return { start, end: found.end, kind, meaning: { kind: "refused", code: "unread" } };
  }
  const meaning = withAssumed(found.meaning, before === undefined ? rhythm.assumed : "including");
  return { start, end: before?.end ?? found.end, kind, meaning, ...rules };
}

function isLong(meaning: Meaning): boolean {
  if (meaning.kind === "refused") return false;
  return meaning.stretches.some(({ start, end = start }) => end - start > dayMs);
}

/** The first of many is one that is still to begin. */
function hasBegun(meaning: Meaning, hasHour: boolean, { now }: Scene): boolean {
  if (meaning.kind === "refused") return meaning.code === "past";
  return hasHour && meaning.stretches.every(({ start }) => start < now.getTime());
}

function withAssumed(meaning: Meaning, assumed: Assumption | undefined): Meaning {
  if (meaning.kind === "refused" || assumed === undefined) return meaning;
  return { ...meaning, assumptions: [...meaning.assumptions, assumed] };
}
