import { afterEach, beforeEach, expect, test } from "vitest";

import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

const at = startOfPlay;
let office: Office;
beforeEach(async () => {
  office = await openOffice({
    seed: {
      ...smallSeed,
      topics: [
        { title: "老旧小区没地方充电", proposerName: "张建国", at, endorsements: [] },
        { title: "电动车充电难", proposerName: "王海涛", at, endorsements: [{ name: "李梅", at }] },
        { title: "老街排水不畅", proposerName: "李梅", at },
      ],
    },
  });
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const liu = () => office.person("刘志强");

async function said(to: string): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select(["o.message", "c.external_id"])
      .orderBy("o.id")
      .execute(),
  );
  return rows.flatMap(({ message, external_id: who }) =>
    who === to && "text" in message ? [String(message.text)] : [],
  );
}

const call = "征求意见 对《二季度协商计划》 周五下午5点截止";

test("已签登记两回：第二回说明白，不再发一遍，签的日子不变", async () => {
  await zhou().alone(call);
  await zhou().alone("送审 刘志强");
  expect(await zhou().alone("已签 刘志强 今天")).toContain("发到2个群");
  const again = await zhou().alone("已签 刘志强 3月8日");
  expect(again).toContain("没有");
  expect(await said("group-one")).toHaveLength(1);
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("publications").select("signed_at").execute(),
  );
  expect(rows[0]?.signed_at).toEqual(new Date("2026-03-08T16:00:00Z"));
});

test("签过以后领导又点同意：说明白，不再发一遍", async () => {
  await zhou().alone(call);
  await zhou().alone("送审 刘志强");
  await zhou().alone("已签 刘志强 今天");
  expect(await liu().alone("同意")).toContain("没有等您审阅");
  expect(await said("group-one")).toHaveLength(1);
});

test("别的委员说同意、退回、看全文：看不到也定不了", async () => {
  await zhou().alone(call);
  await zhou().alone("送审 刘志强");
  for (const words of [
    "同意",
    "同意发布",
    "退回修改 不好",
    "看全文",
    "打印送签",
    "发布",
    "不发了",
  ]) {
    const answer = await office.person("李梅").alone(words);
    expect(answer, words).not.toContain("二季度协商计划》意见");
    expect(answer, words).not.toContain("发到");
  }
  expect(await said("group-one")).toEqual([]);
  expect(await office.person("李梅").alone("已签 刘志强 今天")).toContain("联络员");
  expect(await office.person("李梅").alone("打印 送审稿")).toContain("联络员");
});

test("同一句“同意”送到两回：只发一次，答的一样", async () => {
  await zhou().alone(call);
  await zhou().alone("送审 刘志强");
  const first = await liu().alone("同意", { messageId: "same" });
  const second = await liu().alone("同意", { messageId: "same" });
  expect(first).toContain("已经发出");
  expect(["", first]).toContain(second);
  expect(await said("group-one")).toHaveLength(1);
});

test("同意的同时收回：只成一样", async () => {
  await zhou().alone(call);
  await zhou().alone("送审 刘志强");
  await Promise.all([liu().alone("同意"), zhou().alone("取消送审")]);
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("publications").select("state").execute(),
  );
  const out = await said("group-one");
  expect(out).toHaveLength(rows[0]?.state === "published" ? 1 : 0);
});

test("送审给两人、给空名、给太长的名：不送，说怎么办", async () => {
  await zhou().alone(call);
  for (const words of [
    "送审",
    "送审 " + "长".repeat(2000),
    "送审 😀",
    "送审 刘志强、李梅",
    "已签 刘志强、李梅 今天",
  ]) {
    expect(await zhou().alone(words), words.slice(0, 12)).not.toContain("已单独请");
    await zhou().alone("算了");
  }
  expect(await said("刘志强")).toEqual([]);
});

test("退回的话太长、带标记：说明白，不转", async () => {
  await zhou().alone(call);
  await zhou().alone("送审 刘志强");
  expect(await liu().alone("退回修改 " + "改".repeat(2000))).toContain("字");
  await liu().alone("退回修改 机密★5年 不要发");
  expect((await said("周敏")).filter((each) => each.includes("不要发"))).toEqual([]);
});

test("合并的议题不再受理、不能再并、附议指路，往年的编号找得到", async () => {
  await zhou().alone("合并 2 到 1 是一件事");
  await zhou().alone("确认");
  expect(await zhou().alone("初选 2 入围")).toContain("1号");
  expect(await zhou().alone("合并 2 到 3 又一件事")).toContain("已");
  expect(await zhou().alone("合并 2026-3 到 2026-1 一样的事")).toContain("请核对");
  expect(await zhou().alone("确认")).toContain("并入");
  expect(await zhou().alone("取消合并 3")).toContain("3号");
});

test("合并时两人同时确认、荐题人同时撤回：只成一样", async () => {
  await zhou().alone("合并 2 到 1 是一件事");
  await Promise.all([zhou().alone("确认"), office.person("王海涛").alone("撤回 2")]);
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("topics").select(["status", "merged_into"]).where("number", "=", 2).execute(),
  );
  const [topic] = rows;
  expect(["merged", "withdrawn"]).toContain(topic?.status);
  expect(topic?.merged_into === null).toBe(topic?.status === "withdrawn");
});

test("没有协商计划时打印：照抄例子就行", async () => {
  expect(await zhou().alone("打印 协商计划")).toContain("例：打印 协商计划");
});

test("征求意见发起和截止：别的委员说不动；同一个截止两处同时来，群里只说一次", async () => {
  await zhou().alone(call);
  await zhou().alone("确认");
  expect(await office.person("李梅").alone("意见截止")).toContain("联络员");
  await office.person("李梅").alone("意见 第三条再具体些");
  await zhou().alone("意见截止");
  await liu().alone("意见截止");
  await Promise.all([zhou().alone("确认"), liu().alone("确认")]);
  expect(await office.person("李梅").alone("意见 晚了一步")).toContain("没有计入");
  expect((await said("group-one")).filter((each) => each.includes("1条"))).toHaveLength(1);
});

test("两千字的题目、整行表情：相似的也不记，说明白", async () => {
  const title = "老旧小区没地方充电".repeat(222);
  expect(await office.person("李梅").alone(`荐题 ${title}`)).toContain("字");
  expect(await office.person("李梅").alone("仍要荐")).not.toContain("编为");
  await office.person("李梅").alone("荐题 😀😀😀");
  const { length } = await office.inTenant((tx) => tx.selectFrom("topics").select("id").execute());
  expect(length).toBe(3);
});
