import { expect, test } from "vitest";

import { createApi } from "../../bot/platforms/wecom/api.ts";
import { createCalendar } from "../../bot/platforms/wecom/calendar.ts";
import type { CalendarEntry } from "../../domain/calendar.ts";
import { PermanentError } from "../../domain/errors.ts";
import { type Given, pretendPlatform } from "./support.ts";

const now = new Date("2026-03-11T02:00:00Z");
const entry: CalendarEntry = {
  title: "城南片区协商会：老旧小区充电难",
  description: "请提前看材料。",
  place: "城南片区党群服务中心",
  start: new Date("2026-03-13T07:00:00Z"),
  end: new Date("2026-03-13T08:30:00Z"),
  organizer: "zhoumin",
  attendees: ["limei", "zhangjianguo", "limei"],
  remindMinutesBefore: 30,
};

async function open(answer: (path: string) => Given) {
  const platform = await pretendPlatform(({ path }) =>
    path === "/cgi-bin/gettoken"
      ? { json: { errcode: 0, access_token: "t", expires_in: 7200 } }
      : answer(path),
  );
  const app = { corpId: "ww1", agentId: "1000002", secret: "s" };
  const callApi = createApi(platform.url, app, { fetch, timeoutMs: 2000 });
  const call = { key: "k", now, signal: AbortSignal.timeout(2000) };
  return { platform, calendar: createCalendar(app.agentId, callApi), call };
}

test("建日程：时间按秒，人不重复，组织者能改，提前量取平台认的", async () => {
  const { platform, calendar, call } = await open(() => ({
    json: { errcode: 0, schedule_id: "17c7d2bd9f20d652840f72f59e796AAA" },
  }));
  const made = await calendar.add(entry, call);
  expect(made).toEqual({ entryId: "17c7d2bd9f20d652840f72f59e796AAA", leftOut: [] });
  expect(platform.taken[1]?.path).toBe("/cgi-bin/oa/schedule/add");
  expect(platform.taken[1]?.query.get("access_token")).toBe("t");
  expect(platform.taken[1]?.json).toEqual({
    agentid: 1000002,
    schedule: {
      admins: ["zhoumin"],
      start_time: 1_773_385_200,
      end_time: 1_773_390_600,
      is_whole_day: 0,
      attendees: [{ userid: "zhoumin" }, { userid: "limei" }, { userid: "zhangjianguo" }],
      summary: entry.title,
      description: entry.description,
      location: entry.place,
      reminders: { is_remind: 1, remind_before_event_secs: 3600, timezone: 8 },
    },
  });
});

test("改和取消用建的时候给的编号；不提醒就明说不提醒", async () => {
  const { platform, calendar, call } = await open(() => ({ json: { errcode: 0 } }));
  const quiet = { ...entry, remindMinutesBefore: undefined };
  await calendar.change("id-1", quiet, call);
  await calendar.cancel("id-1", "zhoumin", call);
  expect(platform.taken[1]).toMatchObject({
    path: "/cgi-bin/oa/schedule/update",
    json: { schedule: { schedule_id: "id-1", reminders: { is_remind: 0, timezone: 8 } } },
  });
  expect(platform.taken[2]).toMatchObject({
    path: "/cgi-bin/oa/schedule/del",
    json: { schedule_id: "id-1" },
  });
});

test("太长的缩短，一个字符不破；人太多、没有权限：说明白，不重试", async () => {
  const { platform, calendar, call } = await open((path) => ({
    json: path.endsWith("/del")
      ? { errcode: 48002, errmsg: "api forbidden" }
      : { errcode: 0, schedule_id: "id" },
  }));
  await calendar.add({ ...entry, title: "𠮷".repeat(200) }, call);
  const sent = platform.taken[1]?.json as { schedule: { summary: string } };
  expect(Array.from(sent.schedule.summary)).toHaveLength(128);
  const crowd = Array.from({ length: 1001 }, (_, index) => `u${index}`);
  await expect(calendar.add({ ...entry, attendees: crowd }, call)).rejects.toThrow(PermanentError);
  await expect(calendar.cancel("id", "zhoumin", call)).rejects.toMatchObject({
    name: "PermanentError",
    fault: "permission",
  });
});
