import { afterAll, beforeAll, expect, test } from "vitest";

import { listCandidates } from "../../db/similar.ts";
import { enterTenant } from "../../db/tenants.ts";
import { readGist, termsToFind } from "../../domain/similar.ts";
import { seedTenant } from "../../handlers/seed.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

const titles = ["老旧小区没地方充电", "河堤步道照明不足", "学校门口接送拥堵"];
const topics = titles.map((title) => ({ title, proposerName: "张建国", at: startOfPlay }));

let office: Office;
let otherId: number;
beforeAll(async () => {
  office = await openOffice({ seed: { ...smallSeed, topics } });
  otherId = await office.db.transaction((tx) =>
    seedTenant(
      tx,
      [],
      { ...smallSeed, tenantName: "乙单位", groups: [], topics: topics.slice(1) },
      startOfPlay,
    ),
  );
});
afterAll(() => office[Symbol.asyncDispose]());

const asked = termsToFind(readGist("小区电动车充电难"));

test("找相似的：共有的词越多越靠前，别的单位的看不到", async () => {
  const found = await office.inTenant((tx) => listCandidates(tx, asked));
  expect(found.map(({ title }) => title)).toEqual(["老旧小区没地方充电"]);
  const others = await office.db.transaction(async (tx) => {
    await enterTenant(tx, otherId);
    return listCandidates(tx, asked);
  });
  expect(others).toEqual([]);
});

test("找相似的：有行级安全也按词的索引找，几件议题按号取，不把整张表读一遍", async () => {
  await office.inTenant((tx) =>
    tx.query(
      `insert into topics (tenant_id, year, number, title, status, source, proposer_id,
         conversation_id, proposed_at, updated_at)
       select $1::integer, 2020, n, '旧议题' || n, 'proposed', 'member',
         (select min(id) from people where tenant_id = $1), 0, now(), now()
       from generate_series(1, 3000) n`,
      [office.tenantId],
    ),
  );
  // As it is before long in every office: the planner knows that there are many.
  await office.db.pool.query("analyze topics");
  office.statements.length = 0;
  const plan = await office.inTenant(async (tx) => {
    await listCandidates(tx, asked);
    const sql = office.statements.find((each) => each.includes("from topic_terms t"));
    expect(sql).toBeDefined();
    const rows = await tx.query<{ "QUERY PLAN": string }>(`explain (costs off) ${sql}`, [
      [...asked.keys()],
      [...asked.values()],
      2_000,
      60,
    ]);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).toMatch(
    /using topic_terms_pkey on topic_terms.*\n\s*Index Cond: .*tenant_id = .*term = /,
  );
  expect(plan).toMatch(/Scan using \w+ on topics\n\s*Index Cond: .*tenant_id = .*\(id = /);
  expect(plan).not.toContain("Seq Scan");
});

test("议题清单：顺着索引取最近的几件，不排序", async () => {
  office.statements.length = 0;
  await office.person("李梅").alone("议题");
  const sql = office.statements.find((each) =>
    each.includes("not in ('withdrawn', 'merged', 'split')"),
  );
  const plan = await office.inTenant(async (tx) => {
    const rows = await tx.query<{ "QUERY PLAN": string }>(`explain (costs off) ${sql}`, [10]);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).toMatch(/Scan (?:Backward )?using topics_(?:open|pkey) on topics/);
  expect(plan).not.toContain("Sort");
});
