import { afterAll, beforeAll, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { textMessage } from "../../domain/message.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

let office: Office;
beforeAll(async () => {
  const people = smallSeed.people.map((person) =>
    person.name === "周敏" ? { ...person, phone: "0000-0000000" } : person,
  );
  office = await openOffice({ seed: { ...smallSeed, people } });
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电\n说明：幸福里小区312户");
  await office.person("李梅").alone("附议 1");
});
afterAll(() => office[Symbol.asyncDispose]());

test("转发稿：一件议题，整段可以复制，办法写在线下面", async () => {
  expect(await office.person("周敏").alone("转发稿 1")).toBe(
    [
      "【协商议题】1号「老旧小区没地方充电」",
      "说明：幸福里小区312户",
      "张建国荐，3月9日，现在附议1人。",
      "愿意一起推动的，请告诉联络员周敏，0000-0000000。",
      "———",
      "长按复制上面的内容，从这条线起不用发。转发后请回复：已转发 1 微信群",
    ].join("\n"),
  );
  const inGroup = await office.person("刘志强").inGroup("轉發稿1");
  expect(inGroup).toContain("转发后请@我回复：已转发 1 微信群");
});

test("已转发：谁、何时、哪里，记进议题的经过", async () => {
  expect(await office.person("周敏").alone("已转发 1 微信群")).toBe(
    [
      "记下了：1号「老旧小区没地方充电」已转发到微信群。",
      "转发人周敏，3月9日上午10:00。",
      "",
      "看经过，请回复：议题 1",
    ].join("\n"),
  );
  const li = office.person("李梅");
  expect(await li.inGroup("议题 1")).toContain("\n已转发1次（周敏，3月9日，微信群）\n");
  expect(await office.person("刘志强").inGroup("1号已轉發到幸福里業主群")).toContain(
    "已转发到幸福里業主群。",
  );
  expect(await li.inGroup("议题 1")).toContain(
    "\n已转发2次（最近：刘志强，3月9日，幸福里業主群）\n",
  );
  await office.inTenant(async (tx) => {
    const { id } = await tx.selectFrom("topics").select("id").executeTakeFirstOrThrow();
    const { tenantId } = office;
    const chain = { tenantId, objectKind: "topic", objectId: id } as const;
    expect(await findChainFault(tx, chain)).toBeUndefined();
    await tx.deleteFrom("event_words").execute();
  });
  expect(await li.inGroup("议题 1")).toContain("\n已转发2次（最近：刘志强，3月9日）\n");
});

test("已转发：没说哪里就问；太长、没有的编号、撤回了的都不记", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("已转发 1")).toContain("请接着告诉我转发到了哪里");
  expect(await zhou.alone("村务群")).toContain("已转发到村务群。");
  expect(await zhou.alone(`已转发 1 ${"群".repeat(21)}`)).toContain("最多20字，还没有记");
  expect(await zhou.alone("已转发 99 微信群")).toContain("没有找到99号议题");
  await zhou.alone("荐题 要撤回的");
  await zhou.alone("撤回 2");
  expect(await zhou.alone("转发稿 2")).toContain("2号已经");
  expect(await zhou.alone("已转发 2 微信群")).toContain("2号已经");
  expect(await zhou.alone("转发稿 99")).toContain("没有找到99号议题");
  expect(await zhou.alone("已转发，请查收")).toContain("请接着告诉我转发到了哪里");
  expect(await zhou.alone("算了")).toBe("好的，先不办了。");
  expect(await zhou.alone("已转发了吗？")).toContain("没听明白");
});

test("转发稿：委员来说就婉拒", async () => {
  expect(await office.person("李梅").inGroup("转发稿 1")).toContain("转发稿由联络员或组长来做。");
  expect(await office.person("李梅").alone("已转发 1 微信群")).toContain(
    "已转发由联络员或组长来做。",
  );
});

test("转发稿：不说几号，就是小协在这里主动说的最后一条；没有就问几号", async () => {
  const liu = office.person("刘志强");
  expect(await liu.inGroup("转发稿")).toContain("要转发几号议题？请接着告诉我编号（在群里请@我）");
  expect(await liu.inGroup("1号")).toContain("【协商议题】1号");
  await say("群里先说的一条");
  await say("请大家明天上午9:00到幸福里小区\n带上记录本");
  expect(await liu.inGroup("转发稿")).toBe(
    [
      "请大家明天上午9:00到幸福里小区",
      "带上记录本",
      "———",
      "长按复制上面的内容，从这条线起不用发。转发后请@我回复：已转发 微信群",
    ].join("\n"),
  );
  expect(await liu.inGroup("已转发 微信群")).toBe(
    "记下了：「请大家明天上午9:00到…」已转发到微信群。\n转发人刘志强，3月9日上午10:00。",
  );
  expect(await liu.alone("已转发 微信群")).toContain("我在这里还没有主动说过话");
});

async function say(text: string): Promise<void> {
  await office.inTenant(async (tx) => {
    const { id } = await tx
      .selectFrom("conversations")
      .select("id")
      .where("external_id", "=", "group-one")
      .executeTakeFirstOrThrow();
    await insertOutgoing(tx, {
      tenantId: office.tenantId,
      conversationId: id,
      urgency: "reminder",
      message: textMessage(text),
      at: office.now,
    });
  });
}
