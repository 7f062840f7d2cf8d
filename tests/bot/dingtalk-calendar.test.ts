import { expect, onTestFinished, test } from "vitest";

import { calendar } from "../../bot/platforms/dingtalk/index.ts";
import { PermanentError } from "../../domain/errors.ts";
import { unionIdOf } from "../../sandbox/dingtalk-calendar.ts";
import { createPretendDingtalk } from "../../sandbox/dingtalk.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline } from "../../sandbox/timeline.ts";
import { callNow, entry as base, now, serve } from "./calendar-support.ts";

const keys = createSandboxKeys().dingtalk;
const people = Array.from({ length: 501 }, (_, index) => `u${index}`);
const entry = { ...base, organizer: "u-zhou", attendees: ["u-wang", "u-gone", "u-wang"] };

async function open() {
  const timeline = createTimeline();
  let calls = 0;
  const platform = createPretendDingtalk({
    keys,
    botName: "小协",
    callbackUrl: "http://127.0.0.1:1/",
    apiBase: "http://127.0.0.1:1",
    members: ["u-zhou", "u-wang", ...people].map((userId) => ({ userId, nick: userId })),
    groups: [],
    // A call every second, because of the rate of each.
    now: () => new Date(now.getTime() + 1_000 * (calls += 1)),
    timeline,
  });
  onTestFinished(() => platform.dispose());
  const { url, taken } = await serve(platform.handle);
  const opened = calendar({ apiBase: url, oapiBase: url, robot: keys });
  if (opened === undefined) throw new Error("no calendar");
  const words = (userId: string) =>
    timeline.list(`dingtalk:single:${userId}`).map(({ text }) => text);
  return { platform, calendar: opened, taken, words };
}

const events = `/v1.0/calendar/users/${encodeURIComponent(unionIdOf("u-zhou"))}/calendars/primary/events`;

test("建日程：路径和人都用 unionId，不在单位里的说出来，重试不会建两个", async () => {
  const { platform, calendar, taken, words } = await open();
  const made = await calendar.add(entry, callNow());
  expect(made).toEqual({ entryId: expect.any(String) as string, leftOut: ["u-gone"] });
  const [token, , , , add] = taken;
  expect(token?.path).toBe("/v1.0/oauth2/accessToken");
  expect(add).toMatchObject({ method: "POST", path: events });
  expect(add?.headers).toMatchObject({ "x-client-token": "job-7" });
  expect(add?.headers).toHaveProperty("x-acs-dingtalk-access-token");
  expect(add?.json).toEqual({
    summary: entry.title,
    description: entry.description,
    start: { dateTime: "2026-03-13T07:00:00.000Z", timeZone: "Asia/Shanghai" },
    end: { dateTime: "2026-03-13T08:30:00.000Z", timeZone: "Asia/Shanghai" },
    isAllDay: false,
    location: { displayName: entry.place },
    attendees: [{ id: unionIdOf("u-wang") }],
    reminders: [{ method: "dingtalk", minutes: 30 }],
  });
  const asked = taken.find(({ path }) => path === "/topapi/v2/user/get");
  expect(asked?.query.get("access_token")).toBeTruthy();
  expect(asked?.headers).not.toHaveProperty("x-acs-dingtalk-access-token");
  expect(await calendar.add(entry, callNow())).toEqual(made);
  for (const userId of ["u-zhou", "u-wang"]) {
    expect(words(userId)).toEqual([
      expect.stringContaining("时间：3月13日（星期五）下午3:00—下午4:30"),
    ]);
  }
  expect((await calendar.add(entry, callNow("job-8"))).entryId).not.toBe(made.entryId);
  expect(platform.faults()).toEqual([]);
});

test("改用 PUT，取消用 DELETE；取消没有回话也算成", async () => {
  const { platform, calendar, taken, words } = await open();
  const { entryId } = await calendar.add(entry, callNow());
  const quiet = { ...entry, attendees: [], remindMinutesBefore: undefined };
  await calendar.change(entryId, quiet, callNow());
  const path = `${events}/${encodeURIComponent(entryId)}`;
  expect(taken.at(-1)).toMatchObject({
    method: "PUT",
    path,
    json: { id: entryId, reminders: [] },
  });
  expect(words("u-wang")).toEqual(["日程已取消"]);
  await calendar.cancel(entryId, "u-zhou", callNow());
  expect(taken.at(-1)).toMatchObject({ method: "DELETE", path });
  expect(words("u-zhou")).toEqual(["日程已取消"]);
  expect(platform.faults()).toEqual([]);
});

test("只有建的人改得了，别人的日历里没有这一条", async () => {
  const { calendar } = await open();
  const { entryId } = await calendar.add(entry, callNow());
  await expect(calendar.cancel(entryId, "u-wang", callNow())).rejects.toThrow("event.notFound");
  await calendar.cancel(entryId, "u-zhou", callNow());
  await expect(calendar.change(entryId, entry, callNow())).rejects.toThrow("event.notFound");
});

test("五百人以上分几次请，一个不漏", async () => {
  const { platform, calendar, taken, words } = await open();
  const { entryId } = await calendar.add({ ...entry, attendees: people }, callNow());
  const [last] = taken.slice(-1);
  expect(last?.path).toBe(`${events}/${encodeURIComponent(entryId)}/attendees`);
  expect(last?.json).toMatchObject({ attendeesToAdd: [{ id: unionIdOf("u500") }] });
  expect(words("u0")).toHaveLength(1);
  expect(words("u500")).toHaveLength(1);
  expect(platform.faults()).toEqual([]);
});

test("组织者不在单位里、没有权限：说明白，不重试，错误里没有人的编号", async () => {
  const { platform, calendar } = await open();
  const stranger = { ...entry, organizer: "u-gone" };
  await expect(calendar.add(stranger, callNow())).rejects.toMatchObject({ fault: "scope" });
  const errcode = "Forbidden.AccessDenied.AccessTokenPermissionDenied";
  platform.failNext({ endpoint: "calendar/events", errcode });
  const refused = await calendar.add(entry, callNow()).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: "PermanentError", fault: "permission" });
  expect(String(refused)).not.toContain("u-zhou");
});

test("结束不晚于开始：平台不收，建不成", async () => {
  const { calendar, words } = await open();
  const backwards = { ...entry, end: entry.start };
  await expect(calendar.add(backwards, callNow())).rejects.toThrow(PermanentError);
  expect(words("u-zhou")).toEqual([]);
});
