import { afterEach, beforeEach, expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice, smallSeed } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

function at(time: string): Date {
  return new Date(`2026-03-${time}+08:00`);
}

function fire(): Promise<number> {
  const log = { info: () => {}, error: () => {}, fault: failed };
  return fireDue({ ...duePorts(office), log });
}

function failed(error: unknown): never {
  throw error;
}

async function said(): Promise<string[]> {
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("message").orderBy("id").execute(),
  );
  return rows.map((row) => String((row.message as { text: unknown }).text));
}

test("提醒：记下、列出、到点说一次", async () => {
  const li = office.person("李梅");
  expect(await li.alone("提醒 30分钟后 提交材料")).toBe(
    [
      "李委员，记下了，提醒编号1：",
      "3月9日（星期一）上午10:30提醒您：提交材料",
      "还有30分钟。",
      "",
      "不用了，请回复：取消提醒 1",
    ].join("\n"),
  );
  expect(await li.alone("我的提醒")).toContain("编号1　3月9日（星期一）上午10:30　提交材料");
  office.now = at("09T10:29:59");
  expect(await fire()).toBe(0);
  office.now = at("09T10:30:00");
  expect(await fire()).toBe(1);
  expect(await fire()).toBe(0);
  expect(await said()).toEqual([
    "李委员，您让我这会儿提醒您：\n提交材料\n（提醒编号1，3月9日（星期一）上午10:00记的）",
  ]);
  expect(await li.alone("我的提醒")).toContain("您没有要等的提醒");
});

test("提醒大家：工作人员在群里说；委员不能；单聊里不能", async () => {
  const liu = office.person("刘志强");
  expect(await liu.inGroup("明早9点提醒大家 带上发言提纲")).toContain(
    "3月10日（星期二）上午9:00提醒大家：带上发言提纲",
  );
  expect(await office.person("李梅").inGroup("明早9点提醒大家 带上发言提纲")).toContain(
    "提醒大家由联络员或组长来做。提醒您自己可以，请@我回复，例：提醒 30分钟后 交材料",
  );
  expect(await liu.alone("明早9点提醒大家 带上发言提纲")).toContain("要在群里用");
  office.now = at("10T09:00:00");
  await fire();
  expect(await said()).toEqual([
    "提醒大家：\n带上发言提纲\n刘志强请我转达。（提醒编号1，3月9日（星期一）上午10:00记的）",
  ]);
});

test("休息时间：提醒大家的改到早上八点，提醒自己的照说", async () => {
  const liu = office.person("刘志强");
  expect(await liu.inGroup("今晚9点提醒大家 交材料")).toContain("改到早上8:00说");
  expect(await liu.alone("今晚9点提醒我 交材料")).toContain("3月9日（星期一）晚上9:00提醒您");
  office.now = at("09T21:00:00");
  expect(await fire()).toBe(1);
  office.now = at("10T08:00:00");
  expect(await fire()).toBe(1);
});

test("休息时间：到点时没有人值守，醒来已是夜里，也等到早上", async () => {
  await office.person("刘志强").inGroup("今天下午5点提醒大家 交材料");
  office.now = at("09T22:00:00");
  expect(await fire()).toBe(0);
  office.now = at("10T07:59:00");
  expect(await fire()).toBe(0);
  office.now = at("10T08:00:00");
  expect(await fire()).toBe(1);
});

test("时间不清楚就问，过去了就问是不是下一个，不自作主张", async () => {
  const li = office.person("李梅");
  expect(await li.alone("提醒 明天3点 开会")).toBe("“明天3点”是下午3:00吗？请回复：下午，或上午。");
  expect(await li.alone("下午")).toContain("3月10日（星期二）下午3:00提醒您：开会");
  expect(await li.alone("提醒 今天上午9点 开会")).toContain("已经过了。您是说");
  expect(await li.alone("是")).toContain("提醒您：开会");
  expect(await li.alone("提醒 3月5日 开会")).toBe(
    "3月5日已经过了。您是说4月5日（星期日）吗？请回复：是，或再说一个时间。",
  );
  expect(await li.alone("4月7日下午3点")).toContain("4月7日（星期二）下午3:00提醒您：开会");
  expect(await li.alone("提醒 2月29日 开会")).toBe(
    "2026年没有2月29日。请再说一个日子，例：2月27日下午3点。",
  );
  expect(await li.alone("算了")).toBe("好的，先不办了。");
  expect(await li.alone("提醒 上午15点 开会")).toContain("没有");
  expect(await li.alone("提醒 开会")).toContain("提醒什么事？请连时间一起说");
  expect(await li.alone("提醒 2028年3月9日 开会")).toContain("最远能记366天");
  expect(await li.alone("我的提醒")).toContain("您有3条提醒");
  expect(await li.alone("取消提醒 3")).toContain("已取消");
});

test("取消提醒：自己的能取消，别人的不能", async () => {
  await office.person("李梅").alone("提醒 30分钟后 提交材料");
  expect(await office.person("张建国").alone("取消提醒 1")).toContain("您没有编号1的提醒");
  expect(await office.person("李梅").alone("取消提醒 1")).toBe("编号1的提醒已取消：提交材料");
  office.now = at("09T11:00:00");
  expect(await fire()).toBe(0);
});

test("去年的提醒：取消今年的不动它，今年没有才是它，说的时候带年份", async () => {
  const li = office.person("李梅");
  await li.alone("提醒 2027年1月20日上午9点 去年记的");
  office.now = new Date("2027-01-05T02:00:00Z");
  await li.alone("提醒 明天上午9点 今年记的");
  const list = await li.alone("我的提醒");
  expect(list).toContain("编号1　1月6日（星期三）上午9:00　今年记的");
  expect(list).toContain("编号2026-1　1月20日（星期三）上午9:00　去年记的");
  expect(await li.alone("取消提醒 1")).toBe("编号1的提醒已取消：今年记的");
  expect(await li.alone("我的提醒")).toContain("取消提醒 2026-1");
  expect(await li.alone("取消提醒 2025-1")).toContain("您没有编号2025-1的提醒");
  expect(await li.alone("取消提醒 1")).toBe("编号2026-1的提醒已取消：去年记的");
  await li.alone("提醒 明天上午9点 再记的");
  expect(await li.alone("取消提醒 2027-2")).toBe("编号2的提醒已取消：再记的");
  expect(await li.alone("取消提醒 1")).toContain("您没有编号1的提醒");
});

test("过去了的分钟数、远得没有边的分钟数：都不记，说得出为什么", async () => {
  const li = office.person("李梅");
  expect(await li.alone("提醒 -5分钟后 交材料")).toContain("-5分钟后已经过了，还没有记");
  expect(await li.alone("提醒 99999999999分钟后 交材料")).toContain("最远能记366天以内的事");
  expect(await li.alone("我的提醒")).toContain("您没有要等的提醒");
});

test("提醒很多：先列时间最近的九条，说后面的会接上来", async () => {
  const li = office.person("李梅");
  for (let day = 28; day >= 16; day -= 1) await li.alone(`提醒 3月${day}日上午9点 事${day}`);
  const list = await li.alone("我的提醒");
  expect(list).toContain("您有13条提醒\n\n编号13　3月16日");
  expect(list).toContain("后面还有4条，前面的说过了，就接着列出来。");
  expect(list.split("\n").length).toBeLessThanOrEqual(15);
  office.now = at("16T09:00:00");
  await fire();
  expect(await li.alone("我的提醒")).toContain("事25");
});

test("到时候说不了话的会话，当场就说明，不记", async () => {
  await using mute = await openOffice({
    seed: smallSeed,
    ports: { voice: () => undefined },
  });
  const answer = await mute.person("李梅").inGroup("提醒 30分钟后 提交材料");
  expect(answer).toContain("还没有记：到时候我在这个群里说不了话。");
  expect(await mute.person("李梅").alone("我的提醒")).toContain("您没有要等的提醒");
});

test("两个工人同时看钟：每条提醒只说一次", async () => {
  for (let i = 1; i <= 10; i += 1) await office.person("李梅").alone(`提醒 ${i}分钟后 事${i}`);
  office.now = at("09T12:00:00");
  const counts = await Promise.all([fire(), fire(), fire()]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(10);
  expect((await said()).length).toBe(10);
});

test("演练的单位可以把钟拨快，别的单位不受影响", async () => {
  await office.person("李梅").alone("提醒 2小时后 提交材料");
  await office.inTenant((tx) =>
    tx
      .updateTable("tenants")
      .set({ clock_offset_ms: 3 * 60 * 60_000 })
      .execute(),
  );
  expect(await fire()).toBe(1);
  expect(await office.person("李梅").alone("提醒 30分钟后 再交")).toContain("下午1:30提醒您");
});
