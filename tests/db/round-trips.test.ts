import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { upsertAccount } from "../../db/accounts.ts";
import { createDatabase, type Database } from "../../db/database.ts";
import type { Account } from "../../handlers/command.ts";
import { createDispatch, type Dispatch } from "../../handlers/dispatch.ts";
import { seedTenant } from "../../handlers/seed.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

/**
 * A round trip is what a busy group waits for, so each command has a budget. Statements are counted,
 * begin and commit among them: those that travel together count as if they did not.
 */
const readingMax = 6;
const writingMax = 10;

const now = new Date("2026-11-24T02:00:00Z");

let database: TestDatabase;
let db: Database;
let account: Account;
let dispatch: Dispatch;
let statements: string[] = [];
let messages = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({
    url: database.url,
    dataKey: Buffer.alloc(32, 7),
    // One connection: what it has prepared is what everything so far has prepared.
    poolSize: 1,
    onStatement: (sql) => statements.push(sql),
  });
  account = await db.transaction(async (tx) => {
    const { id, platform, slug } = await upsertAccount(tx, "wecom", "env");
    return { id, platform, slug };
  });
  await db.transaction((tx) => seedTenant(tx, [account], seed, now));
  dispatch = createDispatch(db, {
    botName: "小协",
    publicUrl: "https://office.example",
    now: () => now,
    isSetupCode: () => false,
    voice: () => "person",
    cards: () => "none",
    isPushAddress: () => false,
    reportFault: (reference) => expect.unreachable(reference),
  });
  // Whoever speaks here has spoken before: the first message also makes the conversation.
  for (const userId of ["zhang", "li"]) await say(userId, "帮助");
});

afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

describe("读指令的往返不超过六次，只提交一次", () => {
  test.each([
    ["议题", "老旧小区充电难"],
    ["议题 1", "老旧小区充电难"],
    ["1号怎么样了", "老旧小区充电难"],
    ["帮助", "附议"],
    ["我的提醒", "提醒"],
    ["我的身份", "张建国"],
    ["今天天气真好啊", "没"],
  ])("%s", async (words, expected) => {
    const said = await say("zhang", words);
    expect(said.answer).toContain(expected);
    expectOneTransaction(said.statements, readingMax);
  });
});

describe("写指令的往返不超过十次，只提交一次", () => {
  // In this order: each needs what those before it left behind.
  test.each([
    ["zhang", "荐题 农村公路安全隐患\n说明：弯多路窄\n类别：交通", "编为"],
    ["li", "附议 1", "附议"],
    ["li", "附议 1", "附议"],
    ["li", "取消附议 1", "1号"],
    ["zhang", "修改 1 老旧小区加装充电桩", "老旧小区加装充电桩"],
    ["zhang", "撤回 2", "2号"],
    ["zhang", "提醒 30分钟后 提交材料", "提交材料"],
    ["zhang", "取消提醒 1", "提交材料"],
    ["li", "撤回 1", "1号"],
    ["li", "附议 99", "99号"],
  ])("%s：%s", async (userId, words, expected) => {
    const said = await say(userId, words);
    expect(said.answer).toContain(expected);
    expectOneTransaction(said.statements, writingMax);
  });

  test("问一句、答一句，各算一次", async () => {
    const asked = await say("zhang", "荐题");
    expect(asked.answer).toContain("题目");
    expectOneTransaction(asked.statements, writingMax);
    const given = await say("zhang", "城南公园增设健身步道");
    expect(given.answer).toContain("「城南公园增设健身步道」");
    expectOneTransaction(given.statements, writingMax);
  });

  test("重投的消息得到同样的回答，也不多走一趟", async () => {
    const first = await say("zhang", "荐题 校门口停车难");
    const again = await say("zhang", "荐题 校门口停车难", messages);
    expect(again.answer).toBe(first.answer);
    expectOneTransaction(again.statements, readingMax);
  });
});

test("所有语句都是具名的预备语句，每个连接只解析一次", async () => {
  const seen = new Set(statements.filter((sql) => !isBracket(sql)));
  const { rows } = await db.pool.query<{ statement: string }>(
    "select statement from pg_prepared_statements",
  );
  const prepared = new Set(rows.map((row) => row.statement));
  expect([...seen].filter((sql) => !prepared.has(sql))).toEqual([]);
  expect(seen.size).toBeGreaterThan(10);
});

test("数得出来：多走一趟的处理会超出预算", async () => {
  statements = [];
  await db.transaction(async (tx) => {
    for (let trip = 0; trip < readingMax; trip += 1) {
      await tx.selectFrom("accounts").select("id").where("id", "=", trip).execute();
    }
  });
  expect(() => expectOneTransaction(statements, readingMax)).toThrow();
});

async function say(userId: string, words: string, repeat?: number) {
  if (repeat === undefined) messages += 1;
  const before = statements.length;
  const { answer } = await dispatch.handle(account, {
    messageId: `m-${repeat ?? messages}`,
    conversation: { kind: "single", externalId: userId },
    sender: { externalId: userId, linkable: true },
    manner: "typed",
    text: words,
    replyRef: `r-${messages}`,
    replyAddress: { url: "https://example.com/reply", expiresAt: now, once: true },
  });
  return { answer: answer?.text ?? "", statements: statements.slice(before) };
}

function expectOneTransaction(sent: readonly string[], max: number): void {
  expect(sent[0]).toBe("begin");
  expect(sent.at(-1)).toBe("commit");
  expect(sent.filter((sql) => isBracket(sql))).toHaveLength(2);
  expect(sent.length).toBeLessThanOrEqual(max);
}

/** The three that are sent as they are: their text is shorter than a name would be. */
function isBracket(sql: string): boolean {
  return ["begin", "commit", "rollback"].includes(sql);
}

const seed = {
  tenantName: "青禾县政协",
  unitName: "城南片区",
  people: [member(1, "张建国", "zhang"), member(2, "李淑芬", "li")],
  groups: [],
  topics: ["老旧小区充电难", "背街小巷缺路灯"].map((title) => ({
    title,
    proposerName: "张建国",
    at: now,
  })),
};

function member(line: number, name: string, externalId: string) {
  return {
    line,
    name,
    title: "委员",
    unit: "城南片区",
    salutation: `${name.slice(0, 1)}委员`,
    isLiaison: false,
    account: { platform: "wecom", externalId },
  };
}
