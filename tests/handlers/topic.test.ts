import { afterAll, beforeAll, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { findTopic } from "../../db/topics.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

test("荐题：有说明、有类别，第一次多一句", async () => {
  const answer = await office
    .person("王海涛")
    .inGroup("荐题 园区公交末班车太早\n说明：晚班工人下班没有车\n类别：道路交通");
  expect(answer).toBe(
    [
      "收到王委员的荐题，编为1号：",
      "",
      "「园区公交末班车太早」",
      "说明：晚班工人下班没有车",
      "类别：道路交通",
      "来源：委员荐题",
      "",
      "要改请@我：修改 1　　要收回请@我：撤回 1",
      "这里收的是协商议题；要提交提案，请走县政协提案系统。",
    ].join("\n"),
  );
});

test("荐题：第二次没有最后那句，单聊里不说@", async () => {
  const answer = await office.person("王海涛").alone("荐题 园区路灯不亮");
  expect(answer).toContain("编为2号");
  expect(answer).not.toContain("提案系统");
  expect(answer).not.toContain("@");
});

test("荐题：缺题目就问，下一句就是题目；问题只问这一个人", async () => {
  const question = await office.person("李梅").inGroup("荐题");
  expect(question).toBe(
    "请接着告诉我议题的题目（在群里请@我），例：老旧小区充电难。半小时内都算数。",
  );
  expect(await office.person("刘志强").inGroup("幸福里小区没有路灯")).toContain("没听明白");
  expect(await office.person("李梅").inGroup("幸福里小区没有路灯")).toContain(
    "「幸福里小区没有路灯」",
  );
  expect(await office.person("李梅").inGroup("幸福里小区没有路灯")).toContain("没听明白");
});

test("荐题：半小时后不再当题目", async () => {
  await office.person("李梅").inGroup("荐题");
  office.now = new Date(office.now.getTime() + 31 * 60_000);
  expect(await office.person("李梅").inGroup("老街排水不畅")).toContain("没听明白");
});

test("荐题：问了以后说“算了”", async () => {
  await office.person("李梅").alone("荐题");
  expect(await office.person("李梅").alone("算了")).toBe("好的，先不办了。");
});

test("荐题：太长、太短都说清楚，不记", async () => {
  const li = office.person("李梅");
  expect(await li.alone(`荐题 ${"长".repeat(61)}`)).toContain("题目最多60字，还没有记");
  expect(await li.alone("荐题 水")).toContain("还没有看到议题的题目");
  expect(await li.alone(`荐题 题目\n说明：${"长".repeat(1001)}`)).toContain("说明最多1000字");
  expect(await li.alone("长".repeat(4001))).toContain("请缩短到4000字以内");
});

test("议题：新的在前，附议人数在后；一件的详情", async () => {
  const list = await office.person("李梅").inGroup("議題");
  expect(list.split("\n").slice(0, 5)).toEqual([
    "现有3件议题",
    "",
    "3号　幸福里小区没有路灯",
    "2号　园区路灯不亮",
    "1号　园区公交末班车太早",
  ]);
  const detail = await office.person("李梅").inGroup("议题 1");
  expect(detail).toContain("1号「园区公交末班车太早」\n说明：晚班工人下班没有车");
  expect(detail).toContain("王海涛荐，3月9日（星期一）\n附议0人");
  expect(await office.person("李梅").inGroup("议题 99")).toContain("没有找到99号议题");
});

test("附议：一人一次，另一个平台也算，自己荐的不用", async () => {
  expect(await office.person("张建国").inGroup("附議7")).toContain("没有找到7号议题");
  expect(await office.person("张建国").inGroup("附議１")).toBe(
    [
      "张委员附议了1号「园区公交末班车太早」。",
      "",
      "现在附议1人。",
      "想收回，请@我回复：取消附议 1",
    ].join("\n"),
  );
  expect(await office.person("张建国").alone("附议第一号")).toContain("您已经附议过1号");
  expect(await office.person("李梅").alone("附议 1")).toContain("现在附议2人");
  expect(await office.person("王海涛").alone("附议 1")).toContain("1号是您自己荐的，不用再附议。");
});

test("取消附议：收回一次，再收回就说没有", async () => {
  expect(await office.person("张建国").alone("取消附议 1")).toContain("现在附议1人。");
  expect(await office.person("张建国").alone("取消附议 1")).toContain("您没有附议过1号");
});

test("修改、撤回：有人附议就不能撤回，别人的不能", async () => {
  expect(await office.person("王海涛").alone("撤回 1")).toContain("1号已有1人附议");
  expect(await office.person("李梅").alone("撤回 2")).toContain("2号不是您荐的");
  expect(await office.person("王海涛").alone("修改 2 园区路灯夜里不亮\n说明：工业二路")).toBe(
    [
      "2号改好了，现在是第2版：",
      "",
      "「园区路灯夜里不亮」",
      "说明：工业二路",
      "类别：基础设施",
    ].join("\n"),
  );
  expect(await office.person("王海涛").alone("修改 2")).toContain("要把2号改成什么？");
  expect(await office.person("王海涛").alone("园区路灯夜间不亮")).toContain("「园区路灯夜间不亮」");
  expect(await office.person("王海涛").alone("撤回2号")).toContain("已撤回，编号不再使用");
  expect(await office.person("王海涛").alone("撤回 2")).toContain("2号已经由荐题人撤回");
  expect(await office.person("李梅").alone("附议 2")).toContain("2号已经由荐题人撤回");
  expect(await office.person("李梅").alone("荐题 老街停车难")).toContain("编为4号");
});

test("负数不是编号：撤回 -3、附议 -1 先问是几号", async () => {
  for (const words of ["撤回 -3", "附议 -1", "取消附议 -1"]) {
    expect(await office.person("李梅").alone(words)).toContain("请接着告诉我是几号议题");
    expect(await office.person("李梅").alone("算了")).toBe("好的，先不办了。");
  }
});

test("别的年份的编号：说的时候带年份", async () => {
  for (const words of ["附议 2025-3", "议题 2025-3", "撤回 2025-3"]) {
    expect(await office.person("李梅").alone(words)).toContain("没有找到2025-3号议题");
  }
});

test("说明很长：最多显示几行，全文存着，一屏看得完", async () => {
  await using other = await openOffice();
  const li = other.person("李梅");
  const detail = Array.from({ length: 30 }, (_, index) => `第${index + 1}条`).join("\n");
  const proposed = await li.inGroup(`荐题 老街停车难\n说明：${detail}\n类别：交通`);
  const revised = await li.inGroup(`修改 1 老街停车很难\n说明：${detail}`);
  for (const answer of [proposed, revised, await li.inGroup("议题 1")]) {
    expect(answer.split("\n").length).toBeLessThanOrEqual(15);
    expect(answer).toContain("第6条\n（说明较长，全文已存。）");
  }
  const topic = await other.inTenant((tx) =>
    findTopic(tx, other.tenantId, { year: 2026, number: 1 }),
  );
  expect(topic?.detail).toContain("第30条");
});

test("说明是很长的一段：答复在哪个平台都发得全", async () => {
  await using other = await openOffice();
  const zhou = other.person("周敏");
  const detail = "长".repeat(1000);
  for (const words of ["荐题 甲乙丙", "代荐 韦德福 丁戊己 电话"]) {
    expect(await zhou.alone(`${words}\n说明：${detail}`)).toContain("（说明较长，全文已存。）");
  }
  expect(await zhou.alone("转发稿 1")).toContain("（说明较长，全文已存。）");
});

test("没有认出的人：先替他记下，请他说姓名，议题里还没有", async () => {
  const answer = await office.person("陌生人").inGroup("荐题 小区没有电梯");
  expect(answer).toContain("「小区没有电梯」先替您记下了。");
  expect(await office.person("陌生人").inGroup("议题")).not.toContain("电梯");
});

test("经过都记下了，链条完整；改动一处就看得出来", async () => {
  await office.inTenant(async (tx) => {
    const topic = await findTopic(tx, office.tenantId, { year: 2026, number: 1 });
    const chain = { tenantId: office.tenantId, objectKind: "topic", objectId: topic?.id ?? 0 };
    const events = await tx
      .selectFrom("events")
      .select("kind")
      .where("object_id", "=", chain.objectId)
      .where("object_kind", "=", "topic")
      .orderBy("seq")
      .execute();
    expect(events.map((event) => event.kind)).toEqual([
      "proposed",
      "endorsed",
      "endorsed",
      "unendorsed",
    ]);
    expect(await findChainFault(tx, { ...chain, objectKind: "topic" })).toBeUndefined();
    await tx.deleteFrom("event_words").execute();
    expect(await findChainFault(tx, { ...chain, objectKind: "topic" })).toBeUndefined();
    await tx.updateTable("events").set({ actor_id: 999 }).where("seq", "=", 2).execute();
    expect(await findChainFault(tx, { ...chain, objectKind: "topic" })).toBe("event 2 was changed");
  });
});
