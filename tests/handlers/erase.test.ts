import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { insertPending } from "../../db/pending.ts";
import { insertCard } from "../../db/cards.ts";
import { listTopics } from "../../db/topics.ts";
import { textMessage } from "../../domain/message.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

/** 周敏 and 孙岚 may both ask and confirm; 孙岚 is on the second platform. */
const seed = {
  ...smallSeed,
  people: [
    ...smallSeed.people,
    {
      line: 7,
      name: "孙岚",
      title: "联络员",
      salutation: "孙岚",
      unit: "城南片区",
      isLiaison: true,
      account: { platform: "two", externalId: "孙岚" },
    },
  ],
};

let office: Office;
beforeAll(async () => {
  office = await openOffice({ seed });
});
afterAll(() => office[Symbol.asyncDispose]());

const say = (name: string, words: string) => office.person(name).alone(words);

/** What was said to somebody in 1:1 since the last look. */
async function heardBy(name: string): Promise<string[]> {
  const { rows } = await withAll((client) =>
    client.query<{ text: string }>(
      `select o.message ->> 'text' as text from outbox o
       join conversations c on c.id = o.conversation_id
       where c.kind = 'single' and c.external_id = $1 and o.message <> '{}' order by o.id`,
      [name],
    ),
  );
  return rows.map((row) => row.text);
}

/** Sees every row, as the operator of the database could. */
async function withAll<T>(work: (client: pg.Client) => Promise<T>, of = office): Promise<T> {
  const url = new URL(inject("testCluster").superuserUrl);
  url.pathname = new URL(of.url).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Everything the database holds, what is sealed opened: where do these words stand? */
function findEverywhere(words: string): Promise<string[]> {
  return withAll(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
      for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
        const text = Buffer.isBuffer(value)
          ? `${value.toString("utf8")} ${office.db.sealer.open(value) ?? ""}`
          : JSON.stringify(value);
        if (text.includes(words)) found.push(`${name}.${column}`);
      }
    }
    return [...new Set(found)].toSorted();
  });
}

let number: string;
let title: string;
let count = 0;
/** Every test has a topic of its own, proposed by 李梅 and endorsed by 张建国. */
beforeEach(async () => {
  count += 1;
  title = `幸福里第${count}号楼王某某家漏水`;
  const answer = await say("李梅", `荐题 ${title}\n说明：住户电话与身份证号${count}`);
  number = /编为(\d+)号/.exec(answer)?.[1] ?? "";
  await say("张建国", `附议 ${number}`);
});

async function statusOf(): Promise<string | undefined> {
  const topics = await office.inTenant((tx) => listTopics(tx, 50));
  return topics.find((topic) => String(topic.number) === number)?.status;
}

async function chainFault(): Promise<string | undefined> {
  const { id } = await office.inTenant((tx) =>
    tx
      .selectFrom("topics")
      .select("id")
      .where("number", "=", Number(number))
      .executeTakeFirstOrThrow(),
  );
  return office.inTenant((tx) =>
    findChainFault(tx, { tenantId: office.tenantId, objectKind: "topic", objectId: id }),
  );
}

test("两个人：一个请求，另一个确认，请求的人知道结果", async () => {
  expect(await say("周敏", `删除 ${number} 含有个人信息`)).toBe(
    [
      `记下了：请求删除${number}号「${title}」。`,
      "理由：含有个人信息",
      "",
      "已请孙岚确认，七天内有效。内容现在还在。",
      `不想删了，请回复：不删除 ${number}`,
    ].join("\n"),
  );
  expect(await statusOf()).toBe("proposed");
  expect((await heardBy("孙岚")).at(-1)).toBe(
    [
      "孙岚，请核对一件删除：",
      `周敏请求删除${number}号「${title}」。`,
      "理由：含有个人信息",
      "",
      "删除后内容不能恢复，编号和附议人数留着。七天内有效。",
      `同意，请回复：确认删除 ${number}`,
      `不同意，请回复：不删除 ${number}`,
    ].join("\n"),
  );
  expect(await say("孙岚", `确认删除 ${number}`)).toBe(
    `${number}号的内容已依规删除，编号和附议人数留着。谁请求、谁确认、什么理由都记下了。`,
  );
  expect((await heardBy("周敏")).at(-1)).toBe(`${number}号的内容已依规删除，是孙岚确认的。`);
});

test("只说是、好、确认，什么都不删", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  for (const words of ["是", "好的", "确认", "对", "可以"]) await say("孙岚", words);
  expect(await statusOf()).toBe("proposed");
  expect(await findEverywhere(title)).not.toEqual([]);
});

test("自己不能确认自己的；别人再请求，告诉他怎么确认", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  expect(await say("周敏", `确认删除 ${number}`)).toContain("要由另一位联络员或管理员确认");
  expect(await statusOf()).toBe("proposed");
  expect(await say("孙岚", `删除 ${number} 我也觉得要删`)).toContain(
    `周敏已经请求删除${number}号，正等人确认。`,
  );
  expect(await say("周敏", `确认删除 ${number}`)).toContain("要由另一位");
  await say("孙岚", `确认删除 ${number}`);
  expect(await statusOf()).toBe("erased");
});

test("没有第二个人：说清怎么办，什么都没记", async () => {
  await using alone = await openOffice();
  await alone.person("李梅").alone("荐题 老旧小区充电难");
  const answer = await alone.person("周敏").alone("删除 1 含有个人信息");
  expect(answer).toContain("请先请另一位联络员或管理员报到");
  const { rows } = await withAll((client) => client.query("select from erasure_requests"), alone);
  expect(rows).toEqual([]);
});

test("委员不能请求，也不能确认；群里不办", async () => {
  expect(await say("李梅", `删除 ${number} 我不想要了`)).toContain("删除由联络员或管理员来做");
  await say("周敏", `删除 ${number} 含有个人信息`);
  expect(await say("李梅", `确认删除 ${number}`)).toContain("由联络员或管理员来做");
  expect(await office.person("孙岚").inGroup(`确认删除 ${number}`)).toContain("请单独找我办");
  expect(await statusOf()).toBe("proposed");
});

test("不同意：内容不动，请求的人知道；再确认就没有这回事了", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  const owed = `${number}号等您定删不删，请回复：确认删除 ${number}，或者：不删除 ${number}`;
  expect(await say("孙岚", "我的")).toContain(owed);
  expect(await say("周敏", "我的")).not.toContain("删不删");
  expect(await say("李梅", "我的")).not.toContain("删不删");
  expect(await say("孙岚", `不删除 ${number}`)).toBe(`好的，${number}号不删除，内容不动。`);
  expect((await heardBy("周敏")).at(-1)).toContain(`${number}号没有删除：孙岚不同意`);
  expect(await say("孙岚", `确认删除 ${number}`)).toContain(`没有人请求删除${number}号`);
  expect(await chainFault()).toBeUndefined();
});

test("七天没有人确认就作废", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  office.now = new Date(office.now.getTime() + 7 * 24 * 60 * 60_000);
  expect(await say("孙岚", `确认删除 ${number}`)).toContain("或者已过了期");
  expect(await statusOf()).toBe("proposed");
  // The other one may now ask in their turn.
  expect(await say("孙岚", `删除 ${number} 含有个人信息`)).toContain("已请周敏确认");
  expect(await say("周敏", `确认删除 ${number}`)).toContain("已依规删除");
});

test("缺编号、缺理由都会问；理由太长不记", async () => {
  expect(await say("周敏", "删除")).toContain("几号议题");
  expect(await say("周敏", number)).toContain("理由");
  expect(await say("周敏", "含有个人信息")).toContain(`请求删除${number}号`);
  expect(await say("周敏", `删除 ${number} ${"很".repeat(101)}`)).toContain("理由最多100字");
});

test("删完：哪张表里都没有一个字，链没有断，附议数还在，别的照旧", async () => {
  const detail = `住户电话与身份证号${count}`;
  const old = title;
  await say("刘志强", "荐题 别的议题还在");
  // All the ways in which its words get about: lists, details, a form half filled in, a late
  // answer, a notice that waits, what somebody unknown said.
  await office.person("王海涛").inGroup("议题");
  await say("王海涛", `议题 ${number}`);
  await say("刘志强", `修改 ${number} ${title}`);
  await office.person("刘志强").alone(`荐题 ${title}也要管`, { manner: "spoken" });
  await office.inTenant(async (tx) => {
    const { tenantId, now: at } = office;
    const outgoing = { tenantId, conversationId: 1, urgency: "answer", at } as const;
    await insertOutgoing(tx, { ...outgoing, message: textMessage(`提醒大家：「${title}」`) });
    const key = { tenantId, accountId: 1, externalId: "someone" };
    const pending = { conversationId: 1, receiptId: 1, words: `荐题 ${title}`, saidAt: at };
    const expiresAt = new Date(at.getTime() + 1000);
    const max = { perSender: 3, perTenant: 500 };
    await insertPending(tx, key, { ...pending, now: at, expiresAt }, max);
    const card = { kind: "buttons", title, body: detail, buttons: [] } as const;
    insertCard(tx, { tenantId, id: `card-${count}`, conversationId: 1, card, at });
  });
  await say("周敏", `删除 ${number} 含有个人信息`);
  expect(await findEverywhere(old)).toEqual([
    "cards.card",
    "event_words.words",
    "inbox.answer",
    "inbox.words",
    "outbox.message",
    "pending_messages.words",
    "questions.question",
    "topics.title",
  ]);
  const before = (await office.inTenant((tx) => tx.selectFrom("events").selectAll().execute()))
    .length;
  await say("孙岚", `确认删除 ${number}`);
  expect(await findEverywhere(old)).toEqual([]);
  expect(await findEverywhere(detail)).toEqual([]);
  expect(await findEverywhere("别的议题还在")).toContain("topics.title");
  expect(await chainFault()).toBeUndefined();
  const events = await office.inTenant((tx) => tx.selectFrom("events").selectAll().execute());
  expect(events.length).toBe(before + 1);
  const waiting = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("state").where("conversation_id", "=", 1).execute(),
  );
  expect(waiting.at(-1)?.state).toBe("cancelled");
});

test("留下的：谁请求、谁确认、什么理由", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  await say("孙岚", `确认删除 ${number}`);
  const { rows } = await withAll((client) =>
    client.query<{ actor: string; words: string }>(
      `select p.name as actor, w.words from events e
       join event_words w on w.event_id = e.id join people p on p.id = e.actor_id
       where e.kind = 'erased' order by e.id desc limit 1`,
    ),
  );
  const ids = await withAll((client) =>
    client.query<{ id: string; name: string }>("select id, name from people"),
  );
  const idOf = (name: string) => Number(ids.rows.find((row) => row.name === name)?.id);
  expect(rows[0]?.actor).toBe("孙岚");
  expect(JSON.parse(rows[0]?.words ?? "")).toEqual({
    requestedBy: idOf("周敏"),
    confirmedBy: idOf("孙岚"),
    reason: "含有个人信息",
  });
});

test("删过的议题：看得到编号和附议数，不能再附议、收回、修改、撤回、删除", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  await say("孙岚", `确认删除 ${number}`);
  const shown = await say("李梅", `议题 ${number}`);
  expect(shown).toContain(`${number}号「已依规删除」`);
  expect(shown).toContain("附议1人");
  expect(shown).not.toContain(title);
  expect(shown).not.toContain("想一起推动");
  const list = await say("李梅", "议题");
  expect(list).toContain(`${number}号　已依规删除`);
  expect(list).not.toContain(`附议 ${number}`);
  for (const [name, words] of [
    ["王海涛", "附议"],
    ["张建国", "取消附议"],
    ["李梅", "撤回"],
  ]) {
    expect(await say(name ?? "", `${words} ${number}`)).toContain(`${number}号已依规删除`);
  }
  expect(await say("李梅", `修改 ${number} 换个题目`)).toContain("已依规删除");
  expect(await say("周敏", `删除 ${number} 再删一次`)).toContain("已依规删除");
  expect(await say("孙岚", `确认删除 ${number}`)).toContain("已依规删除");
});

test("链真的查得出：改了留下的一个字就不对", async () => {
  await say("周敏", `删除 ${number} 含有个人信息`);
  await say("孙岚", `确认删除 ${number}`);
  expect(await chainFault()).toBeUndefined();
  await withAll((client) =>
    client.query("update event_words set words = replace(words, '个人', '别的')"),
  );
  expect(await chainFault()).toContain("were changed");
});

test("题目很短：别人等着办的、等着说的，不因为有这两个字就没了", async () => {
  const short = /编为(\d+)号/.exec(await say("李梅", "荐题 路灯"))?.[1] ?? "";
  await office.inTenant(async (tx) => {
    const { tenantId, now: at } = office;
    const outgoing = { tenantId, conversationId: 2, urgency: "answer", at } as const;
    await insertOutgoing(tx, { ...outgoing, message: textMessage("明天修路灯，请留意") });
    await insertOutgoing(tx, { ...outgoing, message: textMessage("有人附议「路灯」") });
    const key = { tenantId, accountId: 1, externalId: "another" };
    const pending = { conversationId: 1, receiptId: 1, words: "荐题 老街路灯不亮", saidAt: at };
    const times = { now: at, expiresAt: new Date(at.getTime() + 1000) };
    await insertPending(tx, key, { ...pending, ...times }, { perSender: 3, perTenant: 500 });
  });
  await say("王海涛", "荐题");
  await say("周敏", `删除 ${short} 含有个人信息`);
  await say("孙岚", `确认删除 ${short}`);
  expect(await findEverywhere("「路灯」")).toEqual([]);
  expect(await findEverywhere("明天修路灯")).toEqual(["outbox.message"]);
  expect(await findEverywhere("老街路灯不亮")).toContain("pending_messages.words");
  expect(await say("王海涛", "园区公交太少")).toContain("编为");
});
