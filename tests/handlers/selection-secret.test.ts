import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Card } from "../../domain/card.ts";
import { forgottenWords } from "../../text/ballots.ts";
import { openSelection, selectionSeed } from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

/** 无记名: whatever is kept anywhere must not lead from a person to what they chose. */
let office: Office;
let selectionId: number;
beforeAll(async () => {
  office = await openOffice({ seed: selectionSeed, ports: { cards: () => "beside" } });
  office.now = new Date("2026-03-11T06:00:00Z");
  selectionId = await openSelection(office, { terms: { disclosure: "secret" } });
});
afterAll(() => office[Symbol.asyncDispose]());

async function secretBallots() {
  const { rows } = await office.inTenant((tx) =>
    sql<{ choices: unknown }>`select choices from secret_ballots order by choices::text`.execute(
      tx,
    ),
  );
  return rows.map(({ choices }) => choices);
}

/** Everything the database keeps, opened with the office's own key, as text. */
async function everythingKept(): Promise<string> {
  return office.inTenant(async (tx) => {
    const inbox = await tx.selectFrom("inbox").select(["words", "answer"]).execute();
    const opened = inbox.map(({ words, answer }) => [
      words === null ? "" : tx.sealer.open(words),
      JSON.stringify(answer),
    ]);
    const events = await tx.selectFrom("event_words").select("words").execute();
    const outbox = await tx.selectFrom("outbox").select("message").execute();
    const questions = await tx.selectFrom("questions").select("question").execute();
    const asked = questions.map(({ question }) => tx.sealer.open(question));
    return JSON.stringify([opened, events, outbox, asked]);
  });
}

test("单独说：记下，不复述；说的话不留", async () => {
  const answer = await office.person("李梅").alone("推荐 4 7");
  expect(answer).toBe(
    "李委员，您的推荐已记下。\n这次是无记名推荐，我没有留下您选了什么，选好以后不能改。",
  );
  expect(await office.person("赵启明").alone("推荐 2")).toBe(answer.replace("李委员", "赵委员"));
  expect(await secretBallots()).toEqual([
    { kind: "approval", numbers: [2] },
    { kind: "approval", numbers: [4, 7] },
  ]);
  const kept = await everythingKept();
  expect(kept).toContain(forgottenWords);
  expect(kept).not.toContain("推荐 4 7");
  expect(kept).not.toContain("推荐 2");
  expect(kept).not.toMatch(/"numbers"/);
});

test("选好不能改；选错了没记，可以再说，错的话也不留", async () => {
  expect(await office.person("李梅").alone("推荐 3")).toBe(
    "您已经选过了。这次是无记名推荐，选好以后不能改。",
  );
  expect(await office.person("罗静").alone("推荐 2 3 4 5")).toContain("最多选3件，您选了4件");
  expect(await office.person("罗静").alone("推荐 3 8")).toContain("您的推荐已记下");
  expect(await secretBallots()).toHaveLength(3);
  const kept = await everythingKept();
  expect(kept).not.toContain("推荐 2 3 4 5");
  expect(kept).not.toContain("推荐 3 8");
});

test("推荐单上没有人、没有时间、没有顺序", async () => {
  const { rows } = await office.inTenant((tx) =>
    sql<{ name: string }>`select column_name as name from information_schema.columns
      where table_name = 'secret_ballots' order by 1`.execute(tx),
  );
  expect(rows.map(({ name }) => name)).toEqual(["choices", "id", "selection_id", "tenant_id"]);
  const events = await office.inTenant((tx) =>
    sql<{
      kind: string;
      words: string;
      inbox: number | null;
    }>`select e.kind, w.words, e.inbox_id as inbox
      from events e join event_words w on w.tenant_id = e.tenant_id and w.event_id = e.id
      where e.object_kind = 'ballot'`.execute(tx),
  );
  expect(new Set(events.rows.map((each) => JSON.stringify(each)))).toEqual(
    new Set(['{"kind":"took-part","words":"{}","inbox":null}']),
  );
  const ballots = await office.inTenant((tx) => tx.selectFrom("ballots").selectAll().execute());
  expect(ballots).toEqual([]);
});

test("群里打字、语音、代录都不记，说清楚怎么办", async () => {
  expect(await office.person("张建国").inGroup("推荐 4 7")).toBe(
    "这次是无记名推荐，请点卡片，或者单独发给我，不要发在群里。还没有记。",
  );
  const spoken = await office.person("张建国").alone("我选四号跟七号", { manner: "spoken" });
  expect(spoken).toContain("这次是无记名推荐，语音我没有记。");
  expect(await office.person("张建国").alone("对")).not.toContain("已记下");
  expect(await office.person("周敏").alone("代录 韦德福 4 7 电话")).toContain("不能代录，还没有记");
  expect(await secretBallots()).toHaveLength(3);
  const kept = await everythingKept();
  expect(kept).not.toContain("四号跟七号");
  expect(kept).not.toContain("韦德福 4 7");
});

test("群里点卡片可以；同一下再送来一次，答得一样，只算一份", async () => {
  await office.person("王海涛").inGroup("推荐");
  const { rows } = await office.inTenant((tx) =>
    sql<{ id: string; card: Card }>`select id, card from cards limit 1`.execute(tx),
  );
  const tap = {
    tapId: "tap-one",
    cardId: rows[0]?.id ?? "",
    sender: { externalId: "王海涛", linkable: true },
    key: "submit",
    chosen: { vote: ["5", "8"] },
  };
  const account = office.accounts[1] ?? { id: 0, platform: "two", slug: "env" };
  const first = await office.dispatch.tap(account, tap);
  expect(JSON.stringify(first?.answer)).toContain("王委员，您的推荐已记下。");
  const again = await office.dispatch.tap(account, tap);
  expect(again?.answer).toEqual(first?.answer);
  expect(await secretBallots()).toHaveLength(4);
  expect(await everythingKept()).not.toMatch(/\) 5 8/);
});

test("我的推荐：只说选过了；名单上有记号", async () => {
  expect(await office.person("李梅").alone("推荐")).toContain("您已经选过了。");
  const { rows } = await office.inTenant((tx) =>
    sql<{ count: number }>`select count(*) as count from selection_roll
      where selection_id = ${selectionId} and has_chosen`.execute(tx),
  );
  expect(rows[0]?.count).toBe(4);
});
