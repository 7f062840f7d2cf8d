import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { at, openMeeting, sendMinutes, takeMinutes } from "../support/minutes.ts";
import { heard } from "../support/outbox.ts";
import type { Office } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openMeeting();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const zhang = () => office.person("张建国");
const wang = () => office.person("王海涛");

test("待办列出编号和怎么说办完；办完了不再列，记错了再放回来", async () => {
  await takeMinutes(office);
  await zhou().alone("待办 张建国 4月3日前 把居民意见收齐");
  await zhou().alone("结束记录");
  await zhou().alone("确认");
  expect(await zhou().alone("待办")).toBe(
    [
      "会上定下、还没办完的待办，先到期的在前：",
      "1号 待办2　张建国　4月3日（星期五）前把居民意见收齐",
      "1号 待办1　县住建局　4月10日（星期五）前完成现场勘查",
      "办完了，请回复，例：办完 1号 待办2",
    ].join("\n"),
  );
  expect(await zhou().alone("办完 1号 待办2")).toBe(
    [
      "记下了，3月25日（星期三）办完：「老旧小区没地方充电」现场协商会待办2，张建国把居民意见收齐。",
      "还有1项没办完。记错了，请回复：没办完 1号 待办2",
    ].join("\n"),
  );
  expect(await zhou().alone("待办")).not.toContain("待办2");
  expect(await zhou().alone("办完 1号 待办2")).toContain("没有等着办的待办2");
  expect(await zhou().alone("没办完 1号 待办2")).toContain("好的，仍算没办完");
  expect(await zhou().alone("1号待办2已经办完了")).toContain("记下了");
  expect(await zhou().alone("办完待办一")).toContain("会上定下的待办都办完了。");
  expect(await zhou().alone("没办完 1号 待办7")).toContain("没有办完了的待办7");
});

test("承办的同志自己说办完：联络员收到；不相干的说了不算", async () => {
  await office.inTenant(async (tx) => {
    await sql`update roles set role = 'department' where person_id =
      (select id from people where name = '王海涛')`.execute(tx);
    await sql`update units set name = '县住建局' where id in (select unit_id from affiliations
      where person_id = (select id from people where name = '王海涛'))`.execute(tx);
  });
  await sendMinutes(office);
  expect(await wang().alone("我的")).toContain(
    "会上定下由您办：4月10日（星期五）前完成现场勘查，办完了请回复：办完 1号 待办1",
  );
  expect(await zhang().alone("办完 1号 待办1")).toContain("由承办的同志或联络员来做");
  expect(await zhang().alone("待办")).not.toContain("办完了，请回复");
  expect(await wang().alone("办完 1号 待办1")).toContain("会上定下的待办都办完了。");
  expect(await heard(office)).toEqual([
    [
      "周敏",
      "周敏您好，王海涛说办完了：「老旧小区没地方充电」现场协商会待办1，县住建局完成现场勘查。\n还没办完的，请回复：没办完 1号 待办1",
    ],
  ]);
  expect(await wang().alone("我的")).not.toContain("由您办");
});

test("同一件议题开过两次会：先问是哪一次；带上日子就清楚", async () => {
  await sendMinutes(office);
  await office.person("刘志强").alone("安排会议 1号 专题协商 4月1日下午3点 社区二楼议事室");
  await office.person("刘志强").alone("确认");
  office.now = new Date("2026-04-01T15:10:00+08:00");
  await zhou().alone("开始记录 1号 4月1日");
  await zhou().alone("待办 张建国 4月8日前 把居民意见收齐");
  await zhou().alone("结束记录");
  await zhou().alone("确认");
  const listed = await zhou().alone("待办");
  expect(listed).toContain("1号 4月1日下午3:00 待办1　张建国");
  expect(listed).toContain("1号 3月25日下午3:00 待办1　县住建局");
  expect(await zhou().alone("办完 1号 待办1")).toContain("不止一场");
  expect(await zhou().alone("办完 1号 3月25日下午3:00 待办1")).toContain("县住建局完成现场勘查");
  expect(await zhou().alone("待办")).toContain("1号 待办1　张建国");
});

test("等着核对的纪要列在我的里；说了无误、提了更正就不再列，改过一稿又列", async () => {
  await sendMinutes(office);
  const owed =
    "的纪要请您核对，3月30日（星期一）下午5:00前，请回复：无误 1号；要看，单独找我：纪要 1号";
  expect(await zhang().alone("我的")).toContain(owed);
  expect(await wang().alone("我的")).not.toContain("请您核对");
  await zhang().alone("无误 1号");
  expect(await zhang().alone("我的")).not.toContain("请您核对");
  await office.person("李梅").alone("更正 共识2 改为充电收费先公示");
  expect(await office.person("李梅").alone("我的")).not.toContain("请您核对");
  await zhou().alone("采用更正 1");
  expect(await zhang().alone("我的")).toContain(owed);
  office.now = at("30T17:00:01");
  expect(await zhang().alone("我的")).not.toContain("请您核对");
});
