import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { renderCard } from "../../bot/platforms/wecom/card.ts";
import { cardParams } from "../../bot/platforms/dingtalk/card.ts";
import { upsertBallot } from "../../db/ballots.ts";
import type { Tx } from "../../db/database.ts";
import type { Card } from "../../domain/card.ts";
import type { SelectionTerms } from "../../domain/selection.ts";
import { readShownCard } from "../../sandbox/dingtalk-card-view.ts";
import { readTemplateCard } from "../../sandbox/wecom-card.ts";
import { openSelection, selectionSeed } from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

const voteDay = new Date("2026-03-11T06:00:00Z");

async function openWith(terms: Partial<SelectionTerms>, more = {}) {
  const office = await openOffice({ seed: selectionSeed, ports: { cards: () => "beside" } });
  office.now = voteDay;
  const all = { choicesMax: 6, ...terms };
  return Object.assign(office, { id: await openSelection(office, { terms: all, ...more }) });
}

async function cardOf(office: Office): Promise<{ id: string; card: Card }> {
  const { rows } = await office.inTenant((tx) =>
    sql<{ id: string; card: Card }>`select id, card from cards
      order by created_at desc, (card ->> 'title') desc limit 1`.execute(tx),
  );
  const [row] = rows;
  if (row === undefined) throw new Error("no card was shown");
  return row;
}

interface Tapped {
  readonly cardId: string;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
}

/** 李梅 is in one platform, 王海涛 in the other. */
function tap(office: Office, name: "李梅" | "王海涛", { cardId, chosen }: Tapped) {
  const account = office.accounts[name === "李梅" ? 0 : 1];
  if (account === undefined) throw new Error("no account");
  const tapId = `tap-${name}-${cardId}-${JSON.stringify(chosen)}`;
  const sender = { externalId: name, linkable: true };
  return office.dispatch.tap(account, { tapId, cardId, sender, key: "submit", chosen });
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

/** Both platforms take it, with every control that it has. */
function checkOnPlatforms({ id, card }: { id: string; card: Card }): void {
  const selects = card.kind === "form" ? card.selects.map((each) => each.options.length) : [];
  for (const dialect of ["aibot", "app"] as const) {
    const shown = readTemplateCard(renderCard({ cardId: id, card }, dialect), dialect);
    expect(shown).toMatchObject({ kind: card.kind, source: "城南片区" });
    expect(shown.selects?.map((each) => each.options.length)).toEqual(selects);
  }
  const shown = readShownCard(id, cardParams(card));
  expect(shown).toMatchObject({ kind: card.kind, source: "城南片区", title: card.title });
  expect(shown?.selects?.map((each) => each.options.length)).toEqual(selects);
}

describe.each(["李梅", "王海涛"] as const)("%s点卡片", (name) => {
  test("逐项表决：三件一张，没选的不动，再点一次改过来", async () => {
    await using office = await openWith({ method: "yes-no" });
    expect(await office.person(name).alone("推荐")).toContain(
      "卡片共2张，这是第1张，看下一张，请回复：推荐 第2页",
    );
    const first = await cardOf(office);
    checkOnPlatforms(first);
    expect(first.card).toMatchObject({
      kind: "form",
      title: "城南片区二季度协商议题推荐（第1页，共2页）",
      note: "逐件表决，13人参加有效，13日下午5:00截止",
      selects: [{ title: "2号 河堤照明不足" }, { title: "3号 幸福里无物业" }, {}],
    });
    const one = { topic2: ["同意"], topic3: ["反对"], topic4: ["none"] };
    const answer = await tap(office, name, { cardId: first.id, chosen: one });
    expect(JSON.stringify(answer?.answer)).toContain(
      "还没有表决：4号、5号、7号、8号。看下一张卡片，请回复：推荐 第2页",
    );
    await office.person(name).alone("推荐 第2页");
    const second = await cardOf(office);
    expect(second.id).not.toBe(first.id);
    const two = { topic5: ["弃权"], topic7: ["同意"], topic8: ["none"] };
    await tap(office, name, { cardId: second.id, chosen: two });
    const votes = { 2: "yes", 3: "no", 5: "abstain", 7: "yes" };
    expect(await chosenBy(office, name)).toEqual({ kind: "yes-no", votes });
    await tap(office, name, { cardId: first.id, chosen: { topic2: ["反对"] } });
    expect(await chosenBy(office, name)).toEqual({ kind: "yes-no", votes: { ...votes, 2: "no" } });
  });

  test("打分：每件0至5分", async () => {
    await using office = await openWith({ method: "score" });
    await office.person(name).alone("推荐");
    const { id: cardId, card } = await cardOf(office);
    checkOnPlatforms({ id: cardId, card });
    await tap(office, name, { cardId, chosen: { topic2: ["5"], topic4: ["0"] } });
    expect(await chosenBy(office, name)).toEqual({ kind: "score", scores: { 2: 5, 4: 0 } });
  });

  test("排序：选第一、第二、第三；同一件选两次不记", async () => {
    await using office = await openWith({ method: "ranking" });
    await office.person(name).alone("推荐");
    const { id: cardId, card } = await cardOf(office);
    checkOnPlatforms({ id: cardId, card });
    const twice = await tap(office, name, { cardId, chosen: { rank1: ["7"], rank2: ["7"] } });
    expect(JSON.stringify(twice?.answer)).toContain("有的号说了两次，还没有记");
    await tap(office, name, { cardId, chosen: { rank1: ["7"], rank2: ["none"], rank3: ["4"] } });
    expect(await chosenBy(office, name)).toEqual({ kind: "ranking", groups: [[7], [4]] });
  });

  test("一件也没选就提交：没有记，说怎么办", async () => {
    await using office = await openWith({ method: "score" });
    await office.person(name).alone("推荐");
    const { id: cardId } = await cardOf(office);
    const answer = await tap(office, name, { cardId, chosen: { topic2: ["none"] } });
    expect(JSON.stringify(answer?.answer)).toContain("一件也没有选，还没有记");
    expect(await chosenBy(office, name)).toBeUndefined();
  });
});

test("群里的卡片：回执只给点的人看，群里不复述", async () => {
  await using office = await openWith({ method: "score" });
  await office.person("李梅").inGroup("推荐");
  const { id: cardId } = await cardOf(office);
  const tapped = await tap(office, "李梅", { cardId, chosen: { topic2: ["5"] } });
  expect(JSON.stringify(tapped?.answer)).toContain("2号　河堤步道照明不足　5分");
  expect(tapped?.late?.text).toBe(
    "李委员，您推荐已记下。\n本次不公布个人选择，下次点卡片或单独发给我就好。",
  );
});

test("卡片放不下的：不出卡片，照着打字说", async () => {
  const options = Array.from({ length: 10 }, (_, index) => {
    const label = `第${index + 1}件事`;
    return [index + 1, label, label] as const;
  });
  for (const method of ["yes-no", "score", "ranking"] as const) {
    await using office = await openWith({ method, choicesMax: 10 }, { options });
    const shown = await office.person("李梅").alone("推荐");
    expect(shown).toContain("10号　第10件事");
    expect(shown).toMatch(/请回复，例：(?:表决|打分|排序) /);
    await expect(cardOf(office)).rejects.toThrow("no card was shown");
  }
});

test("无记名选好不能改：要分几张的，不出卡片", async () => {
  await using office = await openWith({ method: "score", disclosure: "secret" });
  await office.person("李梅").alone("推荐");
  await expect(cardOf(office)).rejects.toThrow("no card was shown");
});

test("同一个人在两处同时点两张：一张也不丢", async () => {
  await using office = await openWith({ method: "score" });
  await office.person("李梅").alone("推荐");
  const { id: cardId } = await cardOf(office);
  const { tenantId, id: selectionId } = office;
  let tapped: Promise<unknown> | undefined;
  await office.inTenant(async (tx) => {
    const { rows } = await sql<{ id: number }>`select id from people where name = '李梅'`.execute(
      tx,
    );
    const personId = rows[0]?.id ?? 0;
    const choices = { kind: "score", scores: { 8: 1 } } as const;
    await upsertBallot(tx, { tenantId, selectionId, personId, choices, at: voteDay });
    tapped = tap(office, "李梅", { cardId, chosen: { topic2: ["5"] } });
    await untilOneWaits(tx);
  });
  await tapped;
  const scores = { 2: 5, 8: 1 };
  expect(await chosenBy(office, "李梅")).toEqual({ kind: "score", scores });
});

/** The other transaction has come as far as it can before this one ends. */
async function untilOneWaits(tx: Tx): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    await sql`select pg_stat_clear_snapshot()`.execute(tx);
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count
      from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      tx,
    );
    waiting = rows[0]?.count ?? 0;
  }
}
