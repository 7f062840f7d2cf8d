import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Office, openOffice } from "../support/talk.ts";

/** What people write for the time of a meeting, and how it is shown before anybody hears of it. */
let office: Office;
beforeAll(async () => {
  office = await openOffice();
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
});
afterAll(() => office[Symbol.asyncDispose]());

const at = (time: string) => new Date(`2026-${time}+08:00`);

async function draft(now: string, time: string): Promise<string> {
  office.now = at(now);
  return office.person("刘志强").alone(`安排会议 1号 院坝会 ${time} 幸福里小区2栋前空地`);
}

describe("核对里的时间：日期、星期、工作日还是休息日、还有几天", () => {
  test.each([
    ["下周三下午3点", "3月25日（星期三）下午3:00，会期约一个半小时，工作日，还有7天"],
    ["下週三下午３點到５點", "3月25日（星期三）下午3:00，会期约两小时，工作日，还有7天"],
    [
      "3月25日（星期三）14:30—16:00",
      "3月25日（星期三）下午2:30，会期约一个半小时，工作日，还有7天",
    ],
    ["三月二十五日下午三点开两个小时", "3月25日（星期三）下午3:00，会期约两小时，工作日"],
    ["下周三下午3点 会期一个小时", "3月25日（星期三）下午3:00，会期约一小时，工作日"],
    ["清明节后第一个工作日上午9点", "4月7日（星期二）上午9:00，会期约一个半小时，工作日"],
    ["农历三月初三上午9点", "4月19日（星期日）上午9:00，会期约一个半小时，休息日"],
    ["5月9日上午9点", "5月9日（星期六）上午9:00，会期约一个半小时，工作日（补班）"],
    ["10月2日上午9点", "10月2日（星期五）上午9:00，会期约一个半小时，国庆节假期"],
    ["明年2月18日下午3点", "2027年2月18日（星期四）下午3:00，会期约一个半小时，预计工作日"],
    ["后天一早8点", "3月20日（星期五）早上8:00，会期约一个半小时，工作日，还有2天"],
  ])("%s", async (time, expected) => {
    const answer = await draft("03-18T10:00:00", time);
    expect(answer).toContain(`时间：${expected}`);
    expect(answer).toContain("地点：幸福里小区2栋前空地");
  });

  test.each([
    ["下周三", "下午3:00", "没说几点，先按下午3:00"],
    ["下周三上午", "上午9:00", "没说几点，先按上午9:00"],
    ["下周三3点", "下午3:00", "没说上午下午，先按下午3:00"],
    ["下周三3点到5点", "下午3:00", "没说上午下午，先按下午3:00"],
  ])("没说全的填上，也说明：%s", async (time, hour, hint) => {
    const answer = await draft("03-18T10:00:00", time);
    expect(answer).toContain(`3月25日（星期三）${hour}`);
    expect(answer).toContain(hint);
  });

  test("过了零点说明天，按日历上的明天，写明星期", async () => {
    expect(await draft("03-18T00:30:00", "明天下午3点")).toContain("3月19日（星期四）下午3:00");
  });
});

describe("排不了的说清原因，举一个例子", () => {
  test.each([
    [
      "3月25日（星期四）下午3点",
      "“3月25日（星期四）下午3点”，日期和星期对不上",
      "3月25日（星期三）",
    ],
    ["2月30日下午3点", "“2月30日下午3点”，日历上没有这一天", "例："],
    ["明天上午15点", "“明天上午15点”，没有这个钟点", "3月19日（星期四）下午3:00"],
    ["明天下午5点到3点", "“明天下午5点到3点”，结束早于开始的时间", "例："],
    ["本周一下午3点", "本周一下午3点已经过了", "例："],
    ["昨天下午3点", "昨天下午3点已经过了", "例："],
  ])("%s", async (time, why, example) => {
    const answer = await draft("03-18T10:00:00", time);
    expect(answer).toContain(why);
    expect(answer).toContain("还没有排");
    expect(answer).toContain(example);
  });

  test("定期的不当成一次：问是哪一次", async () => {
    expect(await draft("03-18T10:00:00", "每周三下午3点")).toContain("请接着告诉我");
  });
});

test("截止的时间：几号前、几个工作日内都行，没说几点按下午5点", async () => {
  office.now = at("03-18T10:00:00");
  const liu = office.person("刘志强");
  const say = (due: string) =>
    liu.alone(`安排会议 1号 院坝会 4月10日下午3点 空地\n请准备：发言要点\n材料截止：${due}`);
  expect(await say("4月8日前")).toContain("4月8日（星期三）下午5:00前");
  expect(await say("4月8日中午12点前")).toContain("4月8日（星期三）中午12:00前");
  expect(await say("三个工作日内")).toContain("3月23日（星期一）下午5:00前");
  expect(await say("下周五")).toContain("3月27日（星期五）下午5:00前");
  expect(await say("过些时候")).toContain("“过些时候”，没有看到时间");
});

test("约时间：节日、农历、补班都读得出，钟点跟着前面的日子", async () => {
  office.now = at("03-18T10:00:00");
  const asked = await office
    .person("刘志强")
    .alone("约时间 1号现场协商会 下周三 下午3点 清明节后第一个工作日上午9点 5月9日上午");
  expect(asked).toContain("A　3月25日（星期三）下午3:00");
  expect(asked).toContain("B　4月7日（星期二）上午9:00");
  expect(asked).toContain("C　5月9日（星期六）上午9:00");
  expect(asked).toContain("C是工作日（补班）");
});
