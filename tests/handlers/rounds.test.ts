import { expect, test } from "vitest";

import { planRound } from "../../domain/round.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { type Office, openOffice, startOfPlay } from "../support/talk.ts";

/** What waits to be said in a conversation, oldest first. */
async function said(office: Office, externalId: string) {
  return office.inTenant(async (tx) => {
    const rows = await tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select(["o.message", "o.available_at"])
      .where("c.external_id", "=", externalId)
      .orderBy("o.id")
      .execute();
    return rows.map(({ message, available_at: at }) => ({
      text: "text" in message ? String(message.text) : "",
      at,
    }));
  });
}

function fire(office: Office): Promise<number> {
  return fireDue({
    db: office.db,
    now: () => office.now,
    voice: () => "group",
    cards: () => "none",
    log: {
      error: () => {},
      warn: () => {},
      info: () => {},
      fault: (error: unknown) => {
        throw error;
      },
    },
  } as unknown as Parameters<typeof fireDue>[0]);
}

async function openRound(
  office: Office,
  words = "征题 开始 二季度征题 3月11日截止",
): Promise<void> {
  await office.person("刘志强").alone(words);
  expect(await office.person("刘志强").alone("确认")).toContain("开始了");
}

test("征题：先核对，确认以后发到片区的两个群", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  expect(await liu.alone("征题 开始 二季度征题 4月10日截止")).toBe(
    [
      "请刘主任核对，现在还没有发出：",
      "",
      "城南片区二季度征题",
      "截止：4月10日（星期五）",
      "初选：4月13日前由联络站初选",
      "发到城南片区的2个群",
      "",
      "可以发出，请回复：确认",
      "先请领导看，请回复“送审”加姓名",
    ].join("\n"),
  );
  expect(await said(office, "group-one")).toEqual([]);
  expect(await office.person("李梅").alone("征题")).toContain("现在没有征题，想提议题随时可以。");
  expect(await liu.alone("确认")).toContain(
    "城南片区二季度征题开始了，已发到2个群。\n4月10日（星期五）到点自己截止，数字单独发给您。",
  );
  const [announced] = await said(office, "group-two");
  expect(announced?.text).toBe(
    [
      "【征题】城南片区二季度征题",
      "",
      "请各位委员结合调研走访，提出需要协商的议题。",
      "4月10日（星期五）截止，4月13日前由联络站初选，结果会告诉荐题的委员。",
      "",
      "请@我回复，例：荐题 老旧小区充电难",
      "说明写在下一行。不方便用手机的，请找联络员代荐。",
    ].join("\n"),
  );
  expect(await liu.alone("征题 开始 三季度征题 4月20日截止")).toContain(
    "「二季度征题」还开着，没有另开。",
  );
});

test("征题期间的荐题算进来，回执写明哪天前初选；到点自己截止，带着数字", async () => {
  await using office = await openOffice();
  await openRound(office);
  expect(await office.person("王海涛").inGroup("荐题 园区公交末班车太早")).toContain(
    "来源：委员荐题\n\n下一步：3月16日前由联络站初选，结果会告诉您。\n",
  );
  await office.person("李梅").inGroup("荐题 门口接送拥堵");
  await office.person("周敏").alone("交题 县委办 老旧小区改造");
  expect(await office.person("李梅").inGroup("征题")).toContain(
    "城南片区二季度征题　3月11日（星期三）截止，收到3件（党政交题1件，委员荐题2件），3月16日前初选\n",
  );
  expect(await fire(office)).toBe(0);
  // The program was down over the deadline and comes back in the night of the day after.
  office.now = new Date("2026-03-12T15:00:00Z");
  expect(await office.person("张建国").inGroup("荐题 晚了一天的")).not.toContain("下一步");
  // Two workers at once close it once.
  expect((await Promise.all([fire(office), fire(office)])).toSorted((a, b) => a - b)).toEqual([
    0, 1,
  ]);
  expect(await fire(office)).toBe(0);
  const closing = (await said(office, "group-one")).at(-1);
  expect(closing?.text).toBe(
    [
      "【征题截止】城南片区二季度征题",
      "",
      "到3月11日（星期三），收到议题3件：党政交题1件，委员荐题2件。",
      "3月16日前由联络站初选，结果会告诉荐题的委员。谢谢各位委员。",
    ].join("\n"),
  );
  expect(closing?.at).toEqual(new Date("2026-03-13T00:00:00Z"));
  expect((await said(office, "刘志强")).at(-1)).toEqual({
    text: [
      "刘主任，城南片区二季度征题已截止。",
      "到3月11日（星期三），收到议题3件：党政交题1件，委员荐题2件。",
      "",
      "等初选的4件，请在3月16日前初选，请回复：初选",
    ].join("\n"),
    at: new Date("2026-03-13T00:00:00Z"),
  });
});

test("我的：截止以后，初选完以前，联络员和组长看得见还有几件", async () => {
  await using office = await openOffice();
  await openRound(office);
  await office.person("李梅").inGroup("荐题 门口接送拥堵");
  const liu = office.person("刘志强");
  expect(await liu.alone("我的")).not.toContain("等初选");
  office.now = new Date("2026-03-12T01:00:00Z");
  await fire(office);
  expect(await liu.alone("我的")).toContain("「二季度征题」还有1件等初选，3月16日前，请回复：初选");
  expect(await liu.inGroup("我的")).toContain("3月16日前，请单独找我回复：初选");
  expect(await office.person("李梅").alone("我的")).not.toContain("等初选");
  await liu.alone("初选 1 入围");
  expect(await liu.alone("我的")).not.toContain("等初选");
});

test("征题 截止：问一句，提前结束，以后的荐题不算在内", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  expect(await liu.alone("征题 截止")).toContain("现在没有开着的征题。");
  await openRound(office);
  await office.person("李梅").inGroup("荐题 门口接送拥堵");
  expect(await liu.alone("征题 截止")).toBe(
    "城南片区二季度征题原定3月11日（星期三）截止。\n收到议题1件：委员荐题1件。\n\n现在就截止，请回复：是",
  );
  expect(await liu.alone("是")).toContain("城南片区二季度征题已截止。已告知2个群。\n收到议题1件：");
  expect((await said(office, "group-one")).at(-1)?.text).toContain(
    "到3月9日（星期一）上午10:00，收到议题1件：委员荐题1件。",
  );
  expect(await office.person("李梅").inGroup("荐题 校门口缺斑马线")).not.toContain("下一步");
  expect(await fire(office)).toBe(0);
});

test("征题由联络员和组长开始；说不清时间的不记", async () => {
  await using office = await openOffice();
  expect(await office.person("李梅").alone("征题 开始 二季度征题 4月10日截止")).toContain(
    "征题开始由联络员或组长来做。",
  );
  const liu = office.person("刘志强");
  expect(await liu.alone("征题 开始 二季度征题")).toContain("征题到哪天截止，还没有记。");
  expect(await liu.alone("征题 开始 二季度征题 3月8日截止")).toContain("截止时间已经过了");
  expect(await liu.alone("征题 开始 二季度征题 4月31日截止")).toContain("没有这个日子");
  expect(await liu.alone("征题 开始 二季度征题 12月31日截止")).toContain("征题最长180天");
});

test.each([
  ["二季度征题 4月10日截止", "二季度征题", "2026-04-10T15:59:00Z", "2026-04-13T15:59:00Z"],
  ["4月10日截止", "征题", "2026-04-10T15:59:00Z", "2026-04-13T15:59:00Z"],
  ["春季征题 3月13日下午5点截止", "春季征题", "2026-03-13T09:00:00Z", "2026-03-16T15:59:00Z"],
  ["春季征题 3月12日下午截止", "春季征题", "2026-03-12T07:00:00Z", "2026-03-16T15:59:00Z"],
  [
    "春季征题，4月10日截止，4月20日前初选",
    "春季征题",
    "2026-04-10T15:59:00Z",
    "2026-04-20T15:59:00Z",
  ],
  ["截止到下周五 《春季》征题", "春季征题", "2026-03-20T15:59:00Z", "2026-03-23T15:59:00Z"],
])("征题的说法：%s", (words, title, dueAt, screenBy) => {
  expect(
    planRound(words, startOfPlay, { screeningDays: 3, workdays: nationalWorkdays }),
  ).toMatchObject({
    title,
    dueAt: new Date(dueAt),
    screenBy: new Date(screenBy),
  });
});
