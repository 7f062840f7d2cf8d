import { afterEach, beforeEach, expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { at, come, openMeeting, sendMinutes } from "../support/minutes.ts";
import { heard } from "../support/outbox.ts";
import { checkMessage, duePorts, type Office } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openMeeting();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const li = () => office.person("李梅");

test("两个工人同时到点：纪要只截止一次，只告诉联络员一次", async () => {
  await sendMinutes(office);
  office.now = at("30T17:00:00");
  await Promise.all([fireDue(duePorts(office)), fireDue(duePorts(office))]);
  const closing = (await heard(office)).filter(([, text]) => text.includes("核对截止了"));
  expect(closing).toHaveLength(1);
  const events = await office.inTenant((tx) =>
    tx.selectFrom("events").select("id").where("kind", "=", "minutes-closed").execute(),
  );
  expect(events).toHaveLength(1);
});

test("截止的一刻同时有人说无误、有人采用更正：要么算进去，要么说已经截止，不会两样都是", async () => {
  await sendMinutes(office);
  await li().alone("更正 共识2 改为充电收费先公示");
  office.now = at("30T16:59:59");
  const fine = office.person("张建国").alone("无误");
  office.now = at("30T17:00:00");
  const [said] = await Promise.all([fine, fireDue(duePorts(office))]);
  const paper = await zhou().alone("纪要 1号");
  if (said.includes("您核对无误")) expect(paper).toContain("无误1人");
  else expect(paper).toContain("无误0人");
  expect(paper).toContain("核对已截止");
});

test("记了很多：一条不少，一页一页看得完；发给大家的一屏看得完，写明后面还有几页", async () => {
  await zhou().alone("开始记录 1号");
  const words = "沿主干道增设路灯并同步清理遮挡光线的树枝，由社区和物业分头落实";
  for (let from = 1; from <= 60; from += 10) {
    const block = Array.from({ length: 10 }, (_, index) => `共识 ${words}${from + index}`);
    expect(await zhou().alone(block.join("\n"))).toContain(`记下共识${from}：`);
  }
  await come(office);
  const draft = await zhou().alone("结束记录");
  checkMessage(draft);
  await zhou().alone("确认");
  const out = await heard(office);
  const shown = out.find(([to]) => to === "李梅")?.[1] ?? "";
  checkMessage(shown);
  const pages = Number(/后面还有(\d+)页/.exec(shown)?.[1] ?? 0) + 1;
  expect(pages).toBeGreaterThan(3);
  const seen: string[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const said = await li().alone(`纪要 1号 第${page}页`);
    expect(said).toContain(`（第${page}页，共${pages}页）`);
    expect(said.includes("下一页")).toBe(page < pages);
    for (const [, number] of said.matchAll(/^(\d+)、沿主干道/gm)) seen.push(number ?? "");
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `${index + 1}`));
  expect(await li().alone("更正 共识60 改为只增设路灯")).toContain("更正1记下了");
});

test("纪要可以先送审：领导同意了才发给到会的人；退回的改好再送", async () => {
  await zhou().alone("开始记录 1号");
  await zhou().alone("共识 2栋、5栋、9栋各建一处充电棚");
  await come(office);
  await zhou().alone("结束记录");
  await heard(office);
  expect(await zhou().alone("送审 刘志强")).toContain("刘志强");
  const [sent] = await heard(office);
  expect(sent?.[0]).toBe("刘志强");
  expect(sent?.[1]).toContain("「『老旧小区没地方充电』现场协商会纪要」");
  expect(await li().alone("纪要 1号")).toContain("现在没有请您核对的纪要");
  expect(await office.person("刘志强").alone("退回修改 写上年底前建成")).toContain(
    "意见已转给周敏",
  );
  expect((await heard(office)).map(([to]) => to)).toEqual(["周敏"]);
  await zhou().alone("开始记录 1号");
  await zhou().alone("撤回上一条");
  await zhou().alone("共识 2栋、5栋、9栋各建一处充电棚，年底前建成");
  await zhou().alone("结束记录");
  await zhou().alone("送审 刘志强");
  await heard(office);
  await office.person("刘志强").alone("同意");
  const out = await heard(office);
  const toLi = out.filter(([to]) => to === "李梅");
  expect(toLi).toHaveLength(1);
  expect(toLi[0]?.[1]).toContain("年底前建成");
});

test("确认说晚了，或者中间问了别的：说还有什么等着发，照样发得出去", async () => {
  await zhou().alone("开始记录 1号");
  await zhou().alone("共识 2栋、5栋、9栋各建一处充电棚");
  await come(office);
  await zhou().alone("结束记录");
  await zhou().alone("会议");
  const waiting = "「『老旧小区没地方充电』现场协商会纪要」还没有发出，请回复：发布";
  expect(await zhou().alone("确认")).toContain(waiting);
  office.now = at("25T16:10:00");
  expect(await zhou().alone("确认")).toContain(waiting);
  expect(await li().alone("确认")).toContain("现在没有等您确认的事");
  expect(await zhou().alone("发布")).toContain("纪要已单独发给3位到会同志核对");
  expect(await zhou().alone("确认")).toContain("现在没有等您确认的事");
});

test("领导只说退回、加上意见，也是退回修改；退回来了、退回去不算", async () => {
  await zhou().alone("开始记录 1号");
  await zhou().alone("共识 2栋、5栋、9栋各建一处充电棚");
  await come(office);
  await zhou().alone("结束记录");
  await zhou().alone("送审 刘志强");
  const liu = office.person("刘志强");
  for (const other of ["退回来了", "退回去再看看", "退回了吗"]) {
    expect(await liu.alone(other), other).not.toContain("已转给周敏");
  }
  expect(await liu.alone("退回 写上年底前建成")).toContain("意见已转给周敏");
});
