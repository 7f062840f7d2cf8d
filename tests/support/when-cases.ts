import { readFileSync } from "node:fs";

import type { Choice, WhenReading } from "../../domain/when/reading.ts";

/**
 * The phrases of tests/cases/datetime.json with what their suites expect, made even: every suite
 * writes its expectation and the moment of the question in its own way.
 */
export interface WhenCase {
  readonly source: string;
  readonly input: string;
  readonly now: Date;
  /** Undefined for a bare duration, and where the suite expects no one time. */
  readonly expected: Expected | undefined;
  readonly recurs: boolean;
  /** False where the suite does not say on which day the words are said. */
  readonly isDayKnown: boolean;
}

export interface Expected {
  readonly from: Date;
  /** The last moment that belongs to it, seconds at most; undefined = open or a point. */
  readonly to: Date | undefined;
  /** How exactly the start is meant. */
  readonly grain: "day" | "minute" | "part";
}

interface RawCase {
  readonly src: string;
  readonly input?: string;
  readonly inputs?: readonly string[];
  readonly ref: unknown;
  readonly expected: unknown;
}

interface RawFile {
  readonly gold: readonly { input: string; ref: string; expected: string }[];
  readonly cases: readonly RawCase[];
}

const oneSecond = 1000;

const file: RawFile = JSON.parse(
  readFileSync(new URL("../cases/datetime.json", import.meta.url), "utf8"),
);

export const gold = file.gold;

export const cases: readonly WhenCase[] = file.cases.flatMap((raw) =>
  (raw.inputs ?? [raw.input ?? ""]).map((input): WhenCase => {
    const now = nowOf(raw.ref);
    return {
      source: raw.src,
      input,
      now,
      expected: expectedOf(raw.expected, now, input),
      recurs: isPeriod(raw.expected),
      isDayKnown: isDayKnown(String(raw.ref)),
    };
  }),
);

/** Shanghai; `month` counts from 1. */
export function local(parts: readonly number[]): Date {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  // One suite writes the first month and day of a stretch as 0.
  return new Date(
    Date.UTC(year, Math.max(month, 1) - 1, Math.max(day, 1), hour - 8, minute, second),
  );
}

function isDayKnown(ref: string): boolean {
  return ref !== "new Date()" && (!ref.startsWith("{") || ref.includes("'day'"));
}

function nowOf(ref: unknown): Date {
  const text = String(ref);
  if (text.startsWith("[")) return local(JSON.parse(text) as number[]);
  if (text.startsWith("{")) {
    const fields = JSON.parse(text.replaceAll("'", '"')) as Record<string, number>;
    const { year = 2021, month = 1, day = 1, hour = 0, minute = 0 } = fields;
    return local([year, month, day, hour, minute]);
  }
  if (/^\d{4}-/.test(text)) return new Date(`${text.slice(0, 19)}+08:00`);
  if (/^[\d.]+$/.test(text)) return new Date(Number(text) * 1000);
  const chrono = /new Date\(([^)]+)\)/.exec(text)?.[1];
  if (chrono !== undefined && chrono !== "") {
    const [year = 0, month = 0, ...rest] = chrono.split(",").map(valueOf);
    return local([year, month + 1, ...rest]);
  }
  return new Date((text === "_ts_2" ? 1_630_480_532 : 1_623_604_000) * 1000);
}

/** `8 - 1` and `7`. */
function valueOf(text: string): number {
  const [first = 0, ...minus] = text.split("-").map((part) => Number(part.trim()));
  return minus.reduce((left, part) => left - part, first);
}

function isPeriod(expected: unknown): boolean {
  return (expected as { type?: string } | null)?.type === "time_period";
}

function expectedOf(raw: unknown, now: Date, input: string): Expected | undefined {
  if (typeof raw === "string") return fromDuckling(raw);
  const { time, start, end } = raw as Record<string, unknown>;
  if (Array.isArray(time) && typeof time[0] === "string") return fromPair(time as string[]);
  if (typeof start === "object") {
    return fromChrono({ start: start as Fields, end: end as Fields | null, now, input });
  }
  return undefined;
}

function fromDuckling(text: string): Expected {
  const [first, second] = Array.from(text.matchAll(/\((\d[\d, ]*)\)/g), (match) =>
    local((match[1] ?? "").split(",").map(Number)),
  );
  const from = first ?? new Date(0);
  if (second !== undefined) {
    const isDays = /\) (?:Day|Week|Month|Year)/.test(text);
    return { from, to: new Date(second.getTime() - oneSecond), grain: isDays ? "day" : "part" };
  }
  const unit = /\) (Second|Minute|Hour|Day|Week|Month|Year)/.exec(text)?.[1] ?? "Day";
  if (/Second|Minute|Hour/.test(unit)) return { from, to: undefined, grain: "minute" };
  return { from, to: endOf(from, unit), grain: "day" };
}

function endOf(at: Date, unit: string): Date {
  const shifted = new Date(at.getTime() + 8 * 3_600_000);
  const parts = [shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, shifted.getUTCDate()];
  const [year = 0, month = 0, day = 0] = parts;
  const next: Readonly<Record<string, readonly number[]>> = {
    Day: [year, month, day + 1],
    Week: [year, month, day + 7],
    Month: [year, month + 1, 1],
    Year: [year + 1, 1, 1],
  };
  return new Date(local(next[unit] ?? parts).getTime() - oneSecond);
}

function timeAt(text: string): Date | undefined {
  const date = new Date(`${text.replace(" ", "T")}+08:00`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function fromPair([one = "", other = ""]: readonly string[]): Expected {
  const [from, to] = [timeAt(one) ?? new Date(0), timeAt(other)];
  const isDays = one.endsWith("00:00:00") && (to === undefined || other.endsWith("23:59:59"));
  return { from, to, grain: isDays ? "day" : "part" };
}

type Fields = Readonly<Record<string, number>>;

interface Chrono {
  readonly start: Fields;
  readonly end: Fields | null;
  readonly now: Date;
  readonly input: string;
}

function fromChrono({ start, end, now, input }: Chrono): Expected {
  const shifted = new Date(now.getTime() + 8 * 3_600_000);
  const on = (fields: Fields): Date =>
    local([
      fields["year"] ?? shifted.getUTCFullYear(),
      fields["month"] ?? shifted.getUTCMonth() + 1,
      fields["day"] ?? shifted.getUTCDate(),
      fields["hour"] ?? 0,
      fields["minute"] ?? 0,
      fields["second"] ?? 0,
    ]);
  const from = on(start);
  // Without any hour this suite fills in the one of the question.
  const hasHour = start["hour"] !== undefined && /[点點时時:早晚夜午晨]/.test(input);
  const grain = hasHour ? "minute" : "day";
  if (end === null || end === undefined) {
    return { from, to: hasHour ? undefined : endOf(from, "Day"), grain };
  }
  const endsWithHour = end["hour"] !== undefined && hasHour;
  return { from, to: endsWithHour ? on(end) : endOf(on(end), "Day"), grain };
}

/** Whether a reading is what the suite expects; of an ambiguous one any choice counts. */
export function agrees(reading: WhenReading, wanted: WhenCase): boolean {
  if (reading.kind === "none") return false;
  if (wanted.recurs) return reading.kind === "recurrence";
  const { expected } = wanted;
  if (expected === undefined) return false;
  const choices = reading.choices.length > 0 ? reading.choices : [reading];
  return choices.some((choice) =>
    reading.kind === "deadline"
      ? isSame(choice.end, expected.to ?? expected.from, "minute")
      : matches(choice, expected),
  );
}

function matches({ start, end }: Choice, { from, to, grain }: Expected): boolean {
  if (start === undefined) return false;
  if (grain === "day") {
    return isSame(start, from, "day") && (to === undefined || isSame(end ?? start, to, "day"));
  }
  // A part of the day is an hour in one suite and begins differently in every other.
  if (to === undefined && end !== undefined && isSame(start, end, "day")) {
    return start <= from && from <= end;
  }
  if (to === undefined) return isSame(start, from, "minute");
  const hasSameStart = isSame(start, from, "minute");
  // 七八点 lasts two hours in one suite.
  if (end === undefined) return hasSameStart && to.getTime() - from.getTime() < 7_200_000;
  const endsWithDay = !isSame(new Date(to.getTime() + 1000), to, "day");
  const hasSameDay = isSame(start, from, "day") && endsWithDay;
  if ((hasSameStart || hasSameDay) && isSame(end, to, "minute")) return true;
  return start >= from && start < to && isSame(start, from, "day");
}

function isSame(one: Date | undefined, other: Date, grain: "day" | "minute"): boolean {
  if (one === undefined) return false;
  const unit = grain === "day" ? 86_400_000 : 60_000;
  const count = (date: Date): number => Math.floor((date.getTime() + 28_800_000) / unit);
  return count(one) === count(other);
}
