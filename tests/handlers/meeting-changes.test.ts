import { afterEach, beforeEach, expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { announce, lastTold, toldAlone } from "../support/meetings.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const liu = () => office.person("刘志强");
const zhang = () => office.person("张建国");
const fire = () => fireDue(duePorts(office));
const at = (time: string) => new Date(`2026-${time}+08:00`);

/** What somebody was told since, as it was counted before. */
async function since(name: string, count: number): Promise<readonly string[]> {
  return (await toldAlone(office, name)).slice(count);
}

async function countOf(name: string): Promise<number> {
  return (await toldAlone(office, name)).length;
}

test("改期：先核对，确认后每人只听到一次，日程版本加一", async () => {
  await announce(office);
  await zhang().alone("参加");
  const [before, beforeZhou] = [await countOf("张建国"), await countOf("周敏")];
  expect(await liu().alone("改期 1号 3月26日下午3点")).toBe(
    [
      "「老旧小区没地方充电」现场协商会要改，还没有告诉大家：",
      "时间改到3月26日（星期四）下午3:00，工作日（原定3月25日（星期三）下午3:00）",
      "",
      "确认后我单独告诉12位同志，请回复：确认",
      "照原来的安排，请回复：取消",
    ].join("\n"),
  );
  expect(await since("张建国", before)).toEqual([]);
  expect(await liu().alone("确认")).toContain("改好了，已单独告诉4位同志");
  expect(await since("张建国", before)).toEqual([
    [
      "【会议改期】张建国委员：",
      "「老旧小区没地方充电」现场协商会有变动。",
      "时间改到3月26日（星期四）下午3:00，工作日（原定3月25日（星期三）下午3:00）",
      "地点不变：幸福里小区2栋前空地",
      "",
      "您答复过参加，照常记着；来不了，请选：请假",
    ].join("\n"),
  ]);
  expect((await since("周敏", beforeZhou)).join("\n")).toContain("韦德福委员");
  const meeting = await office.inTenant((tx) =>
    tx.selectFrom("meetings").select(["version", "starts_at"]).executeTakeFirstOrThrow(),
  );
  expect(meeting).toEqual({ version: 2, starts_at: at("03-26T15:00:00") });
  const told = await office.inTenant((tx) =>
    tx.selectFrom("meeting_people").select("told_version").distinct().execute(),
  );
  expect(told).toEqual([{ told_version: 2 }]);
  expect(await liu().alone("改期 1号 3月26日下午3点")).toContain("没有改动");
});

test("改到调休的星期六，说明是补班", async () => {
  await announce(office, (text) =>
    text.replace("3月25日", "4月28日").replace("3月23日", "4月24日"),
  );
  expect(await liu().alone("改期 1号 5月9日上午9点")).toContain(
    "时间改到5月9日（星期六）上午9:00，工作日（补班）",
  );
  await liu().alone("确认");
  expect(await lastTold(office, "张建国")).toContain("工作日（补班）");
});

test("一条消息里改几样：问一次，告诉一次", async () => {
  await announce(office);
  const before = await countOf("张建国");
  await liu().alone("改地点 1号 社区二楼\n改时间 3月26日下午3点\n改雨天：社区三楼");
  await liu().alone("确认");
  const [changed, ...others] = await office.inTenant((tx) =>
    tx.selectFrom("meetings").select(["place", "rain_place as rain", "starts_at as at"]).execute(),
  );
  expect(others).toEqual([]);
  expect(changed).toEqual({ place: "社区二楼", rain: "社区三楼", at: at("03-26T15:00:00") });
  const told = await since("张建国", before);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("地点改在社区二楼");
  expect(told[0]).toContain("时间改到3月26日（星期四）下午3:00");
});

test("改地点、改雨天：一句一改，只说变了的", async () => {
  await announce(office);
  await liu().alone("改地点 1号 社区二楼议事室");
  await liu().alone("确认");
  expect(await lastTold(office, "李梅")).toContain("地点改在社区二楼议事室");
  expect(await lastTold(office, "李梅")).toContain("时间不变：3月25日（星期三）下午3:00");
  expect(await liu().alone("改参加 1号 张建国")).toContain("参加名单不能整个换掉");
});

test("取消会议要写理由，每人听到一次，之后不再提醒", async () => {
  await announce(office);
  const before = await countOf("张建国");
  expect(await liu().alone("取消会议 1号")).toContain("请接着告诉我理由");
  // Whoever confirms too early has not given a reason.
  expect(await liu().alone("确认")).toContain("请接着告诉我理由");
  expect(await liu().alone("台风预警")).toContain("要取消这场会，还没有告诉大家：");
  expect(await liu().alone("确认")).toContain("已取消，单独告诉了4位同志");
  expect(await since("张建国", before)).toEqual([
    [
      "【会议取消】张建国委员：",
      "3月25日（星期三）下午3:00，「老旧小区没地方充电」现场协商会",
      "不开了。理由：台风预警",
      "加入过日程的，请您在日程里删掉。给您添麻烦了。",
    ].join("\n"),
  ]);
  for (const time of ["03-20T09:00:00", "03-24T09:00:00", "03-25T13:00:00"]) {
    office.now = at(time);
    await fire();
  }
  expect(await since("张建国", before + 1)).toEqual([]);
  expect(await zhang().alone("参加 1号")).toContain("没有找到");
});

test("提醒：会前一个工作日说过，当天不再说；没答复的另外催，最多两次", async () => {
  await announce(office, (text) => text.replace(/\n材料截止.*/, ""));
  await zhang().alone("参加");
  await office.person("李梅").alone("请假 学校监考");
  await liu().alone("准假 李梅");
  const [one, two, three] = [
    await countOf("张建国"),
    await countOf("王海涛"),
    await countOf("李梅"),
  ];
  office.now = at("03-20T09:00:00");
  await fire();
  expect(await since("张建国", one)).toEqual([]);
  expect(await since("王海涛", two)).toEqual([
    [
      "【会议提醒】王海涛委员：",
      "3月25日（星期三）下午3:00的「老旧小区没地方充电」现场协商会，还没有收到您的答复。",
      "请选：参加　请假　加入日程",
    ].join("\n"),
  ]);
  expect(await lastTold(office, "周敏")).toContain("没有答复、我又提醒不到（名单只发给您）");
  office.now = at("03-23T09:00:00");
  await fire();
  office.now = at("03-24T09:00:00");
  await fire();
  office.now = at("03-25T13:00:00");
  await fire();
  const wang = (await since("王海涛", two)).filter((text) => text.startsWith("【会议提醒】"));
  expect(wang).toHaveLength(2);
  expect((await since("张建国", one)).filter((text) => text.startsWith("【会议提醒】"))).toEqual([
    [
      "【会议提醒】张建国委员：",
      "明天3月25日（星期三）下午3:00，「老旧小区没地方充电」现场协商会，在幸福里小区2栋前空地，雨天改在社区二楼议事室，请准时参加。",
      "临时来不了，请回复，例：请假 出差",
    ].join("\n"),
  ]);
  expect(await since("李梅", three)).toEqual([]);
});

const about = (texts: readonly string[]) => texts.filter((text) => text.includes("还没有收到。"));

test("材料：只催没交的，截止前一个工作日和当天，最多两次", async () => {
  await announce(office);
  await office.person("李梅").alone("参加");
  await zhang().alone("发言要点 充电棚建在2栋东侧");
  const [one, two] = [await countOf("张建国"), await countOf("李梅")];
  office.now = at("03-20T09:00:00");
  await fire();
  office.now = at("03-23T09:00:00");
  await fire();
  expect(about(await since("张建国", one))).toEqual([]);
  expect(about(await since("李梅", two))).toEqual([
    expect.stringContaining("请您准备发言要点，3月23日（星期一）下午5:00截止"),
    expect.stringContaining("今天下午5:00截止"),
  ]);
});

test("提醒前一秒改期，只在新的时间提醒", async () => {
  await announce(office);
  await zhang().alone("参加");
  office.now = new Date(at("03-24T09:00:00").getTime() - 1000);
  await liu().alone("改期 1号 3月27日下午3点");
  await liu().alone("确认");
  const before = await countOf("张建国");
  office.now = at("03-24T09:00:00");
  await fire();
  expect(await since("张建国", before)).toEqual([]);
  office.now = at("03-26T09:00:00");
  await fire();
  expect(await since("张建国", before)).toEqual([
    expect.stringContaining("明天3月27日（星期五）下午3:00"),
  ]);
});

test("停机错过提醒：没开会就补发一次并说明，已经开会就不发", async () => {
  await announce(office);
  await zhang().alone("参加");
  const before = await countOf("张建国");
  office.now = at("03-25T14:30:00");
  await fire();
  await fire();
  const said = await since("张建国", before);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("今天下午3:00");
  expect(said[0]).toContain("这条提醒发晚了，请见谅。");
});

test("没人记纪要、没人签到的会：下一个工作日算开过，告诉联络员缺什么，只说一次", async () => {
  await announce(office);
  const before = await countOf("周敏");
  office.now = at("03-26T09:00:00");
  await fire();
  await fire();
  const told = (await since("周敏", before)).filter((text) => text.includes("还没有签到和纪要"));
  expect(told).toEqual([
    [
      "周敏，1号「老旧小区没地方充电」现场协商会，3月25日，已经过了开会的时间，还没有签到和纪要。",
      "补签到，请回复，例：补签 1号 全体 除 韦德福",
      "记纪要，请回复：开始记录 1号",
    ].join("\n"),
  ]);
  const [meeting] = await office.inTenant((tx) =>
    tx.selectFrom("meetings").select("state").execute(),
  );
  expect(meeting?.state).toBe("held");
  // A list that was never passed round says nothing of anybody.
  const noted = await office.inTenant((tx) =>
    tx.selectFrom("meeting_people").select("id").where("attendance", "is not", null).execute(),
  );
  expect(noted).toEqual([]);
  expect(await office.person("周敏").alone("补签 1号 全体 除 王海涛")).toContain("补签好了");
});

test("有人签到的：没来的记未到，请了假的记请假；有纪要就不再催", async () => {
  await announce(office);
  await office.person("王海涛").alone("请假 出差");
  await liu().alone("准假 王海涛");
  office.now = at("03-25T15:00:00");
  await office.person("周敏").alone("补签 1号 张建国 李梅");
  await office.person("周敏").alone("开始记录 1号");
  await office.person("周敏").alone("共识 建两处充电棚");
  const before = await countOf("周敏");
  office.now = at("03-26T09:00:00");
  await fire();
  expect((await since("周敏", before)).join()).not.toContain("还没有签到");
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("meeting_people").select(["name", "attendance"]).orderBy("position").execute(),
  );
  const noted = new Map(rows.map(({ name, attendance }) => [name, attendance]));
  expect(noted.get("张建国")).toBe("present");
  expect(noted.get("王海涛")).toBe("absent");
  expect(noted.get("韦德福")).toBe("absent-without-leave");
});

test("停机直到会已经开始：一条也不发", async () => {
  await announce(office);
  await zhang().alone("参加");
  const before = await countOf("张建国");
  office.now = at("03-25T15:00:01");
  await fire();
  expect(await since("张建国", before)).toEqual([]);
});

test("两个程序同时到点，只提醒一次", async () => {
  await announce(office);
  await zhang().alone("参加");
  const before = await countOf("张建国");
  office.now = at("03-24T09:00:00");
  await Promise.all([fire(), fire(), fire()]);
  expect(await since("张建国", before)).toHaveLength(1);
});

test("星期一的会，星期五就提醒，不说明天", async () => {
  await announce(office, (text) => text.replace("3月25日", "3月30日"));
  await zhang().alone("参加");
  const before = await countOf("张建国");
  office.now = at("03-27T09:00:00");
  await fire();
  expect(await since("张建国", before)).toEqual([
    expect.stringContaining("\n3月30日（星期一）下午3:00，"),
  ]);
});

test("接着开：没议完的带过去；取消系列，还没开的一次告知", async () => {
  await announce(office);
  await office.inTenant(async (tx) => {
    await tx.updateTable("meetings").set({ state: "held" }).execute();
    const { id: minutesId } = await tx
      .insertInto("minutes")
      .values({
        tenant_id: office.tenantId,
        meeting_id: 1,
        state: "closed",
        version: 1,
        recorder_id: 1,
        is_taking: false,
        created_at: office.now,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const task = { tenant_id: office.tenantId, minutes_id: minutesId, kind: "task" } as const;
    const more = { is_withdrawn: false, recorded_by: 1, recorded_at: office.now };
    await tx
      .insertInto("minutes_lines")
      .values([
        { ...task, ...more, words: "完成现场勘查", said_by: "县住建局", is_done: false },
        { ...task, ...more, words: "贴出公示", said_by: "幸福里社区", is_done: true },
      ])
      .execute();
  });
  expect(await liu().alone("议完 1号 1 2 3")).toContain("还没有开始，议程还不用记");
  office.now = at("03-25T16:30:00");
  expect(await liu().alone("议完 1号 1 2 9")).toContain("议程一共5项");
  await liu().alone("议完 1号 1 2 3 4");
  expect(await liu().alone("没议完 1号 4")).toContain("还有2项没有议完");
  office.now = at("03-26T09:30:00");
  const draft = await liu().alone("接着开 1号 4月15日下午3点");
  expect(draft).toContain("议程：县住建局回应；梳理意见建议；完成现场勘查的落实情况（县住建局）");
  expect(draft).toContain("请留意：上次没议完的3项已经带过来");
  await liu().alone("确认");
  const carried = await office.inTenant((tx) =>
    tx
      .selectFrom("meeting_agenda")
      .select("carried_from")
      .where("carried_from", "is not", null)
      .execute(),
  );
  expect(carried).toHaveLength(3);
  expect(await liu().alone("接着开 1号 4月29日下午3点")).toContain(
    "同一议题已安排4月15日（星期三）下午3:00的会",
  );
  await liu().alone("确认");
  expect(await liu().alone("参加 1号")).toContain("不止一场：");
  const before = await countOf("张建国");
  expect(await liu().alone("取消系列 4月15日 改为书面征求意见")).toContain("还没开的2场会");
  expect(await liu().alone("确认")).toContain("已取消");
  const said = await since("张建国", before);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("4月15日（星期三）下午3:00");
  expect(said[0]).toContain("4月29日（星期三）下午3:00");
  expect(await liu().alone("会议")).toContain("近期没有安排会议。");
});

test("改期改近了，材料催到新的截止；没有账号的改期名单按人数说", async () => {
  await announce(office);
  await liu().alone("改材料截止 1号 3月20日下午5点");
  await liu().alone("确认");
  expect(await lastTold(office, "李梅")).toContain(
    "请准备：发言要点，3月20日（星期五）下午5:00前发给我，说语音也行",
  );
  expect(await lastTold(office, "周敏")).toContain("这件事有8位同志我告诉不到");
});

test("会议开始以后不能再改，开过就不能再答复、取消", async () => {
  await announce(office);
  office.now = at("03-25T15:30:00");
  expect(await liu().alone("改地点 1号 社区二楼")).toContain("已经开始了，时间、地点不能再改");
  office.now = at("03-25T17:00:00");
  expect(await zhang().alone("参加 1号")).toContain("已经开过了");
  expect(await liu().alone("取消会议 1号 台风预警")).toContain("已经开过了");
  expect(await office.person("李梅").alone("改期 1号 3月27日下午3点")).toContain(
    "由联络员或组长来做",
  );
});

test("两个人同时改期，各自告诉的都是最后的版本，没有人漏掉", async () => {
  await announce(office);
  const zhou = office.person("周敏");
  await liu().alone("改期 1号 3月26日下午3点");
  await zhou.alone("改期 1号 3月27日下午3点");
  await Promise.all([liu().alone("确认"), zhou.alone("确认")]);
  const meeting = await office.inTenant((tx) =>
    tx.selectFrom("meetings").select(["version", "starts_at"]).executeTakeFirstOrThrow(),
  );
  expect(meeting.version).toBe(3);
  const last = await lastTold(office, "张建国");
  const day = meeting.starts_at.getTime() === at("03-27T15:00:00").getTime() ? "27" : "26";
  expect(last).toContain(`时间改到3月${day}日`);
  const behind = await office.inTenant((tx) =>
    tx.selectFrom("meeting_people").select("id").where("told_version", "<", 3).execute(),
  );
  expect(behind).toEqual([]);
});
