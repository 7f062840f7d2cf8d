import { describe, expect, test } from "vitest";

import { describeWhen, printWhen, WhenError } from "../when.ts";

const now = new Date("2026-03-11T10:00:00+08:00");

describe("打印出来的样子", () => {
  test.each([
    ["半小时后", { kind: "instant", start: "2026-03-11T10:30:00+08:00", certainty: "certain" }],
    ["15个工作日内", { kind: "deadline", end: "2026-04-01T23:59:59+08:00", certainty: "certain" }],
    [
      "月底",
      {
        kind: "range",
        start: "2026-03-31T00:00:00+08:00",
        end: "2026-03-31T23:59:59+08:00",
        certainty: "assumed",
      },
    ],
    [
      "三点三刻",
      {
        kind: "instant",
        start: "2026-03-11T15:45:00+08:00",
        certainty: "ambiguous",
        choices: [{ start: "2026-03-11T15:45:00+08:00" }, { start: "2026-03-12T03:45:00+08:00" }],
      },
    ],
    [
      "每周一上午9点",
      {
        kind: "recurrence",
        start: "2026-03-16T09:00:00+08:00",
        rule: "FREQ=WEEKLY;BYDAY=MO",
        certainty: "certain",
      },
    ],
    ["2月29日", { kind: "none" }],
  ])("%s", (text, expected) => {
    const { reason, ...printed } = describeWhen(text, now);
    expect(printed).toEqual(expected);
    expect(reason).toMatch(/。$/);
  });

  test("放假安排公布不到的日子，写明是预计", () => {
    const late = new Date("2026-12-25T09:00:00+08:00");
    expect(describeWhen("15个工作日内", late)).toMatchObject({ provisional: true });
    expect(describeWhen("明天上午9点", now)).not.toHaveProperty("provisional");
  });
});

describe("命令的写法", () => {
  test("没有时区的 --at 按 +08:00，几个词连起来读", () => {
    const line = printWhen(["下周三", "下午3点", "--at", "2026-03-11T10:00:00"], new Date());
    expect(JSON.parse(line)).toMatchObject({ start: "2026-03-18T15:00:00+08:00" });
    expect(JSON.parse(printWhen(["明天", "--at", "2026-03-11"], new Date()))).toMatchObject({
      start: "2026-03-12T00:00:00+08:00",
    });
  });

  test("不写 --at 就按现在", () => {
    expect(JSON.parse(printWhen(["明天"], now))).toMatchObject({
      start: "2026-03-12T00:00:00+08:00",
    });
  });

  test.each([[[]], [["明天", "--at", "昨天"]], [["明天", "--in", "x"]]])("%j 说怎么写", (words) => {
    expect(() => printWhen(words, now)).toThrow(WhenError);
  });
});
