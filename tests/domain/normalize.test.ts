import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, matchForm, normalizeInput, removeMention } from "../../domain/normalize.ts";

describe("normalizeInput", () => {
  test.each([
    ["full-width letters, digits and space", "／荐题　Ａｂ１２", "/荐题 Ab12"],
    [
      "zero-width, byte order mark and bidi marks",
      "\uFEFF附\u200B议\u202E 7\u2066\u200D",
      "附议 7",
    ],
    [
      "controls but not line breaks",
      "荐题\u0000\u0007 甲\r\n说明：乙\r丙",
      "荐题 甲\n说明：乙\n丙",
    ],
    ["tabs and all kinds of spaces", "甲\t乙\u2005丙\u00A0丁\u3000戊", "甲 乙 丙 丁 戊"],
    ["unusual line breaks", "甲\u2028乙\u0085丙", "甲\n乙\n丙"],
    ["compatibility forms of characters", "⽼舊⼩區", "老舊小區"],
    ["combining marks", "e\u0301", "é"],
    ["variation selectors and fillers", "附\uFE00议\u3164\u{E0100}7", "附议7"],
    ["both ends", " \n 荐题 甲 \n ", "荐题 甲"],
    ["half of a surrogate pair", "甲\uD800乙", "甲\uFFFD乙"],
  ])("%s", (_, text, expected) => {
    expect(normalizeInput(text)).toBe(expected);
  });

  test("what a member wrote keeps its Chinese punctuation and Traditional characters", () => {
    const words = "老舊小區充電難，怎麼辦？（共312戶、100㎡…）";
    expect(normalizeInput(words)).toBe(words);
  });

  test("once is enough", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normalizeInput(text);
        expect(normalizeInput(once)).toBe(once);
        expect(once).not.toMatch(/[\r\t\u200B-\u200F\uFEFF\0]/);
      }),
    );
  });
});

describe("matchForm", () => {
  test.each([
    ["附議７號", "附议7号"],
    ["說明：甲，乙", "说明:甲,乙"],
    ["附议 3、5", "附议 3,5"],
    ["HELP", "help"],
    ["ⅦⅡ", "viiii"],
  ])("%s → %s", (text, expected) => {
    expect(matchForm(text)).toBe(expected);
  });

  test("an index in it is an index in the words as typed", () => {
    const words = normalizeInput("@小協　薦題　老舊小區：充電難");
    const at = matchForm("@小協　薦題　老舊小區：充電難").indexOf("荐题");
    expect(words.slice(at)).toBe("薦題 老舊小區：充電難");
  });

  test("it is always as long as the words as typed", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(matchForm(text)).toHaveLength(normalizeInput(text).length);
        expect(fold(text)).toHaveLength(text.length);
      }),
    );
  });
});

describe("removeMention", () => {
  test.each([
    ["@小协 荐题 甲", "荐题 甲"],
    ["@小协荐题 甲", "荐题 甲"],
    ["＠小協　荐题 甲", "荐题 甲"],
    ["@小协\u2005荐题 甲", "荐题 甲"],
    ["@小协\u00A0荐题 甲", "荐题 甲"],
    ["荐题 甲 @小协", "荐题 甲"],
    ["荐题 甲@小协", "荐题 甲"],
    ["荐题 @小协 甲", "荐题 甲"],
    ["附议@小协7", "附议 7"],
    ["附议 1@小协2", "附议 1 2"],
    ["@小协 @小协 你好", "你好"],
    ["@小协", ""],
    ["@小协\n荐题 甲\n说明：乙", "荐题 甲\n说明：乙"],
    ["荐题 甲 @小协\n说明：乙", "荐题 甲\n说明：乙"],
    ["荐题 甲\n@小协 说明：乙", "荐题 甲\n说明：乙"],
    ["OK@小协 荐题 甲", "OK 荐题 甲"],
    ["@ 小协 荐题 甲", "荐题 甲"],
    ["@小协通知大家开会", "通知大家开会"],
  ])("%j → %j", (text, expected) => {
    expect(removeMention(text, "小协")).toBe(expected);
  });

  test.each([
    "@张建国 附议 7",
    "荐题 请@小李 看看",
    "材料发到 xiaoxie@小协.cn",
    "li.mei@example.com",
    "小协 荐题 甲",
    "@小协通知 收到",
    "没有提到谁",
    " 前后 空格 ",
  ])("%j stays as it is", (text) => {
    expect(removeMention(text, "小协")).toBe(text);
  });

  test("other people's mentions stay beside the bot's", () => {
    expect(removeMention("@小协 请 @张建国 看 a@b.cn", "小协")).toBe("请 @张建国 看 a@b.cn");
  });

  test.each([
    ["@XiaoXie 荐题 甲", "荐题 甲"],
    ["@xiaoxie荐题 甲", "荐题 甲"],
    ["@xiaoxie2 荐题 甲", "@xiaoxie2 荐题 甲"],
    ["li@xiaoxie.gov.cn 甲", "li@xiaoxie.gov.cn 甲"],
  ])("a bot with a Latin name: %j → %j", (text, expected) => {
    expect(removeMention(text, "xiaoxie")).toBe(expected);
  });

  test("long hostile texts are done at once", () => {
    for (const piece of ["@小协", "@", " ", "@小协 ", "　"]) {
      const text = piece.repeat(4000);
      const before = performance.now();
      removeMention(normalizeInput(text), "小协");
      expect(performance.now() - before).toBeLessThan(500);
    }
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(...Array.from("附議议7７号號 　，：\u200B\r\n\t@小协ＡaİⅦ…㎡𠮷e\u0301ﬁ")),
  }),
);
