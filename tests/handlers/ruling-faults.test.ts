import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { readRulingHead } from "../../handlers/ruling-words.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { openScreened } from "../support/screened.ts";
import { castUsual, openSelection, usualDueAt } from "../support/selection.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  const said = [
    ["李梅", "学校门口接送拥堵"],
    ["张建国", "老旧小区没地方充电"],
    ["王海涛", "园区公交末班车太早"],
  ];
  for (const [name = "", title = ""] of said) {
    await office.person(name).inGroup(`荐题 ${title}`);
    await office.person(name).inGroup("仍要荐");
  }
  await zhou().alone("初选 1 2 3 入围");
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

const wrong = "审定 主席会议 3月9日\n列入：2 现场协商\n备选：1";
const right = "审定 主席会议 3月9日\n列入：1 现场协商\n备选：2";

test("写错了重新登记：旧的一份作废，不再欠着，也发不出去", async () => {
  await zhou().alone(wrong);
  expect(await zhou().alone(right)).toContain("请核对");
  expect(await zhou().alone("确认")).toContain("已发到2个群");
  expect(await zhou().alone("发布")).not.toContain("哪一份");
  expect(await said("group-one")).toEqual([expect.stringContaining("列为备选：2号")]);
  office.now = new Date(office.now.getTime() + 3_600_000);
  expect(await zhou().alone("我的")).not.toContain("审定结果");
});

test("领导退回以后重新登记：退回的那份不再欠着；领导答旧的一份，说明白", async () => {
  await zhou().alone(wrong);
  await zhou().alone("送审 刘志强");
  expect(await liu().alone("退回修改 1号该列入")).toContain("审定结果");
  await zhou().alone(right);
  await zhou().alone("送审 刘志强");
  expect(await liu().alone("同意")).toContain("审定结果");
  expect(await said("group-one")).toEqual([expect.stringContaining("列为备选：2号")]);
  expect(await zhou().alone("我的")).not.toContain("退回");
});

test("审定的稿子可以不发", async () => {
  await zhou().alone(wrong);
  expect(await zhou().alone("不发了")).toContain("审定结果");
  expect(await zhou().alone("发布")).not.toContain("已发到");
  expect(await said("group-one")).toEqual([]);
});

test("核对以后答不对：没有发出", async () => {
  await zhou().alone(wrong);
  await zhou().alone("不对");
  expect(await said("group-one")).toEqual([]);
  await zhou().alone("算了");
  expect(await said("group-one")).toEqual([]);
});

test("核对期间议题并到别处了：不发，说明白，什么也没变", async () => {
  await zhou().alone(wrong);
  await liu().alone("合并 2 到 1 是一件事");
  await liu().alone("确认");
  const answer = await zhou().alone("发布");
  expect(answer).toContain("2号");
  expect(answer).not.toContain("已发到");
  expect(await said("group-one")).toEqual([]);
  expect(await zhou().alone("议题 1")).toContain("初选入围");
});

test("日子的写法：带年份、全角、繁体都听得懂", () => {
  const now = new Date("2026-03-16T02:00:00Z");
  const heldOn = new Date("2026-03-08T16:00:00Z");
  for (const words of [
    "主席会议 2026年3月9日",
    "主席会议 ３月９日",
    "主席會議 3月9日",
    "主席会议3月9号",
  ]) {
    expect(readRulingHead(words, now), words).toEqual({
      body: "主席会议",
      heldOn,
      document: undefined,
      note: undefined,
    });
  }
  expect(readRulingHead("主席会议 2025年12月9日", now)?.heldOn).toEqual(
    new Date("2025-12-08T16:00:00Z"),
  );
});

/** Six topics of which 7, 4 and 8 were recommended, in this order; the result is out. */
async function openRecommended(): Promise<Office> {
  const other = await openScreened();
  await castUsual(other, await openSelection(other));
  await other.inTenant((tx) =>
    sql`update selection_options o set topic_id = t.id from topics t
      where t.tenant_id = o.tenant_id and t.number = o.number`.execute(tx),
  );
  other.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(other));
  expect(await other.person("刘志强").alone("发布")).toContain("已发到2个群");
  return other;
}

test("单位自己没定步骤的，照上级定的走", async () => {
  await using other = await openRecommended();
  const { tenantId } = other;
  await other.inTenant((tx) =>
    sql`with root as (insert into units (tenant_id, kind, name, position)
        values (${tenantId}::integer, '县', '青禾县', 0) returning id),
      below as (update units set parent_id = (select id from root)
        where tenant_id = ${tenantId} and name = '城南片区')
      insert into ruling_steps (tenant_id, unit_id, position, body)
      select ${tenantId}::integer, id, 0, '主席会议' from root
      union all select ${tenantId}::integer, id, 1, '县委常委会会议' from root`.execute(tx),
  );
  const answer = await other.person("周敏").alone("审定 主席会议\n列入：7 现场协商；4 专题协商");
  expect(answer).toContain("下一步是县委常委会会议");
});

test("名次按议题认，不按号码：往年同号的议题不算推荐过的", async () => {
  await using other = await openRecommended();
  await other.inTenant((tx) =>
    sql`update topics set year = 2025, number = 7, status = 'shortlisted' where number = 1`.execute(
      tx,
    ),
  );
  const words = "审定 主席会议\n列入：2025-7 现场协商；4 专题协商\n备选：7 先放一放";
  expect(await other.person("周敏").alone(words)).toContain(
    "与推荐顺序不同的有1处：7号备选，4号列入",
  );
});

test("推荐了没列入的，往年同号的另一件暂缓了：不把那一件的说成这一件的", async () => {
  await using other = await openRecommended();
  await other.inTenant((tx) =>
    sql`update topics set year = 2025, number = 7, status = 'shortlisted' where number = 1`.execute(
      tx,
    ),
  );
  const words = "审定 主席会议\n列入：4 专题协商\n暂缓：2025-7 明年再看";
  expect(await other.person("周敏").alone(words)).toContain(
    "与推荐顺序不同的有1处：7号未列入，4号列入",
  );
});

test("回头看以前又暂缓了一次：只在后一次说的日子提醒", async () => {
  for (const month of [4, 6]) {
    await zhou().alone(`审定 主席会议 3月9日\n暂缓：3 正在调整班次，${month}月底前落实`);
    expect(await zhou().alone("确认")).toContain("已发到2个群");
  }
  for (const day of ["2026-05-08", "2026-07-08"]) {
    office.now = new Date(`${day}T10:00:00+08:00`);
    await fireDue(duePorts(office));
    const told = (await said("周敏")).filter((each) => each.includes("该回头看了"));
    expect(told, day).toHaveLength(day === "2026-05-08" ? 0 : 1);
  }
});
