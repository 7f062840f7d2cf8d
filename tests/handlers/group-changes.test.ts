import { afterEach, beforeEach, expect, test } from "vitest";

import { findGroup } from "../../db/conversations.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { TransientError, PermanentError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import type { Speaker } from "../../domain/voice.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
let said: string[];
let refusal: Error | undefined;
beforeEach(async () => {
  office = await openOffice();
  said = [];
  refusal = undefined;
});
afterEach(() => office[Symbol.asyncDispose]());

const speaker: Speaker = {
  voice: () => "group",
  cards: () => "none",
  isPushAddress: () => false,
  isIdempotent: () => true,
  limits: () => [],
  quota: () => undefined,
  send({ target, message }) {
    const isGroup = target.conversation.kind === "group";
    if (isGroup && refusal !== undefined) return Promise.reject(refusal);
    said.push(`${target.conversation.externalId}：${message.text}`);
    return Promise.resolve({ via: "group" });
  },
};

async function deliver(): Promise<void> {
  const log = { info: () => {}, error: () => {}, fault: () => {} };
  const parts = { db: office.db, speaker: () => speaker, now: () => office.now, log };
  const deliverer = createDeliverer(parts);
  await deliverer.run();
  await deliverer.idle();
}

const change = (kind: "gone" | "renamed", title = "") => {
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const externalId = "group-one";
  const told = kind === "gone" ? { kind, externalId } : { kind, externalId, title };
  return office.dispatch.groupChanged(account, told);
};

/** Something to say in the group, in a while. */
async function plan(text: string, afterMs = 3_600_000): Promise<void> {
  await office.inTenant(async (tx) => {
    const { tenantId } = office;
    const account = office.accounts[0]?.id ?? 0;
    const group = await findGroup(tx, account, "group-one");
    const at = new Date(office.now.getTime() + afterMs);
    const message = textMessage(text);
    const conversationId = group ?? 0;
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "reminder", message, at });
  });
}

const fates = () =>
  office.inTenant((tx) =>
    tx.selectFrom("outbox").select(["state", "fault"]).orderBy("id").execute(),
  );

test("群改名：以后都用新名字；空的不要，太长的截短", async () => {
  await change("renamed", " 城南片区\n委员工作室 ");
  await change("renamed", "　");
  await plan("请看材料", 0);
  await deliver();
  expect(await office.person("周敏").alone("送达情况")).toContain("城南片区 委员工作室");
  await change("renamed", "长".repeat(500));
  expect((await office.person("周敏").alone("送达情况")).length).toBeLessThan(200);
});

test("群解散：等着说的不再说，联络员知道，说一次", async () => {
  await plan("请看材料");
  await plan("请带提纲");
  await change("gone");
  await change("gone");
  const failed = { state: "failed", fault: "groupGone" };
  expect(await fates()).toEqual([failed, failed, { state: "waiting", fault: null }]);
  await deliver();
  expect(said).toEqual([
    [
      "周敏：周敏您好，「城南群」群解散了，我在那里说不了话了。以前的记录都还在。",
      "还有2条没来得及说，看是哪些，请回复：送达情况",
      "有了新群，请把小协加进去，再在新群里@小协说：登记群 城南片区",
    ].join("\n"),
  ]);
  expect(await office.person("周敏").alone("送达情况 2")).toContain("这个群已经解散了");
});

test("解散以后才排上的，也不去说；夜里解散，早上才告诉联络员", async () => {
  office.now = new Date("2026-03-09T15:00:00Z");
  await change("gone");
  await plan("请看材料", 0);
  await deliver();
  expect(said).toEqual([]);
  expect(await fates()).toContainEqual({ state: "failed", fault: "groupGone" });
  office.now = new Date("2026-03-10T01:00:00Z");
  await deliver();
  expect(said).toHaveLength(1);
});

test("还有人在那里说话，就没有解散：照样说", async () => {
  await change("gone");
  office.now = new Date(office.now.getTime() + 60_000);
  await office.person("李梅").inGroup("你好");
  await plan("请看材料", 0);
  await deliver();
  expect(said).toContain("group-one：请看材料");
});

test("平台发的时候才说群解散了：记下，下一条不再去试", async () => {
  refusal = new PermanentError("refused", { fault: "groupGone" });
  await plan("请看材料", 0);
  await deliver();
  refusal = undefined;
  await plan("请带提纲", 0);
  await deliver();
  expect(said.filter((line) => line.startsWith("group-one"))).toEqual([]);
  expect(said.join()).toContain("这个群已经解散了");
});

test("一时发不出去，不当作解散", async () => {
  refusal = new TransientError("busy");
  await plan("请看材料", 0);
  await deliver();
  refusal = undefined;
  office.now = new Date(office.now.getTime() + 60_000);
  await deliver();
  expect(said).toEqual(["group-one：请看材料"]);
});

test("没有人说过话的群：没有什么可记", async () => {
  const account = office.accounts[1];
  if (account === undefined) throw new Error("no account");
  await office.dispatch.groupChanged(account, { kind: "gone", externalId: "unknown" });
  expect(await fates()).toEqual([]);
});
