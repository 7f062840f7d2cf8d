import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  add,
  commonDivisor,
  compare,
  divide,
  fraction,
  multiply,
  subtract,
  truncate,
  writeDecimal,
  writeFraction,
  zero,
} from "../../domain/fraction.ts";

const numbers = fc
  .tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }))
  .map(([top, bottom]) => fraction(top, bottom));

describe("分数", () => {
  test("总是最简，分母是正的", () => {
    expect(fraction(6, -4)).toEqual({ top: -3n, bottom: 2n });
    expect(fraction(0, 7)).toEqual(zero);
    expect(commonDivisor(-12n, 18n)).toBe(6n);
  });

  test("分母不能是零", () => {
    expect(() => fraction(1, 0)).toThrow(RangeError);
    expect(() => divide(fraction(1), zero)).toThrow(RangeError);
  });

  test("加了再减、乘了再除，还是原来的数", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.top !== 0n) expect(divide(multiply(a, b), b)).toEqual(a);
      }),
    );
  });

  test("大小和差的正负一致", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const { top } = subtract(a, b);
        expect(compare(a, b)).toBe(top === 0n ? 0 : top < 0n ? -1 : 1);
      }),
    );
  });

  test("小数截去，不四舍五入", () => {
    expect(writeDecimal(truncate(fraction(2, 3), 5), 5)).toBe("0.66666");
    expect(writeDecimal(truncate(fraction(-2, 3), 2), 2)).toBe("-0.66");
    expect(writeDecimal(fraction(1914), 5)).toBe("1914.00000");
    expect(writeFraction(fraction(7, 3))).toBe("7/3");
    expect(writeFraction(fraction(9, 3))).toBe("3");
  });
});
