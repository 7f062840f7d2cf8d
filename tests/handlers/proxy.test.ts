import { afterAll, beforeAll, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { findNamed } from "../../domain/named.ts";
import { parseChannel, splitChannel } from "../../domain/channel.ts";
import type { Seed } from "../../handlers/seed.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

/** Two people of one name in two zones, and one whose name is written in three ways. */
const seed: Seed = {
  ...smallSeed,
  people: [
    ...smallSeed.people,
    ...[
      ["张伟", "城南片区"],
      ["张伟", "城北片区"],
      ["石磊", "城北片区"],
    ].map(([name = "", unit = ""], index) => ({
      line: 7 + index,
      name,
      title: "委员",
      salutation: `${name.slice(0, 1)}委员`,
      unit,
      isLiaison: false,
      account: undefined,
    })),
  ],
};

let office: Office;
beforeAll(async () => {
  office = await openOffice({ seed });
});
afterAll(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");

test("代荐：题目、说明、渠道；荐题人是委员本人，代录人是联络员", async () => {
  expect(await zhou().alone("代荐 韦德福 村里没有班车 电话\n说明：最近的站点有五公里")).toBe(
    [
      "已代荐：1号「村里没有班车」",
      "说明：最近的站点有五公里",
      "类别：道路交通（我按内容选的）",
      "荐题人韦德福，电话告知，3月9日上午10:00。代录人周敏。",
      "",
      "请韦委员本人复核，电话或当面都行。",
      "要改请回复：修改 1　　要收回请回复：撤回 1",
    ].join("\n"),
  );
  const detail = await office.person("李梅").inGroup("议题 1");
  expect(detail).toContain("韦德福荐（代荐，电话），3月9日（星期一）\n附议0人");
  expect(await office.person("李梅").inGroup("议题")).toContain("1号　村里没有班车\n");
});

test("代荐：群里、繁体、少空格、渠道另起一行", async () => {
  const answer = await office
    .person("刘志强")
    .inGroup("代薦韋德福 路燈不亮\n說明：夜裡看不見\n渠道：寫在紙上交來的");
  expect(answer).toContain("已代荐：2号「路燈不亮」\n说明：夜裡看不見\n类别：基础设施");
  expect(answer).toContain("荐题人韦德福，交来纸质件，");
  expect(answer).toContain("代录人刘志强。");
  expect(answer).toContain("要改请@我：修改 2　　要收回请@我：撤回 2");
});

test("代荐：没说渠道就问，说过的都留着；听不出是哪种再问一次", async () => {
  const question = await zhou().inGroup("代荐 韦德福 缴费只能打电话\n类别：民生");
  expect(question).toBe(
    "请接着告诉我本人是怎么告知的：电话、纸质、当面、短信或其他（在群里请@我），例：电话。半小时内都算数。",
  );
  expect(await zhou().inGroup("昨天晚饭后")).toBe(question);
  const answer = await zhou().inGroup("他上门来说的");
  expect(answer).toContain("「缴费只能打电话」\n类别：民生\n荐题人韦德福，当面告知，");
});

test("代荐：缺题目、缺姓名都问；名单上没有的、自己的、两个人的都不记", async () => {
  expect(await zhou().alone("代荐")).toContain("请接着告诉我是替哪位委员荐的");
  expect(await zhou().alone("算了")).toBe("好的，先不办了。");
  expect(await zhou().alone("代荐 韦德福")).toContain("请接着告诉我议题的题目");
  expect(await zhou().alone("村口没有凉亭 短信")).toContain("「村口没有凉亭」");
  expect(await zhou().alone("代荐 韦德福 电话")).toContain("请接着告诉我议题的题目");
  expect(await zhou().alone("卫生室没有药")).toContain("「卫生室没有药」\n荐题人韦德福，电话告知");
  const before = await countTopics();
  expect(await zhou().alone("代荐 黄小宝 村里没有班车 电话")).toBe(
    "名单里没有找到「黄小宝」，都还没有记。\n姓名要和名单上的一致，几位之间空一格，再说一遍就行。",
  );
  expect(await zhou().alone("代荐 周敏 村里没有班车 电话")).toContain("您自己的直接说就行");
  expect(await zhou().alone("代荐 韦德福石磊 村里没有班车 电话")).toContain("只有一位荐题人");
  expect(await zhou().alone("代荐 韦德福 水 电话")).toContain("还没有看到议题的题目");
  expect(await countTopics()).toBe(before);
});

test("代荐：同名的问是哪个片区，问过以后接着办", async () => {
  const question = await zhou().alone("代荐 张伟 学校门口拥堵 当面");
  expect(question).toBe(
    "名单里有2位张伟，请接着告诉我是哪个片区的：城南片区，或者城北片区。半小时内都算数。",
  );
  expect(await zhou().alone("城东")).toBe(question);
  expect(await zhou().alone("城北")).toContain("荐题人张伟，当面告知，");
  expect(await zhou().alone("代荐 张伟 老街停车难 当面\n片区：城南片区")).toContain("已代荐：");
});

test("代荐、代附议：委员来说就婉拒，要的话可以转告", async () => {
  const li = office.person("李梅");
  expect(await li.inGroup("代荐 韦德福 村里没有班车 电话")).toBe(
    "代荐由联络员或组长来做。需要的话我替您转告周敏，请@我回复：转告。",
  );
  expect(await li.alone("代附议 1 韦德福 电话")).toContain("代附议由联络员或组长来做。");
  expect(await li.alone("取消代附议 1 韦德福")).toContain("取消代附议由联络员或组长来做。");
});

test("代荐的议题：代录人可以改、可以撤回，别的工作人员不行", async () => {
  const number = await proposed("代荐 韦德福 卫生室没有药 电话");
  expect(await office.person("刘志强").alone(`修改 ${number} 卫生室缺药`)).toContain("不是您荐的");
  expect(await zhou().alone(`修改 ${number} 卫生室缺药`)).toContain("「卫生室缺药」");
  expect(await zhou().alone(`撤回 ${number}`)).toContain("已撤回");
});

test("代附议：几位一起，次序随便，人数里写明代录几人", async () => {
  const number = await proposed("代荐 韦德福 河堤步道没有路灯 电话");
  await office.person("李梅").alone(`附议 ${number}`);
  expect(await zhou().alone(`代附议 石磊 张建国 电话 ${number}号`)).toBe(
    [
      `已代附议：石磊、张建国附议${number}号「河堤步道没有路灯」。`,
      "电话告知，3月9日上午10:00。代录人周敏。",
      "",
      "现在附议3人（其中代录2人），达到初选要求，已转联络站。",
      "请各位本人复核，电话或当面都行。",
      `要收回，请回复：取消代附议 ${number} 石磊 张建国`,
    ].join("\n"),
  );
  expect(await zhou().inGroup(`议题 ${number}`)).toContain("附议3人（其中代录2人）");
  expect(await zhou().inGroup("议题")).toContain("河堤步道没有路灯　附议3人（其中代录2人）");
  const again = await zhou().alone(`代附议 ${number} 韦德福、李梅、石磊 纸质`);
  expect(again).toBe(
    [
      "这次没有新记的。",
      `李梅本人已经附议过${number}号，没有重复记。`,
      `石磊已由周敏代录附议${number}号（电话），没有重复记。`,
      `${number}号是韦德福自己荐的，不用再附议。`,
      "",
      "现在附议3人（其中代录2人）。",
    ].join("\n"),
  );
});

test("代附议：本人后来自己说，不重复记；本人收回，人数也对", async () => {
  const number = await proposed("代荐 石磊 老街排水不畅 电话");
  await zhou().alone(`代附议 ${number} 张建国 电话`);
  expect(await office.person("张建国").inGroup(`附议 ${number}`)).toBe(
    [
      `张委员，周敏3月9日代您附议过${number}号「老街排水不畅」（电话），不用再说一遍。`,
      "",
      "现在附议1人（其中代录1人）。",
      `想收回，请@我回复：取消附议 ${number}`,
    ].join("\n"),
  );
  expect(await office.person("张建国").alone(`取消附议 ${number}`)).toContain("现在附议0人。");
});

test("取消代附议：只收回代录的，本人说的不动", async () => {
  const number = await proposed("代荐 石磊 农贸市场太挤 电话");
  await office.person("李梅").alone(`附议 ${number}`);
  await zhou().alone(`代附议 ${number} 韦德福 电话`);
  expect(await zhou().alone(`取消代附议 ${number} 韦德福 李梅 张建国`)).toBe(
    [
      `已收回代录：韦德福对${number}号「农贸市场太挤」的附议。`,
      "李梅是本人附议的，要收回请本人说。",
      `张建国没有附议过${number}号。`,
      "",
      "现在附议1人。",
    ].join("\n"),
  );
  expect(await zhou().alone(`收回代附议 ${number} 李梅`)).toContain("这次没有收回。");
});

test.each([
  ["代附议NUM韦德福电话", ["韦德福"]],
  ["代附議NUM號韋德福石磊電話", ["韦德福", "石磊"]],
  ["代附议 韦德福委员和石磊委员 NUM 打电话", ["韦德福", "石磊"]],
  ["替韦德福附议 NUM 当面", ["韦德福"]],
  ["代附议 NUM 韦德福\n渠道：电话", ["韦德福"]],
])("代附议的各种说法：%s", async (words, names) => {
  const number = await proposed("代荐 张建国 说法不同的一件 电话");
  const answer = await office.person("刘志强").inGroup(words.replace("NUM", number));
  expect(answer).toContain(`已代附议：${names.join("、")}附议${number}号`);
  expect(answer).toContain(`要收回，请@我回复：取消代附议 ${number} ${names.join(" ")}`);
});

test("代附议：缺什么问什么；一次一件；名单上没有的一个都不记", async () => {
  const number = await proposed("代荐 石磊 缺什么问什么 电话");
  expect(await zhou().alone("代附议 韦德福 电话")).toContain("请接着告诉我是几号议题");
  expect(await zhou().alone(`${number}号`)).toContain(`已代附议：韦德福附议${number}号`);
  expect(await zhou().alone(`代附议 ${number} 电话`)).toContain("请接着告诉我是哪位委员附议");
  expect(await zhou().alone("张建国")).toContain(`已代附议：张建国附议${number}号`);
  expect(await zhou().alone(`代附议 ${number} 李梅`)).toContain("本人是怎么告知的");
  expect(await zhou().alone("微信上说的")).toContain("其他方式告知，");
  expect(await zhou().alone(`代附议 ${number} 1 王海涛 电话`)).toContain("请接着告诉我是几号议题");
  await zhou().alone("算了");
  const mixed = await zhou().alone(`代附议 ${number} 王海涛 黄小宝 电话`);
  expect(mixed).toContain("名单里没有找到「黄小宝」，都还没有记。");
  expect(await zhou().alone(`议题 ${number}`)).toContain("附议3人（其中代录3人）");
  expect(await zhou().alone(`代附议 ${number} 周敏 电话`)).toContain("您自己的直接说就行");
  expect(await zhou().alone("代附议 99 王海涛 电话")).toContain("没有找到99号议题");
  const twins = await zhou().alone(`代附议 ${number} 张伟 电话`);
  expect(twins).toContain("名单里有2位张伟");
  expect(await zhou().alone("城南片区")).toContain(`已代附议：张伟附议${number}号`);
});

test("撤回了的议题不能再代附议", async () => {
  const number = await proposed("代荐 石磊 要撤回的一件 电话");
  await zhou().alone(`撤回 ${number}`);
  expect(await zhou().alone(`代附议 ${number} 韦德福 电话`)).toContain(`${number}号已经撤回。`);
});

test("两个副本抢着代附议同一位：只有一行，只有一次是新记的", async () => {
  const number = await proposed("代荐 石磊 两个副本 电话");
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const replica = office.openReplica();
  const handled = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? office.dispatch : replica).handle(account, {
        messageId: `race ${index}`,
        conversation: { kind: "group", externalId: `group ${index % 4}` },
        sender: { externalId: index % 2 === 0 ? "周敏" : "刘志强", linkable: true },
        manner: "typed",
        text: `代附议 ${number} 韦德福 张建国 电话`,
      }),
    ),
  );
  const fresh = handled.filter((each) => each.answer?.text.startsWith("已代附议："));
  expect(fresh.length).toBe(1);
  expect(await zhou().alone(`议题 ${number}`)).toContain("附议2人（其中代录2人）");
});

test("经过里写着替谁、怎么告知的，链条完整", async () => {
  const number = Number(await proposed("代荐 韦德福 经过要写清 短信"));
  await zhou().alone(`代附议 ${number} 石磊 当面`);
  await zhou().alone(`取消代附议 ${number} 石磊`);
  await office.inTenant(async (tx) => {
    const people = await tx.selectFrom("people").select(["id", "name"]).execute();
    const idOf = (name: string) => people.find((person) => person.name === name)?.id;
    const topic = await tx
      .selectFrom("topics")
      .selectAll()
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
    expect(topic).toMatchObject({
      proposer_id: idOf("韦德福"),
      entered_by: idOf("周敏"),
      channel: "短信",
    });
    const events = await tx
      .selectFrom("events")
      .innerJoin("event_words", "event_words.event_id", "events.id")
      .select(["kind", "actor_id", "words"])
      .where("object_kind", "=", "topic")
      .where("object_id", "=", topic.id)
      .orderBy("seq")
      .execute();
    expect(events.map((event) => event.kind)).toEqual(["proposed", "endorsed", "unendorsed"]);
    expect(new Set(events.map((event) => event.actor_id))).toEqual(new Set([idOf("周敏")]));
    expect(events.map((event) => JSON.parse(event.words))).toMatchObject([
      { personId: idOf("韦德福"), channel: "短信" },
      { personId: idOf("石磊"), channel: "当面" },
      { personId: idOf("石磊") },
    ]);
    const chain = { tenantId: office.tenantId, objectKind: "topic", objectId: topic.id } as const;
    expect(await findChainFault(tx, chain)).toBeUndefined();
  });
});

test("渠道：听得出的说法，听不出的不猜", () => {
  expect(parseChannel("打电话说的")).toBe("电话");
  expect(parseChannel("電話")).toBe("电话");
  expect(parseChannel("书面材料")).toBe("纸质");
  expect(parseChannel("微信")).toBe("其他");
  expect(parseChannel("昨天")).toBeUndefined();
  expect(splitChannel("缴费只能打电话 短信")).toEqual({ rest: "缴费只能打电话", channel: "短信" });
  expect(splitChannel("缴费电话")).toEqual({ rest: "缴费电话", channel: undefined });
});

test("姓名：连着写、带职务、名字里有“和”都认得", () => {
  const roster = ["覃和平", "覃", "和平", "石磊"].map((name, index) => ({
    name,
    position: index + 1,
    units: [],
  }));
  const named = (words: string) => {
    const found = findNamed(roster, words);
    return found.kind === "people" ? found.people.map(({ name }) => name) : found.kind;
  };
  expect(named("覃和平")).toEqual(["覃和平"]);
  expect(named("石磊和覃和平委员")).toEqual(["石磊", "覃和平"]);
  expect(named("石磊委员，和平")).toEqual(["石磊", "和平"]);
  expect(named("石磊石")).toBe("unknown");
});

async function proposed(words: string): Promise<string> {
  const first = await zhou().alone(words);
  const answer = first.includes("仍要荐") ? await zhou().alone("仍要荐") : first;
  const number = /已代荐：(?<number>\d+)号/.exec(answer)?.groups?.["number"];
  if (number === undefined) throw new Error(answer);
  return number;
}

async function countTopics(): Promise<number> {
  const rows = await office.inTenant((tx) => tx.selectFrom("topics").select("id").execute());
  return rows.length;
}

test("同名又同片区：分不清就不记，也不追问", async () => {
  const twin = seed.people.find((person) => person.name === "张伟");
  if (twin === undefined) throw new Error("no twin");
  const people = [...smallSeed.people, twin, { ...twin, line: 8 }];
  await using other = await openOffice({ seed: { ...smallSeed, people } });
  expect(await other.person("周敏").alone("代荐 张伟 学校门口拥堵 当面")).toContain(
    "分不清是哪一位",
  );
  expect(await other.person("周敏").alone("城南片区")).toContain("没听明白");
});
