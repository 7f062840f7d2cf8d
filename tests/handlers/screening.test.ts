import { expect, test } from "vitest";

import { insertTopic } from "../../db/topics.ts";
import { listShortlisted } from "../../db/screening.ts";
import { upsertUnit } from "../../db/units.ts";
import type { Seed } from "../../handlers/seed.ts";
import { type Office, openOffice, seedWith, smallSeed, startOfPlay } from "../support/talk.ts";

const titles = ["候车亭年久失修", "河堤步道照明不足", "小区无物业管理", "门口接送拥堵"];

/** Four topics by 李梅, the second endorsed by 张建国 and 韦德福. */
const seed: Seed = {
  ...smallSeed,
  topics: titles.map((title, index) => ({
    title,
    proposerName: "李梅",
    at: startOfPlay,
    endorsements:
      index === 1
        ? [
            { name: "张建国", at: startOfPlay },
            { name: "韦德福", at: startOfPlay },
          ]
        : [],
  })),
};

/** What was said alone to each person without being asked, oldest first. */
async function told(office: Office, name: string): Promise<string[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select("o.message")
      .where("c.external_id", "=", name)
      .orderBy("o.id")
      .execute(),
  );
  return rows.map(({ message }) => ("text" in message ? String(message.text) : ""));
}

test("初选：列出等着的，受理、入围各告诉一次，代录的人进联络员的名单", async () => {
  await using office = await openOffice({ seed });
  const zhou = office.person("周敏");
  expect(await zhou.alone("初选")).toBe(
    [
      "等初选的4件，按“党政所需、群众所盼、政协所能”：",
      "",
      "1号　候车亭年久失修（李梅，附议0人）",
      "2号　河堤步道照明不足（李梅，附议2人）",
      "3号　小区无物业管理（李梅，附议0人）",
      "4号　门口接送拥堵（李梅，附议0人）",
      "",
      "先受理，请回复：受理 1　　评分：评分 1 4 5 3",
      "定下来，例：初选 1 入围，初选 1 转社区 理由",
    ].join("\n"),
  );
  expect(await zhou.alone("受理 2")).toBe(
    [
      "2号「河堤步道照明不足」已受理，从现在起可以在小结、卡片和打印件里写出题目。",
      "",
      "已单独告知荐题和附议的2人。",
      "没法单独告知的，请打电话：韦德福。",
    ].join("\n"),
  );
  expect(await told(office, "李梅")).toEqual([
    "李委员，您荐的2号「河堤步道照明不足」已受理。\n\n接下来由联络站初选，结果会告诉您。有什么要补充的，请找联络员周敏。",
  ]);
  expect(await zhou.alone("初选")).toContain("2号　河堤步道照明不足（李梅，附议2人，已受理）");
  expect(await zhou.alone("初选 2 入围 大事")).toContain(
    "2号「河堤步道照明不足」初选入围。\n大事大议：会议协商，提前15个工作日通知，过半数参加，主席会议同意后召开\n",
  );
  expect((await told(office, "张建国")).map((each) => each.split("\n")[0])).toEqual([
    "张委员，您附议的2号「河堤步道照明不足」已受理。",
    "张委员，您附议的2号「河堤步道照明不足」初选入围。",
  ]);
  expect(await told(office, "周敏")).toEqual([]);
});

test("初选：几件一起转社区、已办，理由都说到；缺理由就问；说错一件，都不记", async () => {
  await using office = await openOffice({ seed });
  const liu = office.person("刘志强");
  expect(await liu.alone("初选 3、4号 转社区")).toBe(
    "请接着告诉我理由，荐题和附议的人会看到，例：先由社区调解。半小时内都算数。",
  );
  expect(await liu.alone("先由社区牵头商量")).toBe(
    ["3、4号，共2件，已转社区。", "理由：先由社区牵头商量", "", "已单独告知荐题和附议的1人。"].join(
      "\n",
    ),
  );
  expect(await told(office, "李梅")).toEqual([
    "李委员，您荐的3号「小区无物业管理」已转社区办理：先由社区牵头商量。\n\n有什么要补充的，请找联络员周敏。",
    "李委员，您荐的4号「门口接送拥堵」已转社区办理：先由社区牵头商量。\n\n有什么要补充的，请找联络员周敏。",
  ]);
  expect(await liu.alone("初选 1 3 入围")).toContain("3号已转办，这次都还没有改。");
  expect(await liu.alone("初选")).toContain("等初选的2件");
  expect(await liu.alone("初选 1 已办 候车亭去年已修好")).toContain("1号「候车亭年久失修」已办。");
  // 组长 decides, the 联络员 gets the names of those who must be called.
  await liu.alone("初选 2 暂缓\n改造方案下月公布");
  expect(await liu.alone("初选")).toBe(
    "现在没有等初选的议题。\n上次暂缓的1件：2号\n看初选入围的，请回复：初选 汇总",
  );
  expect(await told(office, "周敏")).toEqual([
    "周敏您好，2号初选后暂缓，下面几位我没法单独告知（名单只发给您）：\n韦德福\n请您打个电话，或者当面说一声。",
  ]);
});

test("初选：写错了可以重新初选；受理以后荐题人不能自己撤、改；转办以后不用再附议", async () => {
  await using office = await openOffice({ seed });
  const zhou = office.person("周敏");
  const li = office.person("李梅");
  await zhou.alone("受理 1");
  expect(await li.alone("撤回 1")).toBe("1号已受理，不能直接改或撤回了。请找联络员商量。");
  expect(await li.alone("修改 1 候车亭漏雨")).toContain("1号已受理，不能直接改或撤回了。");
  expect(await office.person("王海涛").alone("附议 1")).toContain("王委员附议了1号");
  await zhou.alone("初选 1 转12345 路政热线能办");
  expect(await office.person("张建国").alone("附议 1")).toContain("1号已转办，不用再附议了。");
  expect(await zhou.alone("受理 1")).toBe(
    "1号已转办，这次都还没有改。\n要重新考虑，请回复，例：初选 1 重新初选 情况有变化",
  );
  expect(await zhou.alone("初选 1 重新初选 热线退回了")).toContain("退回初选，重新考虑");
  expect((await told(office, "王海涛")).at(-1)).toContain(
    "王委员，您附议的1号「候车亭年久失修」退回初选、重新考虑：热线退回了。",
  );
});

test("初选：夜里办的，早上再告诉", async () => {
  await using office = await openOffice({ seed });
  office.now = new Date("2026-03-09T13:30:00Z");
  expect(await office.person("周敏").alone("初选 1 入围")).toContain(
    "早上8:00告知荐题和附议的1人。",
  );
  const [row] = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("available_at").execute(),
  );
  expect(row?.available_at).toEqual(new Date("2026-03-10T00:00:00Z"));
});

test("初选由联络员和组长来做，单独办；说不清的给例子", async () => {
  await using office = await openOffice({ seed });
  expect(await office.person("李梅").alone("初选 1 入围")).toContain("初选由联络员或组长来做。");
  expect(await office.person("周敏").inGroup("初选")).toContain("请单独找我办");
  expect(await office.person("周敏").alone("初选 入围")).toContain("没听明白是几号、怎么办");
  expect(await office.person("周敏").alone("初选 99 入围")).toContain("没有找到99号议题");
  const many = Array.from({ length: 21 }, (_, index) => index + 1).join(" ");
  expect(await office.person("周敏").alone(`初选 ${many} 入围`)).toContain("一次最多20件");
});

test("评分：各评各的一项，联络员可以代录；汇总按三项加权排，缺一项的排在后面", async () => {
  const people = seedWith({ 王海涛: { title: "群众代表" } }).people;
  await using office = await openOffice({ seed: { ...seed, people } });
  const zhou = office.person("周敏");
  expect(await office.person("李梅").alone("评分 2 4 夜里常有人摔倒")).toBe(
    "2号「河堤步道照明不足」记下了：政协所能4分。\n理由：夜里常有人摔倒\n要改，再说一遍就行，以最后一次为准。",
  );
  await office.person("张建国").alone("评分 2 5");
  expect(await office.person("王海涛").alone("评分 2 3")).toContain("群众所盼3分");
  expect(await office.person("李梅").alone("评分 2 4 5 3")).toContain("您评的是政协所能这一项");
  expect(await office.person("李梅").alone("评分 2 党政 4")).toContain("您评的是政协所能这一项");
  expect(await office.person("李梅").alone("评分 2 6")).toContain("每一项是0到5分");
  expect(await zhou.alone("评分 2 党政 4 县委办电话告知")).toContain("党政所需4分（代各方录入）");
  expect(await zhou.alone("评分 3 5 4 1")).toContain("党政所需5分，群众所盼4分，政协所能1分");
  await zhou.alone("评分 4 党政 5 群众 5");
  expect(await zhou.alone("初选 汇总")).toBe(
    [
      "初选评分，3件（党政、群众、政协三方，括号里是人数）",
      "",
      "第1 3.8分　2号河堤步道照明不足　4(1) 3(1) 4.5(2)",
      "第2 3.3分　3号小区无物业管理　5(1) 4(1) 1(1)，建议转社情民意或12345",
      "未评全　4号门口接送拥堵　5(1) 5(1) —",
      "",
      "看理由，请回复：初选 汇总 2号",
    ].join("\n"),
  );
  expect(await zhou.alone("初选 汇总 2号")).toBe(
    [
      "2号「河堤步道照明不足」　待初选",
      "",
      "政协所能5分　张建国",
      "政协所能4分　李梅：夜里常有人摔倒",
      "群众所盼3分　王海涛",
      "党政所需4分　周敏代录：县委办电话告知",
    ].join("\n"),
  );
  expect(await zhou.alone("设置 初选权重 0 0 1")).toContain("初选权重已改为党政0、群众0、政协1");
  expect(await zhou.alone("初选汇总")).toContain("第1 4.5分　2号");
});

test("评分：只说几号，给一张可以点的单子，点了等于说了", async () => {
  await using office = await openOffice({ seed, ports: { cards: () => "beside" } });
  const account = office.accounts[0];
  if (account === undefined) throw new Error("no account");
  const { answer } = await office.dispatch.handle(account, {
    messageId: "ask-1",
    conversation: { kind: "single", externalId: "周敏" },
    sender: { externalId: "周敏", linkable: true },
    manner: "typed",
    text: "评分 2",
  });
  if (answer?.kind !== "card" || answer.card.kind !== "form") throw new Error("no form");
  expect(answer.card.selects.map(({ title }) => title)).toEqual([
    "党政所需",
    "群众所盼",
    "政协所能",
  ]);
  const handled = await office.dispatch.tap(account, {
    tapId: "tap-1",
    cardId: answer.cardId,
    key: "submit",
    chosen: { need: ["need-4"], ability: ["ability-0"] },
    sender: { externalId: "周敏", linkable: true },
  });
  expect(JSON.stringify(handled?.answer)).toContain("党政所需4分，政协所能0分");
});

test("入围的议题按单位取：下级的算上，别的片区的不算，没有群的按荐题人的片区", async () => {
  await using office = await openOffice({ seed });
  await office.person("周敏").alone("初选 1 3 入围");
  await office.inTenant(async (tx) => {
    const units = await tx.selectFrom("units").select(["id", "name", "kind"]).execute();
    const root = units.find(({ kind }) => kind === "政协")?.id;
    const south = units.find(({ name }) => name === "城南片区")?.id;
    if (root === undefined || south === undefined) throw new Error("no units");
    const { tenantId } = office;
    const north = await upsertUnit(tx, {
      tenantId,
      kind: "片区",
      name: "城北片区",
      parentId: root,
    });
    const person = await tx.selectFrom("people").select("id").executeTakeFirstOrThrow();
    await insertTopic(tx, {
      tenantId,
      year: 2026,
      title: "别的片区的",
      detail: undefined,
      category: undefined,
      source: "member",
      proposerId: person.id,
      unitId: north,
      conversationId: 0,
      at: startOfPlay,
    });
    await tx.updateTable("topics").set({ status: "shortlisted" }).where("number", "=", 5).execute();
    const numbers = async (unitId?: number) =>
      (await listShortlisted(tx, tenantId, unitId)).map(({ number }) => number);
    expect(await numbers()).toEqual([1, 3, 5]);
    expect(await numbers(root)).toEqual([1, 3, 5]);
    expect(await numbers(south)).toEqual([1, 3]);
    expect(await numbers(north)).toEqual([5]);
  });
});

test("请评分：问一句，各人只请自己那一项，评过的不打扰，夜里的早上再说", async () => {
  const people = seedWith({ 王海涛: { title: "群众代表" } }).people;
  await using office = await openOffice({ seed: { ...seed, people } });
  const zhou = office.person("周敏");
  await office.person("张建国").alone("评分 2 5");
  expect(await zhou.alone("请评分 2 3")).toBe(
    "要单独请4人给2、3号评分，评过的不再打扰。\n可以发出，请回复：是",
  );
  office.now = new Date("2026-03-09T13:30:00Z");
  await zhou.alone("请评分 2");
  expect(await zhou.alone("是")).toBe(
    "已单独请2人评分。看评到哪里，请回复：初选 汇总\n没法单独告知的，请打电话问，用“评分”代为录入：韦德福",
  );
  expect(await told(office, "王海涛")).toEqual([
    [
      "王委员，请您给下面1件议题评“群众所盼”，每件0到5分：",
      "",
      "2号　河堤步道照明不足",
      "",
      "一件回复一句，例：评分 2 4",
      "要写理由，写在分数后面。不方便回复的，打电话告诉联络员也行。",
    ].join("\n"),
  ]);
  expect((await told(office, "李梅"))[0]).toContain("评“政协所能”");
  expect(await told(office, "张建国")).toEqual([]);
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("available_at").execute(),
  );
  expect(new Set(rows.map((row) => row.available_at.toISOString()))).toEqual(
    new Set(["2026-03-10T00:00:00.000Z"]),
  );
});

test("依规删除：初选的理由、评分的理由一起删", async () => {
  const people = seedWith({ 刘志强: { title: "联络员" } }).people;
  await using office = await openOffice({ seed: { ...seed, people } });
  const zhou = office.person("周敏");
  await zhou.alone("评分 1 党政 2 涉及某某家的私事");
  await zhou.alone("初选 1 转社区 涉及某某家的私事");
  await zhou.alone("删除 1 含有个人信息");
  expect(await office.person("刘志强").alone("确认删除 1")).toContain("删除");
  await office.inTenant(async (tx) => {
    const topic = await tx
      .selectFrom("topics")
      .select(["status", "status_reason", "status_place"])
      .where("number", "=", 1)
      .executeTakeFirst();
    expect(topic).toEqual({ status: "erased", status_reason: null, status_place: null });
    const scores = await tx.selectFrom("screening_scores").select(["points", "reason"]).execute();
    expect(scores).toEqual([{ points: 2, reason: null }]);
  });
});
