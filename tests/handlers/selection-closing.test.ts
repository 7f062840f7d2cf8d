import { expect, test } from "vitest";

import { findSelection } from "../../db/selections.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import {
  castBallot,
  castUsual,
  listSaid,
  memberNames,
  openSelection,
  selectionSeed,
  usualDueAt,
} from "../support/selection.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

const openSeeded = () => openOffice({ seed: selectionSeed });
const thursday = new Date("2026-03-12T02:00:00Z");

const read = (office: Office, id: number) =>
  office.inTenant((tx) => findSelection(tx, { tenantId: office.tenantId, id }));

test("提前截止：组长单独说，确认以后结果就在答复里，群里说一声", async () => {
  await using office = await openSeeded();
  office.now = thursday;
  const id = await openSelection(office);
  await castUsual(office, id);
  const liu = office.person("刘志强");
  expect(await liu.alone("截止推荐")).toBe(
    [
      "二季度议题推荐还没有到截止时间（3月13日（星期五）下午5:00）。",
      "应参加24人，已参加21人，规定13人。截止以后不能再选，也不能改。",
      "",
      "现在就截止，请回复：确认",
      "照原来的时间，请回复：取消",
    ].join("\n"),
  );
  expect((await read(office, id))?.state).toBe("open");
  const answer = await liu.alone("确认");
  expect(answer).toContain("结果先给您，还没有公布。");
  expect(answer).toContain("7号　老旧小区没地方充电　17票");
  const said = await listSaid(office);
  expect(said.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  expect(said[0]?.text).toBe(
    "二季度议题推荐提前截止了：应参加24人，实际参加21人。结果核对后公布，谢谢各位委员。",
  );
  expect(await read(office, id)).toMatchObject({ state: "closed", closeReason: "early" });
  expect((await read(office, id))?.closedAt).toEqual(thursday);
});

test("联络员在群里截止：群里不说结果，单独发给组长", async () => {
  await using office = await openSeeded();
  office.now = thursday;
  await castUsual(office, await openSelection(office));
  const zhou = office.person("周敏");
  await zhou.inGroup("结束推荐");
  expect(await zhou.inGroup("确认")).toBe("二季度议题推荐已截止，结果先单独发给刘主任。");
  const [first] = await listSaid(office);
  expect(first?.to).toBe("刘志强");
  expect(first?.text).toContain("7号　老旧小区没地方充电　17票");
});

test("问过以后时间到了：按原来的时间截止；已经截止的不再截止一次", async () => {
  await using office = await openSeeded();
  office.now = new Date(usualDueAt.getTime() - 60_000);
  const id = await openSelection(office);
  await castUsual(office, id);
  const liu = office.person("刘志强");
  await liu.alone("截止推荐");
  office.now = new Date(usualDueAt.getTime() + 60_000);
  await liu.alone("确认");
  expect(await read(office, id)).toMatchObject({ closeReason: "deadline" });
  expect((await read(office, id))?.closedAt).toEqual(usualDueAt);
  expect(await fireDue(duePorts(office))).toBe(0);
  expect(await liu.alone("截止推荐")).toContain("现在没有正在进行的议题推荐。");
});

test("组长没法单独找到：不在群里说结果，请联络员转告；组长的“我的”里有", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office));
  office.now = new Date(usualDueAt.getTime() + 1000);
  const ports = duePorts(office);
  await fireDue({
    ...ports,
    voice: (accountId, target, at) =>
      target.conversation.externalId === "刘志强" ? undefined : ports.voice(accountId, target, at),
  });
  const said = await listSaid(office);
  expect(said.map(({ to }) => to)).toEqual(["周敏"]);
  expect(said[0]?.text).toContain("请您转告：单独找我，回复“推荐结果”。");
  expect(said[0]?.text).not.toContain("17票");
  expect(await office.person("刘志强").alone("我的")).toContain(
    "二季度议题推荐的结果等您定，请回复：推荐结果",
  );
});

test("无记名：截止时换成新的编号和顺序，一张不多一张不少", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office, { terms: { disclosure: "secret" } });
  for (const [index, name] of memberNames.slice(0, 20).entries()) {
    const numbers = [[2, 3, 4, 5, 7, 8][index % 6] ?? 2];
    await castBallot(office, id, { name, choices: { kind: "approval", numbers }, isSecret: true });
  }
  const list = () =>
    office.inTenant((tx) => tx.selectFrom("secret_ballots").select(["id", "choices"]).execute());
  const before = await list();
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
  const after = await list();
  const ids = new Set(before.map((row) => row.id));
  expect(after.filter((row) => ids.has(row.id))).toEqual([]);
  const words = (rows: typeof before) => rows.map((row) => JSON.stringify(row.choices));
  expect(words(after).toSorted()).toEqual(words(before).toSorted());
  expect(words(after)).not.toEqual(words(before));
});

const papers = (votes: string, head = "发出：50　收回：48　废票：1") =>
  `线下计票\n场次：幸福里居民议事会\n${head}\n${votes}\n监票人：莫振华　计票人：苏小红`;

test("线下计票：核对、确认，计入总数，结果里单列一行", async () => {
  await using office = await openSeeded();
  office.now = thursday;
  await castUsual(office, await openSelection(office));
  const zhou = office.person("周敏");
  expect(await zhou.alone(papers("4号：20　7号：27"))).toBe(
    [
      "请核对线下计票，还没有计入二季度议题推荐：",
      "场次：幸福里居民议事会",
      "发出50张，收回48张，废票1张",
      "4号20票　7号27票",
      "监票人莫振华，计票人苏小红",
      "签了字的计票单请拍照，和原件一起留存。",
      "",
      "没有出入，请回复：确认",
    ].join("\n"),
  );
  expect(await zhou.alone("确认")).toBe(
    "已计入二季度议题推荐，在结果里单列一行。\n计票单拍了照的，请回复存在哪里，例：计票照片 周敏保存",
  );
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
  const answer = await office.person("刘志强").alone("推荐结果");
  expect(answer).toContain("应参加24人，实际参加21人");
  expect(answer).toContain("7号　老旧小区没地方充电　44票（其中线下27票）");
  expect(answer).toContain("线下计票（幸福里居民议事会）：发出50张，收回48张，废票1张，已计入。");
});

test("线下计票：截止以后补录，重新算过，组长要重新看", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office));
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
  const zhou = office.person("周敏");
  await zhou.alone(papers("5号：40"));
  await zhou.alone("确认");
  const answer = await office.person("刘志强").alone("推荐结果");
  expect(answer.indexOf("5号　")).toBeLessThan(answer.indexOf("7号　"));
});

test("线下计票：超过收回的、写不全的、记名的、没有这件的，都不计入", async () => {
  await using office = await openSeeded();
  office.now = thursday;
  const zhou = office.person("周敏");
  const id = await openSelection(office, { terms: { choicesMax: 1 } });
  expect(await zhou.alone(papers("4号：20　7号：28"))).toContain(
    "票数对不上，还没有记：各件合计48票，按收回的有效票最多47票。",
  );
  expect(await zhou.alone(papers("4号：20", "发出：50　收回：51"))).toContain("票数对不上");
  expect(await zhou.alone(papers("6号：20"))).toContain("这次候选里没有6号");
  expect(await zhou.alone(papers("随便写写"))).toContain("请把数字写全");
  await office.inTenant((tx) => tx.updateTable("selections").set({ state: "cancelled" }).execute());
  await openSelection(office, { terms: { disclosure: "open" } });
  expect(await zhou.alone(papers("4号：20"))).toContain("这次是记名推荐，不能只报合计数");
  const rows = await office.inTenant((tx) => tx.selectFrom("paper_tallies").selectAll().execute());
  expect(rows).toEqual([]);
  expect(id).toBeGreaterThan(0);
});
