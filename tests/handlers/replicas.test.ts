import { expect, test } from "vitest";

import { openOffice } from "../support/talk.ts";

const message = {
  conversation: { kind: "group", externalId: "group-one" },
  sender: { externalId: "李梅", linkable: true },
  manner: "typed",
} as const;

test("两个副本同时收到同一条，各五十遍：办一次，回答都一样", async () => {
  await using office = await openOffice();
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const replicas = [office.dispatch, office.openReplica()];
  const one = { ...message, messageId: "twin", text: "荐题 两个副本的议题" };
  const handled = await Promise.all(
    replicas.flatMap((replica) => Array.from({ length: 50 }, () => replica.handle(account, one))),
  );
  expect(new Set(handled.map(({ answer }) => answer?.text)).size).toBe(1);
  const titles = await office.inTenant((tx) => tx.selectFrom("topics").select("title").execute());
  expect(titles).toEqual([{ title: "两个副本的议题" }]);
});

test("两个副本抢着荐题、附议：编号不重不漏，附议一人一次", async () => {
  await using office = await openOffice();
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const replicas = [office.dispatch, office.openReplica()];
  const say = async (index: number, sender: string, text: string) => {
    const replica = index % 2 === 0 ? replicas[0] : replicas[1];
    await replica?.handle(account, {
      ...message,
      conversation: { kind: "single", externalId: `${sender} ${index % 4}` },
      sender: { externalId: sender, linkable: true },
      messageId: `message ${index} ${sender} ${text}`,
      text,
    });
  };
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      say(i, "李梅", `荐题 ${"甲乙丙丁戊己庚辛壬癸"[i % 10]}${i}路`),
    ),
  );
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => say(i, i % 2 === 0 ? "张建国" : "刘志强", "附议 3")),
  );
  await office.inTenant(async (tx) => {
    const topics = await tx.selectFrom("topics").select("number").orderBy("number").execute();
    expect(topics.map((topic) => topic.number)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    expect((await tx.selectFrom("endorsements").selectAll().execute()).length).toBe(2);
  });
});

test("同一个消息编号、另一个会话：不是重投，别处的回答不在这里说", async () => {
  await using office = await openOffice();
  const li = office.person("李梅");
  const change = { messageId: "same-id" };
  expect(await li.alone("荐题 单聊里说的事", change)).toContain("编为1号");
  expect(await li.inGroup("议题", change)).toBe("");
  expect(await li.alone("荐题 单聊里说的事", change)).toContain("编为1号");
});
