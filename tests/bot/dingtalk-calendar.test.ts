import { expect, test } from "vitest";

import { createApi } from "../../bot/platforms/dingtalk/api.ts";
import { createCalendar } from "../../bot/platforms/dingtalk/calendar.ts";
import type { CalendarEntry } from "../../domain/calendar.ts";
import { type Given, pretendPlatform, type Taken } from "./support.ts";

const now = new Date("2026-03-11T02:00:00Z");
const entry: CalendarEntry = {
  title: "工商联界别协商会",
  description: "请提前看材料。",
  place: "县政协一楼会议室",
  start: new Date("2026-03-13T07:00:00Z"),
  end: new Date("2026-03-13T08:30:00Z"),
  organizer: "u-zhou",
  attendees: ["u-wang", "u-gone", "u-wang"],
  remindMinutesBefore: 30,
};

async function open(answer: (taken: Taken) => Given) {
  const platform = await pretendPlatform((taken) => {
    if (taken.path.endsWith("accessToken")) return { json: { accessToken: "t/1", expireIn: 7200 } };
    if (taken.path !== "/topapi/v2/user/get") return answer(taken);
    const { userid } = taken.json as { userid: string };
    return userid === "u-gone"
      ? { json: { errcode: 60121, errmsg: "找不到该用户" } }
      : { json: { errcode: 0, result: { unionid: `union/${userid}` } } };
  });
  const robot = { clientId: "ding1", clientSecret: "s", robotCode: "ding1" };
  const callApi = createApi(platform.url, robot, { fetch, timeoutMs: 2000 });
  const call = { key: "job-7", now, signal: AbortSignal.timeout(5000) };
  return { platform, calendar: createCalendar(platform.url, callApi), call };
}

const events = "/v1.0/calendar/users/union%2Fu-zhou/calendars/primary/events";

test("建日程：路径和人都用 unionId，不在单位里的说出来，重试不会建两个", async () => {
  const { platform, calendar, call } = await open(() => ({ json: { id: "ev/1" } }));
  expect(await calendar.add(entry, call)).toEqual({ entryId: "ev/1", leftOut: ["u-gone"] });
  const made = platform.taken.at(-1);
  expect(made).toMatchObject({ method: "POST", path: events });
  expect(made?.headers).toMatchObject({
    "x-client-token": "job-7",
    "x-acs-dingtalk-access-token": "t/1",
  });
  expect(made?.json).toEqual({
    summary: entry.title,
    description: entry.description,
    start: { dateTime: "2026-03-13T07:00:00.000Z", timeZone: "Asia/Shanghai" },
    end: { dateTime: "2026-03-13T08:30:00.000Z", timeZone: "Asia/Shanghai" },
    isAllDay: false,
    location: { displayName: entry.place },
    attendees: [{ id: "union/u-wang" }],
    reminders: [{ method: "dingtalk", minutes: 30 }],
  });
  const asked = platform.taken.find(({ path }) => path === "/topapi/v2/user/get");
  expect(asked?.query.get("access_token")).toBe("t/1");
  expect(asked?.headers).not.toHaveProperty("x-acs-dingtalk-access-token");
});

test("改用 PUT，取消用 DELETE；取消没有回话也算成", async () => {
  const { platform, calendar, call } = await open(({ method }) =>
    method === "DELETE" ? { text: "" } : { json: { id: "ev" } },
  );
  await calendar.change("ev", { ...entry, remindMinutesBefore: undefined }, call);
  await calendar.cancel("ev", "u-zhou", call);
  expect(platform.taken.at(-3)).toMatchObject({
    method: "PUT",
    path: `${events}/ev`,
    json: { id: "ev", reminders: [] },
  });
  expect(platform.taken.at(-1)).toMatchObject({ method: "DELETE", path: `${events}/ev` });
});

test("五百人以上分几次请，一个不漏", async () => {
  const { platform, calendar, call } = await open(() => ({ json: { id: "ev" } }));
  const attendees = Array.from({ length: 501 }, (_, index) => `u${index}`);
  await calendar.add({ ...entry, attendees }, call);
  const [last] = platform.taken.slice(-1);
  expect(last?.path).toBe(`${events}/ev/attendees`);
  expect(last?.json).toMatchObject({ attendeesToAdd: [{ id: "union/u500" }] });
});

test("组织者不在单位里、没有权限：说明白，不重试，错误里没有人的编号", async () => {
  const { calendar, call } = await open(() => ({
    status: 403,
    json: { code: "Forbidden.AccessDenied.AccessTokenPermissionDenied", message: "x" },
  }));
  const stranger = { ...entry, organizer: "u-gone" };
  await expect(calendar.add(stranger, call)).rejects.toMatchObject({ fault: "scope" });
  const refused = await calendar.add(entry, call).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: "PermanentError", fault: "permission" });
  expect(String(refused)).not.toContain("u-zhou");
});
