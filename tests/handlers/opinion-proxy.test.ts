import { afterEach, beforeEach, expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const li = () => office.person("李梅");

async function launch(words = "对《二季度协商计划》 周五下午5点截止"): Promise<void> {
  await office.person("刘志强").alone(`征求意见 ${words}`);
  await office.person("刘志强").alone("确认");
}

async function told(name: string): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["external_id", "message"])
      .orderBy("outbox.id")
      .execute(),
  );
  return rows.flatMap(({ external_id: to, message }) =>
    to === name && "text" in message ? [String(message.text)] : [],
  );
}

test("代录意见：写明代录、渠道，复核以后在数里看得到", async () => {
  await launch();
  expect(await zhou().alone("代录意见 韦德福 第三条再具体些 电话")).toBe(
    [
      "已代录韦德福对《二季度协商计划》的意见，第1条：",
      "第三条再具体些",
      "代录人周敏，电话告知，3月9日上午10:00。",
      "",
      "截止前请韦委员本人复核，电话或当面都行。",
      "复核后请回复：意见已复核 韦德福",
      "要收回，请回复：取消代录意见 韦德福",
    ].join("\n"),
  );
  await li().alone("意见 加一次视察");
  const before = await zhou().alone("意见情况");
  expect(before).toContain("收到2人的2条意见（其中代录1条）");
  expect(before).toContain("韦德福（代录）：第三条再具体些");
  expect(before).toContain("李梅：加一次视察");
  expect(await zhou().alone("意见已复核 韦德福")).toBe(
    "韦德福对《二季度协商计划》的代录意见已复核，1条。",
  );
  expect(await zhou().alone("意见情况")).toContain("（其中代录1条，已复核）");
  office.now = new Date("2026-03-13T09:00:01Z");
  await fireDue(duePorts(office));
  expect((await told("group-one")).at(-1)).toContain("2人提了2条意见（其中代录1条，已复核）");
  expect(await zhou().alone("打印 意见")).toContain("已生成");
  const files = await office.inTenant((tx) => tx.selectFrom("files").select("content").execute());
  expect(JSON.stringify(files)).toContain("韦德福（代录）");
  expect(await zhou().alone("代录意见 韦德福 再加一条 电话")).toContain("没有正在征求意见的文件");
});

test("有账号的本人会听到，可以改；自己改了就算本人说的", async () => {
  await launch();
  await zhou().alone("代录意见 李梅 第三条再具体些 当面");
  expect((await told("李梅"))[0]).toContain("周敏替您代录了对《二季度协商计划》的意见，第1条");
  expect(await zhou().alone("意见情况")).toContain("其中代录1条");
  expect(await li().alone("修改意见 1 第三条写明时间")).toContain("改好了");
  const after = await zhou().alone("意见情况");
  expect(after).not.toContain("代录");
  expect(after).toContain("李梅：第三条写明时间");
  expect(await zhou().alone("取消代录意见 李梅")).toContain("没有替李梅代录过");
});

test("缺渠道就问，不在名单的、替自己的、只有渠道的，都说清楚；可以收回", async () => {
  await launch();
  expect(await zhou().alone("代录意见 韦德福 第三条再具体些")).toContain("本人是怎么告知的");
  expect(await zhou().alone("电话")).toContain("已代录韦德福");
  expect(await zhou().alone("取消代录意见 韦德福")).toBe(
    "已收回代录：韦德福对《二季度协商计划》的意见：\n第三条再具体些",
  );
  expect(await zhou().alone("意见已复核 韦德福")).toContain("没有替韦德福代录过");
  expect(await zhou().alone("意见情况")).toContain("还没有收到意见");
  expect(await zhou().alone("代录意见 赵四 写得很好 电话")).toContain("名单里没有找到「赵四」");
  expect(await zhou().alone("代录意见 韦德福 电话")).toContain("请把姓名、意见和渠道写全");
  expect(await zhou().alone("代录意见 周敏 写得很好 电话")).toContain("自己");
  expect(await li().alone("代录意见 韦德福 第三条再具体些 电话")).toContain("请回复：转告");
  expect(await zhou().alone("代录意见 韦德福")).toContain("请接着告诉我您的意见");
});

test("不具名的：名单上不写代录的是谁，截止以后不留", async () => {
  await launch("对《履职办法》 周五下午5点截止 不具名");
  await zhou().alone("代录意见 韦德福 第三条再具体些 电话");
  expect(await zhou().alone("意见情况")).not.toContain("韦德福");
  office.now = new Date("2026-03-13T09:00:01Z");
  await fireDue(duePorts(office));
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("opinions").select(["person_id", "entered_by", "channel"]).execute(),
  );
  expect(rows).toEqual([{ person_id: null, entered_by: null, channel: null }]);
});
