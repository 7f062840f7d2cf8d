import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { readWorkdays } from "../../db/workdays.ts";
import { addWorkdays } from "../../domain/workdays.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { loadHolidays, readHolidayFile } from "../../load-holidays.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const at = (time: string) => new Date(`${time}:00+08:00`);

/** Goes there and does what is due; at every due moment that would be early it does nothing. */
async function go(time: string): Promise<void> {
  office.now = at(time);
  await fireDue(duePorts(office));
}

interface Said {
  readonly to: string;
  readonly text: string;
  /** `10-08 09:00` in Shanghai. */
  readonly from: string;
}

async function said(): Promise<readonly Said[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select(["o.message", "c.external_id", "o.available_at"])
      .orderBy("o.id")
      .execute(),
  );
  return rows.map(({ message, external_id: to, available_at: from }) => ({
    to,
    text: "text" in message ? String(message.text) : "",
    from: new Date(from.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace("T", " "),
  }));
}

describe("节假日", () => {
  test("今年还有哪些放假和补班，通知到哪天", async () => {
    office.now = at("2026-09-24T10:00");
    expect(await office.person("李梅").inGroup("节假日")).toBe(
      [
        "今年还有这些放假和补班：",
        "中秋节：9月25日至27日",
        "国庆节：10月1日至7日",
        "补班：10月10日",
        "",
        "放假安排已公布到2026年12月31日，再往后的日期是预计的。",
      ].join("\n"),
    );
    office.now = at("2026-10-12T10:00");
    expect(await zhou().alone("放假安排")).toContain("今年没有还没到的放假和补班了。");
  });

  test("本地的放假：核对，确认以后记下，也能取消", async () => {
    const asked = await zhou().alone("节假日 4月18日至21日 放假 三月三");
    expect(asked).toContain("4月18日至21日放假（三月三），对吗？");
    expect(asked).toContain("对的，请回复：确认");
    expect(await zhou().alone("节假日")).not.toContain("三月三：");
    await zhou().alone("节假日 4月18日至21日 放假 三月三");
    expect(await zhou().alone("确认")).toBe(
      "记下了：4月18日至21日放假（三月三）。\n写错了，请回复：节假日 取消 4月18日至21日",
    );
    expect(await zhou().alone("节假日")).toContain("三月三：4月18日至21日");
    const next = await office.inTenant(async (tx) => {
      const workdays = await readWorkdays(tx, office.tenantId);
      return addWorkdays(workdays, { year: 2026, month: 4, day: 17 }, 1).day;
    });
    expect(next).toEqual({ year: 2026, month: 4, day: 22 });
    expect(await zhou().alone("节假日 取消 4月18日至21日")).toBe(
      "取消了，4月18日至21日按国家的放假安排。",
    );
    expect(await zhou().alone("节假日 取消 4月18日")).toContain("不用取消");
    expect(await zhou().alone("节假日")).not.toContain("三月三：");
  });

  test("补班：群里也能说；不要了就不改", async () => {
    expect(await zhou().inGroup("节假日 4月12日 上班")).toContain("对的，请@我回复：确认");
    expect(await zhou().inGroup("取消")).toContain("先不办了");
    expect(await zhou().inGroup("节假日")).not.toContain("4月12日");
    await zhou().inGroup("节假日 4月12日 上班");
    expect(await zhou().inGroup("确认")).toContain("记下了：4月12日上班。");
    expect(await zhou().inGroup("节假日")).toContain("补班：4月12日、5月9日");
  });

  test("委员不能改；看不懂的说怎么改；问一句的只答，不改", async () => {
    expect(await office.person("李梅").alone("节假日 4月18日 放假")).toContain("联络员");
    expect(await zhou().alone("节假日 2月30日 放假")).toContain(
      "例：节假日 4月18日至20日 放假 三月三",
    );
    expect(await zhou().alone("节假日 2031年4月18日 放假")).toContain("例：节假日 4月18日");
    for (const words of ["节假日 4月18日放假吗", "节假日4月几号放假", "节假日 哪天上班"]) {
      expect(await zhou().alone(words), words).not.toContain("对吗？");
    }
    const rows = await office.inTenant((tx) =>
      tx.selectFrom("workday_calendar").selectAll().execute(),
    );
    expect(rows).toEqual([]);
  });

  test("整年的通知贴进来：核对，确认；不全的不收", async () => {
    office.now = at("2026-11-20T10:00");
    const half = "节假日 2027年放假安排\n元旦：1月1日至3日放假";
    expect(await zhou().alone(half)).toContain("一次写全");
    const asked = await zhou().alone(`节假日 ${notice}`);
    expect(asked).toContain("2027年放假安排，请核对：");
    expect(asked).toContain("春节：2月5日至11日");
    expect(await zhou().alone("确认")).toContain("2027年放假安排记下了。");
    expect(await zhou().alone("节假日")).toContain("已公布到2027年12月31日");
  });
});

const notice = [
  "2027年部分节假日安排的通知",
  "一、元旦：1月1日（周五）至3日（周日）放假，共3天。",
  "二、春节：2月5日（农历腊月二十九、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。",
  "三、清明节：4月3日（周六）至5日（周一）放假，共3天。",
  "四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。",
  "五、端午节：6月9日（周三）放假，共1天。",
  "六、中秋节：9月15日（周三）放假，共1天。",
  "七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。",
].join("\n");

describe("休息日不主动说话", () => {
  test("国庆里的群提醒：记的时候说改到哪天，那天才说；补班的星期六照说", async () => {
    office.now = at("2026-09-28T10:00");
    const set = await zhou().inGroup("10月3日上午10点提醒大家 交材料");
    expect(set).toContain("10月8日（星期四）上午9:00提醒大家：交材料");
    expect(set).toContain("那会儿大家在休息，改到上午9:00说。");
    const worked = await zhou().inGroup("10月10日上午10点提醒大家 报名单");
    expect(worked).toContain("10月10日（星期六）上午10:00提醒大家：报名单");
    await go("2026-10-03T10:00");
    await go("2026-10-08T08:59");
    expect(await said()).toEqual([]);
    await go("2026-10-08T09:00");
    await go("2026-10-10T10:00");
    expect((await said()).map(({ from }) => from)).toEqual(["10-08 09:00", "10-10 10:00"]);
  });

  test("自己的提醒，什么日子都到点说", async () => {
    office.now = at("2026-09-28T10:00");
    await office.person("李梅").alone("提醒 10月3日上午10点 给母亲打电话");
    await go("2026-10-03T10:00");
    expect((await said()).map(({ from }) => from)).toEqual(["10-03 10:00"]);
  });

  test("程序停到了节里：节后说；后来才定的本地放假也算", async () => {
    office.now = at("2026-09-28T10:00");
    await zhou().inGroup("9月30日下午3点提醒大家 交材料");
    await zhou().inGroup("10月9日下午3点提醒大家 交名单");
    await zhou().inGroup("节假日 10月9日 放假 校庆");
    await zhou().inGroup("确认");
    await go("2026-10-02T11:00");
    expect(await said()).toEqual([]);
    await go("2026-10-08T09:00");
    await go("2026-10-09T15:00");
    expect((await said()).map(({ from }) => from)).toEqual(["10-08 09:00"]);
    await go("2026-10-10T09:00");
    expect((await said()).map(({ from }) => from)).toEqual(["10-08 09:00", "10-10 09:00"]);
  });

  test("征题在星期六截止：数字星期一早上在群里说", async () => {
    await zhou().alone("征题 开始 春季征题 3月14日中午12点截止");
    await zhou().alone("确认");
    const before = (await said()).length;
    await go("2026-03-14T12:00");
    const told = (await said()).slice(before);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ from }) => from))).toEqual(new Set(["03-16 09:00"]));
  });
});

async function sendAt(): Promise<readonly Date[]> {
  const row = await office.inTenant((tx) =>
    tx.selectFrom("digest_schedules").select(["send_at", "due_at"]).executeTakeFirstOrThrow(),
  );
  return [row.send_at, row.due_at];
}

describe("周报遇到放假", () => {
  beforeEach(async () => {
    await zhou().inGroup("登记群 城南片区");
  });

  test("10月2日星期五的在9月30日同一钟点发，一周一次", async () => {
    office.now = at("2026-09-28T10:00");
    const set = await zhou().inGroup("周报 设置 周五 下午4点");
    expect(set).toContain("下一次是9月30日（星期三）下午4:00");
    await office.person("李梅").inGroup("荐题 老旧小区充电难");
    await go("2026-09-30T15:00");
    await go("2026-09-30T16:00");
    const digests = (await said()).filter(({ to }) => to === "group-one");
    expect(digests.map(({ from }) => from)).toEqual(["09-30 16:00"]);
    await go("2026-10-02T15:00");
    await go("2026-10-02T16:00");
    await go("2026-10-08T16:00");
    expect((await said()).filter(({ to }) => to === "group-one")).toHaveLength(1);
    const next = await office.inTenant((tx) =>
      tx.selectFrom("digest_schedules").select("send_at").executeTakeFirstOrThrow(),
    );
    expect(next.send_at).toEqual(at("2026-10-09T16:00"));
  });

  test("后来才定的本地放假：还没过目的改到前一个工作日；取消了改回来", async () => {
    await zhou().inGroup("周报 设置 周五 下午4点");
    await zhou().alone("节假日 3月13日 放假 校庆");
    await zhou().alone("确认");
    expect(await sendAt()).toEqual([at("2026-03-12T16:00"), at("2026-03-12T15:00")]);
    await zhou().alone("节假日 取消 3月13日");
    expect(await sendAt()).toEqual([at("2026-03-13T16:00"), at("2026-03-13T15:00")]);
  });

  test("当天才定的放假：过目过的不在放假那天发，下一个工作日早上发", async () => {
    await zhou().inGroup("周报 设置 周五 下午4点");
    await office.person("李梅").inGroup("荐题 老旧小区充电难");
    await go("2026-03-13T15:00");
    await zhou().alone("节假日 3月13日 放假 校庆");
    await zhou().alone("确认");
    await go("2026-03-13T16:00");
    expect((await said()).filter(({ to }) => to === "group-one")).toEqual([]);
    await go("2026-03-16T09:00");
    const sent = (await said()).filter(({ to }) => to === "group-one");
    expect(sent.map(({ from }) => from)).toEqual(["03-16 09:00"]);
  });
});

/** A year file as it is published; the days off are those of the notice above. */
const yearFile = {
  year: 2027,
  papers: ["https://www.gov.cn/zhengce/zhengceku/202611/content.htm"],
  days: [
    ...days("元旦", ["2027-01-01", "2027-01-02", "2027-01-03"]),
    ...days(
      "春节",
      [5, 6, 7, 8, 9, 10, 11].map((day) => `2027-02-${String(day).padStart(2, "0")}`),
    ),
    { name: "春节", date: "2027-01-31", isOffDay: false },
    ...days("清明节", ["2027-04-03", "2027-04-04", "2027-04-05"]),
    ...days(
      "劳动节",
      [1, 2, 3, 4, 5].map((day) => `2027-05-0${day}`),
    ),
  ],
};

function days(name: string, dates: readonly string[]) {
  return dates.map((date) => ({ name, date, isOffDay: true }));
}

async function postpone(): Promise<void> {
  office.now = at("2026-11-05T10:00");
  await office.person("李梅").inGroup("荐题 老旧小区充电难");
  await zhou().alone("初选 1 入围");
  await zhou().alone("审定 主席会议 11月5日\n暂缓：1 再研究");
  await zhou().alone("确认");
}

describe("通知来了", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "holidays-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function load(content: unknown): Promise<number> {
    const path = join(folder, "2027.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return loadHolidays(office.url, await readHolidayFile(path), office.now);
  }

  test("跨年的回头看先说预计；通知一来重新算，告诉一次，再载入一次不再说", async () => {
    await postpone();
    const first = (await said()).findLast(({ to }) => to === "李梅")?.text;
    expect(first).toContain("2月4日（星期四）（预计）我会提醒联络站回头看");
    expect(first).toContain("放假安排还没公布");
    const before = (await said()).length;
    office.now = at("2026-11-20T10:00");
    expect(
      await load({ ...yearFile, days: [...yearFile.days, ...days("春节", ["2027-02-04"])] }),
    ).toBe(1);
    await go("2026-11-20T10:01");
    const told = (await said()).slice(before);
    expect(told.map(({ to }) => to)).toEqual(["李梅"]);
    expect(told[0]?.text).toBe(
      "李委员，放假安排有了变化，1号「老旧小区充电难」回头看由2月4日（星期四）改到2月12日（星期五）。",
    );
    await load(yearFile);
    await go("2026-11-20T10:02");
    expect((await said()).length).toBe(before + 1);
    await go("2027-02-12T09:00");
    expect((await said()).at(-1)?.text).toContain("回头看");
  });

  test("日子没变：说定了；两个工人也只说一次；休息日来的通知上班才说", async () => {
    await postpone();
    const before = (await said()).length;
    office.now = at("2026-11-21T10:00");
    await load(yearFile);
    await Promise.all([fireDue(duePorts(office)), fireDue(duePorts(office))]);
    const told = (await said()).slice(before);
    expect(told.map(({ to, from }) => `${to} ${from}`)).toEqual(["李梅 11-23 09:00"]);
    expect(told[0]?.text).toContain("定了，还是2月4日（星期四）");
  });

  test("征题的初选日子：群里先说预计，通知一来再说一次", async () => {
    office.now = at("2026-11-05T10:00");
    const draft = await zhou().alone("征题 开始 年终征题 2027年1月29日截止");
    expect(draft).toContain("初选：2月1日（预计）前由联络站初选");
    await zhou().alone("确认");
    const before = (await said()).length;
    office.now = at("2026-11-20T10:00");
    await zhou().alone(`节假日 ${notice}`);
    await zhou().alone("确认");
    await go("2026-11-20T10:01");
    const told = (await said()).slice(before);
    expect(told.map(({ to }) => to).toSorted()).toEqual(["group-one", "group-two"]);
    expect(told[0]?.text).toContain("初选日期定了，还是2月1日（星期一）前。");
  });

  test.each([
    ["不是 JSON", "<html>", "不是 JSON"],
    ["缺了内容", { year: 2027 }, "不是一年的放假安排"],
    ["没有的日子", { ...yearFile, days: days("元旦", ["2027-02-30"]) }, "不是一年的放假安排"],
    ["通知还没公布的空文件", { year: 2027, papers: [], days: [] }, "没有载入"],
  ])("%s：说清楚，什么也不记", async (_, content, expected) => {
    await expect(load(content)).rejects.toThrow(expected);
    const rows = await office.inTenant((tx) =>
      tx.selectFrom("workday_calendar").selectAll().execute(),
    );
    expect(rows).toEqual([]);
  });

  test("没有这个文件", async () => {
    await expect(readHolidayFile(join(folder, "没有.json"))).rejects.toThrow("读不了这个文件");
  });

  test("跳过一年的通知不算公布到那年", async () => {
    const later = yearFile.days.map((each) => ({
      ...each,
      date: each.date.replace("2027", "2028"),
    }));
    await load({ ...yearFile, year: 2028, days: later });
    const workdays = await office.inTenant((tx) => readWorkdays(tx, office.tenantId));
    expect(workdays.coveredUntil.year).toBe(2026);
    expect(workdays.isWorkday({ year: 2028, month: 5, day: 5 })).toBe(false);
  });
});
