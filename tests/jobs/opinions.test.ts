import { afterEach, beforeEach, expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const at = (time: string) => new Date(`2026-03-${time}+08:00`);
const fire = () => fireDue(duePorts(office));

async function launch(words: string): Promise<void> {
  await office.person("刘志强").alone(`征求意见 ${words}`);
  await office.person("刘志强").alone("确认");
  await office.person("李梅").alone("意见 第三条再具体些");
  await office.person("李梅").alone("意见 字写大一点");
  await office.person("王海涛").alone("意见 园区的末班车也写进去");
  await said();
}

/** To whom what was said since the last look. */
async function said(): Promise<readonly (readonly [string, string])[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["outbox.id", "external_id", "message"])
      .orderBy("outbox.id")
      .execute(),
  );
  await office.inTenant((tx) => tx.deleteFrom("outbox").execute());
  return rows.map(({ external_id: to, message }) => [
    to,
    String((message as { text: unknown }).text),
  ]);
}

const thanks = [
  "【征求意见】《履职办法》3月13日（星期五）下午5:00截止。",
  "2人提了3条意见，已交联络员汇总。谢谢大家。",
].join("\n");

test("到点自己截止：群里只有数和谢谢，内容怎么看告诉发起人和联络员", async () => {
  await launch("对《履职办法》 周五下午5点截止");
  office.now = at("13T16:59:59");
  expect(await fire()).toBe(0);
  office.now = at("13T17:00:00");
  expect(await fire()).toBe(1);
  const out = await said();
  expect(out.slice(0, 2)).toEqual([
    ["group-one", thanks],
    ["group-two", thanks],
  ]);
  expect(out.slice(2).map(([to]) => to)).toEqual(["刘志强", "周敏"]);
  expect(out[3]?.[1]).toBe(
    [
      "周敏，《履职办法》征求意见3月13日（星期五）下午5:00截止，2人提了3条。",
      "看内容，请回复：意见情况",
      "要打印，请回复：打印 意见",
    ].join("\n"),
  );
  expect(await fire()).toBe(0);
  expect(await said()).toEqual([]);
});

test("到点时没有人值守：醒来就截止，说的是原定的时间", async () => {
  await launch("对《履职办法》 周五下午5点截止");
  office.now = at("16T10:00:00");
  expect(await office.person("李梅").alone("意见 晚了一点")).toContain("下午5:00已经截止");
  expect(await fire()).toBe(1);
  const out = await said();
  expect(out.find(([to]) => to === "group-one")?.[1]).toBe(thanks);
});

test("夜里到点：当时就截止，早上再说；其间睡过了头也等到上班那天早上", async () => {
  await launch("对《履职办法》 周四晚上10点截止");
  office.now = at("12T22:00:00");
  expect(await fire()).toBe(1);
  expect(await said()).toEqual([]);
  expect(await office.person("李梅").alone("意见 晚了")).toContain("晚上10:00已经截止");
  expect(await fire()).toBe(0);
  office.now = at("13T21:00:00");
  expect(await fire()).toBe(0);
  // Saturday and Sunday are days off.
  office.now = at("15T08:00:00");
  expect(await fire()).toBe(0);
  office.now = at("16T09:00:00");
  expect(await fire()).toBe(1);
  expect((await said())[0]?.[1]).toContain("《履职办法》3月12日（星期四）晚上10:00截止。");
});

test("夜里提前截止：早上八点再到群里说", async () => {
  await launch("对《履职办法》 周五下午5点截止");
  office.now = at("10T21:00:00");
  await office.person("刘志强").alone("意见截止");
  expect(await office.person("刘志强").alone("确认")).toContain(
    "大家在休息，3月11日（星期三）早上8:00再到群里说。",
  );
  expect(await said()).toEqual([]);
  office.now = at("11T08:00:00");
  expect(await fire()).toBe(1);
  expect((await said())[0]?.[1]).toContain("3月10日（星期二）晚上9:00截止。");
});

test("没有人提：照样截止，照样谢谢", async () => {
  await office.person("刘志强").alone("征求意见 对《履职办法》 周五下午5点截止");
  await office.person("刘志强").alone("确认");
  await said();
  office.now = at("13T17:00:00");
  expect(await fire()).toBe(1);
  expect((await said())[0]?.[1]).toBe(
    "【征求意见】《履职办法》3月13日（星期五）下午5:00截止，没有收到意见。谢谢大家。",
  );
});

test("两个工人同时看钟：只截止一次，只说一次", async () => {
  await launch("对《履职办法》 周五下午5点截止 不具名");
  office.now = at("13T17:00:00");
  const fired = await Promise.all([fire(), fire(), fire()]);
  expect(fired.reduce((sum, each) => sum + each)).toBe(1);
  expect((await said()).filter(([to]) => to === "group-one")).toHaveLength(1);
});

test("截止和提意见同时来：不是算进去，就是说没有计入，数目对得上", async () => {
  await launch("对《履职办法》 周五下午5点截止");
  office.now = at("13T16:59:59");
  const late = office.person("张建国").alone("意见 最后一条");
  office.now = at("13T17:00:00");
  await Promise.all([late, fire()]);
  await fire();
  const isIn = (await late).includes("记下了");
  const opinions = await office.inTenant((tx) =>
    tx.selectFrom("opinions").select("words").execute(),
  );
  expect(opinions.map(({ words }) => words).includes("最后一条")).toBe(isIn);
  const out = await said();
  expect(out.find(([to]) => to === "group-one")?.[1]).toContain(
    isIn ? "3人提了4条意见" : "2人提了3条意见",
  );
});
