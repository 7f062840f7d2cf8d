import { afterEach, beforeEach, expect, test } from "vitest";

import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  await office.person("张建国").alone("荐题 老旧小区没地方充电\n说明：充电口太少");
});
afterEach(() => office[Symbol.asyncDispose]());

function outbox(): Promise<readonly string[]> {
  return office.inTenant(async (tx) => {
    const rows = await tx.selectFrom("outbox").select("message").orderBy("id").execute();
    return rows.map(({ message }) => ("text" in message ? String(message.text) : ""));
  });
}

test("有人附议以后修改：改了什么单独告诉附议的人，取消附议就退出", async () => {
  await office.person("李梅").inGroup("附议 1");
  await office.person("周敏").alone("代附议 1 韦德福 电话");
  expect(
    await office.person("张建国").alone("修改 1 老旧小区加装充电棚\n说明：2栋、5栋各建一处"),
  ).toBe(
    [
      "1号改好了，现在是第2版：",
      "",
      "「老旧小区加装充电棚」",
      "说明：2栋、5栋各建一处",
      "类别：小区环境",
      "已单独告知附议的1位。还有1位没法单独告知，名单已发给联络员。",
    ].join("\n"),
  );
  const [amendment, unreached, ...more] = await outbox();
  expect(more).toEqual([]);
  expect(amendment).toBe(
    [
      "李委员，您附议的1号改了，现在是第2版，张建国改的：",
      "题目：「老旧小区加装充电棚」，原来是「老旧小区没地方充电」",
      "说明：2栋、5栋各建一处，原来是充电口太少",
      "",
      "还愿意一起推动的，不用回复。不再附议，请回复：取消附议 1",
    ].join("\n"),
  );
  expect(unreached).toContain(
    "1号议题改成了第2版，下面几位我没法单独告知（名单只发给您）：\n韦德福",
  );
  expect(await office.person("李梅").alone("取消附议 1")).toContain("现在附议1人");
});

test("没有人附议时修改：不打扰谁；和原来一样就不算一版", async () => {
  await office.person("张建国").alone("修改 1 老旧小区充电难");
  expect(await office.person("张建国").alone("修改 1 老旧小区充电难")).toBe(
    "1号和原来一样，没有改。",
  );
  expect(await outbox()).toEqual([]);
  expect(await office.person("李梅").alone("议题 1")).toContain("1号「老旧小区充电难」（第2版）");
});

test("修改记录：每一版是谁、哪天、改了什么、原来是什么", async () => {
  expect(await office.person("李梅").alone("议题 1 修改记录")).toContain("没有改过");
  await office.person("张建国").alone("修改 1 老旧小区充电难");
  office.now = new Date("2026-03-10T02:00:00Z");
  await office.person("张建国").alone("修改 1\n说明：312户8个充电口\n类别：基础设施");
  expect(await office.person("李梅").inGroup("议题 1 修改记录")).toBe(
    [
      "1号修改记录，现在是第3版：",
      "",
      "第1版　3月9日张建国荐",
      "题目：「老旧小区没地方充电」",
      "说明：充电口太少",
      "类别：小区环境",
      "第2版　3月9日张建国改",
      "题目：「老旧小区充电难」，原来是「老旧小区没地方充电」",
      "第3版　3月10日张建国改",
      "说明：312户8个充电口，原来是充电口太少",
      "类别：基础设施，原来是小区环境",
    ].join("\n"),
  );
  for (const words of ["1号修改记录", "修改记录 1", "看1号的修改记录"]) {
    expect(await office.person("李梅").alone(words)).toContain("现在是第3版");
  }
  expect(await office.person("李梅").alone("修改记录 99")).toContain("没有找到99号议题");
});

test("改得很多：只列最近的几版，一屏看得完", async () => {
  for (let index = 0; index < 8; index += 1) {
    const detail = `${"长".repeat(900)}${index}`;
    await office.person("张建国").alone(`修改 1 第${index}稿充电棚\n说明：${detail}`);
  }
  const answer = await office.person("李梅").alone("修改记录 1");
  expect(answer).toContain("（更早的6版没有列出）");
  expect(answer).toContain("第9版");
});

test("初选开始以后不能自己改，别人的不能改", async () => {
  expect(await office.person("李梅").alone("修改 1 换个题目")).toContain("1号不是您荐的");
  await office.inTenant((tx) =>
    tx.updateTable("topics").set({ status: "accepted" }).where("number", "=", 1).execute(),
  );
  expect(await office.person("张建国").alone("修改 1 换个题目")).toContain("1号");
  expect(await office.person("李梅").alone("议题 1")).not.toContain("换个题目");
});
