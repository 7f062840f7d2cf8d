import { createHash } from "node:crypto";

import { afterEach, beforeEach, expect, test } from "vitest";

import { eraseTopicWords } from "../../db/erase.ts";
import { cutPastDay } from "../../domain/fieldwork.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  office.now = new Date("2026-03-24T10:00:00+08:00");
  await li().alone("荐题 老旧小区充电难");
});
afterEach(() => office[Symbol.asyncDispose]());

const li = () => office.person("李梅");
const zhou = () => office.person("周敏");
const liu = () => office.person("刘志强");

test("走访记在议题下：日子、地点、参加的人、情况；照片和报告记存在哪里", async () => {
  expect(await li().alone("调研 1号")).toContain("还没有调研走访的记录");
  const kept = await li().alone(
    "走访 1号 3月20日 幸福里小区 参加：李梅 张建国 陈工 情况：车棚只有一处",
  );
  expect(kept.split("\n").slice(0, 3)).toEqual([
    "记到1号议题下了：",
    "3月20日（星期五）走访，幸福里小区，李梅、张建国、陈工",
    "情况：车棚只有一处",
  ]);
  expect(await li().alone("调研 1号 照片：李梅保存 报告：委室档案柜")).toContain(
    "照片：李梅保存　报告：委室档案柜",
  );
  expect(await zhou().alone("入户走访 1号 和平路12户")).toContain("没说是哪天，先按今天记");
  const list = await zhou().alone("调研 1号");
  expect(list).toContain("1号议题调研走访2次");
  expect(list).toContain("3月24日（星期二）入户走访，和平路12户，周敏");
  expect(list).toContain("照片：李梅保存　报告：委室档案柜");
  expect(await zhou().alone("议题 1")).toContain(
    "调研走访2次（最近：3月24日（星期二）入户走访和平路12户），看记录请回复：调研 1",
  );
});

test("日子还没到的、没说地点的、没有记录就补照片的，说怎么办；问话不记", async () => {
  expect(await li().alone("调研 1号 3月30日 幸福里小区")).toContain("日子还没到");
  expect(await li().alone("调研 1号 3月20日")).toContain("还要说去了哪里");
  expect(await li().alone("调研 1号 照片：李梅保存")).toContain("先记一次再补照片");
  expect(await li().alone("调研 9号 3月20日 幸福里小区")).toContain("9号");
  for (const words of [
    "调研报告什么时候交",
    "走访 1号 什么时候去？",
    "调研组明天出发",
    "调研7号楼",
    "走访 1号 下午去幸福里",
  ]) {
    expect(await li().alone(words)).not.toContain("记到");
  }
  expect(await li().alone("调研 1号")).toContain("还没有调研走访的记录");
});

test("没说年份的日子按最近过去的算，没有这一天的不记", () => {
  const today = { year: 2026, month: 3, day: 9 };
  expect(cutPastDay("12月20日 联络站", today)?.day).toEqual({ year: 2025, month: 12, day: 20 });
  expect(cutPastDay("昨天 联络站", { year: 2026, month: 3, day: 1 })?.day.day).toBe(28);
  expect(cutPastDay("2月30日 联络站", today)).toBeUndefined();
  expect(cutPastDay("5月1日 联络站", today)).toBeUndefined();
});

test("大事没有调研走访不能排会，记了就能排", async () => {
  const draft = "安排会议 1号 现场协商 3月31日下午3点 幸福里小区";
  await office.inTenant((tx) => tx.updateTable("topics").set({ profile: "major" }).execute());
  expect(await zhou().alone(draft)).toContain("要先有调研或走访的记录");
  await li().alone("勘查 1号 3月20日 幸福里小区 情况：线路老化");
  expect(await zhou().alone(draft)).not.toContain("要先有调研或走访的记录");
});

test("删除议题，调研记录里的话一起删，来过一次的事实还在", async () => {
  await li().alone("勘查 1号 3月20日 幸福里小区 情况：线路老化");
  await office.inTenant(async (tx) => {
    const { id } = await tx.selectFrom("topics").select("id").executeTakeFirstOrThrow();
    await eraseTopicWords(tx, { tenantId: office.tenantId, topicId: id }, ["老旧小区充电难"]);
  });
  const visits = await office.inTenant((tx) => tx.selectFrom("field_visits").selectAll().execute());
  expect(visits).toHaveLength(1);
  expect(JSON.stringify(visits)).not.toMatch(/线路老化|幸福里/);
});

test("排会时写的调研，也是一条记录", async () => {
  await office.inTenant((tx) => tx.updateTable("topics").set({ profile: "major" }).execute());
  await zhou().alone(
    "安排会议 1号 现场协商 3月31日下午3点 幸福里小区\n调研：3月10日 李梅、张建国到幸福里小区走访",
  );
  expect(await li().alone("调研 1号")).toContain("3月10日（星期二）走访");
});

async function fillTalents(): Promise<void> {
  await zhou().alone("人才库 增加 陈立 专长：充电设施、消防 单位：县供电局");
  await zhou().alone("人才库 增加 黄春梅 专长：物业管理 片区：城南片区");
  await zhou().alone("人才库 增加 李梅 专长：充电 规划");
}

test("人才库按专长找人，按议题推荐，写明参加过几场；别的委员看不到", async () => {
  expect(await liu().alone("人才库 充电")).toContain("人才库里还没有人");
  await fillTalents();
  expect(await liu().alone("人才库 充电")).toContain("人才库里找到2位");
  expect(await liu().alone("人才库 什么时候建的")).not.toContain("人才库里");
  expect(await li().alone("人才库 找 充电")).toContain("由联络员或组长来做");
  expect((await liu().alone("人才库 找 充电 消防")).split("\n").slice(0, 3)).toEqual([
    "人才库里找到2位：",
    "陈立（县供电局）：充电设施、消防；还没参加过协商会",
    "李梅：充电 规划；还没参加过协商会",
  ]);
  await held();
  const fitting = await liu().alone("人才库 1号");
  expect(fitting).toContain("按专长，1号议题可以请2位");
  expect(fitting).toContain("李梅：充电 规划；参加过协商会1场");
  expect(await liu().alone("人才库")).toContain("人才库有3位");
  expect(await liu().alone("人才库 找 航天")).toContain("人才库里没有找到");
  expect(await zhou().alone("人才库 移出 陈立")).toBe("陈立已从人才库移出。");
  expect(await zhou().alone("人才库 移出 陈立")).toContain("人才库里没有「陈立」");
  expect(await zhou().alone("人才库 增加 陈立")).toContain("专长");
});

/** A meeting that 李梅 came to. */
async function held(): Promise<void> {
  await zhou().alone("安排会议 1号 现场协商 3月25日下午3点 幸福里小区\n参加：李梅 张建国");
  await office.inTenant(async (tx) => {
    await tx.updateTable("meetings").set({ state: "held" }).execute();
    await tx.updateTable("meeting_people").set({ attendance: "present" }).execute();
  });
}

test("抽选先定名单，确认后才出种子；按种子谁都能复核，每次都留记录", async () => {
  await fillTalents();
  expect(await liu().alone("抽选 3人 候补2人 人才库")).toContain("符合的只有3位，不够抽5位");
  const asked = await liu().alone("抽选 1人 候补1人 人才库");
  expect(asked).toContain("从下面3位里抽1人，候补1人（人才库全部），还没有抽");
  expect(asked).toContain("1陈立　2黄春梅　3李梅");
  expect(asked).not.toContain("种子：");
  // Whoever is added meanwhile is not drawn from.
  await zhou().alone("人才库 增加 石磊 专长：法律");
  const done = await liu().alone("确认");
  const seed = /种子：(?<seed>\w+)/.exec(done)?.groups?.["seed"] ?? "";
  const names = ["陈立", "黄春梅", "李梅"];
  const order = names
    .map((name, index) => ({
      name,
      mark: createHash("sha256")
        .update(`${seed}${index + 1}`)
        .digest("hex"),
    }))
    .toSorted((a, b) => (a.mark < b.mark ? -1 : 1))
    .map(({ name }) => name);
  expect(seed).toMatch(/^[0-9a-f]{16}$/);
  expect(done).toContain(`第1次抽选结果\n抽中：${order[0]}\n候补（按先后）：${order[1]}`);
  await liu().alone("抽选 1人 人才库 充电");
  expect(await liu().alone("取消")).not.toContain("抽中");
  expect(await liu().alone("抽选记录")).toContain(
    `第1次，3月24日（星期二），人才库全部：${order[0]}`,
  );
  expect(await li().alone("抽选 1人 人才库")).toContain("由联络员或组长来做");
  expect(await liu().alone("抽选怎么抽")).not.toContain("还没有抽：");
});

/** Who is first by that seed, as anybody can work it out. */
function drawBy(seed: string, names: readonly string[]): readonly string[] {
  const marks = names.map((name, index) => ({
    name,
    mark: createHash("sha256")
      .update(`${seed}${index + 1}`)
      .digest("hex"),
  }));
  return marks.toSorted((a, b) => (a.mark < b.mark ? -1 : 1)).map(({ name }) => name);
}

test("抽选也能从名单里抽：委员、群众代表，加片区缩小；候补、种子、记录都一样", async () => {
  await office.inTenant((tx) =>
    tx.updateTable("people").set({ title: "群众代表" }).where("name", "=", "韦德福").execute(),
  );
  const asked = await liu().alone("抽選　2人　候補1人　從委員裡　城南片區");
  expect(asked).toContain("从下面3位里抽2人，候补1人（名单里的委员、城南片区），还没有抽");
  expect(asked).toContain("1张建国　2李梅　3王海涛");
  const done = await liu().alone("确认");
  const seed = /种子：(?<seed>\w+)/.exec(done)?.groups?.["seed"] ?? "";
  const [first, second, third] = drawBy(seed, ["张建国", "李梅", "王海涛"]);
  expect(done).toContain(`抽中：${first}、${second}\n候补（按先后）：${third}`);
  expect(await liu().alone("抽选记录")).toContain("名单里的委员、城南片区：");
  expect(await liu().alone("抽选 1人 群众代表")).toContain("1韦德福");
  await liu().alone("取消");
  for (const words of ["抽选 城南片区委员 2人 候补1人", "从城南片区委员里抽选2人 候补1人"]) {
    expect(await liu().alone(words)).toContain("抽2人，候补1人（名单里的委员、城南片区）");
    await liu().alone("取消");
  }
  expect(await liu().alone("抽选委员的办法")).not.toContain("还没有抽");
  expect(await liu().alone("抽选 5人 委员")).toContain("符合的只有3位，不够抽5位");
  expect(await li().alone("抽选 1人 委员")).toContain("由联络员或组长来做");
});

test("人才库的增加、改动、移出都留历史；单位里有空格的也抽得对", async () => {
  await zhou().alone("人才库 增加 陈立 专长：充电设施 单位：县供电局 检修班");
  await zhou().alone("人才库 增加 陈立 专长：充电 单位：县供电局 检修班");
  await zhou().alone("人才库 增加 陈立 专长：法律 单位：县司法局");
  expect(await liu().alone("抽选 1人 候补1人 人才库")).toContain(
    "1陈立（县供电局 检修班）　2陈立（县司法局）",
  );
  expect(await liu().alone("确认")).toContain("名单：1陈立（县供电局 检修班）　2陈立（县司法局）");
  await zhou().alone("人才库 移出 陈立 单位：县司法局");
  const events = await office.inTenant((tx) =>
    tx
      .selectFrom("events as e")
      .innerJoin("event_words as w", "w.event_id", "e.id")
      .select(["e.kind", "w.words"])
      .where("e.object_kind", "=", "talent")
      .orderBy("e.id")
      .execute(),
  );
  expect(events.map(({ kind }) => kind)).toEqual([
    "talent-kept",
    "talent-kept",
    "talent-kept",
    "talent-removed",
  ]);
  expect(events[1]?.words).toContain("充电");
});
