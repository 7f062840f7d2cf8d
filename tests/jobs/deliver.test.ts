import { afterEach, beforeEach, expect, test } from "vitest";

import { createWaysSpeaker, type Way } from "../../bot/ways.ts";
import { insertOutgoing, type urgency } from "../../db/outbox.ts";
import { findGroup, upsertSingleConversation } from "../../db/conversations.ts";
import { createSealer } from "../../db/sealer.ts";
import { PermanentError, TransientError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import type { Delivery, Sent, Speaker } from "../../domain/voice.ts";
import { createDeliverer, type Deliverer } from "../../jobs/deliver.ts";
import type { DeliverPorts } from "../../jobs/deliver-ports.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
let heard: string[];
beforeEach(async () => {
  office = await openOffice();
  heard = [];
});
afterEach(() => office[Symbol.asyncDispose]());

type Answer = (delivery: Delivery) => Promise<Sent> | Sent;

function createSpeaker(answer: Answer, isIdempotent = false): Speaker {
  return {
    voice: () => "person",
    cards: () => "none",
    limits: () => [],
    quota: () => undefined,
    isPushAddress: () => false,
    isIdempotent: () => isIdempotent,
    async send(delivery) {
      const sent = await answer(delivery);
      heard.push(delivery.message.text);
      return sent;
    },
  };
}

const quiet = { info: () => {}, error: () => {}, fault: () => {} };

function createTestDeliverer(speaker: Speaker, more: Partial<DeliverPorts> = {}): Deliverer {
  const { db } = office;
  return createDeliverer({
    db,
    speaker: () => speaker,
    now: () => office.now,
    log: quiet,
    ...more,
  });
}

async function say(person: string, text: string, kind: keyof typeof urgency): Promise<void> {
  await office.inTenant(async (tx) => {
    const account = { id: office.accounts[0]?.id ?? 0, externalId: person };
    await insertOutgoing(tx, {
      tenantId: office.tenantId,
      conversationId: await upsertSingleConversation(tx, account, office.now),
      urgency: kind,
      message: textMessage(text),
      at: office.now,
    });
  });
}

function lost(): never {
  throw new TransientError("timeout", { fateUnknown: true });
}

async function drain(deliverer: Deliverer): Promise<void> {
  await deliverer.run();
  await deliverer.idle();
}

async function states(): Promise<unknown[]> {
  return office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .select(["state", "attempts", "maybe_repeated as repeated"])
      .orderBy("id")
      .execute(),
  );
}

test("一个会话里：回答先于提醒，提醒先于小结，同类按先后", async () => {
  await say("李梅", "小结", "digest");
  await say("李梅", "提醒一", "reminder");
  await say("李梅", "提醒二", "reminder");
  await say("李梅", "回答", "answer");
  await drain(createTestDeliverer(createSpeaker(() => ({ via: "person" }))));
  expect(heard).toEqual(["回答", "提醒一", "提醒二", "小结"]);
});

test("一个平台不回话，别的会话照样发出去", async () => {
  await say("甲", "卡住的", "answer");
  await say("乙", "乙的第一句", "answer");
  await say("乙", "乙的第二句", "answer");
  const stuck = Promise.withResolvers<void>();
  const speaker = createSpeaker(async ({ message }) => {
    if (message.text === "卡住的") await stuck.promise;
    return { via: "person" };
  });
  const deliverer = createTestDeliverer(speaker);
  await deliverer.run();
  while (heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual(["乙的第一句", "乙的第二句"]);
  stuck.resolve();
  await deliverer.idle();
  expect(heard).toContain("卡住的");
});

test("对方说过一会儿再来：到时间才再发，后面的不抢先", async () => {
  let refusals = 1;
  const speaker = createSpeaker(() => {
    refusals -= 1;
    if (refusals >= 0) throw new TransientError("busy", { retryAfterMs: 60_000 });
    return { via: "person" };
  });
  await say("李梅", "第一句", "answer");
  await say("李梅", "第二句", "answer");
  const deliverer = createTestDeliverer(speaker);
  await drain(deliverer);
  expect(heard).toEqual([]);
  office.now = new Date(office.now.getTime() + 59_000);
  await drain(deliverer);
  expect(heard).toEqual([]);
  office.now = new Date(office.now.getTime() + 1_000);
  await drain(deliverer);
  expect(heard).toEqual(["第一句", "第二句"]);
});

test("永远发不了的：停下，记原因，后面的照发", async () => {
  const speaker = createSpeaker(({ message }) => {
    if (message.text === "发不了") throw new PermanentError("no such user");
    return { via: "person" };
  });
  await say("李梅", "发不了", "answer");
  await say("李梅", "第二句", "answer");
  await drain(createTestDeliverer(speaker));
  expect(heard).toEqual(["第二句"]);
  expect(await states()).toMatchObject([{ state: "failed" }, { state: "sent" }]);
});

test("不知道到没到：没有去重的，一分钟后再发一次并注明，再不知道就停", async () => {
  await say("李梅", "一句话", "answer");
  const deliverer = createTestDeliverer(createSpeaker(lost));
  await drain(deliverer);
  expect(await states()).toEqual([{ state: "waiting", attempts: 1, repeated: true }]);
  office.now = new Date(office.now.getTime() + 60_000);
  await drain(deliverer);
  expect(await states()).toEqual([{ state: "failed", attempts: 2, repeated: true }]);
});

test("不知道到没到：平台能去重的，带着同一个键再发，不算重复", async () => {
  const keys: string[] = [];
  const speaker = createSpeaker(({ key }) => {
    keys.push(key);
    if (keys.length === 1) throw new TransientError("timeout", { fateUnknown: true });
    return { via: "person" };
  }, true);
  await say("李梅", "一句话", "answer");
  const deliverer = createTestDeliverer(speaker);
  await drain(deliverer);
  office.now = new Date(office.now.getTime() + 2_000);
  await drain(deliverer);
  expect(keys.length).toBe(2);
  expect(keys[0]).toBe(keys[1]);
  expect(await states()).toEqual([{ state: "sent", attempts: 2, repeated: false }]);
});

test("两个工人同时来：每句话只发一次", async () => {
  for (let i = 0; i < 40; i += 1) await say(`人${i % 10}`, `话${i}`, "answer");
  const speaker = createSpeaker(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return { via: "person" };
  });
  await Promise.all([drain(createTestDeliverer(speaker)), drain(createTestDeliverer(speaker))]);
  await drain(createTestDeliverer(speaker));
  expect(heard.length).toBe(40);
  expect(new Set(heard).size).toBe(40);
  for (let i = 0; i < 10; i += 1) {
    const own = heard.filter((text) => Number(text.slice(1)) % 10 === i);
    expect(own).toEqual(own.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
  }
});

test("工人领走就死了：一分钟之内被接过去", async () => {
  await say("李梅", "一句话", "answer");
  const dead = createTestDeliverer(createSpeaker(() => new Promise(() => {})));
  await dead.run();
  const deliverer = createTestDeliverer(createSpeaker(() => ({ via: "person" })));
  await drain(deliverer);
  expect(heard).toEqual([]);
  office.now = new Date(office.now.getTime() + 59_000);
  await drain(deliverer);
  expect(heard).toEqual(["一句话"]);
  expect(await states()).toEqual([{ state: "sent", attempts: 2, repeated: true }]);
});

test("接过来的话先碰上对方忙，后来才发出去：可能重复的记号还在", async () => {
  await say("李梅", "一句话", "answer");
  const dead = createTestDeliverer(createSpeaker(() => new Promise(() => {})));
  await dead.run();
  office.now = new Date(office.now.getTime() + 59_000);
  let refusals = 1;
  const speaker = createSpeaker(() => {
    refusals -= 1;
    if (refusals >= 0) throw new TransientError("busy", { retryAfterMs: 1_000 });
    return { via: "person" };
  });
  const deliverer = createTestDeliverer(speaker);
  await drain(deliverer);
  office.now = new Date(office.now.getTime() + 1_000);
  await drain(deliverer);
  expect(heard).toEqual(["一句话"]);
  expect(await states()).toEqual([{ state: "sent", attempts: 2, repeated: true }]);
});

test("答得太晚的回答另外送到；平台又来要就不送了", async () => {
  const account = office.accounts[0];
  if (account === undefined) throw new Error("no account");
  const message = {
    messageId: "late",
    conversation: { kind: "single", externalId: "李梅" },
    sender: { externalId: "李梅", linkable: true },
    manner: "typed",
    text: "议题",
  } as const;
  const handled = await office.dispatch.handle(account, message);
  await office.dispatch.sayLate(handled);
  await office.dispatch.sayLate(handled);
  expect((await states()).length).toBe(1);
  await office.dispatch.handle(account, message);
  expect(await states()).toMatchObject([{ state: "cancelled" }]);
});

test("推送地址打不开（换过数据密钥）：当作没有，说清楚，不写出地址，别的照发", async () => {
  const errors: object[] = [];
  await office.inTenant(async (tx) => {
    const conversationId = (await findGroup(tx, office.accounts[0]?.id ?? 0, "group-one")) ?? 0;
    const sealed = createSealer(Buffer.alloc(32, 8)).seal("https://push.example/secret");
    await tx.updateTable("conversations").set({ push_address: sealed }).execute();
    const at = office.now;
    const message = textMessage("群里的");
    const { tenantId } = office;
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
  });
  await say("李梅", "别的", "answer");
  const speaker: Speaker = {
    ...createSpeaker(() => ({ via: "person" })),
    voice: ({ conversation, pushAddress }) => {
      if (conversation.kind === "single") return "person";
      return pushAddress === undefined ? undefined : "push";
    },
  };
  const log = { ...quiet, error: (fields: object) => void errors.push(fields) };
  await drain(createTestDeliverer(speaker, { log }));
  expect(heard).toEqual(["别的"]);
  expect(await states()).toMatchObject([{ state: "failed" }, { state: "sent" }]);
  expect(errors).toHaveLength(2);
  expect(JSON.stringify(errors)).not.toContain("push.example");
});

test("一条怎么也备不好：隔一阵再试，八次后停下，后面的照发", async () => {
  await say("李梅", "第一句", "answer");
  await say("李梅", "第二句", "answer");
  let faults = 8;
  const speaker: Speaker = {
    ...createSpeaker(() => ({ via: "person" })),
    voice() {
      faults -= 1;
      if (faults >= 0) throw new Error("a fault of ours");
      return "person";
    },
  };
  const deliverer = createTestDeliverer(speaker);
  await drain(deliverer);
  await drain(deliverer);
  expect(await states()).toMatchObject([{ state: "waiting", attempts: 1 }, { attempts: 0 }]);
  for (let attempt = 2; attempt <= 8; attempt += 1) {
    office.now = new Date(office.now.getTime() + 10 * 60_000);
    await drain(deliverer);
  }
  expect(await states()).toMatchObject([{ state: "failed", attempts: 8 }, { state: "sent" }]);
  expect(heard).toEqual(["第二句"]);
});

/** Refuses to mark a message as sent, the first so many times. */
async function refuseMarks(times: number): Promise<void> {
  await office.db.pool.query(`
    create sequence marks;
    create function refuse_mark() returns trigger language plpgsql as $$
    begin
      if nextval('marks') <= ${times} then raise exception 'the database is away'; end if;
      return new;
    end $$;
    create trigger refuse_mark before update on outbox
      for each row when (new.state = 'sent') execute function refuse_mark()`);
}

test("发出去了一时记不下：多记几次，不再发", async () => {
  await refuseMarks(2);
  await say("李梅", "一句话", "answer");
  const deliverer = createTestDeliverer(createSpeaker(() => ({ via: "person" })));
  await drain(deliverer);
  office.now = new Date(office.now.getTime() + 60_000);
  await drain(deliverer);
  expect(heard).toEqual(["一句话"]);
  expect(await states()).toEqual([{ state: "sent", attempts: 1, repeated: false }]);
});

test("发出去了怎么也记不下：等认领过期，接过去再发一次并注明，不当没发过", async () => {
  await refuseMarks(5);
  await say("李梅", "一句话", "answer");
  const deliverer = createTestDeliverer(createSpeaker(() => ({ via: "person" })));
  await drain(deliverer);
  expect(await states()).toEqual([{ state: "sending", attempts: 1, repeated: false }]);
  office.now = new Date(office.now.getTime() + 19_000);
  await drain(deliverer);
  expect(heard).toEqual(["一句话"]);
  office.now = new Date(office.now.getTime() + 1_000);
  await drain(deliverer);
  expect(heard).toEqual(["一句话", "一句话"]);
  expect(await states()).toEqual([{ state: "sent", attempts: 2, repeated: true }]);
});

test("头一条路说不行，第二条路不知道到没到：照第二条路有没有去重来定", async () => {
  const refusing: Way = {
    via: "person",
    send: () => Promise.reject(new PermanentError("not in the app")),
  };
  const speaker = createWaysSpeaker({
    idempotent: ["person"],
    cards: () => "none",
    isPushAddress: () => false,
    timeoutMs: 1_000,
    ways: () => [refusing, { via: "reply", send: () => Promise.resolve().then(lost) }],
  });
  await say("李梅", "一句话", "answer");
  await drain(createTestDeliverer(speaker));
  expect(await states()).toEqual([{ state: "waiting", attempts: 1, repeated: true }]);
});

test("头一条路关着，长的一条接着走第二条路，一段不少", async () => {
  const refusing: Way = {
    via: "person",
    send: () => Promise.reject(new PermanentError("not in the app")),
  };
  const open: Way = {
    via: "group",
    send: ({ part }) => {
      heard.push(`第${part + 1}段`);
      return Promise.resolve({ via: "group", hasMore: part < 2 });
    },
  };
  const speaker = createWaysSpeaker({
    idempotent: [],
    cards: () => "none",
    isPushAddress: () => false,
    timeoutMs: 1_000,
    ways: () => [refusing, open],
  });
  await say("李梅", "很长的一条", "answer");
  await drain(createTestDeliverer(speaker));
  expect(heard).toEqual(["第1段", "第2段", "第3段"]);
  expect(await states()).toEqual([{ state: "sent", attempts: 1, repeated: false }]);
});

test("定在明早的一条，不挡住今晚的回答", async () => {
  const deliverer = createTestDeliverer(createSpeaker(() => ({ via: "person" })));
  const { now } = office;
  office.now = new Date(now.getTime() + 10 * 60 * 60_000);
  await say("李梅", "明早再说", "answer");
  office.now = now;
  await say("李梅", "今晚的回答", "answer");
  await drain(deliverer);
  expect(heard).toEqual(["今晚的回答"]);
  office.now = new Date(now.getTime() + 10 * 60 * 60_000);
  await drain(deliverer);
  expect(heard).toEqual(["今晚的回答", "明早再说"]);
});
