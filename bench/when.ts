import { readFileSync } from "node:fs";

import { nationalWorkdays } from "../domain/workday-table.ts";
import { readWhen } from "../domain/when/read.ts";
import type { Bench } from "./bench.ts";
import { type Figure, printFigures } from "./table.ts";

const phrasesPerSecondMin = 20_000;
/** Odd, so that one of them is the median. */
const slices = 7;
const now = new Date("2026-03-11T10:00:00+08:00");

interface Phrases {
  readonly gold: readonly { readonly input: string }[];
  readonly cases: readonly { readonly input?: string; readonly inputs?: readonly string[] }[];
}

/** How fast times are read, and which phrase of all takes longest. */
export function measureWhen(bench: Bench): Promise<readonly Figure[]> {
  const phrases = readPhrases();
  const seconds = bench.isQuick ? 0.2 : 3;
  // The first rounds are compiled while they run.
  for (let round = 0; round < 5; round += 1) for (const phrase of phrases) read(phrase);
  const rates = Array.from({ length: slices }, () => rateOf(phrases, seconds / slices));
  const rate = Math.max(...rates);
  const sorted = rates.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(slices / 2)] ?? 0;
  const [slowest, micros] = findSlowest(phrases);
  const figures = [
    {
      what: `每秒读的话，${slices}段里最快的一段（${phrases.length}种）`,
      value: String(Math.round(rate)),
      target: `≥ ${phrasesPerSecondMin}`,
      isMet: rate >= phrasesPerSecondMin,
    },
    { what: `每秒读的话，${slices}段的中位数`, value: String(Math.round(median)) },
    { what: "最慢的一句", value: `${slowest}　${micros.toFixed(0)} µs` },
  ];
  printFigures("读时间", figures);
  return Promise.resolve(figures);
}

function readPhrases(): readonly string[] {
  const path = new URL("../tests/cases/datetime.json", import.meta.url);
  const { gold, cases } = JSON.parse(readFileSync(path, "utf8")) as Phrases;
  const written = cases.flatMap(({ input, inputs }) => inputs ?? (input ? [input] : []));
  return [...gold.map(({ input }) => input), ...written];
}

function read(phrase: string): void {
  readWhen(phrase, { now, workdays: nationalWorkdays });
}

/** Phrases in a second. */
function rateOf(phrases: readonly string[], seconds: number): number {
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() < startedAt + seconds * 1000) {
    for (const phrase of phrases) read(phrase);
    count += phrases.length;
  }
  return count / ((performance.now() - startedAt) / 1000);
}

/** By the best of several runs, so that a pause of the machine is nobody's fault. */
function findSlowest(phrases: readonly string[]): readonly [phrase: string, micros: number] {
  let slowest: readonly [string, number] = ["", 0];
  for (const phrase of phrases) {
    const micros = Math.min(...Array.from({ length: 10 }, () => timed(phrase))) * 1000;
    if (micros > slowest[1]) slowest = [phrase, micros];
  }
  return slowest;
}

function timed(phrase: string): number {
  const startedAt = performance.now();
  read(phrase);
  return performance.now() - startedAt;
}
