import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { listCountedBallots } from "../../db/selection-results.ts";
import { listSaid, openSelection, selectionSeed } from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
let selectionId: number;
beforeAll(async () => {
  office = await openOffice({ seed: selectionSeed });
  // 3月11日下午4:20
  office.now = new Date("2026-03-11T08:20:00Z");
  selectionId = await openSelection(office);
});
afterAll(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");

async function ballotOf(name: string) {
  const { rows } = await office.inTenant((tx) =>
    sql<{ choices: unknown; channel: string | null; reviewed: boolean; chosen: boolean }>`
      select b.choices, b.channel, b.reviewed_at is not null as reviewed, r.has_chosen as chosen
      from selection_roll r left join ballots b on b.tenant_id = r.tenant_id
        and b.selection_id = r.selection_id and b.person_id = r.person_id
      where r.name = ${name}`.execute(tx),
  );
  return rows[0];
}

test("代录：记下谁替谁、怎么告知的，请本人复核", async () => {
  expect(await zhou().alone("代录 韦德福 2 4 7 电话")).toBe(
    [
      "已代录韦德福委员的推荐：2号、4号、7号。",
      "代录人周敏，电话告知，3月11日下午4:20。",
      "",
      "截止前请韦委员本人复核，电话或在纸质推荐单上签字都行。",
      "复核后请回复：已复核 韦德福",
      "要打印纸质推荐单，请回复：打印 推荐单",
    ].join("\n"),
  );
  const numbers = { kind: "approval", numbers: [2, 4, 7] };
  expect(await ballotOf("韦德福")).toEqual({
    choices: numbers,
    channel: "电话",
    reviewed: false,
    chosen: true,
  });
  expect(await zhou().alone("已复核 韦德福")).toBe("韦德福委员的推荐已复核，3月11日下午4:20。");
  expect(await ballotOf("韦德福")).toMatchObject({ reviewed: true });
  const key = { tenantId: office.tenantId, id: selectionId };
  expect(await office.inTenant((tx) => listCountedBallots(tx, key))).toEqual([
    { choices: numbers, isProxy: true, isReviewed: true },
  ]);
});

test("有异议：作废，不计入，告诉代录的人；再录一次可以", async () => {
  expect(await office.person("刘志强").alone("有异议 韦德福")).toContain(
    "韦德福委员有异议，代录的已作废，不计入。",
  );
  expect(await ballotOf("韦德福")).toEqual({
    choices: null,
    channel: null,
    reviewed: false,
    chosen: false,
  });
  const said = await listSaid(office);
  expect(said.at(-1)).toMatchObject({ to: "周敏" });
  expect(said.at(-1)?.text).toContain("韦德福委员对代录的推荐有异议，已作废，请再核实。");
  expect(await zhou().alone("代录韦德福4 7纸质")).toContain("已代录韦德福委员的推荐：4号、7号。");
  expect(await ballotOf("韦德福")).toMatchObject({ channel: "纸质", reviewed: false });
});

test("没说渠道就问；说错的都不记", async () => {
  expect(await zhou().alone("代录 石磊 3 4")).toContain("请接着告诉我本人是怎么告知的");
  expect(await zhou().alone("打电话说的")).toContain("已代录石磊委员的推荐：3号、4号。");
  for (const [words, answer] of [
    ["代录 杨德才 2 3 4 5 电话", "最多选3件，您选了4件"],
    ["代录 杨德才 6 电话", "这次候选里没有6号"],
    ["代录 杨德才 电话", "请把姓名、几号和渠道写全"],
    ["代录 甲乙丙 4 电话", "名单里没有找到「甲乙丙」"],
    ["代录 周敏 4 电话", "您自己的直接说就行"],
    ["已复核 杨德才", "正在进行的推荐里没有替杨德才代录过"],
    ["有异议 杨德才", "正在进行的推荐里没有替杨德才代录过"],
  ] as const) {
    expect(await zhou().alone(words)).toContain(answer);
  }
  expect(await ballotOf("杨德才")).toMatchObject({ chosen: false });
  expect(await office.person("李梅").alone("代录 杨德才 4 电话")).toContain(
    "代录由联络员或组长来做",
  );
});

test("本人能找到的也告诉本人；本人自己选了就以本人的为准", async () => {
  await zhou().alone("代录 卢永康 4 当面");
  const said = await listSaid(office);
  expect(said.at(-1)).toMatchObject({ to: "卢永康" });
  expect(said.at(-1)?.text).toContain("周敏替您代录了二季度议题推荐：4号。");
  expect(await office.person("卢永康").alone("推荐")).toContain("您已选：4号（代录）。");
  expect(await office.person("卢永康").alone("推荐 7 8")).toContain("您推荐的2件已记下：");
  expect(await ballotOf("卢永康")).toMatchObject({ channel: null, choices: { numbers: [7, 8] } });
  expect(await zhou().alone("代录 卢永康 4 电话")).toContain("卢永康已经自己选过了");
});

test("本人说有异议：当场作废，请自己选", async () => {
  await zhou().alone("代录 杨德才 4 电话");
  expect(await office.person("杨德才").alone("有异议")).toContain("替您代录的已作废。请您自己选");
  expect(await ballotOf("杨德才")).toMatchObject({ chosen: false });
});

test("群里代录：不说选了什么", async () => {
  const answer = await zhou().inGroup("代录 杨德才 5 8 电话");
  expect(answer).toContain("已代录杨德才委员的推荐。本次不公布个人选择");
  expect(answer).not.toMatch(/[58]号/);
});
