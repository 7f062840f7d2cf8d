import { matchAt, sticky } from "../time-pattern.ts";
import { waitAt } from "../time-words.ts";
import { oneDay, withDaysOff } from "./days.ts";
import type { Days, Scene } from "./days.ts";
import { isOpen, meaningOf, saysHours, wholeDays } from "./meaning.ts";
import type { Meaning, Stretch } from "./meaning.ts";
import { within } from "./pieces.ts";
import { beforeWord, hourAt, leadingHour, pointAt } from "./point.ts";
import type { Point } from "./point.ts";
import { rangeAt } from "./range.ts";
import { firstDayOf } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import type { Assumption } from "./reading.ts";
import { rhythmAt } from "./rhythm-words.ts";

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
const length = sticky("(?:,?(?:开会?|共|为期|时长|用时|持续))?(?=[\\d半一两二三四五六七八九十])");

/** Undefined where no time begins. */
export function phraseAt(text: string, start: number, scene: Scene): Phrase | undefined {
  const rhythm = rhythmAt(text, start, scene);
  if (rhythm !== undefined) return recurring(text, start, rhythm, scene);
  const isPrefix = mayOpen.test(text.charAt(start));
  const prefix = isPrefix ? matchAt(latest, text, start) : undefined;
  const opened = isPrefix && prefix === undefined ? matchAt(opening, text, start) : undefined;
  const from = (prefix ?? opened)?.end ?? start;
  const point = firstPoint(text, from, scene);
  if (point === undefined) return undefined;
  const range = rangeAt(text, point, scene);
  if (range !== undefined) return { start, end: range.end, kind: "time", meaning: range.meaning };
  const isSpan = point.days !== undefined && !saysHours(point);
  const before =
    matchAt(beforeWord, text, point.end) ??
    (isSpan ? matchAt(withinWord, text, point.end) : undefined);
  if (point.isDeadline || before !== undefined || prefix !== undefined) {
    const words = before === undefined ? "" : text.slice(point.end, before.end);
    const end = before?.end ?? point.end;
    return { start, end, kind: "deadline", meaning: deadlineOf(point, words, scene) };
  }
  const either = eitherOf(text, point, scene);
  if (either !== undefined) return { start, kind: "time", ...either };
  const meaning = meaningOf(point, scene);
  return lasting(text, { start, end: point.end, kind: "time", meaning });
}

const or = sticky(",?(?:或者?|还是|和|及|与|,)(?:是|在)?");

/** 下周三或周四下午: the person is to say which, and what is said once holds for both. */
function eitherOf(
  text: string,
  point: Point,
  scene: Scene,
): Pick<Phrase, "end" | "meaning"> | undefined {
  const joined = matchAt(or, text, point.end);
  if (joined === undefined) return undefined;
  const other = pointAt(text, joined.end, { ...scene, after: point.days });
  if (other === undefined) return undefined;
  const { period, clock } = other;
  const same = { ...(period && { period }), ...(clock && { clock }) };
  const first = meaningOf(saysHours(point) ? point : { ...point, ...same }, scene);
  const second = meaningOf(
    other.days === undefined && point.days !== undefined ? { ...other, days: point.days } : other,
    scene,
  );
  if (first.kind === "refused") return { end: other.end, meaning: first };
  if (second.kind === "refused") return { end: other.end, meaning: second };
  const stretches = [...first.stretches, ...second.stretches];
  return { end: other.end, meaning: { ...first, stretches } };
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

/** 下周三下午3点开两个小时: what is said behind a moment is how long it lasts. */
function lasting(text: string, phrase: Phrase): Phrase {
  const { meaning, end } = phrase;
  if (meaning.kind === "refused" || meaning.stretches.some((each) => each.end !== undefined)) {
    return phrase;
  }
  const from = matchAt(length, text, end)?.end ?? end;
  const found =
    /^(?:半个?|\d{1,2}(?:\.5)?个?半?|[一两二三四五六七八九十]{1,3}个?半?)(?:小时|钟头|分钟)/.exec(
      text.slice(from, from + 12),
    );
  const wait = found && waitAt(`${found[0]}后`, 0)?.words;
  if (found === null || wait === undefined || wait === null) return phrase;
  const stretches = meaning.stretches.map(({ start }) => ({ start, end: start + wait }));
  return { ...phrase, end: from + found[0].length, meaning: { ...meaning, stretches } };
}

/** The latest time: the end of the day, or the clock time itself. */
function deadlineOf(point: Point, before: string, scene: Scene): Meaning {
  const { days } = point;
  const isBefore = /前/.test(before);
  if (days?.daysOff !== undefined && isBefore && !saysHours(point)) return beforeBreak(days, scene);
  const meaning = meaningOf({ ...point, isLoose: false }, scene);
  if (meaning.kind === "refused") return meaning;
  const isNoon = point.period === "noon" && point.clock === undefined;
  const isWholeDay = isBefore && !saysHours(point) && days !== undefined;
  const now = scene.now.getTime();
  const stretches = meaning.stretches.flatMap(({ start, end = start }): Stretch[] => {
    const until = { start: now, end: isNoon ? start + 3600_000 : end };
    // 下周前 may end with this week or with the next one.
    const isLong = isWholeDay && end - start > dayMs;
    return isLong && start > now ? [{ start: now, end: start - 1000 }, until] : [until];
  });
  const { assumptions } = meaning;
  return {
    ...meaning,
    stretches: stretches.filter((stretch) => isOpen(stretch, scene)),
    assumptions: isWholeDay ? [...assumptions, "including"] : assumptions,
  };
}

const dayMs = 24 * 60 * 60_000;

function eve(first: number): Stretch {
  return wholeDays({ first: first - 1, last: first - 1 });
}

/** 国庆节前 ends with the day before the first day off. */
function beforeBreak(days: Days, scene: Scene): Meaning {
  const now = eve(withDaysOff(days).first);
  const next =
    isOpen(now, scene) || days.roll === undefined ? now : eve(withDaysOff(days.roll).first);
  const stretch = isOpen(next, scene) ? next : undefined;
  if (stretch === undefined) return { kind: "refused", code: "past" };
  return {
    kind: "meant",
    stretches: [{ ...stretch, start: scene.now.getTime() }],
    assumptions: ["beforeBreak"],
    isProvisional: days.isProvisional === true,
  };
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
  const isOver = today.meaning.kind === "refused" && today.meaning.code === "past";
  const later = isOver ? firstDayOf(rhythm, day + 1) : undefined;
  const found = later === undefined ? today : on(later);
  const before = matchAt(beforeWord, text, found.end);
  const meaning = withAssumed(found.meaning, before === undefined ? rhythm.assumed : "including");
  return { start, end: before?.end ?? found.end, kind, meaning, ...rules };
}

function withAssumed(meaning: Meaning, assumed: Assumption | undefined): Meaning {
  if (meaning.kind === "refused" || assumed === undefined) return meaning;
  return { ...meaning, assumptions: [...meaning.assumptions, assumed] };
}
