import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut, jsonBytes, unfinished, utf8Bytes } from "../../bot/bytes.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
);

describe("cut", () => {
  test("装得下就一字不动", () => {
    expect(cut("协商于民", 12)).toBe("协商于民");
  });

  test("装不下就截在字上，并说明没有完", () => {
    expect(cut("一二三四五六七八九十甲乙丙丁", 12 + utf8Bytes(unfinished))).toBe(
      `一二三四${unfinished}`,
    );
    // One byte short of the fourth character.
    expect(cut("一二三四五六七八九十甲乙丙丁", 11 + utf8Bytes(unfinished))).toBe(
      `一二三${unfinished}`,
    );
  });

  test("半个字符换成替代字符，JSON 和数据库才装得下", () => {
    expect(cut("好\ud800", 100)).toBe("好\ufffd");
  });

  test("一个表情由几个码点组成时不被拆开", () => {
    const family = "👩‍👩‍👧‍👦";
    const room = utf8Bytes(family) + utf8Bytes(unfinished);
    expect(cut(family.repeat(9), room)).toBe(family + unfinished);
    expect(cut(family.repeat(9), room - 1)).toBe(unfinished);
  });

  test("任何文字、任何字节数：不超出，不拆字，前面的一字不改", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 300 }), (text, bytesMax) => {
        const result = cut(text, bytesMax);
        expect(utf8Bytes(result)).toBeLessThanOrEqual(bytesMax);
        expect(result.isWellFormed()).toBe(true);
        const body = result.endsWith(unfinished) ? result.slice(0, -unfinished.length) : result;
        expect(text.toWellFormed().startsWith(body)).toBe(true);
        expect(Buffer.from(result).toString()).toBe(result);
      }),
      { numRuns: 1000 },
    );
  });

  test("按 JSON 里的字节数计，换行和引号算两个", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 40, max: 300 }), (text, bytesMax) => {
        const encoded = JSON.stringify(cut(text, bytesMax, jsonBytes));
        expect(utf8Bytes(encoded) - 2).toBeLessThanOrEqual(bytesMax);
      }),
    );
    expect(jsonBytes('"\n')).toBe(4);
  });
});
