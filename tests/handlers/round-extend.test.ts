import { expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

async function inGroup(office: Office): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select("o.message")
      .where("c.external_id", "=", "group-one")
      .orderBy("o.id")
      .execute(),
  );
  return rows.map(({ message }) => ("text" in message ? String(message.text) : ""));
}

async function openRound(): Promise<Office> {
  const office = await openOffice();
  await office.person("周敏").alone("征题 开始 二季度征题 3月13日截止");
  await office.person("周敏").alone("确认");
  return office;
}

test("征题延期：核对、确认，群里说一声，到新的时间才截止", async () => {
  await using office = await openRound();
  const liu = office.person("刘志强");
  expect(await liu.alone("征题 延期 到3月20日 有几位委员还在走访")).toBe(
    [
      "请刘主任核对，现在还没有延期：",
      "",
      "城南片区二季度征题",
      "截止：3月13日（星期五）延到3月20日（星期五）",
      "初选：3月23日前由联络站初选",
      "理由：有几位委员还在走访",
      "",
      "可以延期，群里会说一声，请回复：确认",
    ].join("\n"),
  );
  expect(await liu.alone("确认")).toBe(
    "城南片区二季度征题延到3月20日（星期五）截止。已告知2个群。",
  );
  expect((await inGroup(office)).at(-1)).toBe(
    [
      "【征题延期】城南片区二季度征题",
      "",
      "截止时间由3月13日（星期五）延到3月20日（星期五）。",
      "理由：有几位委员还在走访",
      "3月23日前由联络站初选。已经荐过的不用再荐。",
      "",
      "请@我回复，例：荐题 老旧小区充电难",
    ].join("\n"),
  );
  office.now = new Date("2026-03-13T16:00:00Z");
  await fireDue(duePorts(office));
  expect((await inGroup(office)).at(-1)).toContain("【征题延期】");
  expect(await office.person("李梅").alone("荐题 老街排水不畅")).toContain(
    "下一步：3月23日前由联络站初选，结果会告诉您。",
  );
  office.now = new Date("2026-03-20T16:00:00Z");
  await fireDue(duePorts(office));
  expect((await inGroup(office)).at(-1)).toContain("到3月20日（星期五），收到议题1件");
});

test("没有理由、不比原来晚、看不懂、没有征题的，都说清楚", async () => {
  await using office = await openRound();
  const zhou = office.person("周敏");
  expect(await zhou.alone("征题延期 到3月20日")).toContain("延期要写明理由");
  expect(await zhou.alone("征题延期 到3月12日 走访没完")).toContain(
    "现在就是3月13日（星期五）截止",
  );
  expect(await zhou.alone("征题延期 再宽几天")).toContain("没听明白延到哪天");
  expect(await zhou.alone(`征题延期 到3月20日 ${"长".repeat(61)}`)).toContain("理由最多60字");
  expect(await office.person("李梅").alone("征题延期 到3月20日 走访没完")).toContain(
    "请回复：转告",
  );
  await zhou.alone("征题 截止");
  await zhou.alone("是");
  expect(await zhou.alone("征题延期 到3月20日 走访没完")).toContain("征题");
  expect((await inGroup(office)).filter((text) => text.includes("延期"))).toEqual([]);
});

test("代荐的回执也写明什么时候初选", async () => {
  await using office = await openRound();
  expect(await office.person("周敏").alone("代荐 韦德福 村里没有班车 电话")).toContain(
    "\n下一步：3月16日前由联络站初选，结果会告诉您。\n请韦委员本人复核",
  );
});
