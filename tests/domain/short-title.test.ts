import fc from "fast-check";
import { expect, test } from "vitest";

import { UserError } from "../../domain/errors.ts";
import { checkShortTitle, shortTitleOf } from "../../domain/short-title.ts";
import { lengthOf } from "../../domain/topic.ts";

test.each([
  ["学校门口接送拥堵", "学校门口接送拥堵"],
  ["老旧小区没地方充电", "小区没地方充电"],
  ["老旧小区充电难问题", "小区充电难"],
  ["关于加快推进老旧小区加装电梯的建议", "小区加装电梯"],
  ["幸福里小区无物业管理", "幸福里小区无物业"],
  ["第三中学北门人行横道没有红绿灯", "第三中学北门人行"],
  ["青少年近视防控和心理健康", "青少年近视防控"],
  ["《河堤》步道，照明不足的情况", "河堤 步道 照明"],
  ["建议", "建议"],
  ["关于问题", "关于问题"],
])("%s，简称%s", (title, short) => {
  expect(shortTitleOf(title)).toBe(short);
});

test("随便什么题目，简称都有一到八个字，都出自题目", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (title) => {
      fc.pre(title.trim() !== "");
      const short = shortTitleOf(title);
      expect(lengthOf(short)).toBeGreaterThan(0);
      expect(lengthOf(short)).toBeLessThanOrEqual(8);
    }),
  );
});

test("自己写的简称：最多八个字，不能只有标点", () => {
  expect(checkShortTitle(" 小区 充电难 ")).toBe("小区 充电难");
  expect(() => checkShortTitle("老旧小区没地方充电")).toThrow(UserError);
  expect(() => checkShortTitle("。。")).toThrow(UserError);
});
