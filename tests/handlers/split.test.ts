import { afterEach, beforeEach, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { countTopics } from "../../db/topic-origin.ts";
import { findTopic } from "../../db/topics.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  const at = startOfPlay;
  office = await openOffice({
    seed: {
      ...smallSeed,
      topics: [
        { title: "老街排水不畅", proposerName: "李梅", at },
        {
          title: "小区充电桩少又有飞线",
          proposerName: "王海涛",
          at,
          endorsements: [
            { name: "李梅", at },
            { name: "韦德福", at },
          ],
        },
      ],
    },
  });
});
afterEach(() => office[Symbol.asyncDispose]());

function find(number: number) {
  return office.inTenant((tx) => findTopic(tx, office.tenantId, { year: 2026, number }));
}

async function outbox(): Promise<ReadonlyMap<string, string>> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["external_id", "message"])
      .orderBy("outbox.id")
      .execute(),
  );
  return new Map(
    rows.map(({ external_id: to, message }) => [to, "text" in message ? String(message.text) : ""]),
  );
}

const words = "拆分 2 一：小区充电桩太少 二：飞线充电不安全";

test("拆分：先核对，确认了才办；来处去处都看得到，附议不动", async () => {
  const liu = office.person("刘志强");
  expect(await liu.alone(words)).toBe(
    [
      "请核对，现在还没有拆分：",
      "",
      "2号「小区充电桩少又有飞线」，王海涛荐，附议2人",
      "拆成2件，荐题人和来源不变：",
      "第1件　小区充电桩太少",
      "第2件　飞线充电不安全",
      "",
      "2号以后不再单独列出。附议不自动转，由本人定。",
      "可以拆分，请回复：确认",
    ].join("\n"),
  );
  expect((await find(2))?.status).toBe("proposed");
  expect(await liu.alone("确认")).toBe(
    [
      "2号「小区充电桩少又有飞线」已拆成2件：",
      "3号　小区充电桩太少",
      "4号　飞线充电不安全",
      "",
      "已单独告知荐题和附议的2位。还有1位没法单独告知，名单已发给联络员。附议没有自动转，由他们自己定。",
      "不该分开的，可以再并到一起，请回复，例：合并 4 到 3 说的是同一件事",
    ].join("\n"),
  );
  const said = await outbox();
  expect(said.get("王海涛")).toContain("王委员，您荐的2号「小区充电桩少又有飞线」说了几件事");
  expect(said.get("王海涛")).toContain("这几件都记在您名下");
  expect(said.get("李梅")).toContain("您的附议没有自动转过去");
  expect(said.get("李梅")).toContain("例：附议 3");
  expect(said.get("周敏")).toContain("2号议题已拆成3号、4号");
  expect(said.get("周敏")).toContain("韦德福");
  expect(await find(3)).toMatchObject({
    status: "proposed",
    proposerName: "王海涛",
    endorsements: 0,
    category: "小区环境",
  });
  const li = office.person("李梅");
  expect(await li.alone("议题 2")).toContain("已拆成3号、4号，想一起推动，请回复，例：附议 3");
  expect(await li.alone("议题 3")).toContain("由2号拆出");
  expect(await li.inGroup("附议 2")).toBe("2号已拆成3号、4号。想一起推动，请@我回复，例：附议 3");
  expect(await li.alone("附议 4")).toContain("现在附议1人");
  const list = await li.alone("议题");
  expect(list).toContain("现有3件议题");
  expect(list).not.toContain("少又有飞线");
  const counts = await office.inTenant((tx) => countTopics(tx, office.tenantId, 2026));
  expect(counts.total).toBe(3);
  for (const number of [2, 3]) {
    const objectId = (await find(number))?.id ?? 0;
    const chain = { tenantId: office.tenantId, objectKind: "topic", objectId } as const;
    expect(await office.inTenant((tx) => findChainFault(tx, chain))).toBeUndefined();
  }
});

test("受理过的拆开以后从受理开始；已定的、正在推荐的不拆，说清楚", async () => {
  const zhou = office.person("周敏");
  await zhou.alone("初选 1 2 入围");
  expect(await zhou.alone("发起推荐 初选议题 选1件 周五下午5点截止")).toContain("请回复：确认");
  expect(await zhou.alone(words)).toContain("2号在准备发出的「");
  await zhou.alone("发布");
  expect(await zhou.alone(words)).toContain("里供大家推荐，还没有拆分");
  expect((await find(2))?.status).toBe("shortlisted");
  await zhou.alone("取消推荐 先缓一缓");
  await zhou.alone("确认");
  await zhou.alone(words);
  await zhou.alone("确认");
  expect((await find(3))?.status).toBe("accepted");
  expect(await zhou.alone(words)).toContain("2号已拆成3号、4号");
  await zhou.alone("初选 1 转社区 邻里之间的事");
  expect(await zhou.alone("拆分 1 一：排水 二：路灯")).toContain("1号已转办，不能再拆分");
});

test("缺了什么就问；不是工作人员的可以转告；平常的话不当拆分", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("拆分 2")).toContain("请接着告诉我拆成哪几件，每件一行");
  expect(await zhou.alone("小区充电桩太少\n飞线充电不安全")).toContain("第2件　飞线充电不安全");
  expect(await zhou.alone("算了")).toBe("好的，先不办了。");
  expect(await zhou.alone("拆分 2 一：小区充电桩太少")).toContain("要拆成两件或更多");
  expect(await office.person("李梅").alone(words)).toContain("请回复：转告");
  expect(await zhou.alone("拆分工资条")).toContain("没听明白");
});
