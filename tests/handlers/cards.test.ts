import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { CardTap } from "../../domain/inbound.ts";
import type { CardMessage, Message } from "../../domain/message.ts";
import { type Office, openOffice, seedWith } from "../support/talk.ts";

let office: Office;
let taps = 0;

beforeAll(async () => {
  office = await openOffice({
    seed: seedWith({ 韦德福: { account: { platform: "two", externalId: "韦德福" } } }),
    // Platform one shows a card with the answer, platform two in a message of its own.
    ports: { cards: (accountId) => (accountId === one() ? "beside" : "after") },
  });
  await office.person("刘志强").inGroup("荐题 老旧小区没地方充电");
});
afterAll(() => office[Symbol.asyncDispose]());

const one = () => office.accounts[0]?.id ?? 0;

async function ask(name: string, text: string, platform = 0): Promise<Message | undefined> {
  taps += 1;
  const account = office.accounts[platform];
  if (account === undefined) throw new Error("no such account");
  const { answer } = await office.dispatch.handle(account, {
    messageId: `ask-${taps}`,
    conversation: { kind: "group", externalId: platform === 0 ? "group-one" : "group-two" },
    sender: { externalId: name, linkable: true },
    manner: "typed",
    text,
  });
  return answer;
}

function cardOf(message: Message | undefined): CardMessage {
  if (message?.kind !== "card") throw new Error(`no card: ${JSON.stringify(message)}`);
  return message;
}

async function tap(cardId: string, change: Partial<CardTap> & { name?: string } = {}) {
  taps += 1;
  const account = office.accounts[0];
  if (account === undefined) throw new Error("no account");
  const { name = "李梅", ...rest } = change;
  return office.dispatch.tap(account, {
    tapId: `tap-${taps}`,
    cardId,
    key: "endorse",
    chosen: {},
    sender: { externalId: name, linkable: true },
    ...rest,
  });
}

const bodyOf = (message: Message | undefined): string => {
  const { card } = cardOf(message);
  return card.kind === "buttons" ? (card.body ?? "") : "";
};

test("看一件议题：话说全，下面一张卡，卡上点的就是要说的", async () => {
  const said = cardOf(await ask("李梅", "议题 1"));
  expect(said.above).toBe(said.text);
  expect(said.text).toContain("附议 1");
  expect(said.card).toMatchObject({ kind: "buttons", title: "1号　老旧小区没地方充电" });
  expect(said.cardId).toMatch(/^[\w-]{22}$/);
  const handled = await tap(said.cardId);
  expect(bodyOf(handled?.answer)).toContain("李委员附议了1号");
  // Said to the person who tapped; nobody else's card changes, and nothing goes to the group.
  const waiting = await office.inTenant((tx) => tx.selectFrom("outbox").selectAll().execute());
  expect(waiting).toEqual([]);
});

test("点两下、两个人同时点：各算一次", async () => {
  const { cardId } = cardOf(await ask("李梅", "议题 1"));
  const [first, second] = await Promise.all([
    tap(cardId, { name: "张建国" }),
    tap(cardId, { name: "张建国" }),
  ]);
  expect([bodyOf(first?.answer), bodyOf(second?.answer)].join()).toContain("已经附议过");
  expect(bodyOf((await tap(cardId, { key: "unendorse" }))?.answer)).toContain("收回");
  const list = await ask("李梅", "议题");
  expect(list?.text).toContain("附议1人");
});

test("重投的点击得到同样的回答，不再办一次", async () => {
  const { cardId } = cardOf(await ask("李梅", "议题 1"));
  const first = await tap(cardId, { tapId: "same" });
  const again = await tap(cardId, { tapId: "same" });
  expect(bodyOf(again?.answer)).toBe(bodyOf(first?.answer));
  expect(bodyOf(first?.answer)).toContain("附议了1号");
});

test("没有这个权利的人点：说明白，不算数", async () => {
  const { cardId } = cardOf(await ask("李梅", "议题 1"));
  const own = await tap(cardId, { name: "刘志强" });
  expect(bodyOf(own?.answer)).not.toContain("附议了");
  const stranger = await tap(cardId, { name: "陌生人" });
  expect(bodyOf(stranger?.answer)).not.toContain("附议了1号");
});

test("撤回以后点旧卡：说已经撤回", async () => {
  await ask("刘志强", "荐题 河堤护栏太矮");
  const { cardId } = cardOf(await ask("李梅", "议题 2"));
  await ask("刘志强", "撤回 2");
  expect(bodyOf((await tap(cardId))?.answer)).toContain("2号");
  const list = await ask("李梅", "议题");
  expect(list?.text).not.toContain("河堤护栏");
});

test("猜的卡号、卡上没有的按钮、别人单聊里的卡：不理", async () => {
  expect(await tap("AAAAAAAAAAAAAAAAAAAAAA")).toBeUndefined();
  const { cardId } = cardOf(await ask("李梅", "议题 1"));
  expect(await tap(cardId, { key: "erase" })).toBeUndefined();
  const account = office.accounts[0];
  if (account === undefined) throw new Error("no account");
  const alone = await office.dispatch.handle(account, {
    messageId: "alone",
    conversation: { kind: "single", externalId: "李梅" },
    sender: { externalId: "李梅", linkable: true },
    manner: "typed",
    text: "议题 1",
  });
  expect(await tap(cardOf(alone.answer).cardId, { name: "张建国" })).toBeUndefined();
});

const outgoing = () =>
  office.inTenant((tx) =>
    tx.selectFrom("outbox").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst(),
  );

describe("卡片要另发的平台", () => {
  test("先答话，卡片随后；等两秒，让话先到", async () => {
    const said = await ask("王海涛", "议题 1", 1);
    expect(said?.text).toContain("附议 1");
    const row = await outgoing();
    expect(row?.message).toMatchObject({ kind: "card", text: "", card: { kind: "buttons" } });
    expect(row?.message).not.toHaveProperty("above");
    expect(row?.available_at.getTime()).toBe(office.now.getTime() + 2000);
  });

  test("话没赶上：话和卡片一起另发，只一次；重投答上了，又只剩卡片", async () => {
    const account = office.accounts[1];
    if (account === undefined) throw new Error("no account");
    const message = {
      messageId: "late",
      conversation: { kind: "group", externalId: "group-two" },
      sender: { externalId: "王海涛", linkable: true },
      manner: "typed",
      text: "议题 1",
    } as const;
    const handled = await office.dispatch.handle(account, message);
    const before = await outgoing();
    await office.dispatch.sayLate(handled);
    await office.dispatch.sayLate(handled);
    const late = await outgoing();
    expect(late?.id).toBe(before?.id);
    expect(late?.message).toMatchObject({ kind: "card", above: handled.answer?.text });
    const again = await office.dispatch.handle(account, message);
    expect(again.answer?.text).toBe(handled.answer?.text);
    const left = await outgoing();
    expect(left).toMatchObject({ id: before?.id, state: "waiting", message: { text: "" } });
    expect(left?.message).not.toHaveProperty("above");
  });

  test("卡片先走了：话另外补上，只补一次", async () => {
    const account = office.accounts[1];
    if (account === undefined) throw new Error("no account");
    const handled = await office.dispatch.handle(account, {
      messageId: "card-first",
      conversation: { kind: "group", externalId: "group-two" },
      sender: { externalId: "王海涛", linkable: true },
      manner: "typed",
      text: "议题 1",
    });
    const card = await outgoing();
    await office.inTenant((tx) =>
      tx
        .updateTable("outbox")
        .set({ state: "sent" })
        .where("id", "=", card?.id ?? 0)
        .execute(),
    );
    await office.dispatch.sayLate(handled);
    await office.dispatch.sayLate(handled);
    const later = await office.inTenant((tx) =>
      tx
        .selectFrom("outbox")
        .selectAll()
        .where("id", ">", card?.id ?? 0)
        .execute(),
    );
    expect(later.map(({ message }) => message)).toEqual([
      { kind: "text", text: handled.answer?.text },
    ]);
  });
});
