import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { type Office, openOffice, seedWith } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice({ seed: seedWith({ 李梅: { isLiaison: true } }) });
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

/** A second zone below the committee. */
function addZone(): Promise<unknown> {
  return office.inTenant((tx) =>
    sql`insert into units (tenant_id, kind, name, parent_id, position)
      select tenant_id, '片区', '城北片区', parent_id, 90 from units where name = '城南片区'`.execute(
      tx,
    ),
  );
}

/** Until so many transactions wait for a row; each look is a round trip of its own. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const { rows } = await office.db.pool.query<{ waiting: number }>(
      `select count(*)::integer as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) >= count) return;
  }
}

/** Both begin while the first topic is held, so that each has what it takes before it when let go. */
async function sayTogether(first: string, second: string): Promise<readonly string[]> {
  const holder = await office.db.pool.connect();
  try {
    await holder.query("begin");
    await holder.query("select set_config('xiaoxie.tenant', $1, true)", [`${office.tenantId}`]);
    const held = await holder.query("select from topics where number = 1 for update");
    expect(held.rowCount).toBe(1);
    const answers = [zhou().alone(first)];
    await untilWaiting(1);
    answers.push(office.person("李梅").alone(second));
    await untilWaiting(2);
    await holder.query("commit");
    return await Promise.all(answers);
  } finally {
    holder.release();
  }
}

test("审定 设置：说的是哪个单位就给哪个单位定，没点名的是所在的单位", async () => {
  await addZone();
  expect(await zhou().alone("审定 设置 城北片区 主席会议、党委常委会会议")).toBe(
    [
      "城北片区的审定分2步：主席会议 → 党委常委会会议。",
      "要改，请回复，例：审定 设置 城北片区 主席会议、党委常委会会议",
      "不再分步，请回复：审定 设置 城北片区 不分步",
    ].join("\n"),
  );
  expect(await zhou().alone("审定 设置 城南片区")).toBe(
    [
      "城南片区的审定只有一步，由哪个会议研究，登记时说就行。",
      "要定几步，请回复，例：审定 设置 城南片区 主席会议、党委常委会会议",
    ].join("\n"),
  );
  expect(await zhou().alone("审定 设置 城北片区")).toContain("城北片区的审定分2步");
  await zhou().inGroup("登记群 城北片区");
  expect(await zhou().inGroup("审定 设置")).toContain("城北片区的审定分2步");
  expect(await zhou().inGroup("审定 设置 街道党工委、主席会议")).toContain(
    "城北片区的审定分2步：街道党工委 → 主席会议。",
  );
  expect(await zhou().alone("审定 设置 城北片区 不分步")).toContain("城北片区的审定只有一步");
  expect(await zhou().alone("审定 设置 城东片区 主席会议")).toContain("城东片区");
  const left = await office.inTenant((tx) => tx.selectFrom("ruling_steps").selectAll().execute());
  expect(left).toEqual([]);
  expect(await office.person("张建国").alone("审定 设置 城南片区 主席会议")).toContain("联络员");
});

test("没有推荐的审定，按议题自己单位的步骤走", async () => {
  await addZone();
  await office.inTenant((tx) =>
    sql`update topics set unit_id = (select id from units where name = '城北片区')
      where number = 1`.execute(tx),
  );
  await zhou().alone("审定 设置 城北片区 主席会议、党委常委会会议");
  expect(await zhou().alone("审定 主席会议\n列入：1")).toContain("下一步是党委常委会会议");
  expect(await zhou().alone("审定 主席会议\n列入：2")).toContain("请核对，现在还没有发出");
});

test("两人同时登记审定，议题写的先后相反：谁也不锁死谁", async () => {
  const answers = await sayTogether("审定 主席会议\n列入：1；2", "审定 主席会议\n列入：2；1");
  for (const answer of answers) expect(answer).toContain("请核对，现在还没有发出");
});

test("两人同时合并，一个从新到旧、一个从旧到新：谁也不锁死谁", async () => {
  // An older number that was kept later.
  await office.inTenant((tx) =>
    sql`update topics set number = case number when 1 then 2 else 1 end + 100
      where number in (1, 2)`.execute(tx),
  );
  await office.inTenant((tx) =>
    sql`update topics set number = number - 100 where number > 100`.execute(tx),
  );
  const answers = await sayTogether("合并 1 到 2 同一件事", "审定 主席会议\n列入：2；1");
  expect(answers[0]).toContain("请核对，现在还没有合并");
  expect(answers[1]).toContain("请核对，现在还没有发出");
});
