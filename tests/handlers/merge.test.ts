import { afterEach, beforeEach, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { findTopic } from "../../db/topics.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  const at = startOfPlay;
  office = await openOffice({
    seed: {
      ...smallSeed,
      topics: [
        {
          title: "老旧小区没地方充电",
          proposerName: "张建国",
          at,
          endorsements: [{ name: "刘志强", at }],
        },
        {
          title: "电动车充电难",
          proposerName: "王海涛",
          at,
          endorsements: [
            { name: "李梅", at },
            { name: "刘志强", at },
            { name: "韦德福", at },
          ],
        },
        { title: "老街排水不畅", proposerName: "李梅", at },
      ],
    },
  });
});
afterEach(() => office[Symbol.asyncDispose]());

/** What was said without being asked, with the account it went to. */
function outbox(): Promise<readonly { readonly to: string; readonly text: string }[]> {
  return office.inTenant(async (tx) => {
    const rows = await tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["external_id", "message"])
      .orderBy("outbox.id")
      .execute();
    return rows.map(({ external_id: to, message }) => ({
      to,
      text: "text" in message ? String(message.text) : "",
    }));
  });
}

function find(number: number) {
  return office.inTenant((tx) => findTopic(tx, office.tenantId, { year: 2026, number }));
}

test("合并：先核对，确认了才办；附议不动，人人听到一次", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("合并 2 到 1 说的是同一件事")).toBe(
    [
      "请核对，现在还没有合并：",
      "",
      "2号「电动车充电难」，附议3人",
      "并入1号「老旧小区没地方充电」，附议1人",
      "理由：说的是同一件事",
      "",
      "荐题和附议的委员会单独收到告知；附议不自动转，由本人定。",
      "可以合并，请回复：确认",
    ].join("\n"),
  );
  expect((await find(2))?.status).toBe("proposed");
  expect(await zhou.alone("是")).toContain("要办，请回复：确认");
  expect(await zhou.alone("确认")).toBe(
    [
      "2号「电动车充电难」已并入1号「老旧小区没地方充电」。",
      "已单独告知荐题和附议的4位。还有1位没法单独告知，名单已发给联络员。附议没有自动转，由他们自己定。",
      "要撤销，请回复：取消合并 2",
    ].join("\n"),
  );
  const said = await outbox();
  expect(said.map(({ to }) => to).toSorted()).toEqual(
    ["刘志强", "周敏", "张建国", "李梅", "王海涛"].toSorted(),
  );
  const to = (name: string) => said.find((each) => each.to === name)?.text;
  expect(to("王海涛")).toBe(
    [
      "王委员，您荐的2号「电动车充电难」，已并入1号「老旧小区没地方充电」。",
      "理由：说的是同一件事",
      "",
      "您的附议没有自动转过去。愿意一起推动，请回复：附议 1",
    ].join("\n"),
  );
  expect(to("刘志强")).toContain("1号您已经荐过或附议过，不用再说。");
  expect(to("张建国")).toContain("说的是同一件事，已并入您荐的1号");
  expect(to("周敏")).toContain(
    "2号议题已并入1号，下面几位我没法单独告知（名单只发给您）：\n韦德福",
  );
  expect((await find(1))?.endorsements).toBe(1);
  expect((await find(2))?.endorsements).toBe(3);
});

test("并了以后：详情说清去向，清单里不列，附议指到新的那件", async () => {
  await office.person("周敏").alone("把2号并入1号 同一件事");
  await office.person("周敏").alone("确认");
  expect(await office.person("李梅").alone("议题 2")).toContain(
    "已并入1号，想一起推动，请回复：附议 1",
  );
  expect(await office.person("李梅").alone("议题 1")).toContain("并入的有：2号");
  const list = await office.person("李梅").alone("议题");
  expect(list).toContain("现有2件议题");
  expect(list).not.toContain("电动车充电难");
  expect(await office.person("李梅").inGroup("附议 2")).toBe(
    "2号已并入1号。想一起推动，请@我回复：附议 1",
  );
  expect(await office.person("王海涛").alone("修改 2 换个题目")).toContain("2号已并入1号");
  expect(await office.person("王海涛").alone("撤回 2")).toContain("2号已并入1号");
  expect(await office.person("李梅").alone("附议 1")).toContain("现在附议2人");
  expect(await office.person("张建国").alone("荐题 电动车充电太难")).not.toContain("2号");
});

test("取消合并：恢复原样，原来的附议都在，人人听到一次", async () => {
  await office.person("周敏").alone("合并 2 到 1 同一件事");
  await office.person("周敏").alone("确认");
  const before = (await outbox()).length;
  expect(await office.person("周敏").alone("取消合并 2")).toContain(
    "2号「电动车充电难」已恢复为单独的议题，原来的附议都在。",
  );
  const topic = await find(2);
  expect(topic).toMatchObject({ status: "proposed", endorsements: 3, mergedInto: undefined });
  const said = (await outbox()).slice(before).map(({ to }) => to);
  expect(said.toSorted()).toEqual(["刘志强", "周敏", "李梅", "王海涛"].toSorted());
  expect(await office.person("周敏").alone("取消合并 2")).toContain("2号没有并入别的议题");
  for (const number of [1, 2]) {
    const objectId = (await find(number))?.id ?? 0;
    const chain = { tenantId: office.tenantId, objectKind: "topic", objectId } as const;
    expect(await office.inTenant((tx) => findChainFault(tx, chain))).toBeUndefined();
  }
});

test("缺理由就问；不能并的当场说清，不用确认", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("合并 2 到 1")).toContain("请接着告诉我合并的理由");
  expect(await zhou.alone("说的是同一件事")).toContain("理由：说的是同一件事");
  expect(await zhou.alone("算了")).toBe("好的，先不办了。");
  expect(await zhou.alone("合并 2 到 2 重复")).toContain("不能把2号并到它自己，还没有合并");
  expect(await zhou.alone("合并 2 到 99 重复")).toContain("没有找到99号议题");
  expect(await zhou.alone(`合并 2 到 1 ${"长".repeat(61)}`)).toContain("理由最多60字，还没有合并");
  await office.person("李梅").alone("撤回 3");
  expect(await zhou.alone("合并 2 到 3 重复")).toContain("3号已经由荐题人撤回");
  await zhou.alone("合并 2 到 1 同一件事");
  await zhou.alone("确认");
  expect(await zhou.alone("合并 2 到 1 同一件事")).toContain("2号已并入1号，还没有另外并");
});

test("合并由工作人员做，委员说了可以转告", async () => {
  expect(await office.person("李梅").alone("合并 2 到 1 同一件事")).toContain("请回复：转告");
});

test("两人同时合并到对方：只成一件，另一件说清楚", async () => {
  await office.person("周敏").alone("合并 2 到 1 同一件事");
  await office.person("刘志强").alone("合并 1 到 2 同一件事");
  const answers = await Promise.all([
    office.person("周敏").alone("确认"),
    office.person("刘志强").alone("确认"),
  ]);
  expect(answers.filter((answer) => answer.includes("要撤销，请回复"))).toHaveLength(1);
  const states = [(await find(1))?.status, (await find(2))?.status];
  expect(new Set(states)).toEqual(new Set(["merged", "proposed"]));
});

test("一并再并：先前并进来的也听到去了哪里，看旧号直接说到头", async () => {
  const zhou = office.person("周敏");
  await zhou.alone("合并 2 到 1 说的是同一件事");
  await zhou.alone("确认");
  const before = (await outbox()).length;
  await zhou.alone("合并 1 到 3 一起解决");
  await zhou.alone("确认");
  const said = (await outbox()).slice(before);
  // 张建国 and 刘志强 are named on 1, 王海涛 only on 2; 李梅 also proposed 3; 韦德福 has no account.
  expect(said.map(({ to }) => to).toSorted()).toEqual(
    ["刘志强", "周敏", "张建国", "李梅", "王海涛"].toSorted(),
  );
  expect(said.find(({ to }) => to === "王海涛")?.text).toBe(
    [
      "王委员，您荐的2号「电动车充电难」先前并入了1号，现在1号又并入3号「老街排水不畅」。",
      "理由：一起解决",
      "",
      "您的附议没有自动转过去。愿意一起推动，请回复：附议 3",
    ].join("\n"),
  );
  expect(said.find(({ to }) => to === "李梅")?.text).toContain("3号您已经荐过或附议过");
  expect(said.find(({ to }) => to === "周敏")?.text).toContain("韦德福");
  expect(await office.person("王海涛").alone("附议 2")).toContain("2号已并入3号");
  expect(await office.person("王海涛").alone("议题 2")).toContain(
    "已并入1号，1号又并入3号，想一起推动，请回复：附议 3",
  );
  const again = (await outbox()).length;
  expect(await zhou.alone("取消合并 1")).toContain("1号");
  const undone = (await outbox()).slice(again);
  expect(undone.find(({ to }) => to === "王海涛")?.text).toContain(
    "先前并入的1号「老旧小区没地方充电」，不再并入别的议题",
  );
  expect(await office.person("王海涛").alone("附议 2")).toContain("2号已并入1号");
});
