import { describe, expect, test } from "vitest";

import { planAlarms } from "../../domain/meeting-alarms.ts";
import { agendaMinutes, parseAgenda } from "../../domain/meeting-agenda.ts";
import {
  missingOf,
  readDimensions,
  readForm,
  usualDimensions,
} from "../../domain/meeting-forms.ts";
import { categoryOfPerson } from "../../domain/meeting-people.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";
import { readMeetingTime } from "../../handlers/meeting-time.ts";
import { sayInvited, sayLength } from "../../text/meetings.ts";

const at = (time: string) => new Date(`2026-${time}+08:00`);
const now = at("03-18T10:00:00");

const office = (name: string, category: "department" | "official") =>
  ({ name, organization: name, category }) as const;

const plan = (startsAt: string, from = now) =>
  planAlarms({ startsAt: at(startsAt), materialsDueAt: undefined }, from, nationalWorkdays);

describe("形式", () => {
  test("地方叫法归到一种形式，长的名字优先", () => {
    expect(readForm("1号院坝会3月25日", [])).toMatchObject({ form: "on-site", alias: "院坝会" });
    expect(readForm("专题议政性常委会协商", [])).toMatchObject({
      form: "plenary",
      alias: undefined,
    });
    expect(readForm("小马扎议事会", [])).toMatchObject({ form: "on-site" });
    expect(readForm("茶话", [])).toBeUndefined();
    const added = [{ name: "夜谈会", form: "building" }] as const;
    expect(readForm("夜谈会", added)).toMatchObject({ form: "building", alias: "夜谈会" });
  });

  test("四个方面按形式推定，说了的照说的", () => {
    expect(usualDimensions("online")).toMatchObject({ isOnline: true, isDispersed: true });
    expect(readDimensions("现场协商 固定 线上", usualDimensions("on-site"))).toEqual({
      isOnSite: true,
      isMobile: false,
      isDispersed: false,
      isOnline: true,
    });
  });

  test("还缺哪一类、几个", () => {
    const required = [
      { category: "department", count: 1 },
      { category: "resident", count: 2 },
    ] as const;
    expect(missingOf(required, [{ category: "resident" }])).toEqual([
      { category: "department", count: 1 },
      { category: "resident", count: 1 },
    ]);
  });
});

describe("参加的人", () => {
  test("一样多的单位合起来说", () => {
    const people = [
      { name: "张建国", organization: "城南片区", category: "member" },
      office("县住建局", "department"),
      office("县住建局", "department"),
      office("城南街道", "official"),
      office("幸福里社区", "official"),
      { name: "黄春梅", organization: undefined, category: "resident" },
    ] as const;
    expect(sayInvited(people)).toBe("委员1人，县住建局2人，城南街道、幸福里社区各1人，居民代表1人");
  });
});

test("议程：时间盒、发言人；每人不超过几分钟不是时间盒", () => {
  const items = parseAgenda(
    "1、现场察看 20分钟\n情况介绍 十分钟 县住建局；委员发言，每人不超过3分钟",
  );
  expect(items).toEqual([
    { title: "现场察看", minutes: 20, speaker: undefined },
    { title: "情况介绍", minutes: 10, speaker: "县住建局" },
    { title: "委员发言，每人不超过3分钟", minutes: undefined, speaker: undefined },
  ]);
  expect(agendaMinutes(items)).toBe(30);
});

describe("时间", () => {
  test.each([
    ["3月25日下午3点", "03-25T15:00:00", 90, undefined],
    ["3月25日下午3点到5点", "03-25T15:00:00", 120, undefined],
    ["3月25日下午3点—4点半", "03-25T15:00:00", 90, undefined],
    ["3月25日上午9点到下午1点", "03-25T09:00:00", 240, undefined],
    ["3月25日15:00-16:15", "03-25T15:00:00", 75, undefined],
    ["3月25日下午3点 两小时", "03-25T15:00:00", 120, undefined],
    ["3月25日下午3点 两个半小时", "03-25T15:00:00", 150, undefined],
    ["3月25日下午3点 40分钟", "03-25T15:00:00", 40, undefined],
    ["3月25日", "03-25T15:00:00", 90, "hour"],
    ["下周三下午", "03-25T15:00:00", 90, "hour"],
    ["下周三上午", "03-25T09:00:00", 90, "hour"],
    ["3月25日3点", "03-25T15:00:00", 90, "half"],
  ])("%s", (words, startsAt, minutes, assumed) => {
    const time = readMeetingTime(words, { now, workdays: nationalWorkdays });
    expect(time?.startsAt).toEqual(at(startsAt));
    expect((Number(time?.endsAt) - Number(time?.startsAt)) / 60_000).toBe(minutes);
    expect(time?.assumed).toBe(assumed);
  });

  test("会期照习惯说", () => {
    const from = at("03-25T15:00:00");
    const after = (minutes: number) => sayLength(from, new Date(from.getTime() + minutes * 60_000));
    expect([30, 60, 90, 120, 150, 45].map(after)).toEqual([
      "半小时",
      "一小时",
      "一个半小时",
      "两小时",
      "两个半小时",
      "45分钟",
    ]);
  });
});

describe("到点提醒", () => {
  test("会前一周：催两次，前一个工作日和当天", () => {
    expect(plan("03-25T15:00:00")).toEqual([
      { kind: "same-day", at: at("03-25T13:00:00") },
      { kind: "day-before", at: at("03-24T09:00:00") },
      { kind: "chase-again", at: at("03-23T09:00:00") },
      { kind: "chase", at: at("03-20T09:00:00") },
      { kind: "after", at: at("03-26T09:00:00") },
    ]);
  });

  test("明天就开：只有当天一次，不会一天两次", () => {
    expect(plan("03-19T15:00:00").map(({ kind }) => kind)).toEqual(["same-day", "after"]);
    expect(plan("03-20T15:00:00").map(({ kind }) => kind)).toEqual([
      "same-day",
      "day-before",
      "after",
    ]);
  });

  test("长假以后第一天开，放假以前提醒；早上的会也在会前提醒", () => {
    const [sameDay, dayBefore] = plan("10-08T09:00:00", at("09-20T10:00:00"));
    expect(sameDay).toEqual({ kind: "same-day", at: at("10-08T08:00:00") });
    expect(dayBefore).toEqual({ kind: "day-before", at: at("09-30T09:00:00") });
    expect(plan("03-25T08:00:00")[0]).toEqual({ kind: "same-day", at: at("03-25T07:00:00") });
  });
});

test.each([
  ["委员", "member", "member"],
  ["常委", "member", "member"],
  ["副主席", "member", "member"],
  ["委员联络室主任", "convener", "member"],
  ["委员联络室主任", "liaison", "official"],
  ["提案委员会干事", "administrator", "official"],
  ["居民代表", "participant", "resident"],
  ["企业代表", "participant", "enterprise"],
  ["农业专家", "participant", "expert"],
  ["副局长", "department", "department"],
  ["志愿者", "participant", "other"],
] as const)("名单上的%s（%s）算哪一类", (title, role, category) => {
  expect(categoryOfPerson({ title, roles: [role] })).toBe(category);
});
