import { afterEach, beforeEach, expect, test } from "vitest";

import { eraseTopicWords } from "../../db/erase.ts";
import { assignDuty, dutyDays, onRhythm } from "../../domain/duty.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { heard } from "../support/outbox.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  office.now = at("03-09T10:00:00");
});
afterEach(() => office[Symbol.asyncDispose]());

const at = (time: string) => new Date(`2026-${time}+08:00`);
const liu = () => office.person("刘志强");
const zhang = () => office.person("张建国");
const li = () => office.person("李梅");
const zhou = () => office.person("周敏");
const fire = () => fireDue(duePorts(office));

/** To whom what was said since the last look. */
const emptyOutbox = () => heard(office);

const wish = "接待日 排班 每周三上午9点 城南街道联络站";

async function plan(words = wish): Promise<void> {
  await liu().alone(words);
  await liu().alone("确认");
  await emptyOutbox();
}

test("排班先列出日期和星期，节假日顺延，组长不排；确认了才算", async () => {
  expect(await zhang().alone(wish)).toContain("由联络员或组长来做");
  const shown = await liu().alone(wish);
  expect(shown.split("\n")).toEqual([
    "接待日排班（还没有生效）：城南街道联络站，每周三上午9点",
    "3月11日（星期三）上午9:00　张建国",
    "3月18日（星期三）上午9:00　李梅",
    "3月25日（星期三）上午9:00　王海涛",
    "4月1日（星期三）上午9:00　韦德福",
    "4月8日（星期三）上午9:00　张建国",
    "4月15日（星期三）上午9:00　李梅",
    "",
    "4人轮流：值过次数最少的先值，一样多的，等得久的先值，再按名单先后。",
    "照这样排，请回复：确认　　不排，请回复：取消",
  ]);
  expect(await li().alone("接待日")).toContain("接待日还没有排班");
  const kept = await liu().alone("确认");
  expect(kept).toContain("已单独告知3位各自的日子。还有1位没法单独告知，名单已发给联络员。");
  const said = await emptyOutbox();
  expect(said.map(([to]) => to)).toEqual(["张建国", "李梅", "王海涛", "周敏"]);
  expect(said[0]?.[1]).toContain("您值班：3月11日（星期三）上午9:00、4月8日（星期三）上午9:00");
  expect(said[3]?.[1]).toContain("韦德福");
  expect((await li().alone("接待日")).split("\n").slice(0, 4)).toEqual([
    "【接待日】",
    "本周：3月11日（星期三）上午9:00　张建国，城南街道联络站",
    "下周：3月18日（星期三）上午9:00　李梅，城南街道联络站",
    "您值班：3月18日（星期三）、4月15日（星期三）",
  ]);
  expect(await liu().alone("接待日谁值班？")).toContain("张建国");
});

test("五一放假，那天的接待日顺延到节后第一个工作日，并写明", async () => {
  office.now = at("04-27T10:00:00");
  const shown = await liu().alone("接待日 排班 每周五上午9点 联络站\n人员：李梅 刘志强");
  expect(shown).toContain("5月6日（星期三）上午9:00　李梅（5月1日放假，顺延）");
  expect(shown).toContain("5月8日（星期五）上午9:00　刘志强");
});

test("没说清多久一次、几点、在哪里的，说怎么写；名单上没有的人不排", async () => {
  expect(await liu().alone("接待日 排班 城南街道联络站")).toContain("没看明白多久一次");
  expect(await liu().alone("接待日 排班 每周三 城南街道联络站")).toContain("没看明白多久一次");
  expect(await liu().alone("接待日 排班 每周三上午9点")).toContain("还要说在哪里接待");
  expect(await liu().alone(`${wish}\n人员：李梅 赵钱`)).toContain("「赵钱」不在名单上");
  expect(await liu().alone("接待日 请假 4月8日 出差")).toContain("不排您的班");
});

test("值得少的先值，一样多的等得久的先值；请假那天跳过，下一次先轮到", () => {
  const records = [1, 2, 3].map((personId) => ({
    personId,
    position: personId,
    turns: personId === 3 ? 0 : 1,
    lastDay: personId === 1 ? 20_000 : personId === 2 ? 19_000 : undefined,
  }));
  const rhythm = { rule: "FREQ=WEEKLY;BYDAY=WE", anchor: { year: 2026, month: 3, day: 11 } };
  const after = { year: 2026, month: 3, day: 9 };
  const days = dutyDays(rhythm, { after, count: 4 }, nationalWorkdays);
  expect(assignDuty(days, records, []).map(({ personId }) => personId)).toEqual([3, 2, 1, 3]);
  const leaves = [{ personId: 3, day: { year: 2026, month: 3, day: 11 } }];
  expect(assignDuty(days, records, leaves).map(({ personId }) => personId)).toEqual([2, 3, 1, 3]);
  const everybody = records.map(({ personId }) => ({ personId, day: leaves[0]?.day ?? after }));
  expect(assignDuty(days, records, everybody)).toHaveLength(3);
});

test("每两周、每月几日、每月第几个周几都能排，别的节奏不排", () => {
  const anchor = { year: 2026, month: 3, day: 11 };
  const list = (rule: string, count: number) =>
    dutyDays({ rule, anchor }, { after: { year: 2026, month: 3, day: 9 }, count }, nationalWorkdays)
      .map(({ day }) => `${day.month}.${day.day}`)
      .join(" ");
  expect(list("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 3)).toBe("3.11 3.25 4.8");
  expect(list("FREQ=MONTHLY;BYMONTHDAY=15", 3)).toBe("3.16 4.15 5.15");
  expect(list("FREQ=MONTHLY;BYDAY=1WE", 2)).toBe("4.1 5.6");
  expect(onRhythm({ rule: "FREQ=DAILY", anchor })).toBeUndefined();
  expect(onRhythm({ rule: "FREQ=MONTHLY;BYMONTHDAY=31", anchor })).toBeUndefined();
});

test("排满一年：节假日顺延，有人请假，值的次数最多差一次", () => {
  const people = [1, 2, 3, 4, 5];
  const records = people.map((personId) => ({
    personId,
    position: personId,
    turns: 0,
    lastDay: undefined,
  }));
  const rhythm = { rule: "FREQ=WEEKLY;BYDAY=WE,FR", anchor: { year: 2026, month: 1, day: 5 } };
  const after = { year: 2026, month: 1, day: 4 };
  const days = dutyDays(rhythm, { after, count: 100 }, nationalWorkdays);
  expect(days.filter(({ day, planned }) => day.day !== planned.day).length).toBeGreaterThan(3);
  // Everybody is away now and then, one of them for a month; nobody at the very end.
  const early = days.slice(0, 90);
  const leaves = [
    ...early
      .map(({ day }, index) => ({ personId: (index % 5) + 1, day }))
      .filter((_, index) => index % 7 === 0),
    ...early.slice(40, 48).map(({ day }) => ({ personId: 2, day })),
  ];
  const turns = assignDuty(days, records, leaves);
  expect(turns).toHaveLength(100);
  const counts = people.map((id) => turns.filter(({ personId }) => personId === id).length);
  expect(Math.max(...counts) - Math.min(...counts), counts.join()).toBeLessThanOrEqual(1);
  const away = turns.filter((turn) =>
    leaves.some(
      ({ personId, day }) =>
        personId === turn.personId && day.month === turn.day.month && day.day === turn.day.day,
    ),
  );
  expect(away).toEqual([]);
});

test("真的过一年：每周往后排，请假的不排，三个人值的次数最多差一次，每班只提醒一次", async () => {
  await plan(`${wish}\n人员：张建国 李梅 王海涛`);
  for (const [name, day] of [
    ["李梅", "7月1日"],
    ["李梅", "7月8日"],
    ["王海涛", "9月9日"],
    ["张建国", "11月18日"],
  ] as const) {
    expect(await office.person(name).alone(`接待日 请假 ${day} 出差`)).toContain("不排您的班");
  }
  await emptyOutbox();
  // Every Tuesday: most reminders are due that morning.
  office.now = at("03-10T10:00:00");
  for (let week = 0; week < 52; week += 1) {
    office.now = new Date(office.now.getTime() + 7 * 24 * 60 * 60_000);
    await fire();
    await fire();
  }
  const until = office.now;
  const turns = await office.inTenant((tx) =>
    tx
      .selectFrom("duty_turns as t")
      .innerJoin("people as p", "p.id", "t.person_id")
      .select(["p.name", "t.day"])
      .where("t.starts_at", "<", until)
      .where("t.state", "=", "planned")
      .execute(),
  );
  const counts = ["张建国", "李梅", "王海涛"].map(
    (name) => turns.filter((turn) => turn.name === name).length,
  );
  expect(turns.length).toBeGreaterThanOrEqual(50);
  expect(Math.max(...counts) - Math.min(...counts), counts.join()).toBeLessThanOrEqual(1);
  const held = turns.map(({ name, day }) => `${name} ${day}`);
  for (const away of ["李梅 2026-07-01", "李梅 2026-07-08", "王海涛 2026-09-09"]) {
    expect(held).not.toContain(away);
  }
  const reminders = (await emptyOutbox()).filter(([, words]) => words.includes("值班接待"));
  expect(reminders.length).toBeGreaterThanOrEqual(40);
  expect(new Set(reminders.map((each) => each.join())).size).toBe(reminders.length);
});

test("调班先单独问对方，同意以前班表不动，同意后双方和联络员都知道", async () => {
  await plan();
  expect(await zhang().alone("调班 3月12日 换 李梅 3月18日")).toContain(
    "3月12日不是您值班。您还没值的班：3月11日、4月8日",
  );
  expect(await zhang().alone("调班 3月11日 换 李梅 3月25日")).toContain(
    "3月25日不是李梅值班。李梅还没值的班：3月18日、4月15日",
  );
  expect(await zhang().alone("调班 3月11日 换 韦德福 4月1日")).toContain("没法单独联系韦德福");
  expect(await zhang().alone("调班 3月11日")).toContain("请说清哪天换给谁");
  expect(await zhang().alone("调班 3月11日 换 李梅 3月18日")).toBe(
    "已经单独问李梅了。李梅同意以前班表不动，有答复我马上告诉您。",
  );
  const [asked, ...others] = await emptyOutbox();
  expect(others).toEqual([]);
  expect(asked?.[0]).toBe("李梅");
  expect(asked?.[1]).toContain(
    "张建国想跟您对调：3月11日（星期三）上午9:00由您值，3月18日（星期三）上午9:00由张建国值",
  );
  expect(await li().alone("我的")).toContain("同意调班");
  expect(await liu().alone("接待日")).toContain(
    "3月11日（星期三）上午9:00　张建国，城南街道联络站（要换班，在问李梅）",
  );
  expect(await liu().alone("同意调班")).toContain("现在没有要您答复的调班");
  expect(await li().alone("同意调班")).toBe(
    "调好了：3月11日（星期三）由李梅值班，3月18日（星期三）由张建国值班。",
  );
  const told = await emptyOutbox();
  expect(told.map(([to]) => to)).toEqual(["张建国", "周敏"]);
  expect(await liu().alone("接待日")).toContain("本周：3月11日（星期三）上午9:00　李梅");
  expect(await li().alone("同意调班")).toContain("现在没有要您答复的调班");
});

test("不同意调班：班表不动，告诉对方", async () => {
  await plan();
  await zhang().alone("调班 3月11日 换 李梅 3月18日");
  await emptyOutbox();
  expect(await li().alone("不同意调班，那天出差")).toContain("班表没有动");
  expect((await emptyOutbox())[0]).toEqual([
    "张建国",
    "张委员您好，李梅来不了，3月11日（星期三）的班没有动。要另找人，请回复，例：调班 3月11日 换 李梅 4月15日",
  ]);
  expect(await liu().alone("接待日")).toContain("3月11日（星期三）上午9:00　张建国");
});

test("值班的请假，按先后问下一位；都来不了，告诉联络员；有人答应班表才动", async () => {
  await plan(`${wish}\n人员：张建国 李梅 王海涛`);
  expect(await zhang().alone("接待日 请假 3月11日 出差")).toContain("我已单独问王海涛能不能来");
  expect((await emptyOutbox()).map(([to]) => to)).toEqual(["王海涛"]);
  expect(await office.person("王海涛").alone("不同意调班")).toContain("班表没有动");
  const next = await emptyOutbox();
  expect(next.map(([to]) => to)).toEqual(["李梅", "张建国"]);
  expect(next[1]?.[1]).toContain("我接着问李梅");
  expect(await liu().alone("接待日")).toContain("上午9:00　张建国");
  await li().alone("不同意调班");
  const uncovered = await emptyOutbox();
  expect(uncovered.map(([to]) => to)).toEqual(["张建国", "周敏"]);
  expect(uncovered[1]?.[1]).toContain("能问的都问过了");
  await li().alone("接待日 请假 3月18日 学习");
  await office.person("王海涛").alone("同意调班");
  expect(await liu().alone("接待日")).toContain("3月18日（星期三）上午9:00　王海涛");
});

test("前一个工作日上午九点提醒值班的人，只一次；晚了说明；过了不再提醒；班表接着往后排", async () => {
  await plan();
  office.now = at("03-10T08:59:00");
  await fire();
  expect(await emptyOutbox()).toEqual([]);
  office.now = at("03-10T09:00:30");
  await fire();
  const [reminder, ...others] = await emptyOutbox();
  expect(others).toEqual([]);
  expect(reminder?.[0]).toBe("张建国");
  expect(reminder?.[1]).toContain("明天3月11日（星期三）上午9:00您在城南街道联络站值班接待");
  expect(reminder?.[1]).not.toContain("晚了");
  await fire();
  expect(await emptyOutbox()).toEqual([]);
  office.now = at("03-17T15:00:00");
  await fire();
  expect((await emptyOutbox())[0]?.[1]).toContain("这条提醒晚了，请见谅");
  office.now = at("03-25T10:00:00");
  await fire();
  expect(await emptyOutbox()).toEqual([]);
  const turns = await office.inTenant((tx) =>
    tx.selectFrom("duty_turns").select("starts_at").where("starts_at", ">", office.now).execute(),
  );
  expect(turns).toHaveLength(8);
});

test("班排好以后那天改成放假：提醒时顺延，并告诉值班的人", async () => {
  await plan();
  await zhou().alone("节假日 3月11日 放假 本地活动");
  await zhou().alone("确认");
  office.now = at("03-10T09:00:30");
  await fire();
  expect((await emptyOutbox()).at(-1)).toEqual([
    "张建国",
    "【接待日】张委员您好，3月11日（星期三）放假，您在城南街道联络站的值班顺延到3月12日（星期四）上午9:00。",
  ]);
});

test("接待记录由值班的人单独记，电话不留明文；能转议题，能转社情民意；次和人次分开", async () => {
  await plan();
  expect(await li().alone("接待记录 张大爷 楼道路灯不亮")).toContain("近期没有您值班的接待日");
  office.now = at("03-11T09:30:00");
  const secret = "13877712345";
  const kept = await zhang().alone(
    `接待记录 来访人：张大爷 事由：楼道路灯不亮，想请人来修，电话${secret} 人数：3`,
  );
  expect(kept.split("\n").slice(0, 5)).toEqual([
    "接待记录1记下了：",
    "3月11日（星期三），城南街道联络站，张建国接待",
    "来访：张大爷，3人次",
    "事由：楼道路灯不亮，想请人来修",
    "电话加密另存了，只有接待的人和联络员看得到。",
  ]);
  const shown = await zhang().alone("接待日 记录 1");
  expect(shown).toContain("电话：138****2345　看全号请回复：接待日 电话 1");
  const linked = await zhang().alone("接待日 电话 1");
  expect(linked).toContain("接待记录1的电话在这里看，10分钟内有效");
  expect(linked).toMatch(/\/d\/[\w-]{22}$/);
  expect(await li().alone("接待日 记录 1")).toContain("这条接待记录是张建国记的");
  expect(await li().alone("接待日 电话 1")).toContain("这条接待记录是张建国记的");
  const { plain, sealed, kinds } = await office.inTenant(async (tx) => ({
    plain: [
      ...(await tx.selectFrom("duty_visits").selectAll().execute()),
      ...(await tx.selectFrom("event_words").selectAll().execute()),
      ...(await tx.selectFrom("inbox").selectAll().execute()),
      ...(await tx.selectFrom("outbox").selectAll().execute()),
      ...(await tx.selectFrom("files").selectAll().execute()),
    ],
    sealed: await tx.selectFrom("files").select("content").executeTakeFirstOrThrow(),
    kinds: await tx
      .selectFrom("events")
      .select("kind")
      .where("object_kind", "=", "duty")
      .where("kind", "=", "visit-phone-shown")
      .execute(),
  }));
  expect(JSON.stringify(plain)).not.toContain(secret);
  expect(sealed.content).toMatchObject({ kind: "sealed" });
  expect(kinds).toHaveLength(1);
  expect(await zhang().alone("接待记录 事项：路灯坏了没人修")).toContain("来访：没有留姓名，1人次");
  expect(await zhou().alone("接待记录 黄阿姨 井盖松动")).toContain("张建国接待（周敏代录）");
  expect(await zhang().alone("接待日 电话 2")).toContain("接待记录2没有留电话");
  expect(await zhang().alone("接待 1 转议题")).toContain("接待记录1转为1号议题「楼道路灯不亮」");
  const topic = await office.person("李梅").alone("议题 1");
  expect(topic).toContain("各方征题");
  expect(topic).not.toContain("张大爷");
  expect(await zhang().alone("转议题 1")).toContain("已经转为1号议题");
  await emptyOutbox();
  expect(await zhang().alone("转社情民意 2")).toContain("已经告诉周敏");
  expect((await emptyOutbox())[0]?.[0]).toBe("周敏");
  expect(await zhou().alone("接待日 记录")).toContain(
    "今年接待日1次，接待记录3条，来访5人次，转议题1条，转社情民意1条。",
  );
  expect(await li().alone("接待日 记录")).toContain("还没有接待记录");
  expect(await zhang().inGroup("接待记录 张大爷 楼道路灯不亮")).not.toContain("记下了");
});

test("问接待日的话不是口令", async () => {
  await plan();
  for (const words of ["接待记录怎么写", "调班要怎么办", "接待日 请假怎么请？"]) {
    expect(await zhang().alone(words)).not.toMatch(/记下了|已经单独问/);
  }
  expect(await emptyOutbox()).toEqual([]);
});

test("换了新班表：原来的停用，没答复的调班作废，值过的次数照算", async () => {
  await plan();
  await zhang().alone("调班 4月8日 换 李梅 4月15日");
  office.now = at("03-12T10:00:00");
  expect(await liu().alone(`${wish}\n人员：张建国 李梅`)).toContain(
    "确认后，这里原来的班表停用，已经值过的次数照算。",
  );
  const shown = await liu().alone(`${wish}\n人员：张建国 李梅`);
  expect(shown).toContain("3月18日（星期三）上午9:00　李梅\n3月25日（星期三）上午9:00　张建国");
  await liu().alone("确认");
  expect(await li().alone("同意调班")).toContain("现在没有要您答复的调班");
  expect(await office.person("王海涛").alone("接待日")).toContain("近期没有您的班");
});

test("对方答复以前班已经变了：不再对调", async () => {
  await plan();
  await zhang().alone("调班 3月11日 换 李梅 3月18日");
  office.now = at("03-11T10:00:00");
  expect(await li().alone("同意调班")).toBe(
    "这次调班已经不用办了，班表没有动。看班表请回复：接待日",
  );
  expect(await li().alone("同意调班")).toContain("现在没有要您答复的调班");
});

test("提醒落在休息日，就在前一个工作日说；周一的班周五提醒，写明日子", async () => {
  await plan("接待日 排班 每周一上午9点 联络站");
  office.now = at("03-13T09:00:10");
  await fire();
  const [reminder] = await emptyOutbox();
  expect(reminder?.[1]).toContain("您好，3月16日（星期一）上午9:00您在联络站值班接待");
});

test("两个人同时同意同一次调班，只调一次", async () => {
  await plan();
  await zhang().alone("调班 3月11日 换 李梅 3月18日");
  const answers = await Promise.all([li().alone("同意调班"), li().alone("同意调班")]);
  expect(answers.filter((answer) => answer.startsWith("调好了"))).toHaveLength(1);
  expect(await liu().alone("接待日")).toContain("3月11日（星期三）上午9:00　李梅");
});

test("接待记录转成的议题删了，记录里的话也删；来过几人次还在", async () => {
  await plan();
  office.now = at("03-11T09:30:00");
  await zhang().alone("接待记录 来访人：张大爷 事由：楼道路灯不亮 电话：13877712345");
  await zhang().alone("转议题 1");
  await office.inTenant(async (tx) => {
    const { id } = await tx.selectFrom("topics").select("id").executeTakeFirstOrThrow();
    await eraseTopicWords(tx, { tenantId: office.tenantId, topicId: id }, ["楼道路灯不亮"]);
  });
  const shown = await zhang().alone("接待日 记录 1");
  expect(shown).toContain("内容已按规定删除");
  expect(shown).not.toMatch(/张大爷|路灯|138/);
  expect(await zhou().alone("接待日 记录")).toContain("来访1人次");
});
