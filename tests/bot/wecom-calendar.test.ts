import { expect, onTestFinished, test } from "vitest";

import { calendar } from "../../bot/platforms/wecom/index.ts";
import { PermanentError } from "../../domain/errors.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline } from "../../sandbox/timeline.ts";
import { createPretendWecom } from "../../sandbox/wecom.ts";
import { callNow, entry, now, serve } from "./calendar-support.ts";

const keys = createSandboxKeys().wecom;
const { corpId, agentId, appSecret: secret } = keys;
const people = Array.from({ length: 1001 }, (_, index) => `u${index}`);

async function open() {
  const timeline = createTimeline();
  const platform = createPretendWecom({
    keys,
    botName: "小协",
    callbackUrl: "http://127.0.0.1:1/",
    apiBase: "http://127.0.0.1:1",
    members: ["ZhouMin", "LiMei", "ZhangJianguo", ...people],
    groups: [],
    now: () => now,
    timeline,
  });
  onTestFinished(() => platform.dispose());
  const { url: apiBase, taken } = await serve(platform.handle);
  const opened = calendar({ apiBase, aibot: undefined, app: { corpId, agentId, secret } });
  if (opened === undefined) throw new Error("no calendar");
  const words = (userId: string) => timeline.list(`wecom:single:${userId}`).map(({ text }) => text);
  return { platform, calendar: opened, taken, words };
}

test("建日程：时间按秒，人不重复，组织者能改，提前量取平台认的；请到的人都看得到", async () => {
  const { platform, calendar, taken, words } = await open();
  const made = await calendar.add(entry, callNow());
  expect(made).toEqual({ entryId: expect.stringMatching(/^\w{24,}$/) as string, leftOut: [] });
  expect(taken[1]?.path).toBe("/cgi-bin/oa/schedule/add");
  expect(taken[1]?.json).toEqual({
    agentid: Number(agentId),
    schedule: {
      admins: ["ZhouMin"],
      start_time: 1_773_385_200,
      end_time: 1_773_390_600,
      is_whole_day: 0,
      attendees: [{ userid: "ZhouMin" }, { userid: "LiMei" }, { userid: "ZhangJianguo" }],
      summary: entry.title,
      description: entry.description,
      location: entry.place,
      reminders: { is_remind: 1, remind_before_event_secs: 3600, timezone: 8 },
    },
  });
  for (const userId of ["ZhouMin", "LiMei", "ZhangJianguo"]) {
    expect(words(userId)).toEqual([
      "日程：城南片区协商会：老旧小区充电难\n时间：3月13日（星期五）下午3:00—下午4:30\n地点：城南片区党群服务中心",
    ]);
  }
  expect(platform.faults()).toEqual([]);
});

test("改和取消用建的时候给的编号；不提醒就明说不提醒；不再请的人看到取消", async () => {
  const { platform, calendar, taken, words } = await open();
  const { entryId } = await calendar.add(entry, callNow());
  const quiet = { ...entry, title: "改期", attendees: ["LiMei"], remindMinutesBefore: undefined };
  await calendar.change(entryId, quiet, callNow());
  expect(taken[2]).toMatchObject({
    path: "/cgi-bin/oa/schedule/update",
    json: { schedule: { schedule_id: entryId, reminders: { is_remind: 0, timezone: 8 } } },
  });
  expect(words("LiMei")).toEqual([expect.stringContaining("日程：改期")]);
  expect(words("ZhangJianguo")).toEqual(["日程已取消"]);
  await calendar.cancel(entryId, "ZhouMin", callNow());
  expect(taken[3]).toMatchObject({
    path: "/cgi-bin/oa/schedule/del",
    json: { schedule_id: entryId },
  });
  expect(words("LiMei")).toEqual(["日程已取消"]);
  expect(platform.faults()).toEqual([]);
  await expect(calendar.cancel(entryId, "ZhouMin", callNow())).rejects.toThrow("90466");
  await expect(calendar.change("other", entry, callNow())).rejects.toThrow("90466");
});

test("建在自己的日历里的，一页一页都列得出来；别处的不在里面", async () => {
  const { platform, calendar: opened, taken } = await open();
  const { own } = opened;
  if (own === undefined) throw new Error("no calendar of its own");
  const calendarId = await own.open(callNow());
  expect(taken.at(-1)).toMatchObject({
    path: "/cgi-bin/oa/calendar/add",
    json: { calendar: { summary: "协商会", color: "#2F6FDE" }, agentid: Number(agentId) },
  });
  expect(await own.list(calendarId, callNow())).toEqual([]);
  const added: string[] = [];
  for (let count = 0; count < 1001; count += 1) {
    added.push(
      (await opened.add({ ...entry, attendees: [] }, { ...callNow(), calendarId })).entryId,
    );
  }
  await opened.add(entry, callNow());
  const listed = await own.list(calendarId, callNow());
  expect(listed.map(({ entryId }) => entryId)).toEqual(added);
  expect(listed[1000]).toMatchObject({ title: entry.title, start: entry.start });
  const pages = taken.filter(({ path }) => path.endsWith("get_by_calendar"));
  expect(pages.slice(-2).map(({ json }) => json)).toEqual([
    { cal_id: calendarId, offset: 0, limit: 1000 },
    { cal_id: calendarId, offset: 1000, limit: 1000 },
  ]);
  await expect(own.list("another", callNow())).rejects.toThrow(PermanentError);
  expect(platform.faults()).toEqual([]);
});

test("太长的缩短，一个字符不破；人太多、没有权限：说明白，不重试", async () => {
  const { platform, calendar, taken } = await open();
  await calendar.add({ ...entry, title: "𠮷".repeat(200) }, callNow());
  const sent = taken[1]?.json as { schedule: { summary: string } };
  expect(Array.from(sent.schedule.summary)).toHaveLength(128);
  await expect(calendar.add({ ...entry, attendees: people }, callNow())).rejects.toThrow(
    PermanentError,
  );
  await calendar.add({ ...entry, attendees: people.slice(0, 999) }, callNow());
  expect(platform.faults()).toEqual([]);
  platform.failNext({ endpoint: "oa/schedule/del", errcode: 48002 });
  await expect(calendar.cancel("id", "ZhouMin", callNow())).rejects.toMatchObject({
    name: "PermanentError",
    fault: "permission",
  });
});

test.each([
  ["结束不晚于开始", { end: entry.start }],
  ["请了不在单位里的人", { attendees: ["nobody"] }],
])("平台不收的，就是建不成：%s", async (_, change) => {
  const { calendar, words } = await open();
  await expect(calendar.add({ ...entry, ...change }, callNow())).rejects.toThrow(PermanentError);
  expect(words("ZhouMin")).toEqual([]);
});
