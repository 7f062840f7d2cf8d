import { sql } from "kysely";
import { expect, test } from "vitest";

import { listTopicsInOrder } from "../../db/topic-papers.ts";
import { launchDay, openScreened } from "../support/screened.ts";
import { castUsual, openSelection, selectionSeed } from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

async function openAt(day = new Date("2026-03-11T06:00:00Z")): Promise<Office> {
  const office = await openOffice({ seed: selectionSeed });
  office.now = day;
  return office;
}

test("不设规定人数，也要有人参加：一个人都没有，不排名次", async () => {
  await using office = await openAt();
  await openSelection(office, { terms: { quorum: {} } });
  await office.person("刘志强").alone("截止推荐");
  const answer = await office.person("刘志强").alone("确认");
  expect(answer).toContain("没有人参加，本次不排名次");
  expect(answer).not.toContain("0票");
});

test("不设规定人数，有一个人参加就排", async () => {
  await using office = await openAt();
  await openSelection(office, { terms: { quorum: {} } });
  await office.person("李梅").alone("推荐 4 7");
  await office.person("刘志强").alone("截止推荐");
  expect(await office.person("刘志强").alone("确认")).toContain("4号　学校门口接送拥堵　1票");
});

test("在推荐里的议题不能合并；结果公布以后可以", async () => {
  await using office = await openScreened();
  await office.person("刘志强").alone("发起推荐 初选议题 选3件 周五下午5点截止");
  const words = "合并 3 到 4 说的是同一件事";
  expect(await office.person("周敏").alone(words)).toBe(
    [
      "3号在准备发出的「城南片区二季度协商议题推荐」里，还没有合并。",
      "结果公布以后可以合并，请回复，例：合并 3 到 4 说的是同一件事",
    ].join("\n"),
  );
  await office.person("刘志强").alone("确认");
  expect(await office.person("周敏").alone(words)).toContain("供大家推荐，还没有合并");
  await office.inTenant((tx) => sql`update selections set state = 'published'`.execute(tx));
  expect(await office.person("周敏").alone(words)).not.toContain("还没有合并。");
});

test("议题清单里没有并入别处的", async () => {
  await using office = await openScreened();
  await office.person("周敏").alone("合并 3 到 4 说的是同一件事");
  await office.person("周敏").alone("确认");
  const listed = await office.inTenant((tx) => listTopicsInOrder(tx, 2026, 100));
  const numbers = listed.map(({ number }) => number);
  expect(numbers).toContain(4);
  expect(numbers).not.toContain(3);
});

test("推荐导出：说名称就导那一次，没有、不止一次都列出来", async () => {
  await using office = await openAt();
  for (const title of ["一季度议题推荐", "二季度议题推荐"]) {
    await castUsual(office, await openSelection(office, { title }));
    await office.person("刘志强").alone("截止推荐");
    await office.person("刘志强").alone("确认");
  }
  const li = office.person("刘志强");
  expect(await li.alone("推荐导出")).toContain("二季度议题推荐");
  expect(await li.alone("推荐导出 一季度")).toContain("一季度议题推荐");
  expect(await li.alone("推荐 导出 一季度")).toContain("一季度议题推荐");
  expect(await li.alone("推荐导出 三季度")).toBe(
    "没有这个名称的推荐，还没有导出。有二季度议题推荐、一季度议题推荐。\n请带上名称再说一遍，请回复，例：推荐导出 二季度议题推荐",
  );
  expect(await li.alone("推荐导出 议题推荐")).toContain("名称像的不止一次，还没有导出");
});

test("简称：荐题人、联络员都能改，卡片和提醒里用；换了题目就不用旧的", async () => {
  await using office = await openScreened();
  office.now = launchDay;
  const zhou = office.person("周敏");
  expect(await zhou.alone("修改 7 简称：小区充电难")).toBe(
    "7号的简称记下了：小区充电难。以后的卡片和提醒里用它。",
  );
  expect(await zhou.alone("议题 7")).toContain("简称：小区充电难");
  expect(await zhou.alone("议题 8")).not.toContain("简称");
  expect(await zhou.inGroup("议题 7")).not.toContain("简称");
  expect(await office.person("卢永康").alone("议题 7")).not.toContain("简称");
  expect(await zhou.alone("修改 7 简称：老旧小区没地方充电")).toContain("简称最多8字，还没有改");
  expect(await office.person("卢永康").alone("修改 7 简称：别人的")).toContain("不是您荐的");
  await office.person("刘志强").alone("发起推荐 初选议题 选3件 周五下午5点截止");
  await zhou.alone("修改 8 简称：公交末班太早");
  await office.person("刘志强").alone("确认");
  await zhou.alone("修改 4 简称：门口拥堵");
  const { rows } = await office.inTenant((tx) =>
    sql<{ number: number; label: string }>`select number, short_label as label
      from selection_options order by number`.execute(tx),
  );
  const labels = Object.fromEntries(rows.map(({ number, label }) => [number, label]));
  expect(labels).toMatchObject({ 7: "小区充电难", 8: "公交末班太早", 4: "学校门口接送拥堵" });
});
