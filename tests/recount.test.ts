import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { type Recount, recount, recountFile, writeRecount } from "../recount.ts";
import { RecountError } from "../recount-case.ts";

const root = join(import.meta.dirname, "..");
const file = join(import.meta.dirname, "cases", "voting.json");

const { cases } = z
  .object({
    cases: z.array(
      z.looseObject({
        id: z.string(),
        family: z.string(),
        expected: z.record(z.string(), z.unknown()),
        verified_locally: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(fs.readFileSync(file, "utf8")));

type Published = (typeof cases)[number];

/** Rules that are not counted here, and counts whose ballots are kept elsewhere. */
const leftOut = /^(?:kemeny|cpo-stv|allocated_score)$|^max_welfare/;
const isLeftOut = (each: Published): boolean =>
  leftOut.test(String(each["method"])) || each["ballots_file"] !== undefined;

const listsRules = ({ family }: Published): boolean =>
  family === "approval-multiwinner" || family === "participatory-budgeting";

const run = (each: Published, method?: string): Recount =>
  recount({ text: JSON.stringify(each), method });

/** Groups and sets in any order, compared as text. */
const asSets = (groups: unknown): string[] =>
  z
    .array(z.array(z.unknown()))
    .parse(groups)
    .map((set) => set.map(String).toSorted().join());

function checkOne(each: Published): void {
  const counted = run(each);
  for (const [what, expected] of Object.entries(each.expected)) {
    if (what === "winners") expect(asSets([counted.winners])).toEqual(asSets([expected]));
    else if (what === "ranking") expect(asSets(counted.ranking)).toEqual(asSets(expected));
    else if (what === "elected_in_order") expect(counted.winners).toEqual(expected);
    else expect(counted[what], what).toEqual(expected);
  }
}

describe("公布过的遴选，重新计一遍结果一样", () => {
  const known = cases.filter((each) => !isLeftOut(each));
  const oracles = known.filter((each) => each.verified_locally !== false);

  test.each(oracles.filter((each) => !listsRules(each)).map((each) => [each.id, each] as const))(
    "%s",
    (_, each) => {
      expect(Object.keys(each.expected).length).toBeGreaterThan(0);
      checkOne(each);
    },
  );

  const rules = oracles.filter(listsRules).flatMap((each) =>
    Object.entries(each.expected)
      .filter(([rule]) => !leftOut.test(rule))
      .map(([rule, expected]) => [each.id, rule, expected, each] as const),
  );

  test.each(rules)("%s %s", (_, rule, expected, each) => {
    const { winners, tied } = run(each, rule);
    expect(asSets(tied.length === 0 ? [winners] : tied).toSorted()).toEqual(
      asSets(expected).toSorted(),
    );
  });

  test("没有计的都说出名字，其余一个不少", () => {
    const names = cases.filter(isLeftOut).map(({ id }) => id);
    const doubtful = known.filter((each) => each.verified_locally === false).map(({ id }) => id);
    process.stdout.write(
      `没有计：${names.join("、")}\n结果取决于原处抽签的习惯：${doubtful.join("、")}\n`,
    );
    expect(oracles.length + names.length + doubtful.length).toBe(cases.length);
    expect(oracles.length).toBeGreaterThan(90);
    expect(rules.length).toBeGreaterThan(150);
  });

  test("平票要看原处习惯的，原处的赢家也在可能的结果里", () => {
    for (const each of known.filter((one) => one.verified_locally === false)) {
      const { winners, tied } = run(each);
      const possible = new Set([...winners, ...tied.flat()].map(String));
      const { winners: theirs, elected_in_order: elected } = each.expected;
      const expected = z.array(z.string()).parse(theirs ?? elected);
      expect(
        expected.every((name) => possible.has(name)),
        each.id,
      ).toBe(true);
    }
  });
});

const tie = {
  method: "schulze",
  candidates: ["甲", "乙", "丙"],
  ballots: [
    { count: 2, ranking: [["甲"], ["乙"]] },
    { count: 2, ranking: [["乙"], ["甲"]] },
  ],
};

const of = (given: unknown, method?: string) => recount({ text: JSON.stringify(given), method });

describe("文件的写法", () => {
  test("每项一行，写出来还是 JSON", () => {
    const counted = of(tie);
    expect(counted).toMatchObject({
      winners: ["甲", "乙"],
      tied: [["甲"], ["乙"]],
      ranking: [["甲", "乙"], ["丙"]],
    });
    expect(JSON.parse(writeRecount(counted))).toEqual(counted);
    expect(writeRecount(counted).split("\n").length).toBe(10);
  });

  test("一项不用括起来，不写票数就是一张，抽签的顺序有用", () => {
    const given = { ...tie, ballots: [{ ranking: ["甲", "乙"] }, { ranking: ["乙", "甲"] }] };
    expect(of(given).tied).toEqual([["甲"], ["乙"]]);
    expect(of({ ...given, lot: ["乙", "甲", "丙"] })).toMatchObject({ winners: ["乙"], tied: [] });
  });

  test("金额可以有小数，算得一分不差", () => {
    const given = {
      candidates: ["灯", "路", "井"],
      costs: [0.1, 0.2, 0.3],
      budget: 0.3,
      ballots: [{ count: 3, approve: ["灯", "路", "井"] }],
    };
    expect(of(given, "greedy_cost").tied).toEqual([["灯", "路"], ["井"]]);
    expect(of(given, "greedy_cardinality").winners).toEqual(["灯", "路"]);
    expect(of({ ...given, budget: 0.6 }, "equal-shares").winners).toEqual(["灯", "路", "井"]);
  });

  test("打分、点数、逐项表决", () => {
    const scores = [
      { count: 2, scores: { 甲: 5, 乙: 3 } },
      { count: 1, scores: { 乙: 5 } },
    ];
    const given = { candidates: ["甲", "乙"], ballots: scores };
    expect(of(given, "score").ranking).toEqual([["甲"], ["乙"]]);
    expect(of({ ...given, missing_score: "zero" }, "score").ranking).toEqual([["乙"], ["甲"]]);
    expect(of(given, "dots").winners).toEqual(["乙"]);
    const votes = [
      { count: 3, votes: { 甲: "yes", 乙: "no" } },
      { votes: { 甲: "no", 乙: "abstain" } },
    ];
    expect(of({ candidates: ["甲", "乙"], ballots: votes }, "yes-no")).toMatchObject({
      winners: ["甲"],
      rounds: [{ totals: { 甲: "3/1/0", 乙: "0/3/1" } }],
    });
  });

  test.each([
    ["不是 JSON", "{", undefined, "不是完整的 JSON"],
    ["不是一次遴选", "[]", undefined, "不是一次遴选"],
    ["没有这种办法", JSON.stringify(tie), "toString", "没有“toString”这种计票办法"],
    ["没写办法", JSON.stringify({ ...tie, method: undefined }), undefined, "--method"],
    ["列了几种办法", JSON.stringify({ ...tie, method: "abc" }), undefined, "--method"],
    ["比法不认得", JSON.stringify({ ...tie, variant: "best" }), undefined, "没有“best”"],
    ["名额不是整数", JSON.stringify({ ...tie, seats: 1.5 }), undefined, "seats"],
    ["没写名额", JSON.stringify(tie), "stv", "seats"],
    ["没有选票", JSON.stringify({ ...tie, ballots: undefined }), undefined, "ballots"],
    ["选票不合办法", JSON.stringify(tie), "av", "approve"],
    [
      "票数是负的",
      JSON.stringify({ ...tie, ballots: [{ count: -1, ranking: [] }] }),
      undefined,
      "count",
    ],
    [
      "名单外的名字",
      JSON.stringify({ ...tie, ballots: [{ ranking: ["丁"] }] }),
      undefined,
      "第 1 条",
    ],
    [
      "写了两次",
      JSON.stringify({ ...tie, ballots: [{ ranking: ["甲", ["甲"]] }] }),
      undefined,
      "两次",
    ],
    ["重名", JSON.stringify({ ...tie, candidates: ["甲", "甲"] }), undefined, "重名"],
    ["没有金额", JSON.stringify({ ...tie, ballots: [] }), "mes_cost", "金额"],
    [
      "组合太多",
      JSON.stringify({
        candidates: Array.from({ length: 60 }, (_, at) => at),
        seats: 30,
        ballots: [],
      }),
      "pav",
      "seqpav",
    ],
    ["规则没写", JSON.stringify({ family: "quorum" }), undefined, "rule"],
    ["抽签里有生人", JSON.stringify({ ...tie, lot: ["丁"] }), undefined, "lot"],
  ])("%s：一句话说清", (_, text, method, words) => {
    const attempt = () => recount({ text, method });
    expect(attempt).toThrow(RecountError);
    expect(attempt).toThrow(words);
    expect(attempt).not.toThrow(/\n|。.+。/);
  });
});

describe("recount 命令", () => {
  let folder = "";
  beforeAll(() => {
    folder = fs.mkdtempSync(join(tmpdir(), "recount-"));
    fs.writeFileSync(join(folder, "tie.json"), `\uFEFF${JSON.stringify(tie)}`);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const program = (...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const options = { cwd: "/", env: { ...process.env, INIT_CWD: folder, DATABASE_URL: "" } };
      const args = [join(root, "cli.ts"), "recount", ...words];
      execFile(process.execPath, args, options, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      });
    });

  test("不用数据库，从站的地方找文件，打印 JSON", async () => {
    const { code, out, err } = await program("tie.json", "--method", "borda");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ method: "borda", winners: ["甲", "乙"] });
  });

  test("不行时一句话，退出码 1", async () => {
    const { code, out, err } = await program("没有.json");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^打不开 .*没有\.json：请核对文件名、目录和读的权限。\n$/);
  });

  test("怎么写", async () => {
    for (const words of [[], ["a", "b"], ["a", "--seats", "2"]]) {
      await expect(recountFile(words, folder)).rejects.toThrow("请写一个文件名");
    }
    const order = ["--case", "pabutools/AppEx_2", file, "--method=mes_cost"];
    expect(JSON.parse(await recountFile(order, folder))).toMatchObject({ winners: ["p0", "p2"] });
    await expect(recountFile([file], folder)).rejects.toThrow("--case");
    await expect(recountFile([file, "--case", "x"], folder)).rejects.toThrow("没有 id 是 x");
  });
});
