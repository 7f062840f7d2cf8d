import { expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { findResult } from "../../db/selection-results.ts";
import { findSelection } from "../../db/selections.ts";
import { countSelection } from "../../handlers/selection-closing.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import {
  castUsual,
  listSaid,
  openSelection,
  selectionSeed,
  usualDueAt,
} from "../support/selection.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

const openSeeded = () => openOffice({ seed: selectionSeed });

async function toldSince(office: Office, count: number) {
  return (await listSaid(office)).slice(count);
}

/** 3月13日上午9:00 */
const lastMorning = new Date("2026-03-13T01:00:00Z");

test("到点自己截止：先告诉组长，群里不先说，重算一遍结果一样", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id);
  office.now = new Date(usualDueAt.getTime() - 1000);
  expect(await fireDue(duePorts(office))).toBe(0);
  office.now = new Date(usualDueAt.getTime() + 1000);
  expect(await fireDue(duePorts(office))).toBe(1);
  expect(await fireDue(duePorts(office))).toBe(0);
  const said = await listSaid(office);
  expect(said.map(({ to }) => to)).toEqual(["刘志强"]);
  expect(said[0]?.text).toBe(
    [
      "刘主任，二季度议题推荐3月13日（星期五）下午5:00已截止，结果先给您，还没有公布。",
      "应参加24人，实际参加21人（87.5%），符合规定人数，结果有效。",
      "7号　老旧小区没地方充电　17票",
      "4号　学校门口接送拥堵　14票",
      "8号　园区公交末班车太早　11票",
      "3号　幸福里小区无物业管理　8票",
      "2号　河堤步道照明不足　5票",
      "5号　农贸市场排水不畅　3票",
      "",
      "可以发出，请回复：发布",
      "先请领导看，请回复：送审 何秀兰",
      "看要发出的全文，请回复：推荐结果",
    ].join("\n"),
  );
  await office.inTenant(async (tx) => {
    const key = { tenantId: office.tenantId, id };
    const selection = await findSelection(tx, key);
    expect(selection).toMatchObject({ state: "closed", closeReason: "deadline" });
    expect(selection?.closedAt).toEqual(usualDueAt);
    if (selection === undefined) return;
    expect(await countSelection({ tx }, selection)).toEqual(await findResult(tx, key));
    const object = { tenantId: office.tenantId, objectKind: "selection", objectId: id } as const;
    expect(await findChainFault(tx, object)).toBeUndefined();
  });
});

test("到点那一刻没有在线：醒来按原来的时间截止，并说明", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id);
  office.now = new Date("2026-03-14T02:00:00Z");
  await fireDue(duePorts(office));
  const [first, ...groups] = await listSaid(office);
  expect(first?.text).toContain("3月13日（星期五）下午5:00已截止");
  expect(first?.text).toContain("到点时我没有在线，刚刚补办，到点以后的都没有计入。");
  expect(groups.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  expect(groups[0]?.text).toBe(
    "二季度议题推荐3月13日（星期五）下午5:00已截止，到点时没能及时告诉大家，到点以后的没有计入。结果核对后公布，谢谢各位委员。",
  );
  const selection = await office.inTenant((tx) =>
    findSelection(tx, { tenantId: office.tenantId, id }),
  );
  expect(selection?.closedAt).toEqual(usualDueAt);
});

test.each([
  ["夜里", "2026-03-12T13:00:00Z", "2026-03-13T00:00:00Z"],
  ["星期五夜里", "2026-03-13T13:00:00Z", "2026-03-16T01:00:00Z"],
])("%s截止：当时就截止，上班那天早上再说", async (_, due, told) => {
  await using office = await openSeeded();
  const dueAt = new Date(due);
  const id = await openSelection(office, { dueAt });
  await castUsual(office, id);
  office.now = new Date(dueAt.getTime() + 1000);
  await fireDue(duePorts(office));
  const [first] = await listSaid(office);
  expect(first?.at).toEqual(new Date(told));
  const selection = await office.inTenant((tx) =>
    findSelection(tx, { tenantId: office.tenantId, id }),
  );
  expect(selection?.state).toBe("closed");
});

test("两个程序同时到点：只截止一次，只说一次", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office));
  office.now = new Date(usualDueAt.getTime() + 1000);
  const fired = await Promise.all([1, 2, 3].map(() => fireDue(duePorts(office))));
  expect(fired.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect(await listSaid(office)).toHaveLength(1);
});

test("应参加的都选好了：不等到点，几秒内截止，群里也说", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id, 23);
  office.now = new Date("2026-03-12T02:00:00Z");
  expect(await fireDue(duePorts(office))).toBe(0);
  await office.inTenant((tx) =>
    tx.updateTable("selection_roll").set({ has_chosen: true }).execute(),
  );
  expect(await fireDue(duePorts(office))).toBe(1);
  const said = await listSaid(office);
  expect(said[0]?.to).toBe("刘志强");
  expect(said[1]?.text).toBe(
    "二季度议题推荐已截止：应参加的24人都选好了。结果核对后公布，谢谢各位委员。",
  );
});

test("提醒：没选的人单独说，群里只说数，名单只给联络员", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office, { remindAt: lastMorning });
  await castUsual(office, id, 16);
  await office.inTenant((tx) =>
    tx
      .updateTable("selection_roll")
      .set({ has_chosen: false })
      .where("name", "=", "张建国")
      .execute(),
  );
  office.now = lastMorning;
  expect(await fireDue(duePorts(office))).toBe(1);
  const said = await listSaid(office);
  const alone = said.filter(({ isGroup, to }) => !isGroup && to !== "周敏");
  expect(alone.map(({ to }) => to)).toEqual(
    "张建国 农志明 苏小红 莫振华 唐晓东 蒙桂芳 卢永康 石磊 杨德才".split(" "),
  );
  expect(alone[0]?.text).toBe(
    [
      "张委员早上好。",
      "二季度议题推荐今天下午5:00截止，您还没有选。",
      "",
      "请回复，例：推荐 4 7，或者直接说语音告诉我选几号：",
      "2号河堤照明不足　3号幸福里无物业　4号学校门口拥堵　5号市场排水不畅　7号小区充电难　8号公交末班太早",
      "已经填过纸质推荐单的，请不用理会。",
    ].join("\n"),
  );
  const { message } = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("message").orderBy("id").limit(1).executeTakeFirstOrThrow(),
  );
  expect(message).toMatchObject({
    kind: "card",
    above: alone[0]?.text.replace("请回复，例：推荐 4 7，或者", "请点下面的卡片，或者"),
    card: {
      kind: "vote",
      mode: "multi",
      options: [{ text: "2号 河堤照明不足" }, {}, {}, {}, {}, {}],
    },
  });
  const groups = said.filter(({ isGroup }) => isGroup);
  expect(groups.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  expect(groups[0]?.text).toBe(
    [
      "议题推荐今天下午5:00截止，24位委员中已有15位参加。",
      "还没选的委员，请抽空点一下上面的卡片，或单独发给我。谢谢。",
    ].join("\n"),
  );
  expect(said.find(({ to }) => to === "周敏")?.text).toBe(
    [
      "周敏您好，还有9位委员没有选（名单只发给您）：",
      "张建国、农志明、苏小红、莫振华、唐晓东、蒙桂芳、卢永康、石磊、杨德才",
      "我已单独提醒过他们一次，今天不再提醒。电话问到的，可以用“代录”。",
    ].join("\n"),
  );
  office.now = new Date(lastMorning.getTime() + 3_600_000);
  expect(await fireDue(duePorts(office))).toBe(0);
});

test("没法单独找到的人：不在群里点名，写在联络员的名单里", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office, { remindAt: lastMorning });
  await castUsual(office, id, 3);
  office.now = lastMorning;
  await fireDue(duePorts(office));
  const said = await listSaid(office);
  const told = said.find(({ to }) => to === "周敏")?.text;
  expect(told).toContain("还有21位委员没有选（名单只发给您）：\n韦德福、");
  expect(told).toContain("我已单独提醒过其中20位一次，今天不再提醒。");
  expect(told).toContain("\n韦德福我没法单独找到，请您打电话问一声。");
});

test("提醒最多两次，一天最多一次，休息日和夜里不提醒", async () => {
  await using office = await openSeeded();
  // 3月19日（星期四）下午5:00截止，开了一周多；第一次排在周六。
  const dueAt = new Date("2026-03-19T09:00:00Z");
  const saturday = new Date("2026-03-14T01:00:00Z");
  const id = await openSelection(office, { dueAt, remindAt: saturday });
  await castUsual(office, id, 20);
  const rounds: string[] = [];
  for (let hour = 0; hour < 24 * 8; hour += 1) {
    office.now = new Date(saturday.getTime() + hour * 3_600_000);
    const before = (await listSaid(office)).length;
    await fireDue(duePorts(office));
    const said = await toldSince(office, before);
    if (said.some(({ to }) => to === "石磊")) rounds.push(office.now.toISOString());
  }
  // 周一早上、截止当天早上；截止以后没有了。
  expect(rounds).toEqual(["2026-03-16T01:00:00.000Z", "2026-03-19T01:00:00.000Z"]);
});
