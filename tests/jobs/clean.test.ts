import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";

import { insertOutgoing } from "../../db/outbox.ts";
import { insertTenant } from "../../db/tenants.ts";
import { limits } from "../../domain/limits.ts";
import { textMessage } from "../../domain/message.ts";
import { keptSince, retention, sayRetention } from "../../domain/retention.ts";
import { clean } from "../../jobs/clean.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { type Office, openOffice } from "../support/talk.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

let office: Office;
let faults: string[];
beforeEach(async () => {
  office = await openOffice();
  faults = [];
});
afterEach(() => office[Symbol.asyncDispose]());

const log = {
  info: () => {},
  error: () => {},
  fault: (error: unknown) => void faults.push(String(error)),
};
const cleanNow = () => clean({ db: office.db, now: () => office.now, log });
const wait = (days: number) => (office.now = new Date(office.now.getTime() + days * DAY_MS));

/** As the superuser: every tenant's rows. */
async function look<T extends object>(sql: string): Promise<T[]> {
  const url = new URL(inject("testCluster").superuserUrl);
  url.pathname = new URL(office.url).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function countOf(table: string, where = "true"): Promise<number> {
  const rows = await look<{ count: number }>(
    `select count(*)::int as count from ${table} where ${where}`,
  );
  return rows[0]?.count ?? -1;
}

const receipt = () =>
  look(`select words is null as wordless, answer is null as silent,
      reply_address is null as closed from inbox`);

test("九十天后话和回答都忘了，收条还在；过了时的回话地址当天就忘", async () => {
  const replyAddress = {
    url: "https://reply.example/x",
    expiresAt: new Date(office.now.getTime() + 60 * 60_000),
    once: true,
  };
  await office.person("李梅").alone("议题", { messageId: "old", replyAddress });
  expect((await cleanNow()).words).toBe(0);
  expect(await receipt()).toEqual([{ wordless: false, silent: false, closed: false }]);
  wait(0.1);
  expect((await cleanNow()).words).toBe(0);
  expect(await receipt()).toEqual([{ wordless: false, silent: false, closed: true }]);
  wait(90);
  expect((await cleanNow()).words).toBe(1);
  expect(await receipt()).toEqual([{ wordless: true, silent: true, closed: true }]);
  expect(await office.person("李梅").alone("议题", { messageId: "old" })).toBe("");
});

/** What each rule holds, put there once for all cases, and the day on which it is gone. */
describe("每一条规矩：差一点不删，到了就删", () => {
  test.each([
    ["outgoing", 90, "outbox", "message <> '{}'"],
    ["pending", 14, "pending_messages", "true"],
    ["claims", 90, "identity_claims", "state <> 'open'"],
    ["reminders", 90, "reminders", "state <> 'open'"],
    ["questions", 1, "questions", "true"],
    ["erasures", 7, "erasure_requests", "true"],
    ["tries", 1, "check_in_tries", "true"],
    ["files", 7, "files", "name = 'a.docx'"],
  ] as const)("%s：%d天", async (kind, days, table, where) => {
    expect(retention[kind].days).toBe(days);
    await put(kind);
    const before = await countOf(table, where);
    expect(before).toBeGreaterThan(0);
    const others = await countOf(table);
    wait(days - 0.01);
    await cleanNow();
    expect(await countOf(table, where)).toBe(before);
    wait(0.02);
    const cleaned = await cleanNow();
    expect(cleaned[kind]).toBe(before);
    expect(await countOf(table, where)).toBe(0);
    // What is still open has no age.
    expect(await countOf(table)).toBe(kind === "outgoing" ? others : others - before);
    expect((await cleanNow())[kind]).toBe(0);
    expect(faults).toEqual([]);
  });
});

/** Rows of an age that is just beginning, and some that have none. */
async function put(kind: keyof typeof retention): Promise<void> {
  const { tenantId } = office;
  const at = office.now.toISOString();
  const soon = (days: number) => new Date(office.now.getTime() + days * DAY_MS).toISOString();
  const outbox = (state: string) =>
    `insert into outbox (tenant_id, conversation_id, class, message, state, available_at,
         created_at) values (${tenantId}, 1, 0, '{"kind":"text","text":"话"}', '${state}',
         '${at}', '${at}')`;
  const claim = (state: string, decided: string) =>
    `insert into identity_claims (tenant_id, account_id, external_id, conversation_id,
         person_id, state, claimed_at, decided_at)
       select ${tenantId}, 1, '${state}', 1, min(id), '${state}', '${at}', ${decided} from people`;
  const reminder = (state: string, number: number) =>
    `insert into reminders (tenant_id, year, number, person_id, conversation_id, audience, words,
         due_at, state, created_at)
       select ${tenantId}, 2026, ${number}, min(id), 1, 'self', '话', '${at}', '${state}', '${at}'
       from people`;
  const statements: Partial<Record<keyof typeof retention, string[]>> = {
    outgoing: [outbox("sent"), outbox("failed"), outbox("cancelled")],
    pending: [
      `insert into pending_messages (tenant_id, account_id, external_id, conversation_id,
           inbox_id, words, said_at, expires_at)
         values (${tenantId}, 1, 'x', 1, 1, '\\x00', '${at}', '${soon(14)}')`,
    ],
    claims: [claim("confirmed", `'${at}'`), claim("refused", `'${at}'`), claim("open", "null")],
    reminders: [reminder("fired", 1), reminder("cancelled", 2), reminder("open", 3)],
    questions: [`insert into questions values (${tenantId}, 1, 'x', '\\x00', '${at}')`],
    tries: [
      `insert into check_in_tries (tenant_id, person_id, at)
         select ${tenantId}, min(id), '${at}' from people`,
    ],
    erasures: [
      `with topic as (insert into topics (tenant_id, year, number, title, status, source,
           proposer_id, conversation_id, proposed_at, updated_at)
         select ${tenantId}, 2026, 1, '题', 'proposed', 'member', min(id), 1, '${at}', '${at}'
         from people returning tenant_id, id, proposer_id)
         insert into erasure_requests select tenant_id, id, proposer_id, '理由', '${at}',
           '${soon(7)}' from topic`,
    ],
  };
  const file = (name: string, expires: string) =>
    `insert into files (tenant_id, token_digest, kind, name, mime, content, made_at, expires_at)
       values (${tenantId}, sha256('${name}'), 'picture', '${name}', 'x', '{}', '${at}', '${expires}')`;
  statements.files = [file("a.docx", at), file("b.docx", soon(1))];
  for (const statement of statements[kind] ?? []) await look(statement);
}

test("还没有说出去的话不管多旧都在；忘了的话不会再说", async () => {
  await office.inTenant(async (tx) => {
    const outgoing = { tenantId: office.tenantId, conversationId: 1, urgency: "answer" } as const;
    await insertOutgoing(tx, { ...outgoing, message: textMessage("等着说"), at: office.now });
  });
  wait(400);
  await cleanNow();
  expect(await countOf("outbox", "message ->> 'text' = '等着说'")).toBe(1);
  await look("update outbox set message = '{}'");
  const said: string[] = [];
  const deliverer = createDeliverer({
    db: office.db,
    now: () => office.now,
    log,
    speaker: () => ({
      voice: () => "person",
      cards: () => "none",
      limits: () => [],
      quota: () => undefined,
      isPushAddress: () => false,
      isIdempotent: () => true,
      send: ({ message }) => {
        said.push(message.text);
        return Promise.resolve({ via: "person" });
      },
    }),
  });
  await deliverer.run();
  await deliverer.idle();
  expect(said).toEqual([]);
  expect(await look("select state from outbox")).toEqual([{ state: "failed" }]);
});

test("业务的钟往前拨了的单位，按它自己的钟算", async () => {
  await office.person("李梅").alone("荐题");
  await look(`update tenants set clock_offset_ms = ${3 * DAY_MS}`);
  expect((await cleanNow()).questions).toBe(1);
});

test("一个单位出了错，记下来，别的照常", async () => {
  const asked = `'\\x00', '${office.now.toISOString()}'`;
  const bad = office.tenantId;
  const good = await office.db.transaction((tx) => insertTenant(tx, "乙单位", office.now));
  for (const tenantId of [bad, good]) {
    await look(`insert into questions values (${tenantId}, 1, 'x', ${asked})`);
  }
  await look(`create function refuse() returns trigger language plpgsql
    as $$ begin raise exception 'refused'; end $$`);
  await look(`create trigger refuse before delete on questions
    for each row when (old.tenant_id = ${bad}) execute function refuse()`);
  wait(3);
  expect((await cleanNow()).questions).toBe(1);
  expect(faults).toEqual([expect.stringContaining("refused")]);
  expect(await look("select tenant_id from questions")).toEqual([{ tenant_id: bad }]);
});

test("表里每一条说得成一句话；天数和别处的一样", () => {
  for (const rule of Object.values(retention)) {
    expect(sayRetention(rule)).toMatch(
      /^\p{Script=Han}[^a-zA-Z]*：(?:\d+天|当天|长期)，[^a-zA-Z]+$/u,
    );
  }
  expect(retention.pending.days).toBe(limits.pendingKeepDays);
  expect(() => keptSince("topics", new Date())).toThrow("for ever");
});
