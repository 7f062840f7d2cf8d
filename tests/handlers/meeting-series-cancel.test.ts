import { afterEach, beforeEach, expect, test } from "vitest";

import { announce, toldAlone } from "../support/meetings.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  await announce(office);
  office.now = new Date("2026-03-26T01:30:00Z");
  await office.inTenant((tx) => tx.updateTable("meetings").set({ state: "held" }).execute());
});
afterEach(() => office[Symbol.asyncDispose]());

const liu = () => office.person("刘志强");
const zhou = () => office.person("周敏");

async function states(): Promise<readonly string[]> {
  return office.inTenant(async (tx) => {
    const meetings = await tx.selectFrom("meetings").select("state").orderBy("id").execute();
    const publications = await tx
      .selectFrom("publications")
      .select("state")
      .orderBy("id")
      .execute();
    return [...meetings, ...publications].map(({ state }) => state);
  });
}

test("取消系列：没发出的那场一并作废，草稿不能再确认，也没有人听到", async () => {
  await liu().alone("接着开 1号 4月15日下午3点");
  const before = (await toldAlone(office, "张建国")).length;
  expect(await zhou().alone("取消系列 1号 改为书面征求意见")).toBe(
    [
      "要取消这场会，还没有告诉大家：",
      "4月15日（星期三）下午3:00，「老旧小区没地方充电」现场协商会（通知还没有发）",
      "理由：改为书面征求意见",
      "",
      "还没有人知道，确认就不再发出，请回复：确认",
      "照常开，请回复：取消",
    ].join("\n"),
  );
  expect(await zhou().alone("确认")).toBe("已取消，通知没有发出，也就没有告诉大家。");
  expect(await states()).toEqual(["held", "cancelled", "published", "dropped"]);
  expect(await liu().alone("确认")).not.toContain("会议通知已单独发给");
  expect(await liu().alone("发布")).not.toContain("会议通知已单独发给");
  expect((await toldAlone(office, "张建国")).length).toBe(before);
});

test("正在送审的也作废：领导同意也发不出去", async () => {
  await zhou().alone("更正身份 李梅");
  await liu().alone("接着开 1号 4月15日下午3点");
  await office.inTenant((tx) =>
    tx
      .updateTable("publications")
      .set({ state: "reviewing", reviewer_id: 2, sent_at: office.now, shown_digest: "x" })
      .where("state", "=", "draft")
      .execute(),
  );
  await zhou().alone("取消系列 1号 改为书面征求意见");
  await zhou().alone("确认");
  expect(await states()).toEqual(["held", "cancelled", "published", "dropped"]);
  expect(await office.person("李梅").alone("同意发布")).not.toContain("会议通知已单独发给");
});

test("一场发了、一场没发：只告诉已经通知过的，没发的说明还没有发", async () => {
  await liu().alone("接着开 1号 4月15日下午3点");
  await liu().alone("确认");
  await liu().alone("接着开 1号 4月29日下午3点");
  const before = (await toldAlone(office, "张建国")).length;
  expect(await liu().alone("取消系列 4月15日 改为书面征求意见")).toContain("（通知还没有发）");
  expect(await liu().alone("确认")).toContain("单独告诉了4位同志");
  const said = (await toldAlone(office, "张建国")).slice(before);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("4月15日");
  expect(said[0]).not.toContain("4月29日");
});

test("一个确认、一个取消系列，同时办：要么发了再取消，要么没有发", async () => {
  await liu().alone("接着开 1号 4月15日下午3点");
  await zhou().alone("取消系列 1号 改为书面征求意见");
  const before = (await toldAlone(office, "张建国")).length;
  await Promise.all([liu().alone("确认"), zhou().alone("确认")]);
  expect((await states()).slice(0, 2)).toEqual(["held", "cancelled"]);
  const said = (await toldAlone(office, "张建国")).slice(before);
  expect([0, 2]).toContain(said.length);
});
