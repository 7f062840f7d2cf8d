import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { UserError } from "../../domain/errors.ts";
import type { SelectionTerms } from "../../domain/selection.ts";
import {
  checkChoices,
  numbersOf,
  readChoices,
  readNumbers,
} from "../../domain/selection-choices.ts";
import { countPages, pageOf, replaceOnPage } from "../../domain/selection-pages.ts";
import {
  composeTerms,
  readDisclosure,
  readMethod,
  readOptions,
  readQuorum,
  readRequirements,
  readSeats,
  splitFreeOptions,
} from "../../domain/selection-terms.ts";

const number = fc.integer({ min: 1, max: 99 });
const separator = fc.constantFrom(" ", "、", "，", ",", "和", "跟", "号", "号、", "号和", "  ");
const options = (...numbers: number[]) => numbers.map((each) => ({ number: each }));
const nothing = {
  method: undefined,
  seats: undefined,
  disclosure: undefined,
  quorum: undefined,
  requirements: undefined,
  tie: undefined,
};

describe("读几号", () => {
  test("怎么隔开都是那几个号，顺序不变", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, separator), { minLength: 1, maxLength: 20 }),
        (pieces) => {
          const words = pieces.map(([each, gap]) => `${each}${gap}`).join("");
          expect(readNumbers(words)).toEqual(pieces.map(([each]) => each));
        },
      ),
    );
  });

  test("随便什么字都不出错，读出来的都是整数", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        const found = readNumbers(words);
        expect(found === undefined || found.every((each) => Number.isSafeInteger(each))).toBe(true);
      }),
    );
  });

  test.each([
    ["四号跟七号", [4, 7]],
    ["第4号、第十二号", [4, 12]],
    ["4号和7号议题", [4, 7]],
    ["4 7 甲", undefined],
    ["-3", undefined],
    ["", undefined],
  ])("%s", (words, numbers) => {
    expect(readNumbers(words)).toEqual(numbers);
  });
});

describe("读选择", () => {
  test("选几件：重复的只算一次，再读一遍还是一样", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (numbers) => {
        const choices = readChoices(numbers.join(" "), "approval", []);
        const read = choices === undefined ? [] : numbersOf(choices);
        expect(read).toEqual([...new Set(numbers)]);
        expect(readChoices(read.join("、"), "approval", [])).toEqual(choices);
      }),
    );
  });

  test("排序：组里并列、组间先后，写出来再读不变", () => {
    const group = fc.array(number, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 6 }), (groups) => {
        const words = groups.map((each) => each.join("=")).join(">");
        expect(readChoices(words, "ranking", [])).toEqual({ kind: "ranking", groups });
      }),
    );
  });

  test("打分：号和分一对一对；落单、重复的不算", () => {
    expect(readChoices("4 5 7 3", "score", [])).toEqual({ kind: "score", scores: { 4: 5, 7: 3 } });
    expect(readChoices("4号5分 7号0分", "score", [])).toEqual({
      kind: "score",
      scores: { 4: 5, 7: 0 },
    });
    expect(readChoices("4 5 7", "score", [])).toBeUndefined();
    expect(readChoices("4 5 4 3", "score", [])).toBeUndefined();
  });

  test("逐项表决：先说号先说同意都行，都同意算全部", () => {
    const votes = { kind: "yes-no", votes: { 4: "yes", 5: "no", 7: "abstain" } };
    expect(readChoices("4 同意 5 反对 7 弃权", "yes-no", [])).toEqual(votes);
    expect(readChoices("同意 4，不同意 5，弃权7号", "yes-no", [])).toEqual(votes);
    expect(readChoices("5反对，其余同意", "yes-no", options(4, 5, 7))).toEqual({
      kind: "yes-no",
      votes: { 4: "yes", 5: "no", 7: "yes" },
    });
    expect(readChoices("都同意", "yes-no", options(4, 5))).toEqual({
      kind: "yes-no",
      votes: { 4: "yes", 5: "yes" },
    });
    expect(readChoices("4 同意 5", "yes-no", [])).toBeUndefined();
    expect(readChoices("弃权", "yes-no", options(4))).toEqual({
      kind: "yes-no",
      votes: { 4: "abstain" },
    });
  });
});

describe("照规则核对", () => {
  const terms = composeTerms({ ...nothing, seats: 3 }, 6);
  const six = options(2, 3, 4, 5, 7, 8);
  const check = (numbers: readonly number[], rules: SelectionTerms = terms) => {
    try {
      checkChoices({ kind: "approval", numbers }, rules, six);
      return "kept";
    } catch (error) {
      return error instanceof UserError ? error.code : "fault";
    }
  };

  test("不多于几件、都在候选里才记", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (numbers) => {
        const isOffered = numbers.every((each) => six.some((option) => option.number === each));
        const expected = !isOffered
          ? "ballotNotOffered"
          : numbers.length > 3
            ? "ballotTooMany"
            : "kept";
        expect(check(numbers)).toBe(expected);
      }),
    );
  });

  test("一页换一页的，别的页不动", () => {
    const all = Array.from({ length: 45 }, (_, index) => ({ number: index + 1 }));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 45 })),
        fc.integer({ min: 1, max: 3 }),
        (before, page) => {
          const shown = pageOf(all, page).map((option) => option.number);
          const kept = replaceOnPage(
            { kind: "approval", numbers: before },
            shown.slice(0, 2),
            pageOf(all, page),
          );
          const expected = [
            ...before.filter((each) => !shown.includes(each)),
            ...shown.slice(0, 2),
          ];
          expect(kept).toEqual({ kind: "approval", numbers: [...new Set(expected)] });
        },
      ),
    );
    expect(countPages(all)).toBe(3);
  });
});

describe("读规则", () => {
  test.each([
    ["过半数", { share: { numerator: 1, denominator: 2, isStrict: true } }],
    ["三分之二以上", { share: { numerator: 2, denominator: 3, isStrict: false } }],
    ["60%", { share: { numerator: 60, denominator: 100, isStrict: false } }],
    ["15人", { count: 15 }],
    ["15人，而且过半数", { count: 15, share: { numerator: 1, denominator: 2, isStrict: true } }],
    [
      "过半数，其中乡镇至少2人",
      {
        share: { numerator: 1, denominator: 2, isStrict: true },
        categories: [{ name: "乡镇", min: 2 }],
      },
    ],
    ["不设", {}],
    ["看着办", undefined],
    ["0%", undefined],
    ["200%", undefined],
  ])("规定人数：%s", (words, quorum) => {
    expect(readQuorum(words)).toEqual(quorum);
  });

  test.each([
    ["逐项表决", "yes-no"],
    ["打分", "score"],
    ["排序推荐", "ranking"],
    ["排序推荐（按比例入选）", "proportional-ranking"],
    ["兼顾各片区", "equal-shares"],
    ["选几件推荐", "approval"],
    ["随便", undefined],
  ])("方法：%s", (words, method) => {
    expect(readMethod(words)).toBe(method);
  });

  test.each([
    ["无记名", "secret"],
    ["公开", "open"],
    ["不公布个人选择", "hidden"],
    ["截止后公布", "until-close"],
    ["", undefined],
  ])("公开：%s", (words, disclosure) => {
    expect(readDisclosure(words)).toBe(disclosure);
  });

  test("选几件、哪些候选、通过要求", () => {
    expect(readSeats("初选议题 选三件")).toBe(3);
    expect(readOptions("初选议题 选3件")).toEqual({ kind: "shortlisted" });
    expect(readOptions("议题 2、3和4号 选2件")).toEqual({ kind: "topics", numbers: [2, 3, 4] });
    expect(readOptions("选2件")).toBeUndefined();
    expect(splitFreeOptions("甲、乙、丙")).toEqual(["甲", "乙", "丙"]);
    expect(splitFreeOptions("1. 甲\n2. 乙")).toEqual(["甲", "乙"]);
    expect(readRequirements("同意过半数，且应参加人数的三分之二")).toEqual([
      { share: { numerator: 1, denominator: 2, isStrict: true }, of: "cast" },
      { share: { numerator: 2, denominator: 3, isStrict: false }, of: "eligible" },
    ]);
  });

  test("没说的照默认：选3件、不公布个人选择、过半数、并列如实列出", () => {
    expect(composeTerms(nothing, 6)).toEqual({
      method: "approval",
      seats: 3,
      choicesMin: 1,
      choicesMax: 3,
      disclosure: "hidden",
      quorum: { share: { numerator: 1, denominator: 2, isStrict: true } },
      requirements: [],
      tie: "list",
    });
    expect(composeTerms(nothing, 2).seats).toBe(2);
    expect(() => composeTerms({ ...nothing, seats: 7 }, 6)).toThrow(UserError);
  });
});
