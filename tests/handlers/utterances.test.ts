import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import type { parseNumberKey } from "../../handlers/arg.ts";
import { parseCommand, readWords } from "../../handlers/parse.ts";
import { commands } from "../../handlers/registry.ts";
import { splitSentence } from "../../handlers/reminder-sentence.ts";

interface Utterance {
  readonly text: string;
  readonly command: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  /** Other readings that are also right; never a writing command. */
  readonly allow?: readonly (string | null)[];
}

const file = new URL("../cases/utterances.json", import.meta.url);
const utterances = JSON.parse(readFileSync(file, "utf8")) as readonly Utterance[];
const now = new Date("2026-03-09T02:00:00Z");

interface Reading {
  readonly command: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly isWriting: boolean;
}

function read(text: string): Reading {
  const parsed = parseCommand(readWords(text, "小协"), commands);
  if (parsed.kind === "empty") return { command: "help", args: {}, isWriting: false };
  if (parsed.kind === "unknown") return { command: null, args: {}, isWriting: false };
  const { command } = parsed;
  const args: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(command.args)) {
    const words = parsed.args[name];
    if (words !== undefined) args[name] = sayValue(spec.parse(words));
  }
  return {
    command: command.id,
    args: command.id === "reminder-set" ? reminderArgs(parsed.args) : drop(args),
    isWriting: command.isWriting,
  };
}

function reminderArgs(raw: Readonly<Record<string, string>>): Record<string, unknown> {
  const { time, words } = splitSentence(raw["sentence"] ?? "", now);
  return drop({
    when: time || undefined,
    words: words || undefined,
    everyone: raw["everyone"] !== undefined,
  });
}

/** Numbers as the file writes them: 7, or "2026-7" with a year. */
function sayValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const key = value as NonNullable<ReturnType<typeof parseNumberKey>>;
  return key.year === undefined ? key.number : `${key.year}-${key.number}`;
}

function drop(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

function isRight(utterance: Utterance, reading: Reading): boolean {
  if (reading.command === utterance.command) {
    return JSON.stringify(sorted(reading.args)) === JSON.stringify(sorted(utterance.args));
  }
  return (utterance.allow ?? []).includes(reading.command);
}

function sorted(args: Readonly<Record<string, unknown>>) {
  return Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

test("至少150句，95%以上听对", () => {
  const wrong = utterances.filter((each) => !isRight(each, read(each.text)));
  const list = wrong.map((each) => ({ want: each, got: read(each.text) }));
  expect(utterances.length).toBeGreaterThanOrEqual(150);
  expect(list.length / utterances.length, JSON.stringify(list, undefined, 1)).toBeLessThan(0.05);
});

test("没有一句被听成别的、会改动东西的命令", () => {
  const wrong = utterances.filter((each) => {
    const reading = read(each.text);
    return reading.isWriting && reading.command !== each.command;
  });
  expect(wrong.map((each) => [each.text, read(each.text).command])).toEqual([]);
});
