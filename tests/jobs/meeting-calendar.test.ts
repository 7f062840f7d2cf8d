import { afterEach, beforeEach, describe, expect, test } from "vitest";

import * as dingtalk from "../../bot/platforms/dingtalk/index.ts";
import * as wecom from "../../bot/platforms/wecom/index.ts";
import { limits } from "../../domain/limits.ts";
import { type CalendarPorts, createCalendarKeeper } from "../../jobs/meeting-calendar.ts";
import { createPretendDingtalk } from "../../sandbox/dingtalk.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline } from "../../sandbox/timeline.ts";
import { createPretendWecom } from "../../sandbox/wecom.ts";
import { serve } from "../bot/calendar-support.ts";
import { announce, lastTold, toldAlone } from "../support/meetings.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
let platforms: Awaited<ReturnType<typeof openPlatforms>>;
beforeEach(async () => {
  office = await openOffice();
  platforms = await openPlatforms();
});
afterEach(() => office[Symbol.asyncDispose]());

const keys = createSandboxKeys();
const liu = () => office.person("刘志强");
const title = "「老旧小区没地方充电」现场协商会";

/** Both platforms on HTTP, as strict as the real ones, and the calendars of both accounts. */
async function openPlatforms() {
  const timeline = createTimeline();
  const shared = {
    botName: "小协",
    callbackUrl: "http://127.0.0.1:1/",
    apiBase: "http://127.0.0.1:1",
    groups: [],
    now: () => office.now,
    timeline,
  };
  const one = createPretendWecom({
    ...shared,
    keys: keys.wecom,
    members: ["张建国", "李梅", "刘志强", "周敏"],
  });
  const two = createPretendDingtalk({
    ...shared,
    keys: keys.dingtalk,
    members: [{ userId: "王海涛", nick: "王海涛" }],
  });
  const onOne = await serve(one.handle);
  const onTwo = await serve(two.handle);
  const { corpId, agentId, appSecret: secret } = keys.wecom;
  const app = { corpId, agentId, secret, callback: undefined };
  const settings = { apiBase: onOne.url, aibot: undefined, app };
  const other = { apiBase: onTwo.url, oapiBase: onTwo.url, robot: keys.dingtalk };
  const accounts = {
    one: { calendar: wecom.calendar(settings), speaker: wecom.speaker(settings) },
    two: { calendar: dingtalk.calendar(other), speaker: dingtalk.speaker(other) },
  };
  const of = (accountId: number) => {
    const platform = office.accounts.find(({ id }) => id === accountId)?.platform;
    return platform === "one" ? accounts.one : accounts.two;
  };
  return {
    one,
    two,
    of,
    /** What stands in somebody's calendar, each entry in one line. */
    shown: (name: string) =>
      timeline
        .list(`${name === "王海涛" ? "dingtalk" : "wecom"}:single:${name}`)
        .map(({ text }) => text.replaceAll("\n", "　")),
    /** How often the platform was asked for it. */
    asked: (what: string) =>
      [...onOne.taken, ...onTwo.taken].filter(({ path, method }) =>
        `${method} ${path}`.includes(what),
      ).length,
    faults: () => [...one.faults(), ...two.faults()],
  };
}

const quiet = { info: () => {}, error: () => {}, fault: () => {} };

function createKeeper(change: Partial<CalendarPorts> = {}) {
  return createCalendarKeeper({
    db: office.db,
    now: () => office.now,
    log: quiet,
    platformName: (id) => (platforms.of(id) === platforms.of(0) ? "钉钉" : "企业微信"),
    speaker: (id) => platforms.of(id).speaker,
    calendar: (id) => platforms.of(id).calendar,
    ...change,
  });
}

async function write(change: Partial<CalendarPorts> = {}): Promise<void> {
  await createKeeper(change).run();
}

/** The worker ends right after the platform has done it. */
async function writeAndDie(): Promise<void> {
  await write({
    onStep: (step) => {
      if (step === "written") throw new Error("killed");
    },
  });
}

function pass(seconds: number): void {
  office.now = new Date(office.now.getTime() + seconds * 1_000);
}

const untilTakenOver = limits.calendarClaimMs / 1_000;

const written = (time: string, place = "幸福里小区2栋前空地") =>
  `日程：${title}　时间：${time}　地点：${place}`;
const planned = written("3月25日（星期三）下午3:00—下午4:30");
const everybody = ["张建国", "李梅", "刘志强", "王海涛"];

function expectShown(entry: string): void {
  for (const name of everybody) expect([name, ...platforms.shown(name)]).toEqual([name, entry]);
}

test("通知发出，两个平台上的人日程里各有一条，说加入日程就告诉已经在了", async () => {
  await announce(office);
  expect(platforms.shown("张建国")).toEqual([]);
  await Promise.all([write(), write(), write()]);
  await write();
  expectShown(planned);
  expect(platforms.asked("schedule/add")).toBe(1);
  expect(platforms.asked("primary/events")).toBe(1);
  for (const name of ["李梅", "王海涛"]) {
    expect(await office.person(name).alone("加入日程 1号")).toBe(
      [
        `${title}已在您的日程里：3月25日（星期三）下午3:00。`,
        "以后改期、取消，日程会跟着变，不用重新加入。",
      ].join("\n"),
    );
  }
  expect(platforms.faults()).toEqual([]);
});

test("改期、改地点：日程跟着变，每次改一回，不多出一条", async () => {
  await announce(office);
  await write();
  await liu().alone("改期 1号 3月26日下午3点");
  await liu().alone("确认");
  await Promise.all([write(), write()]);
  expectShown(written("3月26日（星期四）下午3:00—下午4:30"));
  await liu().alone("改地点 1号 社区二楼议事室");
  await liu().alone("确认");
  await write();
  await write();
  expectShown(written("3月26日（星期四）下午3:00—下午4:30", "社区二楼议事室"));
  expect(platforms.asked("schedule/update")).toBe(2);
  expect(platforms.asked("PUT")).toBe(2);
  expect(platforms.faults()).toEqual([]);
});

test("还没写进日程就改了期：只写一次，写的是改后的", async () => {
  await announce(office);
  await liu().alone("改期 1号 3月26日下午3点");
  await liu().alone("确认");
  await write();
  expectShown(written("3月26日（星期四）下午3:00—下午4:30"));
  expect(platforms.asked("schedule/update")).toBe(0);
  expect(platforms.asked("PUT")).toBe(0);
});

test("取消会议：日程一并取消，一次；消息里不再请人自己删", async () => {
  await announce(office);
  await write();
  await liu().alone("取消会议 1号 台风预警");
  await liu().alone("确认");
  expect(await lastTold(office, "张建国")).toContain("您日程里的这一条会一并取消。");
  await Promise.all([write(), write()]);
  await write();
  expectShown("日程已取消");
  expect(platforms.asked("schedule/del")).toBe(1);
  expect(platforms.asked("DELETE")).toBe(1);
  expect(platforms.faults()).toEqual([]);
});

test("请假已准的，下次改动时从日程里去掉；没有日程的仍给文件", async () => {
  await announce(office);
  await write();
  await office.person("李梅").alone("请假 学校监考");
  await liu().alone("准假 李梅");
  await liu().alone("改地点 1号 社区二楼议事室");
  await liu().alone("确认");
  await write();
  expect(platforms.shown("李梅")).toEqual(["日程已取消"]);
  expect(platforms.shown("张建国")).toEqual([
    written("3月25日（星期三）下午3:00—下午4:30", "社区二楼议事室"),
  ]);
  expect(await office.person("李梅").alone("加入日程 1号")).toContain("https://office.example/d/");
});

describe("程序在平台办好、还没记下的时候停了", () => {
  test("建：接着办的认得出已经建的，一条也不多", async () => {
    await announce(office);
    await writeAndDie();
    expectShown(planned);
    await write();
    expect(platforms.asked("schedule/get_by_calendar")).toBe(0);
    pass(untilTakenOver);
    await Promise.all([write(), write()]);
    expectShown(planned);
    expect(platforms.asked("schedule/add")).toBe(1);
    expect(await office.person("李梅").alone("加入日程 1号")).toContain("已在您的日程里");
    expect(platforms.faults()).toEqual([]);
  });

  test("建了又改期：还是那一条，时间是新的", async () => {
    await announce(office);
    await writeAndDie();
    await liu().alone("改期 1号 3月26日下午3点");
    await liu().alone("确认");
    pass(untilTakenOver);
    await write();
    expectShown(written("3月26日（星期四）下午3:00—下午4:30"));
    expect(platforms.asked("schedule/add")).toBe(1);
  });

  test("建了又取消：找得到，取消得掉", async () => {
    await announce(office);
    await writeAndDie();
    await liu().alone("取消会议 1号 台风预警");
    await liu().alone("确认");
    pass(untilTakenOver);
    await write();
    expectShown("日程已取消");
  });

  test("改、取消：再办一次，结果一样，不当作出错", async () => {
    await announce(office);
    await write();
    await liu().alone("改期 1号 3月26日下午3点");
    await liu().alone("确认");
    await writeAndDie();
    pass(untilTakenOver);
    await write();
    expectShown(written("3月26日（星期四）下午3:00—下午4:30"));
    await liu().alone("取消会议 1号 台风预警");
    await liu().alone("确认");
    const before = (await toldAlone(office, "周敏")).length;
    await writeAndDie();
    pass(untilTakenOver);
    await write();
    expectShown("日程已取消");
    expect((await toldAlone(office, "周敏")).slice(before)).toEqual([]);
    expect(await statesOf()).toEqual(["idle", "idle"]);
  });
});

function statesOf(): Promise<readonly string[]> {
  return office.inTenant(async (tx) => {
    const rows = await tx.selectFrom("meeting_calendar").select("state").orderBy("id").execute();
    return rows.map(({ state }) => state);
  });
}

test("没有日程权限：告诉联络员一次，请大家用文件；开通后下次改动就写进去", async () => {
  await announce(office);
  const before = (await toldAlone(office, "周敏")).length;
  platforms.one.failNext({ endpoint: "oa/schedule/add", errcode: 48002 });
  await write();
  expect((await toldAlone(office, "周敏")).slice(before)).toEqual([
    [
      `周敏您好，${title}没能写进企业微信的日程：应用还没有写日程的权限。`,
      "请管理员登录企业微信的管理后台，打开小协这个应用，点“权限管理”，开通日程的权限，保存后发布。",
      "会议通知不受影响。要自己加的同志，请让他们单独回复我：加入日程",
    ].join("\n"),
  ]);
  expect(platforms.shown("王海涛")).toEqual([planned]);
  expect(await office.person("李梅").alone("加入日程 1号")).toContain("https://office.example/d/");
  await write();
  platforms.one.failNext({ endpoint: "oa/schedule/add", errcode: 48002 });
  await liu().alone("改地点 1号 社区二楼");
  await liu().alone("确认");
  await write();
  expect(
    (await toldAlone(office, "周敏")).slice(before).filter((text) => text.includes("日程的权限")),
  ).toHaveLength(1);
  await liu().alone("改地点 1号 社区二楼议事室");
  await liu().alone("确认");
  await write();
  expectShown(written("3月25日（星期三）下午3:00—下午4:30", "社区二楼议事室"));
});

test("平台忙、要得太多：过一会儿再写", async () => {
  await announce(office);
  platforms.one.failNext({ endpoint: "oa/schedule/add", errcode: 45009 });
  platforms.two.failNext({ endpoint: "calendar/events", errcode: "ServiceUnavailable" });
  await write();
  expect(platforms.shown("张建国")).toEqual([]);
  await write();
  expect(platforms.shown("张建国")).toEqual([]);
  pass(60);
  await write();
  expectShown(planned);
});

test("平台建好了，回话丢了：再写的时候认得出，不会成两条", async () => {
  await announce(office);
  const lost = { closeHalfway: true, accepted: true };
  platforms.one.failNext({ endpoint: "oa/schedule/add", ...lost });
  platforms.two.failNext({ endpoint: "calendar/events", ...lost });
  await write();
  expect(await statesOf()).toEqual(["waiting", "waiting"]);
  pass(60);
  await write();
  expectShown(planned);
  expect(platforms.asked("schedule/add")).toBe(1);
  expect(await statesOf()).toEqual(["idle", "idle"]);
});

test("平台不给单独的日历：直接写进日程", async () => {
  await announce(office);
  platforms.one.failNext({ endpoint: "oa/calendar/add", errcode: 40058 });
  await write();
  expectShown(planned);
  expect(await statesOf()).toEqual(["idle", "idle"]);
});

test("没有接应用的平台：不写，给文件", async () => {
  await announce(office);
  await write({ calendar: () => undefined });
  expect(platforms.asked("/")).toBe(0);
  expect(await office.person("张建国").alone("加入日程 1号")).toContain(
    "https://office.example/d/",
  );
});

test("夜里定的会，通知和日程都等到早上", async () => {
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  office.now = new Date("2026-03-18T14:30:00Z");
  await liu().alone("安排会议 1号 现场协商 3月25日下午3点 幸福里小区2栋前空地");
  await liu().alone("确认");
  await write();
  expect(platforms.asked("/")).toBe(0);
  office.now = new Date("2026-03-19T02:00:00Z");
  await write();
  expect(platforms.shown("张建国")).toEqual([planned]);
});
