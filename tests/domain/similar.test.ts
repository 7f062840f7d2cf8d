import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readGist, similarFrom, similarityOf, termsToFind } from "../../domain/similar.ts";

interface Pair {
  readonly kind: string;
  readonly said: string;
  readonly existing: string;
  readonly isSimilar: boolean;
}

const file = join(import.meta.dirname, "..", "cases", "similar-pairs.json");
const pairs = JSON.parse(readFileSync(file, "utf8")) as readonly Pair[];
const titles = [...new Set(pairs.map(({ existing }) => existing))];
const gists = titles.map((title) => ({ title, gist: readGist(title) }));

/** What would be shown before submitting: the three that are nearest, if near enough. */
function findSimilar(said: string): readonly string[] {
  const asked = readGist(said);
  return gists
    .map(({ title, gist }) => ({ title, score: similarityOf(asked, gist) }))
    .filter(({ score }) => score >= similarFrom)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ title }) => title);
}

describe("相似议题：标注过的对照", () => {
  const similar = pairs.filter(({ isSimilar }) => isSimilar);
  const others = pairs.filter(({ isSimilar }) => !isSimilar);

  test("至少60对，各种情形都有，没有重复", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(60);
    expect(new Set(pairs.map(({ said, existing }) => `${said}|${existing}`)).size).toBe(
      pairs.length,
    );
    const kinds = new Set(pairs.map(({ kind }) => kind));
    for (const kind of ["繁简", "季度", "同义", "换句话", "字面像", "无关"]) {
      expect(kinds).toContain(kind);
    }
    expect(Math.min(similar.length, others.length)).toBeGreaterThanOrEqual(30);
  });

  test("说的是一件事的，九成以上在前三件里找得到", () => {
    const missed = similar.filter(({ said, existing }) => !findSimilar(said).includes(existing));
    expect(1 - missed.length / similar.length, JSON.stringify(missed)).toBeGreaterThanOrEqual(0.9);
  });

  test("不是一件事的，误报不超过一成，不管报的是哪一件", () => {
    const alarms = others.filter(({ said }) => findSimilar(said).length > 0);
    expect(alarms.length / others.length, JSON.stringify(alarms)).toBeLessThanOrEqual(0.1);
  });

  test("繁简、四季度和Q4：和没有差别一样", () => {
    const same = pairs.filter(({ kind, isSimilar }) => isSimilar && kind === "繁简");
    for (const { said, existing } of same) {
      expect(similarityOf(readGist(said), readGist(existing)), said).toBeCloseTo(1, 12);
    }
    expect(similarityOf(readGist("第四季度协商计划"), readGist("Q4协商计划"))).toBe(1);
    expect(similarityOf(readGist("Q4协商计划"), readGist("三季度协商计划"))).toBeLessThan(
      similarFrom,
    );
  });
});

function near(a: string, b: string): boolean {
  return similarityOf(readGist(a), readGist(b)) >= similarFrom;
}

describe("相似议题：怎么比", () => {
  test("同一件事，编号不同、地名不同就不是一件", () => {
    expect(near("3号楼外墙脱落", "三号楼外墙脱落")).toBe(true);
    expect(near("3号楼外墙脱落", "5号楼外墙脱落")).toBe(false);
    expect(near("解放路路面破损", "人民路路面破损")).toBe(false);
  });

  test("谁先谁后都一样，自己和自己一样", () => {
    for (const { said, existing } of pairs) {
      const [a, b] = [readGist(said), readGist(existing)];
      expect(similarityOf(a, b)).toBeCloseTo(similarityOf(b, a), 12);
      expect(similarityOf(a, a)).toBeCloseTo(1, 12);
    }
  });

  test("只有套话、标点或者一个字的，也有可找的词，和别的不相像", () => {
    for (const title of ["关于管理的问题", "水电", "A1", "ab"]) {
      expect(termsToFind(readGist(title)).size).toBeGreaterThan(0);
      expect(near(title, "老旧小区没地方充电")).toBe(false);
    }
    expect(similarityOf(readGist(""), readGist("老旧小区没地方充电"))).toBe(0);
  });

  test("可找的词不包括处处都有的小区", () => {
    expect([...termsToFind(readGist("小区停车难")).keys()]).toEqual(["=停车"]);
  });
});
