import { afterAll, beforeAll, expect, test } from "vitest";

import { upsertSingleConversation } from "../../db/conversations.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import type { OutboxTable } from "../../db/schema/outbox.ts";
import { textMessage } from "../../domain/message.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

test("送达情况：什么都没说过", async () => {
  expect(await office.person("周敏").alone("送达情况")).toContain("我最近没有主动说过话。");
  expect(await office.person("周敏").alone("送达情况 3")).toContain("没有这一条");
});

test("送达情况：最近五条，新的在前，各是什么样子", async () => {
  await said("太早的一条", {});
  await said("请大家明天上午9:00到幸福里小区", { state: "sent", sent_via: "push" });
  await said("可能说了两遍的", { state: "sent", sent_via: "reply", maybe_repeated: true });
  await said("张委员，身份核对好了。", { state: "failed", failure: "no voice" }, "张建国");
  await said("不用再说的", { state: "cancelled" });
  await said("还没轮到的", {});
  const zhou = office.person("周敏");
  const expected = [
    "我主动说的最近5条，新的在前",
    "",
    "1　3月9日上午10:00　城南群　「还没轮到的」等着送",
    "2　3月9日上午10:00　城南群　「不用再说的」已取消",
    "3　3月9日上午10:00　单聊张建国　「张委员，身份核对好了。」没送到，没法单独找到这个人",
    "4　3月9日上午10:00　城南群　「可能说了两遍的」可能重复",
    "5　3月9日上午10:00　城南群　「请大家明天上午9:00到…」已送达",
    "",
    "看其中一条，请回复：送达情况 3",
    "没送到的可以复制给对方，请回复：转发稿 消息3",
  ];
  expect(await zhou.alone("送达情况")).toBe(expected.join("\n"));
  expect(await zhou.alone("消息 状态")).toBe(expected.join("\n"));
  expect(await zhou.alone("送達情況")).toBe(expected.join("\n"));
});

test("送达情况：一条的详情，走的哪条路，没送到怎么办", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("送达情况 5")).toBe(
    [
      "第5条，3月9日上午10:00，城南群",
      "「请大家明天上午9:00到…」",
      "",
      "已送达，3月9日上午10:00，走的是群消息推送。",
    ].join("\n"),
  );
  expect(await zhou.alone("送达情况4")).toContain("可能看到两遍");
  expect(await zhou.alone("送达情况 3")).toContain(
    "没送到，没法单独找到这个人。\n可以复制给对方，请回复：转发稿 消息3",
  );
  expect(await zhou.alone("转发稿 消息3")).toBe(
    "张委员，身份核对好了。\n———\n长按复制上面的内容，从这条线起不用发。",
  );
  expect(await zhou.alone("送达情况 6")).toContain("没有这一条，最近只有5条");
});

test.each([
  ["scope", "可见范围"],
  ["quota", "本月的用量用完了"],
  ["secret", "应用凭证"],
  ["trustedAddress", "服务器地址"],
  ["permission", "权限"],
  ["disabled", "停用"],
  ["notInGroup", "不在这个群里"],
  ["pushAddress", "推送地址用不了"],
  ["tooLong", "内容太长"],
  ["content", "换个说法"],
  ["unknown", "平台没有收下"],
] as const)("平台说了为什么：原因和怎么办都用白话说：%s", async (fault, expected) => {
  const failure = "PermanentError: send: errcode 1 (refused)";
  await said("没送到的一条", { state: "failed", failure, fault });
  const detail = await office.person("周敏").alone("送达情况 1");
  expect(detail).toContain("没送到，");
  expect(detail).toContain(expected);
  expect(detail).toMatch(/请|下月1日/);
  expect(detail.replace("https://", "")).not.toMatch(/[a-z]/i);
});

test.each([
  ["TransientError: send: timed out", "平台几次都没有应答"],
  ["PermanentError: no way to reach this conversation", "这个群还没有推送地址"],
  ["unreadable message", "存的内容读不出来"],
  ["PermanentError: send: code 7 (refused)", "平台没有收下"],
])("平台没说为什么：%s", async (failure, expected) => {
  await said("没送到的一条", { state: "failed", failure });
  const detail = await office.person("周敏").alone("送达情况 1");
  expect(detail).toContain(`没送到，`);
  expect(detail).toContain(expected);
  expect(detail).not.toMatch(/[a-z]/i);
});

test("群里：工作人员看这个群的；委员看不了群里的，自己的单独看", async () => {
  const list = await office.person("刘志强").inGroup("送达情况");
  expect(list).not.toContain("单聊");
  expect(list).toContain("请@我回复：送达情况 1");
  expect(await office.person("李梅").inGroup("送达情况")).toBe(
    "送达情况由联络员或组长来做。您自己的，请单独找我回复：送达情况",
  );
  expect(await office.person("李梅").alone("送达情况")).toContain("我最近没有主动说过话。");
  await said("李委员好", { state: "sent", sent_via: "person" }, "李梅");
  const own = await office.person("李梅").alone("送达情况");
  expect(own).toContain("我主动说的最近1条\n\n1　3月9日上午10:00　单聊李梅　「李委员好」已送达");
  expect(await office.person("李梅").alone("送达情况 1")).toContain("走的是应用消息");
});

test("别人给自己记的提醒：看得到送没送到，内容不给别人", async () => {
  const change = { state: "failed", failure: "no voice", class: 1 } as const;
  await said("李委员，您让我这会儿提醒您：\n去医院拿药", change, "李梅");
  const zhou = office.person("周敏");
  expect(await zhou.alone("送达情况")).not.toContain("医院");
  const detail = await zhou.alone("送达情况 1");
  expect(detail).not.toContain("医院");
  expect(detail).not.toContain("转发稿");
  expect(detail).toContain("请打电话说一声。");
  expect(await zhou.alone("转发稿 消息1")).toContain("内容只给本人看");
});

test("单独说给别人、送到了的：内容也不给别人；说给自己的可以", async () => {
  await said("张委员请您留意家里的事", { state: "sent", sent_via: "person" }, "刘志强");
  const zhou = office.person("周敏");
  expect(await zhou.alone("转发稿 消息1")).toContain("内容只给本人看");
  await said("周敏您好，请核对一个人", { state: "sent", sent_via: "person" }, "周敏");
  expect(await zhou.alone("转发稿 消息1")).toContain("周敏您好，请核对一个人\n———");
});

test("迟到的回答不是主动说的话，别的单位的也看不到", async () => {
  const before = await office.person("周敏").alone("送达情况");
  await said("迟到的回答", { state: "sent", inbox_id: 1 });
  expect(await office.person("周敏").alone("送达情况")).toBe(before);
});

test("名单里说能单独提醒几位", async () => {
  await using other = await openOffice({
    ports: {
      voice: (_, target) => (target.conversation.externalId === "李梅" ? undefined : "person"),
    },
    seed: smallSeed,
  });
  expect(await other.person("周敏").alone("名单")).toContain(
    "名单共6人，已核对5人（顺序是办公室的顺序）\n能单独提醒 4/6，其余的请打电话。",
  );
});

async function said(text: string, change: object, single?: string): Promise<void> {
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  await office.inTenant(async (tx) => {
    const group = await tx
      .selectFrom("conversations")
      .select("id")
      .where("external_id", "=", "group-one")
      .executeTakeFirstOrThrow();
    const conversationId =
      single === undefined
        ? group.id
        : await upsertSingleConversation(tx, { id: account.id, externalId: single }, office.now);
    const outgoing = { conversationId, message: textMessage(text), at: office.now };
    const { tenantId } = office;
    await insertOutgoing(tx, { ...outgoing, tenantId, urgency: "answer" });
    const newest = await tx
      .selectFrom("outbox")
      .select("id")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    const set: Partial<Pick<OutboxTable, "sent_at">> = { sent_at: office.now };
    await tx
      .updateTable("outbox")
      .set({ ...change, ...set })
      .where("id", "=", newest.id)
      .execute();
  });
}
