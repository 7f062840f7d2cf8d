import { expect, test } from "vitest";

import {
  formalName,
  readSignedDay,
  remindDrafterAt,
  reviewerFor,
  type ReviewRule,
} from "../../domain/publication.ts";
import { unitPath } from "../../domain/unit-path.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";

const at = (time: string) => new Date(`2026-${time}+08:00`);

test.each([
  ["何秀兰", "副主席，挂点领导", "何秀兰副主席"],
  ["陈国强", "县政协主席", "陈国强主席"],
  ["刘志强", "委室主任、城南片区组长", "刘志强"],
  ["李梅", "委员", "李梅"],
])("行文怎么称呼：%s，%s", (name, title, formal) => {
  expect(formalName({ name, title })).toBe(formal);
});

test.each([
  ["3月12日", "03-12", ""],
  ["3月12日 结果", "03-12", "结果"],
  ["2026年3月2号", "03-02", ""],
  ["3-9", "03-09", ""],
  ["今天", "03-13", ""],
  ["昨天 征求意见", "03-12", "征求意见"],
  ["前天", "03-11", ""],
])("哪一天签的：%s", (words, day, rest) => {
  expect(readSignedDay(words, at("03-13T10:00"))).toEqual({ at: at(`${day}T00:00`), rest });
});

test.each(["3月14日", "2月30日", "结果", "2025年3月12日", "13月1日"])(
  "不是签字的日子：%s",
  (words) => {
    expect(readSignedDay(words, at("03-13T10:00"))).toBeUndefined();
  },
);

test("年初登记年底签的：是去年", () => {
  const signed = readSignedDay("12月30日", at("01-05T10:00"));
  expect(signed?.at).toEqual(new Date("2025-12-30T00:00+08:00"));
});

test.each([
  ["03-09T10:00", "03-10T10:00"],
  ["03-13T16:00", "03-16T16:00"],
  ["03-14T10:00", "03-16T10:00"],
  ["03-15T10:00", "03-16T10:00"],
  ["03-09T21:30", "03-11T08:00"],
  ["03-09T06:00", "03-10T08:00"],
])("送审以后一个工作日：%s送，%s提醒", (sent, reminded) => {
  expect(remindDrafterAt(at(sent), nationalWorkdays)).toEqual(at(reminded));
});

test("由谁先看：近的单位定的算，单独定的压过领导，没定的不用", () => {
  const units = [
    { id: 1, parentId: undefined },
    { id: 2, parentId: 1 },
    { id: 3, parentId: 2 },
  ];
  expect(unitPath(units, 3)).toEqual([3, 2, 1]);
  const rules: readonly ReviewRule[] = [
    { unitId: 1, kind: "*", reviewerId: 10 },
    { unitId: 2, kind: "ruling", reviewerId: 20 },
    { unitId: 3, kind: "selection-result", reviewerId: undefined },
    { unitId: 1, kind: "opinion-call", reviewerId: 30 },
  ];
  const of = (kind: string, unitId: number) => reviewerFor(kind, unitPath(units, unitId), rules);
  expect(of("ruling", 3)).toBe(20);
  expect(of("ruling", 1)).toBe(10);
  expect(of("selection-result", 3)).toBeUndefined();
  expect(of("selection-result", 2)).toBe(10);
  expect(of("meeting-notice", 3)).toBe(10);
  expect(of("opinion-call", 3)).toBe(30);
  expect(of("digest", 3)).toBeUndefined();
  expect(reviewerFor("ruling", [3, 2, 1], [])).toBeUndefined();
});
