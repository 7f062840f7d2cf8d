import { sql } from "kysely";
import { expect, test } from "vitest";

import { findTopic } from "../../db/topics.ts";
import { listOptions, listRoll, listSelections } from "../../db/selections.ts";
import { eraseTopicWords } from "../../db/erase.ts";
import { findChainFault } from "../../db/events.ts";
import { launchDay, openScreened } from "../support/screened.ts";
import { listSaid } from "../support/selection.ts";
import type { Office } from "../support/talk.ts";

const launch = "发起推荐 初选议题 选3件 周五下午5点截止";

const running = async (office: Office) =>
  office.inTenant((tx) => listSelections(tx, office.tenantId, ["draft", "open"]));

test("发起推荐：一句话，其余照默认，先核对再发", async () => {
  await using office = await openScreened();
  expect(await office.person("刘志强").alone(launch)).toBe(
    [
      "请刘主任核对，现在还没有发出：",
      "",
      "城南片区二季度协商议题推荐",
      "候选：初选入围6件（2、3、4、5、7、8号）",
      "参加：城南片区委员24人，名单就此固定",
      "方法：每人最多选3件",
      "公开：截止前不显示票数，个人选择不公布",
      "有效：13人及以上参加（过半数）",
      "并列：如实列出，由审定会议研究",
      "截止：3月13日（星期五）下午5:00，还有2天",
      "用途：供县政协主席会议审定参考，不直接作决定",
      "",
      "可以发出，请回复：确认",
      "先请领导看，请回复：送审 何秀兰",
      "要改，例：截止改到 周六中午12点",
    ].join("\n"),
  );
  expect(await listSaid(office)).toEqual([]);
});

test("送审、同意，发到两个群：规则写在上面，名单就此固定", async () => {
  await using office = await openScreened();
  await office.person("刘志强").alone(launch);
  await office.person("刘志强").alone("送审 何秀兰");
  const [toLeader] = await listSaid(office);
  expect(toLeader?.to).toBe("何秀兰");
  expect(toLeader?.text).toContain(
    "「城南片区二季度协商议题推荐」，刘志强拟稿。\n候选6件，24位委员参加，3月13日（星期五）下午5:00截止。",
  );
  await office.person("何秀兰").alone("同意");
  const said = (await listSaid(office)).filter(({ isGroup }) => isGroup);
  expect(said.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  const above = await office.inTenant((tx) =>
    sql<{ above: string }>`select message ->> 'above' as above from outbox o
      join conversations c on c.id = o.conversation_id where c.kind = 'group'`.execute(tx),
  );
  expect(above.rows[0]?.above).toBe(
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
      "规则",
      "每位委员最多选3件；24位委员中13人及以上参加，结果有效。",
      "截止前可以改，不显示票数，个人选择不公布。",
      "票数并列的如实列出。结果供审定参考，不直接作决定。",
      "截止：3月13日（星期五）下午5:00",
      "",
      "请点下面的卡片选；点不开的，单独发给我，例：推荐 4 7",
    ].join("\n"),
  );
  expect(said[0]?.text).toMatch(/请@小协回复：推荐。也可以单独发给我，例：推荐 4 7$/);
  const [selection] = await running(office);
  expect(selection).toMatchObject({ state: "open", openedAt: launchDay });
  await office.inTenant(async (tx) => {
    if (selection === undefined) return;
    const roll = await listRoll(tx, selection);
    expect(roll.map(({ name }) => name)).toHaveLength(24);
    expect(roll.some(({ name }) => name === "周敏")).toBe(false);
    const object = {
      tenantId: office.tenantId,
      objectKind: "selection",
      objectId: selection.id,
    } as const;
    expect(await findChainFault(tx, object)).toBeUndefined();
  });
});

test("卡片：标题、一行说明、来源，选项前是议题号和简称", async () => {
  await using office = await openScreened();
  await office.person("刘志强").alone(launch);
  await office.person("刘志强").alone("确认");
  const { rows } = await office.inTenant((tx) =>
    sql<{ card: object }>`select card from cards order by created_at, id`.execute(tx),
  );
  expect(rows).toHaveLength(2);
  expect(rows[0]?.card).toMatchObject({
    kind: "vote",
    source: "城南片区",
    title: "城南片区二季度协商议题推荐",
    note: "最多选3件，13人参加有效，13日下午5:00截止",
    mode: "multi",
    submit: "提交推荐",
    options: expect.arrayContaining([{ id: "7", text: "7号 小区没地方充电", says: "7" }]),
  });
});

test("发出前改：截止、件数、公开、方法、规定人数、题目，逐项再核对", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  expect(await liu.alone("截止改到 周六中午12点")).toContain("没有等着核对的推荐");
  await liu.alone(launch);
  expect(await liu.alone("截止改到 周六中午12点")).toContain("截止：3月14日（星期六）中午12:00");
  expect(await liu.alone("选2件")).toContain("方法：每人最多选2件");
  expect(await liu.alone("改为公开")).toContain("公开：票数和个人选择都公开");
  expect(await liu.alone("规定人数改为 15人")).toContain("有效：15人及以上参加\n");
  expect(await liu.alone("规定人数改为 三分之二，其中李家")).toContain(
    "有效：16人及以上参加（三分之二及以上）",
  );
  expect(await liu.alone("规定人数改为 过半数，乡镇至少2人")).toContain(
    "有效：13人及以上参加（过半数），其中乡镇至少2人",
  );
  expect(await liu.alone("规定人数改为 火星至少2人")).toContain("「火星」不是片区");
  expect(await liu.alone("规定人数改为 30人")).toContain("应参加24人，规定人数却要30人");
  expect(await liu.alone("方法改为 排序推荐")).toContain("方法：每人排出先后");
  expect(await liu.alone("题目改为 城南片区年度议题推荐")).toContain("\n城南片区年度议题推荐\n");
  expect(await liu.alone("截止改到 昨天下午5点")).toContain("还没有");
  await liu.alone("确认");
  expect(await liu.alone("选3件")).toContain("已经发出的，规则不再改");
  const [selection] = await running(office);
  expect(selection?.terms).toMatchObject({ method: "ranking", seats: 2, disclosure: "open" });
});

test("缺截止时间就问；写明候选、自己列选项都行", async () => {
  await using office = await openScreened();
  const zhou = office.person("周敏");
  expect(await zhou.alone("发起投票 议题 2 3 4 选2件")).toContain("请接着告诉我什么时候截止");
  expect(await zhou.alone("周五下午5点")).toContain("候选：初选入围3件（2、3、4号）");
  const free = await zhou.alone(
    "发起推荐 选1件 周五下午5点截止\n选项：周二下午、周四上午、周五下午\n题目：集中协商时间\n公开：无记名\n参加：全体",
  );
  expect(free).toContain("候选：3件（1周二下午、2周四上午、3周五下午）");
  expect(free).toContain("公开：无记名");
  expect(free).toContain("\n集中协商时间\n");
  await zhou.alone("确认");
  const selection = (await running(office)).find(({ title }) => title === "集中协商时间");
  const key = { tenantId: office.tenantId, id: selection?.id ?? 0 };
  const options = await office.inTenant((tx) => listOptions(tx, key));
  expect(options.map(({ number, label }) => `${number}${label}`)).toEqual([
    "1周二下午",
    "2周四上午",
    "3周五下午",
  ]);
});

test("发不起来的，每样一句说清楚", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  expect(await office.person("李梅").alone(launch)).toContain("发起推荐由联络员或组长来做。");
  expect(await liu.alone("发起推荐 议题 2 99 选1件 周五下午5点截止")).toContain("99号不能作候选");
  expect(await liu.alone("发起推荐 议题 2 选1件 周五下午5点截止")).toContain("候选至少要两件");
  expect(await liu.alone("发起推荐 初选议题 选9件 周五下午5点截止")).toContain("候选只有6件");
  expect(await liu.alone("发起推荐 初选议题 选3件 3月1日下午5点截止")).toContain("已经过了");
  expect(await running(office)).toEqual([]);
});

test("不参加推荐的不计入应参加，看得到，不能选", async () => {
  await using office = await openScreened();
  expect(await office.person("周敏").alone("不参加推荐 何秀兰")).toContain(
    "已记下：何秀兰不参加推荐",
  );
  await office.person("刘志强").alone(launch);
  expect(await office.person("刘志强").alone("截止改到 周五下午4点")).toContain(
    "参加：城南片区委员23人",
  );
  await office.person("刘志强").alone("确认");
  expect(await office.person("何秀兰").alone("推荐 4 7")).toContain("您这次不参加推荐");
  expect(await office.person("周敏").alone("恢复推荐 何秀兰")).toContain("从下一次发起起算");
});

test("依规删除的候选：题目哪里都不留，号还在", async () => {
  await using office = await openScreened();
  await office.person("刘志强").alone(launch);
  await office.person("刘志强").alone("确认");
  await office.inTenant(async (tx) => {
    const { tenantId } = office;
    const topic = await findTopic(tx, tenantId, { year: 2026, number: 7 });
    await eraseTopicWords(tx, { tenantId, topicId: topic?.id ?? 0 }, [topic?.title ?? ""]);
    const kept = await sql<{
      row: string;
    }>`select row_to_json(o)::text as row from selection_options o
      union all select words from event_words union all select card::text from cards
      union all select message::text from outbox`.execute(tx);
    expect(kept.rows.some(({ row }) => row.includes("老旧小区没地方充电"))).toBe(false);
    expect(kept.rows.some(({ row }) => row.includes('"number":7'))).toBe(true);
  });
});
