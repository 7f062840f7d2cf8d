import { afterEach, beforeEach, expect, test } from "vitest";

import { findNextDue } from "../../db/clock.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { announce, lastTold, toldAlone } from "../support/meetings.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const liu = () => office.person("刘志强");
const at = (time: string) => new Date(`2026-${time}+08:00`);
const fire = () => fireDue(duePorts(office));

async function drafts(): Promise<readonly Date[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("meetings")
      .select("starts_at")
      .where("state", "=", "draft")
      .orderBy("id")
      .execute(),
  );
  return rows.map((row) => row.starts_at);
}

async function toldOf(name: string): Promise<readonly string[]> {
  return (await toldAlone(office, name)).filter((text) => text.startsWith("【定期会议】"));
}

async function plan(words = "每月第一个周三下午3点"): Promise<void> {
  await announce(office);
  await liu().alone(`会议系列 1号 ${words}`);
  expect(await liu().alone("确认")).toContain("定好了：");
}

/** The first meeting was held, with two items left and one 待办 open. */
async function hold(): Promise<void> {
  office.now = at("03-25T16:40:00");
  await liu().alone("议完 1号 1 2 3");
  await office.inTenant(async (tx) => {
    await tx.updateTable("meetings").set({ state: "held" }).where("id", "=", 1).execute();
    await tx.deleteFrom("meeting_alarms").execute();
  });
}

test("定期：接下来三次连星期和工作日一起核对，确认了才定", async () => {
  await announce(office);
  expect(await liu().alone("会议系列 1号 每月第一个周三下午3点")).toBe(
    [
      "请刘主任核对，现在还没有定：",
      "",
      "「老旧小区没地方充电」现场协商会",
      "每月第一个周三下午3点开一次，接下来是：",
      "4月1日（星期三）下午3:00，工作日",
      "5月6日（星期三）下午3:00，工作日",
      "6月3日（星期三）下午3:00，工作日",
      "每次提前7个工作日我拟好会议通知，单独发给您，您确认了才发出；没议完的和没办完的待办会带上",
      "第一份：3月23日（星期一）拟",
      "",
      "可以定下来，请回复：确认",
      "先不定，请回复：取消",
    ].join("\n"),
  );
  expect(await liu().alone("系列")).toContain("现在没有定期开的会");
  await liu().alone("会议系列 1号 每月第一个周三下午3点");
  expect(await liu().alone("确认")).toBe(
    [
      "定好了：「老旧小区没地方充电」现场协商会，每月第一个周三下午3点。第一份会议通知3月23日（星期一）拟好，单独发给您。",
      "以后不要了，请回复：系列 停",
    ].join("\n"),
  );
  expect(await liu().alone("系列")).toContain(
    "下一场4月1日（星期三）下午3:00，3月23日（星期一）拟通知",
  );
  expect(await liu().alone("系列 设置 1号 每两周周四上午9点半")).toContain(
    "原来定的“每月第一个周三下午3点”不再用",
  );
});

test("到时候拟好单独发给定的人，没人确认就不发；确认了才通知大家", async () => {
  await plan();
  const before = (await toldAlone(office, "张建国")).length;
  office.now = at("03-23T08:59:59");
  await fire();
  expect(await drafts()).toEqual([]);
  office.now = at("03-23T09:00:00");
  await fire();
  expect(await drafts()).toEqual([at("04-01T15:00:00")]);
  const [said, ...more] = await toldOf("刘志强");
  expect(more).toEqual([]);
  expect(said).toContain("【定期会议】每月第一个周三下午3点的会，下一场的通知拟好了。");
  expect(said).toContain("时间：4月1日（星期三）下午3:00，会期约一个半小时，工作日");
  expect(said).toContain("可以发出，请回复：发布");
  expect(said).not.toContain("拟晚了");
  const quiet = (await toldAlone(office, "张建国")).slice(before);
  expect(quiet.filter((text) => text.includes("4月1日"))).toEqual([]);
  expect(await liu().alone("发布")).toContain("会议通知已单独发给4位同志");
  expect(await lastTold(office, "张建国")).toContain("定于4月1日（星期三）下午3:00");
});

test("没议完的、没办完的待办带到下一场", async () => {
  await plan("每月第三个周三下午3点");
  await hold();
  office.now = at("04-03T09:00:00");
  await fire();
  expect(await drafts()).toEqual([at("04-15T15:00:00")]);
  expect((await toldOf("刘志强"))[0]).toContain("议程：县住建局回应；梳理意见建议");
  expect((await toldOf("刘志强"))[0]).toContain("上次没议完的2项已经带过来");
});

test("碰上放假：消息里说明，建议改到下一个工作日，一句就改", async () => {
  await plan();
  await hold();
  await office.inTenant((tx) =>
    tx
      .updateTable("meeting_series")
      .set({ next_at: at("10-07T15:00:00"), draft_at: at("09-23T09:00:00") })
      .execute(),
  );
  office.now = at("09-23T09:00:00");
  await fire();
  expect((await toldOf("刘志强"))[0]).toContain(
    "10月7日（星期三）是国庆节假期，建议改到下一个工作日，请回复：改期 10月8日下午3:00",
  );
  expect(await liu().alone("改期 10月8日下午3:00")).toContain("时间：10月8日（星期四）下午3:00");
  expect(await drafts()).toEqual([at("10-08T15:00:00")]);
});

test("两个程序同时到点，只拟一份", async () => {
  await plan();
  office.now = at("03-23T09:00:00");
  await Promise.all([fire(), fire()]);
  expect(await drafts()).toHaveLength(1);
  expect(await toldOf("刘志强")).toHaveLength(1);
});

test("停机跨过拟的那天：晚拟一份并说明；跨过整场：那一场不再拟", async () => {
  await plan();
  office.now = at("03-25T08:00:00");
  await hold();
  office.now = at("03-27T10:00:00");
  await fire();
  expect((await toldOf("刘志强"))[0]).toContain("本该3月23日（星期一）拟，拟晚了");
  expect(await drafts()).toEqual([at("04-01T15:00:00")]);
  await liu().alone("不发了");
  office.now = at("05-20T10:00:00");
  await fire();
  expect(await drafts()).toEqual([]);
  expect(await toldOf("刘志强")).toHaveLength(1);
  office.now = at("05-25T09:00:00");
  await fire();
  expect(await drafts()).toEqual([at("06-03T15:00:00")]);
});

test("系列 停、取消系列以后，一份也不再拟", async () => {
  await plan();
  expect(await liu().alone("系列 停")).toContain("不再定期拟了");
  expect(await liu().alone("系列 停")).toContain("现在没有定期开的会");
  office.now = at("03-23T09:00:00");
  await fire();
  expect(await drafts()).toEqual([]);
  await liu().alone("会议系列 1号 每月第一个周三下午3点");
  await liu().alone("确认");
  await liu().alone("取消系列 1号 改为书面征求意见");
  await liu().alone("确认");
  const before = (await toldAlone(office, "刘志强")).length;
  for (const time of ["03-24T09:00:00", "04-20T09:00:00", "06-20T09:00:00"]) {
    office.now = at(time);
    await fire();
  }
  expect(await drafts()).toEqual([]);
  expect((await toldAlone(office, "刘志强")).length).toBe(before);
});

test("那天已经自己排了会，就不再拟", async () => {
  await plan();
  await liu().alone("接着开 1号 4月1日下午4点");
  await liu().alone("确认");
  office.now = at("03-23T09:00:00");
  await fire();
  expect(await toldOf("刘志强")).toEqual([]);
  expect(await liu().alone("系列")).toContain("下一场5月6日");
});

test("听不明白的多久一次：说怎么说；普通的话不当口令", async () => {
  await announce(office);
  for (const words of ["每天上午9点", "每月第一个周三", "每隔三天上午9点", "每年3月5日上午9点"]) {
    expect(await liu().alone(`会议系列 1号 ${words}`)).toContain("多久开一次，我没看明白");
  }
  expect(await liu().alone("系列活动每周都有")).not.toContain("核对");
  expect(await liu().alone("会议系列怎么定？")).not.toContain("没看明白");
  expect(await office.person("李梅").alone("会议系列 1号 每月第一个周三下午3点")).toContain(
    "由联络员或组长来做",
  );
  expect(await liu().alone("会议系列 1号 每季度第一个周三下午3点")).toContain("4月1日（星期三）");
  expect(await liu().alone("会议系列 1号 每月最后一个工作日下午3点")).toContain(
    "4月30日（星期四）下午3:00，工作日",
  );
});

test("拨快时钟时停在拟通知的那一刻", async () => {
  await plan();
  const next = await office.inTenant((tx) =>
    findNextDue(tx, office.tenantId, {
      after: at("03-20T20:00:00"),
      until: at("03-23T09:00:00"),
    }),
  );
  expect(next).toEqual(at("03-23T09:00:00"));
});
