import { afterEach, beforeEach, expect, test } from "vitest";

import { listSupplements } from "../../db/supplements.ts";
import { findTopic } from "../../db/topics.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

const presets = [
  "乡村客运候车亭年久失修",
  "河堤步道照明不足",
  "幸福里小区无物业管理",
  "学校门口接送拥堵",
  "农贸市场排水不畅",
  "广场舞音量",
];

let office: Office;
beforeEach(async () => {
  const topics = presets.map((title) => ({ title, proposerName: "周敏", at: startOfPlay }));
  office = await openOffice({ seed: { ...smallSeed, topics } });
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
});
afterEach(() => office[Symbol.asyncDispose]());

const proposal = "荐题 小区电动车充电难\n说明：幸福里小区312户，只有8个充电口";

/** What was said without being asked, to everybody. */
function outbox(): Promise<readonly string[]> {
  return office.inTenant(async (tx) => {
    const rows = await tx.selectFrom("outbox").select("message").orderBy("id").execute();
    return rows.map(({ message }) => ("text" in message ? String(message.text) : ""));
  });
}

test("荐题有相似的：一字不差地问，附议时把说明带上，满三人转联络站", async () => {
  await office.person("王海涛").inGroup("附議7");
  await office.person("刘志强").inGroup("附议7");
  expect(await office.person("李梅").inGroup(proposal)).toBe(
    [
      "李委员，有一件和您说的很接近：",
      "",
      "7号「老旧小区没地方充电」",
      "张建国委员荐，今天上午，附议2人",
      "",
      "愿意一起推动，请@我回复：附议 7",
      "确实是另一件事，请@我回复：仍要荐",
      "您写的说明不会丢，附议后附在7号下面。",
    ].join("\n"),
  );
  expect(await office.person("李梅").inGroup("附议7")).toBe(
    [
      "李委员附议了7号「老旧小区没地方充电」。",
      "补充情况已附上：幸福里小区312户，只有8个充电口",
      "",
      "现在附议3人，达到初选要求，已转联络站。",
      "想收回，请@我回复：取消附议 7",
    ].join("\n"),
  );
  const liaison = (await outbox()).filter((text) => text.includes("请安排初选"));
  expect(liaison).toEqual([
    "周敏您好，7号「老旧小区没地方充电」现在附议3人，达到初选要求，请安排初选。\n看详情，请回复：议题 7",
  ]);
  expect(await office.person("李梅").inGroup("议题 7")).toContain(
    "补充：幸福里小区312户，只有8个充电口（李梅）",
  );
  expect(await office.person("李梅").inGroup("仍要荐")).toContain("没有等着登记的荐题");
});

test("达到初选要求只说一次：收回了再附议也不再说", async () => {
  for (const name of ["王海涛", "刘志强", "李梅"]) await office.person(name).alone("附议 7");
  await office.person("李梅").alone("取消附议 7");
  expect(await office.person("李梅").alone("附议 7")).toContain("现在附议3人。");
  expect((await outbox()).filter((text) => text.includes("达到初选要求"))).toHaveLength(1);
});

test("代附议也算，凑够了同样转联络站", async () => {
  await office.person("李梅").alone("附议 7");
  await office.person("王海涛").alone("附议 7");
  expect(await office.person("周敏").alone("代附议 7 韦德福 电话")).toContain(
    "现在附议3人（其中代录1人），达到初选要求，已转联络站。",
  );
});

test("仍要荐：原来的话照登，类别按内容选；再说就没有等着的了", async () => {
  await office.person("李梅").inGroup(proposal);
  expect(await office.person("李梅").inGroup("仍要荐")).toBe(
    [
      "收到李委员的荐题，编为8号：",
      "",
      "「小区电动车充电难」",
      "说明：幸福里小区312户，只有8个充电口",
      "类别：小区环境（我按内容选的）",
      "来源：委员荐题",
      "",
      "要改请@我：修改 8　　要收回请@我：撤回 8",
      "这里收的是协商议题；要提交提案，请走县政协提案系统。",
    ].join("\n"),
  );
  expect(await office.person("李梅").inGroup("仍要荐")).toBe(
    [
      "没有等着登记的荐题：可能已经登记了，也可能过了半小时。",
      "要荐题，请@我回复，例：荐题 老旧小区充电难",
    ].join("\n"),
  );
});

test("先看看那一件再定：荐的话还等着；说“是”定不了，说“算了”就算了", async () => {
  const li = office.person("李梅");
  await li.alone(proposal);
  expect(await li.alone("议题 7")).toContain("7号「老旧小区没地方充电」");
  expect(await li.alone("附议 3")).toContain("李委员附议了3号");
  expect(await li.alone("是")).toBe("还没有办。要办，请回复：仍要荐");
  expect(await li.alone("仍要荐。")).toContain("编为8号");
  await li.alone("荐题 小区电瓶车充电太难");
  expect(await li.alone("算了")).toBe("好的，先不办了。");
  expect(await li.alone("仍要荐")).toContain("没有等着登记的荐题");
});

test("附议没办成，荐的话不丢", async () => {
  const zhang = office.person("张建国");
  const asked = await zhang.alone("荐题 小区充电桩太少");
  expect(asked).toContain("您荐的，今天上午，附议0人");
  expect(asked).toContain("要补充，请回复，例：修改 7 新的题目");
  expect(await zhang.alone("附议 7")).toContain("是您自己荐的");
  expect(await zhang.alone("仍要荐")).toContain("编为8号");
});

test("各人是各人的，半小时为限", async () => {
  await office.person("李梅").inGroup(proposal);
  expect(await office.person("刘志强").inGroup("仍要荐")).toContain("没有等着登记的荐题");
  expect(await office.person("李梅").alone("仍要荐")).toContain("没有等着登记的荐题");
  office.now = new Date(startOfPlay.getTime() + 31 * 60_000);
  expect(await office.person("李梅").inGroup("仍要荐")).toContain("没有等着登记的荐题");
});

test("代荐有相似的：可以代附议，也可以仍要荐", async () => {
  const zhou = office.person("周敏");
  const words = "代荐 韦德福 村里没地方充电 电话\n说明：全村没有一个充电口";
  expect(await zhou.alone(words)).toBe(
    [
      "有一件和韦委员说的很接近：",
      "",
      "7号「老旧小区没地方充电」",
      "张建国委员荐，今天上午，附议0人",
      "",
      "愿意一起推动，请回复：代附议 7 韦德福 电话",
      "确实是另一件事，请回复：仍要荐",
      "说明不会丢，附议后附在7号下面。",
    ].join("\n"),
  );
  expect(await zhou.alone("代附议 7 韦德福 电话")).toContain("补充情况已附上：全村没有一个充电口");
  await zhou.alone(words);
  expect(await zhou.alone("仍要荐")).toContain("已代荐：8号「村里没地方充电」");
});

test("还没认出的人说的，核对后照登，相似的说一声", async () => {
  await office.person("陌生人").alone("荐题 小区电动车充电难");
  await office.person("陌生人").alone("我是 韦德福");
  await office.person("周敏").alone("是");
  const said = (await outbox()).find((text) => text.includes("8号议题已登记"));
  expect(said).toContain("和7号「老旧小区没地方充电」很接近，愿意一起推动也可以附议7号。");
});

test("撤回的、转办的不再说相似；改了题目按新的找", async () => {
  await office.person("张建国").alone("撤回 7");
  expect(await office.person("李梅").alone("荐题 小区电动车充电难")).toContain("编为8号");
  await office.person("李梅").alone("修改 8 老街排水不畅");
  expect(await office.person("王海涛").alone("荐题 小区电动车充电很难")).toContain("编为9号");
  expect(await office.person("刘志强").alone("荐题 老街下水道堵塞")).toContain(
    "8号「老街排水不畅」",
  );
});

test("题目太长、有表情、有控制字符：各有一句明白话", async () => {
  const li = office.person("李梅");
  expect(await li.alone(`荐题 ${"长".repeat(2000)}`)).toContain("题目最多60字，还没有记");
  expect(await li.alone("荐题 路灯不亮😀")).toContain("题目里有表情符号，打印出来看不到");
  expect(await li.alone("荐题 路灯不亮\n说明：天黑👍")).toContain("说明里有表情符号");
  expect(await li.alone("荐题 \u0000\u0007")).toContain("请接着告诉我议题的题目");
  expect(await li.alone("北街\u0000路灯\u0007不亮")).toContain("「北街路灯不亮」");
  expect(await li.alone("附议 7\n补充情况：😀")).toContain("说明里有表情符号");
});

test("删除以后，补充的话和可找的词都不在了", async () => {
  await office.person("李梅").alone(proposal);
  await office.person("李梅").alone("附议 7");
  const topic = await office.inTenant((tx) =>
    findTopic(tx, office.tenantId, { year: 2026, number: 7 }),
  );
  const ref = { tenantId: office.tenantId, topicId: topic?.id ?? 0 };
  expect(await office.inTenant((tx) => listSupplements(tx, ref))).toHaveLength(1);
  const { eraseTopicWords } = await import("../../db/erase.ts");
  await office.inTenant((tx) => eraseTopicWords(tx, ref, ["老旧小区没地方充电"]));
  expect(await office.inTenant((tx) => listSupplements(tx, ref))).toEqual([]);
  expect(await office.person("王海涛").alone("荐题 小区电动车充电难")).toContain("编为8号");
  const words = await office.inTenant((tx) =>
    tx.selectFrom("event_words").select("words").execute(),
  );
  expect(JSON.stringify(words)).not.toContain("312户");
});
