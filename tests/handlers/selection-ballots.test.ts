import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { wordsOfTap } from "../../domain/card.ts";
import type { Card } from "../../domain/card.ts";
import type { InboundMessage } from "../../domain/inbound.ts";
import {
  castUsual,
  listSaid,
  openSelection,
  selectionSeed,
  usualDueAt,
} from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

const voteDay = new Date("2026-03-11T06:00:00Z");

async function openRunning(opening: Parameters<typeof openSelection>[1] = {}, ports = {}) {
  const office = await openOffice({ seed: selectionSeed, ports });
  office.now = voteDay;
  return Object.assign(office, { selectionId: await openSelection(office, opening) });
}

async function chosenBy(office: Office, name: string): Promise<unknown> {
  const { rows } = await office.inTenant((tx) =>
    sql<{ choices: unknown }>`select b.choices from ballots b
      join people p on p.tenant_id = b.tenant_id and p.id = b.person_id where p.name = ${name}`.execute(
      tx,
    ),
  );
  return rows[0]?.choices;
}

const approval = (...numbers: number[]) => ({ kind: "approval", numbers });

describe("选几件推荐", () => {
  let office: Awaited<ReturnType<typeof openRunning>>;
  beforeAll(async () => {
    office = await openRunning();
  });
  afterAll(() => office[Symbol.asyncDispose]());

  test("单独说：记下几件、哪几件，截止前可以改", async () => {
    expect(await office.person("李梅").alone("推荐 4 7")).toBe(
      [
        "李委员，您推荐的2件已记下：",
        "4号　学校门口接送拥堵",
        "7号　老旧小区没地方充电",
        "",
        "3月13日（星期五）下午5:00前可以改，以最后一次为准。",
      ].join("\n"),
    );
    expect(await chosenBy(office, "李梅")).toEqual(approval(4, 7));
    await office.person("李梅").alone("我改选2号、3号跟八号");
    expect(await chosenBy(office, "李梅")).toEqual(approval(2, 3, 8));
  });

  test("群里说：不复述选了什么，明细单独发", async () => {
    const before = (await listSaid(office)).length;
    expect(await office.person("王海涛").inGroup("推荐 3 7 8")).toBe(
      [
        "王委员，您推荐的3件已记下，明细单独发给您了。",
        "本次不公布个人选择，下次点卡片或单独发给我就好。",
      ].join("\n"),
    );
    const [alone] = (await listSaid(office)).slice(before);
    expect(alone).toMatchObject({ to: "王海涛", isGroup: false });
    expect(alone?.text).toContain("您推荐的3件已记下：\n3号　幸福里小区无物业管理");
    expect(await chosenBy(office, "王海涛")).toEqual(approval(3, 7, 8));
  });

  test.each([
    ["推荐4、7", [4, 7]],
    ["推薦 ４号 ７號", [4, 7]],
    ["我选四号跟七号", [4, 7]],
    ["投票 4，7和8", [4, 7, 8]],
    ["推荐 4 4 7。", [4, 7]],
    ["推\u200B荐 4\u0007 7", [4, 7]],
    ["都不选", []],
    ["推荐 弃权", []],
  ])("怎么说都听得懂：%s", async (words, numbers) => {
    expect(await office.person("陆秀英").alone(words)).toContain("陆委员，");
    expect(await chosenBy(office, "陆秀英")).toEqual(approval(...numbers));
  });

  test.each([
    ["推荐 2 4 7 8", "最多选3件，您选了4件，还没有记。请再发一次，例：推荐 5 7 8。"],
    ["推荐 6", "这次候选里没有6号。候选是2、3、4、5、7、8号。"],
    [
      "推荐 4 7 甲",
      "没听明白您选了哪几号，还没有记。候选是2、3、4、5、7、8号。请回复，例：推荐 4 7",
    ],
    ["推荐 4 😀", "没听明白您选了哪几号，还没有记。候选是2、3、4、5、7、8号。请回复，例：推荐 4 7"],
    ["表决 4 同意", "这次是选几件推荐，还没有记。请回复，例：推荐 4 7"],
    ["打分 4 5", "这次是选几件推荐，还没有记。请回复，例：推荐 4 7"],
  ])("说错了，一句说清楚：%s", async (words, answer) => {
    expect(await office.person("覃文斌").alone(words)).toBe(answer);
    expect(await chosenBy(office, "覃文斌")).toBeUndefined();
  });

  test("不在名单里的、不认识的都不记", async () => {
    expect(await office.person("周敏").alone("推荐 4 7")).toBe(
      "这次由城南片区24位委员推荐，名单发起时已固定。您有意见请直接告诉我，我转给联络站。",
    );
    const stranger = { sender: { externalId: "nobody", linkable: true } };
    const conversation = { kind: "single", externalId: "nobody" } as const;
    const answer = await office.person("李梅").alone("推荐 4 7", { ...stranger, conversation });
    expect(answer).toContain("还不知道您是哪位");
    const { rows } = await office.inTenant((tx) =>
      sql<{ count: number }>`select count(*) as count from pending_messages`.execute(tx),
    );
    expect(rows[0]?.count).toBe(0);
  });

  test("同一件事的记录连成一串，每次改都在", async () => {
    const { rows } = await office.inTenant((tx) =>
      sql<{ id: number }>`select id from selection_roll where name = '李梅'`.execute(tx),
    );
    const object = {
      tenantId: office.tenantId,
      objectKind: "ballot",
      objectId: rows[0]?.id ?? 0,
    } as const;
    const { rows: events } = await office.inTenant((tx) =>
      sql<{ kind: string }>`select kind from events where object_kind = 'ballot'
        and object_id = ${object.objectId} order by seq`.execute(tx),
    );
    expect(events.map(({ kind }) => kind)).toEqual(["chosen", "chosen"]);
    expect(await office.inTenant((tx) => findChainFault(tx, object))).toBeUndefined();
  });
});

test("两个平台的委员选同一次推荐，一人只算一份；同时选也不乱", async () => {
  await using office = await openRunning();
  const answers = await Promise.all([
    office.person("李梅").alone("推荐 4 7"),
    office.person("王海涛").alone("推荐 3 7 8"),
    office.person("赵启明").inGroup("推荐 4 7 8"),
    office.person("张建国").inGroup("推荐 4 7"),
    office.person("罗静").alone("推荐 3 7 8"),
  ]);
  expect(answers.every((answer) => answer.includes("已记下"))).toBe(true);
  const { rows } = await office.inTenant((tx) =>
    sql<{
      name: string;
    }>`select name from selection_roll where has_chosen order by position`.execute(tx),
  );
  expect(rows.map(({ name }) => name)).toEqual(["张建国", "李梅", "王海涛", "赵启明", "罗静"]);
});

test("截止以后才选：没有计入，可以转告", async () => {
  await using office = await openRunning();
  office.now = usualDueAt;
  const answer = await office.person("李梅").alone("推荐 4 7");
  expect(answer).toBe(
    "二季度议题推荐3月13日下午5:00已经截止，这次没有计入。您的意见我转给联络员周敏，请回复：转告。",
  );
  expect(await chosenBy(office, "李梅")).toBeUndefined();
  expect(await office.person("李梅").alone("转告")).toContain("转告");
});

test("推荐：看规则和自己选了没有；数字直接回就行", async () => {
  await using office = await openRunning();
  const li = office.person("李梅");
  expect(await li.alone("推荐")).toBe(
    [
      "【议题推荐】城南片区二季度协商议题",
      "",
      "2号　河堤步道照明不足",
      "3号　幸福里小区无物业管理",
      "4号　学校门口接送拥堵",
      "5号　农贸市场排水不畅",
      "7号　老旧小区没地方充电",
      "8号　园区公交末班车太早",
      "",
      "每位委员最多选3件；24位委员中13人及以上参加有效。3月13日（星期五）下午5:00截止。",
      "您还没有选。",
      "请回复，例：推荐 4 7",
    ].join("\n"),
  );
  expect(await li.alone("4 7")).toContain("您推荐的2件已记下：");
  expect(await li.alone("推荐")).toContain("您已选：4号、7号。");
  expect(await li.inGroup("推荐")).not.toContain("您已选");
  expect(await office.person("张建国").alone("推荐")).toContain("您还没有选");
  expect(await office.person("张建国").alone("7号")).toContain("您推荐的1件已记下：");
});

test("我的：还没选的推荐列在里面，选了就没有", async () => {
  await using office = await openRunning();
  expect(await office.person("李梅").alone("我的")).toContain(
    "「城南片区二季度协商议题推荐」您还没有选，3月13日（星期五）下午5:00截止，请回复：推荐",
  );
  await office.person("李梅").alone("推荐 4");
  expect(await office.person("李梅").alone("我的")).not.toContain("您还没有选");
});

test("语音：复述几号和题目，说对才记", async () => {
  await using office = await openRunning();
  const zhang = office.person("张建国");
  const spoken: Partial<InboundMessage> = { manner: "spoken" };
  expect(await zhang.alone("我选四号跟七号。", spoken)).toBe(
    [
      "听到您说选4号和7号：",
      "4号　学校门口接送拥堵",
      "7号　老旧小区没地方充电",
      "",
      "对的话请回复：对。不对，再说一遍就行。",
    ].join("\n"),
  );
  expect(await chosenBy(office, "张建国")).toBeUndefined();
  expect(await zhang.alone("对")).toContain("张委员，您推荐的2件已记下：");
  expect(await chosenBy(office, "张建国")).toEqual(approval(4, 7));
});

describe("别的方法", () => {
  test.each([
    [
      "yes-no",
      "表决 4 同意 5 反对 7 弃权",
      { kind: "yes-no", votes: { 4: "yes", 5: "no", 7: "abstain" } },
    ],
    ["yes-no", "表决 同意 4 5 反对 7", { kind: "yes-no", votes: { 4: "yes", 5: "yes", 7: "no" } }],
    ["score", "打分 4 5 7 3", { kind: "score", scores: { 4: 5, 7: 3 } }],
    ["score", "打分 4号5分，7号3分", { kind: "score", scores: { 4: 5, 7: 3 } }],
    ["ranking", "排序 3>4=7>2", { kind: "ranking", groups: [[3], [4, 7], [2]] }],
    ["ranking", "排序 3 4 7", { kind: "ranking", groups: [[3], [4], [7]] }],
  ] as const)("%s：%s", async (method, words, choices) => {
    await using office = await openRunning({ terms: { method, choicesMax: 6 } });
    expect(await office.person("李梅").alone(words)).toContain("已记下：");
    expect(await chosenBy(office, "李梅")).toEqual(choices);
    expect(await office.person("李梅").alone("推荐 4 7")).toContain("还没有记");
  });

  test("打分超出、排序重复都不记", async () => {
    await using score = await openRunning({ terms: { method: "score" } });
    expect(await score.person("李梅").alone("打分 4 9")).toContain("每件打0至5分，还没有记");
    await using ranking = await openRunning({ terms: { method: "ranking", choicesMax: 6 } });
    expect(await ranking.person("李梅").alone("排序 3>4>3")).toContain("有的号说了两次，还没有记");
  });
});

async function cardOf(office: Office): Promise<{ id: string; card: Card }> {
  const { rows } = await office.inTenant((tx) =>
    sql<{
      id: string;
      card: Card;
    }>`select id, card from cards order by created_at desc limit 1`.execute(tx),
  );
  const [row] = rows;
  if (row === undefined) throw new Error("no card was shown");
  return row;
}

function tap(
  office: Office,
  name: string,
  tapped: { cardId: string; options: readonly string[]; id?: string },
) {
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  return office.dispatch.tap(account, {
    tapId: tapped.id ?? `tap-${name}-${tapped.options.join("-")}`,
    cardId: tapped.cardId,
    sender: { externalId: name, linkable: true },
    key: "submit",
    chosen: { vote: tapped.options },
  });
}

describe("卡片", () => {
  const ports = { cards: () => "beside" as const };

  test("群里的卡片：回执只给点的人看，给不了就不说选了什么", async () => {
    await using office = await openRunning({}, ports);
    await office.person("李梅").inGroup("推荐");
    const { id: cardId } = await cardOf(office);
    const tapped = await tap(office, "李梅", { cardId, options: ["4", "7"] });
    expect(tapped?.answer).toMatchObject({
      card: { body: expect.stringContaining("李委员，您推荐的2件已记下：\n4号　学校门口接送拥堵") },
    });
    expect(tapped?.late?.text).toBe(
      "李委员，您推荐的2件已记下。\n本次不公布个人选择，下次点卡片或单独发给我就好。",
    );
    expect(await chosenBy(office, "李梅")).toEqual(approval(4, 7));
    // The same tap delivered again changes nothing and is answered alike.
    const again = await tap(office, "李梅", { cardId, options: ["4", "7"] });
    expect(again?.answer).toEqual(tapped?.answer);
  });

  test("卡片上没有的选项、别人的卡片、没有的卡片都不算", async () => {
    await using office = await openRunning({}, ports);
    await office.person("李梅").alone("推荐");
    const { id: cardId } = await cardOf(office);
    expect(await tap(office, "李梅", { cardId, options: ["6"] })).toBeUndefined();
    expect(await tap(office, "张建国", { cardId, options: ["4"] })).toBeUndefined();
    expect(await tap(office, "李梅", { cardId: "x".repeat(22), options: ["4"] })).toBeUndefined();
    expect(await chosenBy(office, "李梅")).toBeUndefined();
    expect(await chosenBy(office, "张建国")).toBeUndefined();
  });

  test("旧卡片不算到新的一次里；打出来的卡片话也要按名单和截止", async () => {
    await using office = await openRunning({}, ports);
    await office.person("李梅").inGroup("推荐");
    const { id: cardId } = await cardOf(office);
    await office.inTenant((tx) =>
      sql`update selections set state = 'closed', closed_at = ${office.now}`.execute(tx),
    );
    await openSelection(office, { title: "城南片区三季度协商议题推荐" });
    const tapped = await tap(office, "李梅", { cardId, options: ["4"] });
    expect(JSON.stringify(tapped?.answer)).toContain("已经截止，这次没有计入");
    expect(await chosenBy(office, "李梅")).toBeUndefined();
    expect(await office.person("周敏").alone("推荐 (999) 4")).toContain(
      "现在没有正在进行的议题推荐",
    );
  });

  test("二十件以上分页：一页只改这一页的", async () => {
    const options = Array.from({ length: 25 }, (_, index) => {
      const label = `第${index + 1}件事`;
      return [index + 1, label, label] as const;
    });
    await using office = await openRunning({ options, terms: { seats: 4, choicesMax: 4 } }, ports);
    await office.person("李梅").alone("推荐 第2页");
    const { id: cardId, card } = await cardOf(office);
    expect(card).toMatchObject({ title: expect.stringContaining("第2页，共2页") });
    expect(card.kind === "vote" && card.options).toHaveLength(5);
    expect(wordsOfTap(card, { key: "submit", chosen: { vote: ["21"] } })).toMatch(
      /^推荐 \(\d+-2\) 21$/,
    );
    await office.person("李梅").alone("推荐 第1页 3 5");
    await tap(office, "李梅", { cardId, options: ["21", "22"] });
    expect(await chosenBy(office, "李梅")).toEqual(approval(3, 5, 21, 22));
    await office.person("李梅").alone("推荐 第1页 4");
    expect(await chosenBy(office, "李梅")).toEqual(approval(21, 22, 4));
    expect(await office.person("李梅").alone("推荐 第1页 1 2 3")).toContain("最多选4件，您选了5件");
  });
});

test("同时有两项：按号码分得清就记，分不清就问", async () => {
  await using office = await openRunning();
  await openSelection(office, {
    title: "集中协商时间",
    options: [
      [1, "周二下午", "周二下午"],
      [2, "周四上午", "周四上午"],
    ],
    terms: { seats: 1, choicesMax: 1 },
  });
  const li = office.person("李梅");
  expect(await li.alone("推荐 4 7")).toContain("学校门口接送拥堵");
  expect(await li.alone("推荐 1")).toContain("1号　周二下午");
  expect(await li.alone("推荐 2")).toContain("1　城南片区二季度协商议题推荐\n2　集中协商时间");
  expect(await li.alone("2")).toContain("2号　周四上午");
  expect(await li.alone("推荐")).toContain("另外正在推荐：");
});

test("推荐的往返不多于十次", async () => {
  await using office = await openRunning();
  await castUsual(office, office.selectionId, 1);
  await office.person("李梅").alone("推荐 4");
  office.statements.length = 0;
  await office.person("李梅").alone("推荐 4 7");
  expect(office.statements.length).toBeLessThanOrEqual(10);
  office.statements.length = 0;
  await office.person("李梅").inGroup("推荐 4 7");
  expect(office.statements.length).toBeLessThanOrEqual(14);
});
