import { afterEach, beforeEach, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { readCallSentence } from "../../handlers/opinion-sentence.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const liu = () => office.person("刘志强");
const li = () => office.person("李梅");
const wang = () => office.person("王海涛");

async function launch(words = "对《二季度协商计划》 周五下午5点截止"): Promise<void> {
  expect(await liu().alone(`征求意见 ${words}`)).toContain("现在还没有发出");
  expect(await liu().alone("确认")).toContain("发到2个群");
}

async function spoken(): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("message").orderBy("id").execute(),
  );
  return rows.map(({ message }) => String((message as { text: unknown }).text));
}

test("发起：群里收到怎么说，两个平台的群都有", async () => {
  await launch();
  const [one, two] = await spoken();
  expect(one).toBe(
    [
      "【征求意见】《二季度协商计划》",
      "刘志强请大家提意见，3月13日（星期五）下午5:00截止。",
      "",
      "请@我回复，例：意见 第三条再具体些",
      "也可以单独发给我。可以提几条，截止前能改。",
      "群里只说条数，内容交联络员汇总。",
      "不方便用手机的，请告诉联络员周敏。",
    ].join("\n"),
  );
  expect(two).toBe(one);
});

test("只在一个群里征求：说出群名；发到哪里以核对的为准", async () => {
  expect(await liu().alone("征求意见 对《履职办法》 工商联群 周五下午5点截止")).toContain(
    "范围：城南片区，1个群（工商联群）",
  );
  expect(await liu().alone("确认")).toContain("发到1个群（工商联群）了。");
  expect(await spoken()).toHaveLength(1);
  expect(await wang().inGroup("意见 第三条再具体些")).toContain("意见记下了");
});

test("提意见：群里不复述，单聊里复述；几条都行，能改能撤", async () => {
  await launch();
  expect(await li().inGroup("意见 第三条再具体些")).toBe(
    [
      "李委员，您对《二季度协商计划》的意见记下了。",
      "3月13日（星期五）下午5:00截止前可以改，请单独找我，例：修改意见 1 第三条再具体些",
    ].join("\n"),
  );
  expect(await li().alone("意见：充电桩要有专人管\n收费要公示")).toBe(
    [
      "李委员，您对《二季度协商计划》的意见记下了，第2条：",
      "充电桩要有专人管",
      "收费要公示",
      "",
      "3月13日（星期五）下午5:00截止前可以改，您一共提了2条。",
      "要改请回复，例：修改意见 2 第三条再具体些",
      "要收回请回复：撤回意见 2",
    ].join("\n"),
  );
  expect(await li().alone("修改意见 3号楼也要算进去")).toContain("您一共提了2条，是第几条？");
  expect(await li().alone("第1条")).toBe(
    "您对《二季度协商计划》的第1条意见改好了：\n3号楼也要算进去",
  );
  expect(await li().alone("修改意见 第2条：充电桩要有专人管")).toContain("第2条意见改好了");
  expect(await li().alone("撤回意见 2")).toContain("第2条意见已撤回：\n充电桩要有专人管\n");
  expect(await li().alone("修改意见 第三条写明时间")).toContain(
    "第1条意见改好了：\n第三条写明时间",
  );
  expect(await li().inGroup("修改意见 再改")).toContain("请单独找我办");
  expect(await wang().inGroup("意見 建議寫明時間")).toContain("王委员，您对《二季度协商计划》");
});

test("意见情况：群里只有数，单聊里看得到自己的，联络员看得到全部，按名单顺序", async () => {
  await launch();
  await wang().alone("意见 园区的末班车也写进去");
  await li().alone("意见 第三条再具体些");
  await office.person("张建国").alone("意见 字写大一点");
  expect(await li().inGroup("意见情况")).toBe(
    "《二季度协商计划》收到3人的3条意见，3月13日（星期五）下午5:00截止。",
  );
  expect(await zhou().inGroup("意见情况")).not.toContain("字写大一点");
  expect(await li().alone("我的意见")).toBe(
    [
      "《二季度协商计划》收到3人的3条意见，3月13日（星期五）下午5:00截止。",
      "其中您提了1条：",
      "第1条　第三条再具体些",
    ].join("\n"),
  );
  expect(await zhou().alone("意见情况")).toBe(
    [
      "《二季度协商计划》收到3人的3条意见，3月13日（星期五）下午5:00截止。",
      "",
      "张建国：字写大一点",
      "李梅：第三条再具体些",
      "王海涛：园区的末班车也写进去",
      "全文请回复：打印 意见",
    ].join("\n"),
  );
  expect(await zhou().alone("打印 意见")).toContain("意见汇总已生成");
  expect(await li().alone("打印 意见")).toContain("打印意见由");
});

test("不具名：整理出来没有姓名，截止以后连数据里也没有", async () => {
  await launch("对《履职办法》 周五下午5点截止 不具名");
  await li().alone("意见 第三条再具体些");
  await wang().alone("意见 扣分要慎重");
  await wang().alone("意见 写明怎么申请更正");
  const before = await zhou().alone("意见情况");
  expect(before).toContain("收到2人的3条意见");
  expect(before).toContain("· 扣分要慎重");
  expect(before).not.toMatch(/李梅|王海涛/);
  expect(await wang().alone("修改意见 1 扣分要更慎重")).toContain("第1条意见改好了");
  expect(await liu().alone("意见截止")).toContain("要现在截止，请回复：确认");
  expect(await liu().alone("确认")).toContain("征求意见截止了，收到2人的3条意见。");
  const rows = await office.inTenant((tx) => tx.selectFrom("opinions").selectAll().execute());
  expect(rows.map(({ person_id, number, given_at }) => [person_id, number, given_at])).toEqual(
    rows.map(() => [null, null, null]),
  );
  expect(rows.map(({ words }) => words).toSorted()).toEqual(
    ["第三条再具体些", "扣分要更慎重", "写明怎么申请更正"].toSorted(),
  );
  const events = await office.inTenant((tx) =>
    tx
      .selectFrom("events")
      .select(["actor_id", "inbox_id", "kind"])
      .where("object_kind", "=", "opinion-call")
      .where("kind", "like", "opinion-%")
      .execute(),
  );
  expect(events.map(({ actor_id, inbox_id }) => [actor_id, inbox_id])).toEqual(
    Array.from({ length: 4 }, () => [null, null]),
  );
  expect(await zhou().alone("意见情况")).toContain("收到2人的3条意见");
});

test("截止以后再提：没有计入，说明白，一句话转给联络员", async () => {
  await launch();
  office.now = new Date("2026-03-13T09:00:00Z");
  expect(await li().inGroup("意见 第三条再具体些")).toBe(
    [
      "《二季度协商计划》征求意见3月13日（星期五）下午5:00已经截止，这次没有计入。",
      "您的意见我转给联络员周敏，请@我回复：转告",
    ].join("\n"),
  );
  expect(await li().inGroup("转告")).toContain("周敏");
  expect((await spoken()).at(-1)).toContain("意见 第三条再具体些");
  expect(await li().alone("修改意见 1 改")).toContain("您现在没有可以改的意见");
});

test("没有在征求意见：不记，给两条路", async () => {
  expect(await li().inGroup("意见 第三条再具体些")).toContain(
    "现在没有正在征求意见的文件，还没有记。",
  );
  expect(await li().inGroup("意见情况")).toBe("现在没有正在征求意见的文件。");
  expect(await li().inGroup("意见很大")).not.toContain("没有记");
});

test("同时两份：问是哪一份，答数字或者文件名", async () => {
  await launch();
  await launch("对《履职办法》 周六中午12点截止");
  expect(await li().inGroup("意见 第三条再具体些")).toBe(
    [
      "正在征求意见的有2份，您说的是第几份？",
      "1、《履职办法》",
      "2、《二季度协商计划》",
      "",
      "请@我回复，例：1",
    ].join("\n"),
  );
  expect(await li().inGroup("2")).toContain("您对《二季度协商计划》的意见记下了");
  await li().alone("意见 扣分要慎重");
  expect(await li().alone("履职办法")).toContain("您对《履职办法》的意见记下了");
  const all = await zhou().alone("意见情况");
  expect(all).toContain("1、《履职办法》　收到1人的1条意见，");
  expect(await zhou().alone("意见情况 2")).toContain("李梅：第三条再具体些");
});

test("还没认人的先记下，核对以后登记，日子按说的那天", async () => {
  await launch();
  const stranger = office.person("陌生人");
  expect(await stranger.alone("意见 第三条再具体些")).toContain("已先记下");
  await stranger.alone("我是 韦德福");
  expect(await zhou().alone("核对")).toContain("韦德福");
  await zhou().alone("是");
  expect(await zhou().alone("意见情况")).toContain("韦德福：第三条再具体些");
});

test("发起的各种说法：缺什么问什么，时间两可的问，过去的不发", async () => {
  expect(await liu().alone("征求意见")).toContain("请接着告诉我对哪份文件征求意见");
  expect(await liu().alone("《履职办法》")).toContain("请接着告诉我什么时候截止");
  expect(await liu().alone("周五5点")).toContain("“周五5点”是下午5:00吗？请回复：下午，或上午。");
  expect(await liu().alone("下午")).toContain("截止：3月13日（星期五）下午5:00");
  expect(await liu().alone("征求意见 对《履职办法》 3月5日截止")).toContain("3月5日已经过了");
  expect(await liu().alone("对《履职办法》征求意见 本周五截止 不具名")).toContain(
    "署名：不具名，整理出来不写姓名",
  );
  expect(await liu().alone("征求意见 对《履职办法》 2026年12月1日截止")).toContain("截止最远90天");
  expect(await liu().alone(`征求意见 对《${"长".repeat(61)}》 周五截止`)).toContain(
    "文件名最多60字",
  );
  expect(await li().alone("征求意见 对《履职办法》 周五截止")).toContain(
    "征求意见由联络员或组长来做",
  );
  expect(await liu().inGroup("征求意见 对《履职办法》 周五截止")).toContain("请单独找我办");
});

test.each([
  ["对《二季度协商计划》 周五下午5点截止", "二季度协商计划", "2026-03-13T09:00:00.000Z", true],
  [
    "《3月20日会议方案》，3月18日中午12点前截止，不具名",
    "3月20日会议方案",
    "2026-03-18T04:00:00.000Z",
    false,
  ],
  ["《履职办法》 3月12日前", "履职办法", "2026-03-12T09:00:00.000Z", true],
  ["《履职办法》 三个工作日内", "履职办法", "2026-03-12T09:00:00.000Z", true],
  ["《履职办法》 清明节前", "履职办法", "2026-04-03T09:00:00.000Z", true],
  ["二季度协商计划 3月13日截止", "二季度协商计划", "2026-03-13T09:00:00.000Z", true],
  ["對《履職辦法》 下週五上午10點截止 不具名", "履職辦法", "2026-03-20T02:00:00.000Z", false],
  ["关于履职办法 明天下午3点", "履职办法", "2026-03-10T07:00:00.000Z", true],
])("听得懂：%s", (words, title, due, isNamed) => {
  const read = readCallSentence(words, startOfPlay);
  expect(read).toMatchObject({ title, isNamed });
  expect(read.due?.kind === "moment" ? read.due.at.toISOString() : undefined).toBe(due);
});

test("说得太多、太长：说明白；每件事都有记录，前后相连", async () => {
  await launch();
  expect(await li().alone(`意见 ${"很".repeat(1001)}`)).toContain("一条意见最多1000字");
  for (let count = 1; count <= 20; count += 1) await li().alone(`意见 第${count}条要改`);
  expect(await li().alone("意见 还有")).toContain("一个人最多提20条");
  const fault = await office.inTenant(async (tx) => {
    const { id } = await tx.selectFrom("opinion_calls").select("id").executeTakeFirstOrThrow();
    const object = { tenantId: office.tenantId, objectKind: "opinion-call", objectId: id } as const;
    return findChainFault(tx, object);
  });
  expect(fault).toBeUndefined();
});

test("没有登记群：不起草，说先登记", async () => {
  await using bare = await openOffice({ seed: { ...smallSeed, groups: [] } });
  expect(await bare.person("刘志强").alone("征求意见 对《履职办法》 周五截止")).toContain(
    "城南片区还没有登记群，没有地方发",
  );
});
