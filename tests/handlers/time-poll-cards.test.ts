import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { cardParams } from "../../bot/platforms/dingtalk/card.ts";
import { renderCard } from "../../bot/platforms/wecom/card.ts";
import type { Card } from "../../domain/card.ts";
import { readShownCard } from "../../sandbox/dingtalk-card-view.ts";
import { readTemplateCard } from "../../sandbox/wecom-card.ts";
import { type Office, openOffice, seedWith } from "../support/talk.ts";

const at = (time: string) => new Date(`2026-03-${time}+08:00`);

let office: Office;
beforeEach(async () => {
  office = await openOffice({ seed: seedWith({}), ports: { cards: () => "beside" } });
  office.now = at("16T10:00:00");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  await office.person("刘志强").inGroup("约时间 1号现场协商会 下周三下午 下周四上午 下周五下午");
});
afterEach(() => office[Symbol.asyncDispose]());

/** The group has one of its own; who is in the other platform gets one alone. */
async function cardOf(name: "李梅" | "王海涛"): Promise<{ id: string; card: Card }> {
  const { rows } = await office.inTenant((tx) =>
    sql<{ id: string; card: Card }>`select k.id, k.card from cards k
      join conversations c on c.id = k.conversation_id
      where k.card ->> 'says' like '答复时间%'
        and (c.external_id = '王海涛') = ${name === "王海涛"}`.execute(tx),
  );
  const [row] = rows;
  if (row === undefined) throw new Error("no card was shown");
  return row;
}

type Chosen = Readonly<Record<string, readonly string[]>>;

/** 李梅 is in one platform, 王海涛 in the other. */
async function tap(name: "李梅" | "王海涛", cardId: string, chosen: Chosen): Promise<string> {
  const account = office.accounts[name === "李梅" ? 0 : 1];
  if (account === undefined) throw new Error("no account");
  const tapId = `tap-${name}-${cardId}-${JSON.stringify(chosen)}`;
  const sender = { externalId: name, linkable: true };
  const answer = await office.dispatch.tap(account, {
    tapId,
    cardId,
    sender,
    key: "submit",
    chosen,
  });
  return JSON.stringify(answer?.answer);
}

async function answersOf(name: string): Promise<unknown> {
  const { rows } = await office.inTenant((tx) =>
    sql<{ answers: unknown }>`select a.answers from time_poll_people a
      join people p on p.tenant_id = a.tenant_id and p.id = a.person_id
      where p.name = ${name}`.execute(tx),
  );
  return rows[0]?.answers;
}

describe.each(["李梅", "王海涛"] as const)("%s点约时间的卡片", (name) => {
  test("选了就记下，再点一次改过来，没选的时间不动", async () => {
    const { id } = await cardOf(name);
    const first = { "slot-A": ["free"], "slot-B": ["maybe"], "slot-C": ["busy"] };
    expect(await tap(name, id, first)).toContain("记下了");
    expect(await answersOf(name)).toEqual(["free", "maybe", "busy"]);
    await tap(name, id, { "slot-B": ["busy"] });
    expect(await answersOf(name)).toEqual(["free", "busy", "busy"]);
  });

  test("截止以后再点，记录不变，并说明", async () => {
    const { id } = await cardOf(name);
    await tap(name, id, { "slot-A": ["free"], "slot-B": ["busy"], "slot-C": ["busy"] });
    office.now = at("18T17:00:00");
    expect(await tap(name, id, { "slot-A": ["busy"] })).toContain("截止");
    expect(await answersOf(name)).toEqual(["free", "busy", "busy"]);
  });
});

test("两个平台显示的卡片，每个时间先不选，再有三种答复可选", async () => {
  const { id, card } = await cardOf("李梅");
  const shown = [
    ...(["aibot", "app"] as const).map((dialect) =>
      readTemplateCard(renderCard({ cardId: id, card }, dialect), dialect),
    ),
    readShownCard(id, cardParams(card)),
  ];
  for (const each of shown) {
    expect(each?.kind).toBe("form");
    expect(each?.selects?.map(({ options }) => options.length)).toEqual([4, 4, 4]);
  }
});
