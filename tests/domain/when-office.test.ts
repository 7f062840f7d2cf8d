import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { nationalWorkdays } from "../../domain/workday-table.ts";
import { readWhen } from "../../domain/when/read.ts";
import type { WhenReading } from "../../domain/when/reading.ts";
import { sayWhen } from "../../text/when.ts";
import { sketch } from "../support/when-sketch.ts";

interface OfficePhrase {
  readonly text: string;
  readonly wanted: string;
}

const read = (text: string, now: Date): WhenReading =>
  readWhen(text, { now, workdays: nationalWorkdays });

/** Each block begins with the moment its phrases are said at. */
const blocks = readFileSync(new URL("../cases/when-office.txt", import.meta.url), "utf8")
  .split(/^# /m)
  .slice(1)
  .map((block) => {
    const [moment = "", ...lines] = block.trim().split("\n");
    const phrases = lines.map((line): OfficePhrase => {
      const [text = "", wanted = ""] = line.split(" → ");
      return { text, wanted };
    });
    return { moment, now: new Date(`${moment}+08:00`), phrases };
  });

describe("机关里的人怎么写时间", () => {
  test.each(blocks)("$moment 说的，句句读对", ({ now, phrases }) => {
    const found = phrases.map(({ text }) => `${text} → ${sketch(read(text, now))}`);
    expect(found).toEqual(phrases.map(({ text, wanted }) => `${text} → ${wanted}`));
  });

  test("一千一百句以上，各种时刻说的都有", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(8);
    expect(blocks.flatMap(({ phrases }) => phrases).length).toBeGreaterThan(1_100);
  });
});

const minute = (at: Date | undefined): number => Math.floor(Number(at ?? 0) / 60_000);

test("读出来的写给人看，再读一遍还是那个时间", () => {
  const plain = blocks.flatMap(({ now, phrases }) =>
    phrases.map(({ text }) => ({ now, text, reading: read(text, now) })),
  );
  const changed = plain.flatMap(({ now, text, reading }) => {
    if (reading.kind === "none" || reading.kind === "recurrence") return [];
    if (reading.certainty === "ambiguous") return [];
    const [said = ""] = sayWhen(reading, now).replace(/。$/, "").split("，");
    const again = read(said, now);
    if (again.kind === "none") return [`${text}：${said}`];
    const isSame =
      minute(again.start) === minute(reading.start) && minute(again.end) === minute(reading.end);
    return isSame ? [] : [`${text}：${said}`];
  });
  expect(plain.length).toBeGreaterThan(1_100);
  expect(changed).toEqual([]);
});

test("写错几个字也不出错，读出来的都在以后，都有话说", () => {
  const texts = blocks.flatMap(({ phrases }) => phrases.map(({ text }) => text));
  const characters = [...new Set(texts.join(""))];
  const now = blocks[0]?.now ?? new Date(0);
  const slip = fc.record({
    at: fc.nat({ max: 60 }),
    drop: fc.nat({ max: 1 }),
    add: fc.string({ unit: fc.constantFrom(...characters), maxLength: 2 }),
  });
  const slipped = fc
    .tuple(
      fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 }),
      fc.array(slip, { minLength: 1, maxLength: 3 }),
    )
    .map(([phrases, slips]) =>
      slips.reduce(
        (text, { at, drop, add }) => text.slice(0, at) + add + text.slice(at + drop),
        phrases.join("，"),
      ),
    );
  fc.assert(
    fc.property(slipped, (text) => {
      const reading = read(text, now);
      const said = sayWhen(reading, now);
      if (!said.endsWith("。") || /undefined|NaN|可能是，/.test(said)) throw new Error(said);
      if (reading.kind === "none") return;
      for (const { start, end } of [reading, ...reading.choices]) {
        const last = end ?? start;
        if (last === undefined || last < now) throw new Error(`past: ${text}`);
        if (start !== undefined && end !== undefined && end < start) throw new Error(text);
      }
    }),
    { numRuns: 20_000 },
  );
});
