import { expect, test } from "vitest";

import { findSelection } from "../../db/selections.ts";
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
const wednesday = new Date("2026-03-11T07:00:00Z");

async function closeByClock(office: Office): Promise<void> {
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
}

const read = (office: Office, id: number) =>
  office.inTenant((tx) => findSelection(tx, { tenantId: office.tenantId, id }));

test("延期：先复述，确认以后两个群都知道新的时间和理由", async () => {
  await using office = await openSeeded();
  office.now = wednesday;
  const id = await openSelection(office);
  const liu = office.person("刘志强");
  expect(await liu.alone("延期 推荐 周六中午12点 有几位委员在外地")).toBe(
    [
      "二季度议题推荐延期，还没有告诉大家：",
      "新的截止时间：3月14日（星期六）中午12:00",
      "理由：有几位委员在外地",
      "已经选过的不用重选。",
      "",
      "可以发出，请回复：确认",
    ].join("\n"),
  );
  expect(await listSaid(office)).toEqual([]);
  expect(await liu.alone("确认")).toBe(
    "已延期：二季度议题推荐3月14日（星期六）中午12:00截止，已告诉2个群。",
  );
  const said = await listSaid(office);
  expect(said.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  expect(said[0]?.text).toContain(
    "【延期】二季度议题推荐延到3月14日（星期六）中午12:00截止。\n理由：有几位委员在外地",
  );
  const selection = await read(office, id);
  expect(selection?.dueAt).toEqual(new Date("2026-03-14T04:00:00Z"));
  // 周六不提醒：排在周五早上。
  expect(selection?.remindAt).toEqual(new Date("2026-03-13T01:00:00Z"));
  await closeByClock(office);
  expect((await read(office, id))?.state).toBe("open");
});

test("延期：没有理由、没有时间、比原来早的，都说清楚怎么办", async () => {
  await using office = await openSeeded();
  office.now = wednesday;
  await openSelection(office);
  const liu = office.person("刘志强");
  expect(await liu.alone("延期推荐 周六中午12点")).toContain("延期要说明理由，还没有改。");
  expect(await liu.alone("延期推荐 有几位委员在外地")).toContain("没听明白延到什么时候");
  expect(await liu.alone("延期推荐 周四中午12点 早点定")).toContain(
    "新的截止时间要比3月13日（星期五）下午5:00晚",
  );
  expect(await office.person("李梅").alone("延期推荐 周六中午12点 我在外地")).toContain(
    "延期推荐由联络员或组长来做。",
  );
});

test("人数不够截止以后：延期接着选，选过的都在；够了就不能再延", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id, 11);
  await closeByClock(office);
  const liu = office.person("刘志强");
  await liu.alone("延期推荐 下周三下午5点 再请大家看看");
  expect(await liu.alone("确认")).toContain("已延期：");
  const selection = await read(office, id);
  expect(selection).toMatchObject({ state: "open", closedAt: undefined });
  expect(await liu.alone("发布")).toContain("没有等着发布的内容");
  await office.inTenant((tx) =>
    tx
      .updateTable("selection_roll")
      .set({ has_chosen: true })
      .where("position", "<=", 13)
      .execute(),
  );
  office.now = new Date("2026-03-18T09:00:01Z");
  await fireDue(duePorts(office));
  expect(await liu.alone("延期推荐 下周五下午5点 再等等")).toContain(
    "二季度议题推荐已经截止，参加人数符合规定，不能再延期。",
  );
  expect(await liu.alone("改在会上推荐")).toContain("参加人数符合规定，不用改在会上推荐。");
});

test("人数不够：改在会上推荐，群里只说数", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id, 11);
  await closeByClock(office);
  const liu = office.person("刘志强");
  expect(await liu.alone("改在会上推荐")).toContain("可以发出，请回复：确认");
  expect(await liu.alone("确认")).toContain("改在会上推荐，已告诉2个群。");
  const said = (await listSaid(office)).find(({ isGroup }) => isGroup);
  expect(said?.text).toBe(
    [
      "二季度议题推荐应参加24人，实际参加11人，未达到规定人数，改在会上推荐。",
      "时间、地点另行通知。谢谢各位委员。",
    ].join("\n"),
  );
  expect((await read(office, id))?.state).toBe("cancelled");
});

test("取消推荐：要理由，要确认；不确认就照旧", async () => {
  await using office = await openSeeded();
  office.now = wednesday;
  const id = await openSelection(office);
  const zhou = office.person("周敏");
  expect(await zhou.alone("取消推荐")).toContain("请接着告诉我取消的理由");
  expect(await zhou.alone("候选议题要重新初选")).toContain(
    "要取消二季度议题推荐，还没有告诉大家。",
  );
  expect(await zhou.alone("取消")).toBe("好的，先不办了。");
  expect((await read(office, id))?.state).toBe("open");
  await zhou.alone("取消推荐 候选议题要重新初选");
  expect(await zhou.alone("确认")).toBe("已取消：二季度议题推荐，已告诉2个群。");
  expect((await listSaid(office))[0]?.text).toContain("理由：候选议题要重新初选");
  office.now = new Date(usualDueAt.getTime() + 1000);
  expect(await fireDue(duePorts(office))).toBe(0);
});
