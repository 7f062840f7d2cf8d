import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { upsertSingleConversation } from "../../db/conversations.ts";
import { insertOutgoing, type urgency } from "../../db/outbox.ts";
import { PermanentError, TransientError } from "../../domain/errors.ts";
import { type Message, richMessage, textMessage } from "../../domain/message.ts";
import type { Delivery, RateLimit, Sent, Speaker } from "../../domain/voice.ts";
import type { DeliverPorts } from "../../jobs/deliver-ports.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
let heard: { readonly text: string; readonly to: string; readonly at: number }[];
beforeEach(async () => {
  office = await openOffice();
  heard = [];
});
afterEach(() => office[Symbol.asyncDispose]());

const perMinute = (key: string, max: number): RateLimit => ({ key, max, spanMs: 60_000 });

type Answer = (delivery: Delivery) => Promise<Sent> | Sent;

/** Limits each conversation, as a group's own robot is. */
function createSpeaker(max: number, answer: Answer = () => ({ via: "push" })): Speaker {
  return {
    voice: () => "push",
    cards: () => "none",
    isPushAddress: () => false,
    isIdempotent: () => false,
    limits: ({ conversation }) => [perMinute(conversation.externalId, max)],
    quota: () => undefined,
    async send(delivery) {
      const sent = await answer(delivery);
      const to = delivery.target.conversation.externalId;
      heard.push({ text: delivery.message.text, to, at: office.now.getTime() });
      return sent;
    },
  };
}

const quiet = { info: () => {}, error: () => {}, fault: () => {} };

function portsOf(speaker: Speaker): DeliverPorts {
  return { db: office.db, speaker: () => speaker, now: () => office.now, log: quiet };
}

async function say(
  person: string,
  message: string | Message,
  kind: keyof typeof urgency,
): Promise<void> {
  await office.inTenant(async (tx) => {
    const account = { id: office.accounts[0]?.id ?? 0, externalId: person };
    await insertOutgoing(tx, {
      tenantId: office.tenantId,
      conversationId: await upsertSingleConversation(tx, account, office.now),
      urgency: kind,
      message: typeof message === "string" ? textMessage(message) : message,
      at: office.now,
    });
  });
}

/** As many workers, until nothing more is ready at that moment. */
async function drain(speaker: Speaker, workers = 1): Promise<void> {
  const ports = portsOf(speaker);
  const all = Array.from({ length: workers }, () => createDeliverer(ports));
  await Promise.all(all.map((each) => each.run()));
  await Promise.all(all.map((each) => each.idle()));
}

async function pass(speaker: Speaker, seconds: number, workers = 1): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    office.now = new Date(office.now.getTime() + 1_000);
    await drain(speaker, workers);
  }
}

function rows() {
  return office.inTenant((tx) => tx.selectFrom("outbox").selectAll().orderBy("id").execute());
}

/** The most that any window of a minute holds. */
function fullestMinute(to: string): number {
  const times = heard.filter((each) => each.to === to).map(({ at }) => at);
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at <= from + 60_000).length),
  );
}

describe("每分钟几条", () => {
  test("两个工人一起发，任何一分钟都不超，顺序不乱，一条不少", async () => {
    for (let i = 0; i < 23; i += 1) {
      await say("甲群", `甲${i}`, "answer");
      await say("乙群", `乙${i}`, "answer");
    }
    const speaker = createSpeaker(5);
    await drain(speaker, 2);
    expect(heard).toHaveLength(10);
    await pass(speaker, 4 * 64, 2);
    expect(heard).toHaveLength(46);
    for (const to of ["甲群", "乙群"]) {
      expect(fullestMinute(to)).toBe(5);
      const said = heard.filter((each) => each.to === to).map(({ text }) => text);
      expect(said).toEqual(Array.from({ length: 23 }, (_, i) => `${to[0]}${i}`));
    }
    const all = await rows();
    expect(all.every((row) => row.state === "sent" && row.attempts === 1)).toBe(true);
  });

  test("几个会话共用一个额度：合起来不超", async () => {
    const speaker = { ...createSpeaker(0), limits: () => [perMinute("robot", 4)] };
    for (let i = 0; i < 9; i += 1) await say(`人${i}`, `话${i}`, "answer");
    await drain(speaker, 3);
    expect(heard).toHaveLength(4);
    await pass(speaker, 63, 3);
    expect(heard).toHaveLength(8);
  });

  test("又按分钟又按小时：哪个先满就等哪个", async () => {
    const both = [perMinute("chat", 3), { key: "chat", max: 5, spanMs: 3_600_000 }];
    const speaker = { ...createSpeaker(0), limits: () => both };
    for (let i = 0; i < 7; i += 1) await say("甲群", `话${i}`, "answer");
    await drain(speaker);
    await pass(speaker, 64);
    expect(heard).toHaveLength(5);
    await pass(speaker, 120);
    expect(heard).toHaveLength(5);
    office.now = new Date(office.now.getTime() + 3_600_000);
    await drain(speaker);
    expect(heard).toHaveLength(7);
  });

  test("有一个副本的时钟快了一小时：别的副本照常发", async () => {
    const speaker = createSpeaker(2);
    const right = office.now;
    office.now = new Date(right.getTime() + 60 * 60_000);
    await say("甲群", "快一小时的", "answer");
    await drain(speaker);
    office.now = right;
    for (const text of ["一", "二", "三"]) await say("甲群", text, "answer");
    await drain(speaker);
    await pass(speaker, 130);
    expect(heard.map(({ text }) => text)).toEqual(["快一小时的", "一", "二", "三"]);
  });

  test("满了的时候来了回答：有空了先说回答", async () => {
    const speaker = createSpeaker(2);
    for (const text of ["一", "二"]) await say("甲群", text, "answer");
    await say("甲群", "小结", "digest");
    await say("甲群", "提醒", "reminder");
    await drain(speaker);
    await say("甲群", "回答", "answer");
    await drain(speaker);
    await pass(speaker, 130);
    expect(heard.map(({ text }) => text)).toEqual(["一", "二", "回答", "提醒", "小结"]);
  });

  test("长的分几条发：每条都算，没空了就等，接着发下一条", async () => {
    const parts: number[] = [];
    const speaker = createSpeaker(2, ({ part }) => {
      parts.push(part);
      return { via: "push", hasMore: part < 4 };
    });
    await say("甲群", "很长", "answer");
    await drain(speaker);
    expect(parts).toEqual([0, 1]);
    expect(await rows()).toMatchObject([{ state: "waiting", parts_sent: 2, attempts: 0 }]);
    await pass(speaker, 130);
    expect(parts).toEqual([0, 1, 2, 3, 4]);
    expect(fullestMinute("甲群")).toBe(2);
    expect(await rows()).toMatchObject([{ state: "sent" }]);
  });
});

describe("合成一条", () => {
  const paragraph = richMessage([{ kind: "paragraph", runs: ["有格式的"] }]);

  test("等着的提醒合成一条，小结另合，回答不合，一条不少", async () => {
    const speaker = createSpeaker(1);
    await say("甲群", "先说的", "answer");
    for (const text of ["提醒一", "提醒二", "提醒三"]) await say("甲群", text, "reminder");
    for (const text of ["小结一", "小结二"]) await say("甲群", text, "digest");
    await drain(speaker);
    await say("甲群", "回答一", "answer");
    await say("甲群", "回答二", "answer");
    await pass(speaker, 64 * 4);
    expect(heard.map(({ text }) => text)).toEqual([
      "先说的",
      "回答一",
      "回答二",
      "提醒一\n\n提醒二\n\n提醒三",
      "小结一\n\n小结二",
    ]);
    const all = await rows();
    expect(all.every((row) => row.state === "sent" && row.sent_via === "push")).toBe(true);
  });

  test("不用等的不合", async () => {
    const speaker = createSpeaker(20);
    for (const text of ["提醒一", "提醒二"]) await say("甲群", text, "reminder");
    await drain(speaker);
    expect(heard.map(({ text }) => text)).toEqual(["提醒一", "提醒二"]);
  });

  test("合到最小的平台装得下为止，有格式的也合", async () => {
    const speaker = createSpeaker(1);
    await say("甲群", "先说的", "answer");
    await say("甲群", "长".repeat(400), "reminder");
    await say("甲群", paragraph, "reminder");
    await say("甲群", "长".repeat(400), "reminder");
    await drain(speaker);
    await pass(speaker, 64 * 2);
    expect(heard.map(({ text }) => text).slice(1)).toEqual([
      `${"长".repeat(400)}\n\n有格式的`,
      "长".repeat(400),
    ]);
  });

  test("合了以后没发成：再发还是那一条，后来的不加进去，发成了都算发了", async () => {
    let failures = 1;
    const speaker = createSpeaker(1, ({ message }) => {
      failures -= message.text.includes("提醒") ? 1 : 0;
      if (failures === 0) throw new TransientError("busy");
      return { via: "push" };
    });
    await say("甲群", "先说的", "answer");
    for (const text of ["提醒一", "提醒二"]) await say("甲群", text, "reminder");
    await drain(speaker);
    await pass(speaker, 63);
    expect(heard).toHaveLength(1);
    await say("甲群", "提醒三", "reminder");
    await pass(speaker, 64 * 2);
    expect(heard.map(({ text }) => text)).toEqual(["先说的", "提醒一\n\n提醒二", "提醒三"]);
    expect((await rows()).map(({ state }) => state)).toEqual(["sent", "sent", "sent", "sent"]);
  });

  test("合了以后一次也没试成，放回去：再合一遍，次序不变", async () => {
    let isAway = true;
    const speaker = createSpeaker(1, ({ message }) => {
      if (isAway && message.text.includes("提醒")) {
        throw new TransientError("no connection here", { retryAfterMs: 1000, isElsewhere: true });
      }
      return { via: "push" };
    });
    await say("甲群", "先说的", "answer");
    for (const text of ["提醒一", "提醒二"]) await say("甲群", text, "reminder");
    await drain(speaker);
    await pass(speaker, 64);
    await say("甲群", "提醒三", "reminder");
    isAway = false;
    await pass(speaker, 2);
    expect(heard.map(({ text }) => text)).toEqual(["先说的", "提醒一\n\n提醒二\n\n提醒三"]);
    expect((await rows()).map(({ state }) => state)).toEqual(["sent", "sent", "sent", "sent"]);
  });

  test("合了以后工人死了：接过去的人说同样的一条，一条不少", async () => {
    const first = createSpeaker(1);
    await say("甲群", "先说的", "answer");
    for (const text of ["提醒一", "提醒二"]) await say("甲群", text, "reminder");
    await drain(first);
    office.now = new Date(office.now.getTime() + 63_000);
    const dead = createDeliverer(portsOf(createSpeaker(1, () => new Promise(() => {}))));
    await dead.run();
    await vi.waitFor(async () => {
      expect(await rows()).toMatchObject([{}, { state: "sending" }, { joined_to: 2 }]);
    });
    await say("甲群", "提醒三", "reminder");
    await pass(first, 64 * 2);
    expect(heard.map(({ text }) => text)).toEqual(["先说的", "提醒一\n\n提醒二", "提醒三"]);
    expect(await rows()).toMatchObject([
      { state: "sent" },
      { state: "sent", maybe_repeated: true },
      { state: "sent" },
      { state: "sent" },
    ]);
  });

  test("合在前头的那条撤掉了：跟着的自己说", async () => {
    let failures = 1;
    const speaker = createSpeaker(1, ({ message }) => {
      failures -= message.text.includes("提醒") ? 1 : 0;
      if (failures === 0) throw new TransientError("busy");
      return { via: "push" };
    });
    await say("甲群", "先说的", "answer");
    for (const text of ["提醒一", "提醒二"]) await say("甲群", text, "reminder");
    await drain(speaker);
    await pass(speaker, 63);
    const [, head] = await rows();
    await office.inTenant((tx) =>
      tx
        .updateTable("outbox")
        .set({ state: "cancelled" })
        .where("id", "=", head?.id ?? 0)
        .execute(),
    );
    await pass(speaker, 64);
    expect(heard.map(({ text }) => text)).toEqual(["先说的", "提醒二"]);
  });
});

describe("平台说太快了", () => {
  test("整条路都歇到时候，不只是那一条；不算试过一次", async () => {
    const asked: string[] = [];
    const until = office.now.getTime() + 60_000;
    const speaker: Speaker = {
      ...createSpeaker(0, ({ message }) => {
        asked.push(message.text);
        if (office.now.getTime() < until)
          throw new TransientError("fast", { retryAfterMs: 60_000 });
        return { via: "push" };
      }),
      limits: () => [perMinute("app", 1_000)],
    };
    await say("甲", "甲说", "answer");
    await drain(speaker);
    await say("乙", "乙说", "answer");
    await say("丙", "丙说", "answer");
    await pass(speaker, 59);
    expect(asked).toEqual(["甲说"]);
    await pass(speaker, 2);
    expect(heard.map(({ text }) => text).toSorted()).toEqual(["丙说", "乙说", "甲说"]);
    expect((await rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  test("歇上一个小时也不丢；一整天都不行，才算没送到", async () => {
    let isBanned = true;
    const speaker = createSpeaker(20, () => {
      if (isBanned) throw new TransientError("fast", { retryAfterMs: 60_000 });
      return { via: "push" };
    });
    await say("甲群", "等得久的", "answer");
    const minute = async () => {
      await drain(speaker);
      office.now = new Date(office.now.getTime() + 60_000);
    };
    for (let i = 0; i < 60; i += 1) await minute();
    isBanned = false;
    await minute();
    expect(heard.map(({ text }) => text)).toEqual(["等得久的"]);
    isBanned = true;
    await say("甲群", "怎么也不行的", "answer");
    await minute();
    office.now = new Date(office.now.getTime() + 24 * 3_600_000);
    for (let i = 0; i < 20; i += 1) {
      await minute();
      office.now = new Date(office.now.getTime() + 600_000);
    }
    expect(await rows()).toMatchObject([{ state: "sent" }, { state: "failed" }]);
  });
});

test("连接在别的进程手里：放回去，不算试过，不占额度，多少回都不算没送到", async () => {
  let turns = 12;
  const speaker = createSpeaker(1, () => {
    turns -= 1;
    if (turns >= 0)
      throw new TransientError("elsewhere", { isElsewhere: true, retryAfterMs: 1_000 });
    return { via: "push" };
  });
  await say("甲群", "一句话", "answer");
  await drain(speaker);
  await pass(speaker, 11);
  expect(heard).toEqual([]);
  expect(await rows()).toMatchObject([{ state: "waiting", attempts: 0, maybe_repeated: false }]);
  await pass(speaker, 1);
  expect(heard.map(({ text }) => text)).toEqual(["一句话"]);
  expect(await rows()).toMatchObject([{ state: "sent", attempts: 1 }]);
});

function toLiaison(): string[] {
  return heard.filter(({ to }) => to === "周敏").map(({ text }) => text);
}

describe("告诉联络员", () => {
  test("平台上要人去点的：告诉一回，一天一回，说清楚去哪里点什么", async () => {
    const speaker = createSpeaker(20, ({ target }) => {
      if (target.conversation.externalId === "周敏") return { via: "person" };
      throw new PermanentError("60020", { fault: "trustedAddress", detail: "203.0.113.7" });
    });
    const ports = { ...portsOf(speaker), platformName: () => "工作平台" };
    const settle = async () => {
      const deliverer = createDeliverer(ports);
      await deliverer.run();
      await deliverer.idle();
    };
    for (const person of ["李梅", "张建国"]) await say(person, "一句话", "answer");
    await settle();
    expect(toLiaison()).toHaveLength(1);
    expect(toLiaison()[0]).toMatch(
      /^周敏您好，我在工作平台有话没送到（单聊.+）：平台还不认小协的服务器地址。\n请管理员登录工作平台的管理后台，.+里加上203\.0\.113\.7。\n\n看哪些没送到，请回复：送达情况$/,
    );
    office.now = new Date(office.now.getTime() + 24 * 3_600_000);
    await say("李梅", "又一句", "answer");
    await settle();
    expect(toLiaison()).toHaveLength(2);
    expect(await office.person("周敏").alone("送达情况 2")).toContain("服务器地址");
  });

  test("这样的话自己没送到：不再告诉，不会没完没了", async () => {
    const speaker = createSpeaker(20, () => {
      throw new PermanentError("40001", { fault: "secret" });
    });
    await say("李梅", "一句话", "answer");
    await drain(speaker);
    await drain(speaker);
    expect(await rows()).toMatchObject([
      { state: "failed", fault: "secret", is_notice: false },
      { state: "failed", fault: "secret", is_notice: true },
    ]);
  });

  test("夜里出的事，早上八点再告诉", async () => {
    office.now = new Date("2026-03-09T14:00:00Z");
    const speaker = createSpeaker(20, ({ target }) => {
      if (target.conversation.externalId === "周敏") return { via: "person" };
      throw new PermanentError("93000", { fault: "pushAddress" });
    });
    await say("李梅", "一句话", "answer");
    await drain(speaker);
    expect(toLiaison()).toEqual([]);
    office.now = new Date("2026-03-10T00:00:00Z");
    await drain(speaker);
    expect(toLiaison()).toHaveLength(1);
  });

  test("一个月的用量：八成、九成五各说一次，下个月从头数", async () => {
    const quota = { key: "api", max: 20 } as const;
    const speaker: Speaker = {
      ...createSpeaker(1_000, () => ({ via: "group" })),
      quota: (via) => (via === "group" ? quota : undefined),
    };
    for (let i = 0; i < 15; i += 1) await say("甲群", `话${i}`, "answer");
    await drain(speaker);
    expect(toLiaison()).toEqual([]);
    await say("甲群", "第十六条", "answer");
    await drain(speaker);
    expect(toLiaison()).toHaveLength(1);
    expect(toLiaison()[0]).toContain("本月的接口调用用到了80%：16次，每月20次。");
    await say("甲群", "再一条", "answer");
    await say("甲群", "又一条", "answer");
    await drain(speaker);
    expect(toLiaison()).toHaveLength(2);
    expect(toLiaison()[1]).toContain("95%");
    await say("甲群", "还有一条", "answer");
    await drain(speaker);
    expect(toLiaison()).toHaveLength(2);
    // In Shanghai it is April already.
    office.now = new Date("2026-03-31T16:30:00Z");
    await say("甲群", "四月的", "answer");
    await drain(speaker);
    const counts = await office.inTenant((tx) =>
      tx.selectFrom("quota_counts").select(["month", "count"]).orderBy("month").execute(),
    );
    expect(counts.map(({ count }) => count)).toEqual([21, 1]);
  });
});
