import { parseArgs } from "node:util";

import { nationalWorkdays } from "./domain/workday-table.ts";
import { readWhen } from "./domain/when/read.ts";
import type { Choice, WhenReading } from "./domain/when/reading.ts";
import { sayWhen } from "./text/when.ts";

/** What is printed: times in +08:00, and only the parts that there are. */
export interface When {
  readonly kind: WhenReading["kind"];
  readonly start?: string;
  readonly end?: string;
  /** RFC 5545, without the name in front. */
  readonly rule?: string;
  /** Absent with a refusal. */
  readonly certainty?: "certain" | "assumed" | "ambiguous";
  /** Beyond the published notices: days off may still change. */
  readonly provisional?: true;
  readonly choices?: readonly WhenChoice[];
  readonly reason: string;
}

interface WhenChoice {
  readonly start?: string;
  readonly end?: string;
  readonly rule?: string;
}

/** The words or the moment cannot be read; the message is for whoever asked. */
export class WhenError extends Error {}

/**
 * The operator's command: some words, and `--at` for the moment they are said at.
 * @returns one line of JSON
 * @throws WhenError
 */
export function printWhen(words: readonly string[], clock: Date): string {
  const { text, now } = readWords(words, clock);
  return JSON.stringify(describeWhen(text, now));
}

/** Reads a phrase against the national calendar, without a database. */
export function describeWhen(text: string, now: Date): When {
  const reading = readWhen(text, { now, workdays: nationalWorkdays });
  const reason = sayWhen(reading, now);
  if (reading.kind === "none") return { kind: "none", reason };
  const { kind, certainty, choices, notices } = reading;
  const isProvisional =
    reading.isProvisional || notices.some((notice) => notice.kind === "unpublished");
  return {
    kind,
    ...printChoice(reading),
    certainty,
    ...(isProvisional && { provisional: true as const }),
    ...(choices.length > 0 && { choices: choices.map((choice) => printChoice(choice)) }),
    reason,
  };
}

function printChoice({ start, end, rule }: Choice): WhenChoice {
  return {
    ...(start !== undefined && { start: print(start) }),
    ...(end !== undefined && { end: print(end) }),
    ...(rule !== undefined && { rule }),
  };
}

const shanghaiMs = 8 * 60 * 60_000;

function print(at: Date): string {
  return `${new Date(at.getTime() + shanghaiMs).toISOString().slice(0, 19)}+08:00`;
}

const example = 'npm run xiaoxie -- when "下周三下午3点" --at 2026-03-11T10:00:00+08:00';

function readWords(words: readonly string[], clock: Date): { text: string; now: Date } {
  const { text, at } = split(words);
  if (at === undefined) return { text, now: clock };
  // Without an offset the machine's own zone would decide.
  const hasZone = /(?:z|[+-]\d{2}:?\d{2})$/i.test(at);
  const now = new Date(hasZone ? at : `${at}${at.includes("T") ? "" : "T00:00:00"}+08:00`);
  if (Number.isNaN(now.getTime())) {
    throw new WhenError(`--at 后面的时间看不懂，请写成这样，例：${example}。`);
  }
  return { text, now };
}

function split(words: readonly string[]): { text: string; at: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { at: { type: "string" } },
    });
    if (positionals.length > 0) return { text: positionals.join(" "), at: values.at };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new WhenError(`请写一句带时间的话，例：${example}。`);
}
