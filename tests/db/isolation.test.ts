import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { migrate, PrivilegedLoginError } from "../../db/migrate.ts";
import { claimOutgoing, insertOutgoing } from "../../db/outbox.ts";
import { listPeople } from "../../db/people.ts";
import { enterTenant } from "../../db/tenants.ts";
import { listTopics } from "../../db/topics.ts";
import { textMessage } from "../../domain/message.ts";
import { seedTenant } from "../../handlers/seed.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

let office: Office;
let otherId: number;
beforeAll(async () => {
  office = await openOffice();
  await office.person("李梅").alone("荐题 甲单位的议题");
  otherId = await office.db.transaction((tx) =>
    seedTenant(tx, [], { ...smallSeed, tenantName: "乙单位", groups: [] }, startOfPlay),
  );
});
afterAll(() => office[Symbol.asyncDispose]());

const routingTables = new Set(["accounts", "conversations", "inbox"]);

/** The login of the running program itself, not one made for the test. */
async function ask<T extends object>(sql: string): Promise<T[]> {
  const { rows } = await office.db.pool.query<T>(sql);
  return rows;
}

test("程序自己的登录：不是超级用户，不能绕过行级安全，不能建角色", async () => {
  expect(
    await ask(`select rolsuper, rolbypassrls, rolcreaterole from pg_roles
      where rolname = current_user and rolname = session_user`),
  ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
});

test("除了三张路由表，每张有单位的表都强制行级安全，主键以单位开头", async () => {
  const tables = await ask<{ name: string; secure: boolean; forced: boolean; first: string }>(
    `select c.relname as name, c.relrowsecurity as secure, c.relforcerowsecurity as forced,
       (select a.attname from pg_index i
         join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where i.indrelid = c.oid and i.indisprimary) as first
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and c.relname not like 'kysely%'`,
  );
  const others = tables.filter((table) => !routingTables.has(table.name));
  expect(others.length).toBeGreaterThan(10);
  for (const table of others) {
    expect(table, table.name).toMatchObject({ secure: true, forced: true, first: "tenant_id" });
  }
});

test("不说是哪个单位：什么都看不到，什么都写不进", async () => {
  const tables = await ask<{ name: string }>(
    `select relname as name from pg_class where relforcerowsecurity`,
  );
  for (const { name } of tables) {
    expect(await ask(`select * from ${name}`), name).toEqual([]);
    expect(await ask(`delete from ${name} returning 1`), name).toEqual([]);
  }
  const people = await office.inTenant((tx) => listPeople(tx, office.tenantId));
  expect(people.length).toBe(6);
  await expect(ask("insert into tenants (name, created_at) values ('丙', now())")).rejects.toThrow(
    "row-level security",
  );
});

test("进了一个单位：只看得到它的，写不进别的", async () => {
  await office.db.transaction(async (tx) => {
    await enterTenant(tx, otherId);
    expect((await listPeople(tx, otherId)).length).toBe(6);
    expect(await listPeople(tx, office.tenantId)).toEqual([]);
    expect(await listTopics(tx, 10)).toEqual([]);
    const rows = await tx.selectFrom("tenants").select("name").execute();
    expect(rows).toEqual([{ name: "乙单位" }]);
  });
  const intrude = office.db.transaction(async (tx) => {
    await enterTenant(tx, otherId);
    await insertOutgoing(tx, {
      tenantId: office.tenantId,
      conversationId: 1,
      urgency: "answer",
      message: textMessage("越界"),
      at: startOfPlay,
    });
  });
  await expect(intrude).rejects.toThrow("row-level security");
});

test("一笔事务结束，单位就忘了：下一笔看不到上一笔的单位", async () => {
  await office.inTenant((tx) => listPeople(tx, office.tenantId));
  for (let i = 0; i < 20; i += 1) expect(await ask("select * from people")).toEqual([]);
});

test("领取要发的消息跨单位，只给出编号，领完就看不到了", async () => {
  await office.inTenant((tx) =>
    insertOutgoing(tx, {
      tenantId: office.tenantId,
      conversationId: 1,
      urgency: "answer",
      message: textMessage("要发的话"),
      at: startOfPlay,
    }),
  );
  await office.db.transaction(async (tx) => {
    const claims = await claimOutgoing(tx, startOfPlay, new Date(startOfPlay.getTime() + 1), 10);
    expect(claims.map((claim) => Object.keys(claim).toSorted())).toEqual([
      ["id", "isTakenOver", "tenantId"],
    ]);
    expect(await tx.selectFrom("outbox").selectAll().execute()).toEqual([]);
  });
});

test("超级用户的登录不给用", async () => {
  const { superuserUrl } = inject("testCluster");
  await expect(migrate(superuserUrl)).rejects.toThrow(PrivilegedLoginError);
});
