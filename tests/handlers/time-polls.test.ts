import { afterEach, beforeEach, expect, test } from "vitest";

import { applyAnswers, bestSlot, rankSlots, readAnswers } from "../../domain/time-poll.ts";
import { listPeopleByName } from "../../db/people.ts";
import { upsertUnit } from "../../db/units.ts";
import type { Seed } from "../../handlers/seed.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { timePollDone } from "../../text/time-poll-results.ts";
import { heard } from "../support/outbox.ts";
import { duePorts, type Office, openOffice, seedWith } from "../support/talk.ts";

const topic = "老旧小区没地方充电";

let office: Office;
beforeEach(async () => {
  office = await openOffice({ seed: seedWith({}) });
  office.now = at("16T10:00:00");
  await office.person("张建国").inGroup(`荐题 ${topic}`);
  await emptyOutbox();
});
afterEach(() => office[Symbol.asyncDispose]());

const at = (time: string) => new Date(`2026-03-${time}+08:00`);
const liu = () => office.person("刘志强");
const zhou = () => office.person("周敏");
const li = () => office.person("李梅");
const fire = () => fireDue(duePorts(office));

/** The unit's members are 张建国, 李梅, 王海涛 on the other platform, 韦德福 without an account, 刘志强. */
const sentence = "约时间 1号现场协商会 下周三下午 下周四上午 下周五下午";
const required = "须到场：县住建局 居民代表2人";
const launch = () => liu().inGroup(`${sentence}\n${required}`);

/** To whom what was said since the last look. */
const emptyOutbox = () => heard(office);

const asked = [
  `【约时间】1号「${topic}」现场协商会`,
  "",
  "A　3月25日（星期三）下午3:00—4:30",
  "B　3月26日（星期四）上午9:00—10:30",
  "C　3月27日（星期五）下午3:00—4:30",
  "刘主任没说几点，先按下午3:00、上午9:00列出，会期按一个半小时。三天都是工作日。",
  "",
  "请选方便、可协调或不方便，没选的不算方便。",
  "请@我回复，例：A方便 B可协调 C不方便",
  "请在3月18日（星期三）下午5:00前答复。县住建局和居民代表须能到场。",
].join("\n");

test("在群里约：列出时间，说明怎么答；另一个平台的单独发，没有账号的告诉联络员", async () => {
  expect(await launch()).toBe(asked);
  const out = await emptyOutbox();
  expect(out.map(([to]) => to)).toEqual(["王海涛", "周敏"]);
  expect(out[0]?.[1]).toContain(`王委员，刘主任在约1号「${topic}」现场协商会的时间，请您答复。`);
  expect(out[0]?.[1]).toContain("请回复，例：A方便 B可协调 C不方便");
  expect(out[1]?.[1]).toContain("韦德福、县住建局、居民代表（2人）");
});

test("整场对话：两个平台答复，没有账号的由联络员代答，答齐了告诉发起人一次，定A起草会议通知", async () => {
  await launch();
  await emptyOutbox();
  expect(await li().inGroup("A方便 B可协调 C不方便")).toBe(
    [
      "李委员，您的答复记下了。现在8人中已有1人答复。",
      "3月18日（星期三）下午5:00前可以改，请@我回复，或单独发给我。",
    ].join("\n"),
  );
  expect(await office.person("王海涛").alone("A方便，其他都不方便")).toBe(
    [
      "王委员，记下了：A方便 B不方便 C不方便。",
      "3月18日（星期三）下午5:00前可以改，以最后一次为准。",
    ].join("\n"),
  );
  expect(await office.person("张建国").alone("都方便")).toContain("A方便 B方便 C方便");
  expect(await liu().alone("A方便 B方便")).toContain("C还没选，没选的不算方便。");
  expect(await zhou().alone("代答 韦德福 A可协调 B方便 C不方便")).toContain(
    "已代韦德福答复：A可协调 B方便 C不方便。",
  );
  expect(await zhou().alone("代答 县住建局 A方便 B不方便 C方便")).toContain("已代县住建局答复");
  expect(await emptyOutbox()).toEqual([]);
  expect(await zhou().alone("代答 居民代表 A方便 B方便 C方便")).toContain("居民代表（2人）");
  expect(await emptyOutbox()).toEqual([
    [
      "刘志强",
      [
        "刘主任，问到的8人都答复了：",
        "",
        "A　方便7　可协调1　不方便0　住建局、居民代表都能来",
        "B　方便5　可协调1　不方便2　住建局来不了，不能定",
        "C　方便4　可协调0　不方便3　没答1　住建局、居民代表都能来",
        "",
        "建议定A。请回复：定A，我就起草会议通知。",
      ].join("\n"),
    ],
  ]);
  // Told once: an answer changed afterwards is not told again before the deadline.
  await li().alone("C方便");
  expect(await emptyOutbox()).toEqual([]);
  expect(await liu().alone("定B")).toBe("B不能定：住建局来不了。可以定A，请回复：定A");
  const settled = await liu().alone("定A");
  expect(settled).toMatch(/^定了A。请刘主任核对/);
  expect(settled).toContain("3月25日（星期三）下午3:00");
  const meeting = await office.inTenant((tx) =>
    tx.selectFrom("meetings").selectAll().executeTakeFirstOrThrow(),
  );
  expect(meeting.title).toBe(`「${topic}」现场协商会`);
  expect(meeting.starts_at).toEqual(at("25T15:00:00"));
  expect(meeting.requirements).toEqual([
    { category: "department", count: 1 },
    { category: "resident", count: 2 },
  ]);
  const people = await office.inTenant((tx) =>
    tx.selectFrom("meeting_people").select("name").orderBy("position").execute(),
  );
  expect(people).toHaveLength(8);
  expect(await liu().alone("定C")).toContain("没有在约的时间");
  expect(await li().alone("A不方便")).toContain("已经定了或者取消了");
});

test("没答复的不算方便：到点自己截止，须到场的没答复就不能定", async () => {
  await launch();
  await li().alone("都方便");
  await office.person("张建国").alone("A方便");
  await emptyOutbox();
  office.now = at("18T17:00:00");
  expect(await fire()).toBe(1);
  const [only, ...others] = (await emptyOutbox()).map(([to, text]) => ({ to, text }));
  expect(others).toEqual([]);
  expect(only?.to).toBe("刘志强");
  expect(only?.text).toContain("刘主任，答复时间到了，问到的8人中有2人答复，没答复的不算方便：");
  expect(only?.text).toContain(
    "A　方便2　可协调0　不方便0　没答6　住建局还没答复，居民代表还没答复齐，不能定",
  );
  expect(only?.text).toContain("现在没有能定的时间");
  expect(await fire()).toBe(0);
  expect(await liu().alone("定A")).toContain("A不能定：住建局还没答复");
  expect(await li().alone("A不方便")).toContain("3月18日（星期三）下午5:00已经截止，这次没有计入");
});

test("只提醒没答复的：单独说一次，名单只给联络员，群里不说", async () => {
  await launch();
  await li().alone("都方便");
  await emptyOutbox();
  office.now = at("18T08:59:59");
  expect(await fire()).toBe(0);
  office.now = at("18T09:00:00");
  expect(await fire()).toBe(1);
  const out = await emptyOutbox();
  expect(out.map(([to]) => to)).toEqual(["张建国", "王海涛", "刘志强", "周敏"]);
  expect(out[0]?.[1]).toContain("张委员您好");
  expect(out[0]?.[1]).toContain("您还没有选");
  expect(out[3]?.[1]).toContain("还有7人没有答复（名单只发给您）");
  expect(out[3]?.[1]).toContain("联系不上的：韦德福、县住建局、居民代表（2人）");
  expect(await fire()).toBe(0);
  expect(await emptyOutbox()).toEqual([]);
});

test("提醒和截止都错过了：醒来只截止、只说一次", async () => {
  await launch();
  await emptyOutbox();
  office.now = at("19T10:00:00");
  expect(await fire()).toBe(1);
  expect((await emptyOutbox()).map(([to]) => to)).toEqual(["刘志强"]);
});

test("两个程序同时到点，只说一次", async () => {
  await launch();
  await emptyOutbox();
  office.now = at("18T17:00:00");
  const fired = await Promise.all([fire(), fire()]);
  expect(fired.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect(await emptyOutbox()).toHaveLength(1);
});

test("两个人同时答完最后两份，发起人只听到一次", async () => {
  await liu().inGroup(`${sentence}\n参加：张建国、李梅\n须到场：张建国`);
  await emptyOutbox();
  await Promise.all([office.person("张建国").alone("都方便"), li().alone("都方便")]);
  expect((await emptyOutbox()).map(([to]) => to)).toEqual(["刘志强"]);
});

test("没写须到场的，按协商形式的规定：职能部门和居民代表", async () => {
  expect(await liu().inGroup(sentence)).toContain("职能部门和居民代表须能到场。");
  await zhou().alone("代答 职能部门 A方便");
  expect(await zhou().alone("代答 居民代表1人 A方便")).toContain("已代居民代表答复：A方便");
  await zhou().alone("代答 居民代表1人 A不方便");
  expect(await liu().alone("定A")).toContain("居民代表只有1人能来，要2人");
});

test("明细只单独给发起人和联络员，别人看不到", async () => {
  await launch();
  await li().alone("A方便 B可协调 C不方便");
  const detail = await liu().alone("约时间 明细");
  expect(detail).toContain("方便：李梅");
  expect(detail).toContain("可协调：李梅");
  expect(detail).toContain("还没答复：张建国、王海涛、韦德福、刘志强、县住建局、居民代表（2人）");
  expect(await liu().inGroup("约时间 明细")).not.toContain("李梅");
  expect(await li().alone("约时间 明细")).not.toContain("可协调：");
});

test("休息日和节假日说出来", async () => {
  office.now = new Date("2026-09-21T10:00:00+08:00");
  const words = await liu().inGroup(
    "约时间 1号现场协商会 9月28日下午3点 10月2日上午9点 9月25日上午9点",
  );
  expect(words).toContain("A是工作日，B是国庆节假期，C是中秋节假期。");
  expect(words).toContain("没说会期，先按一个半小时");
});

async function refused(words: string): Promise<string> {
  const answer = await liu().inGroup(`约时间 ${words}`);
  expect(answer).toContain("例：");
  return answer;
}

test("过去的、看不懂的、太少的、重复的时间：说清楚，举例，不发出", async () => {
  expect(await refused("1号现场协商会 3月10日下午3点 下周四上午")).toContain("已经过了");
  expect(await refused("1号现场协商会 2月30日下午3点 下周四上午")).toContain("日历上没有这一天");
  expect(await refused("1号现场协商会 下周三下午")).toContain("请给2到6个时间");
  expect(await refused("1号现场协商会 下周三下午 下周三下午3点")).toContain("说了两次");
  expect(await refused("1号现场协商会 今天上午10点半 下周三下午3点")).toContain("太近");
  expect(await refused(`1号现场协商会 下周三下午 下周四上午\n答复截止：下周五下午5点`)).toContain(
    "要早于最早的那个时间",
  );
  expect(await emptyOutbox()).toEqual([]);
});

test("一条里的参加、须到场、答复截止、会期都听", async () => {
  const words = await liu().inGroup(
    `${sentence}\n参加：委员 张建国 李梅，县住建局1人\n须到场：县住建局\n答复截止：周二下午4点\n会期：两小时`,
  );
  expect(words).toContain("A　3月25日（星期三）下午3:00—5:00");
  expect(words).toContain("刘主任没说几点，先按下午3:00、上午9:00列出。");
  expect(words).toContain("请在3月17日（星期二）下午4:00前答复。县住建局须能到场。");
  await emptyOutbox();
  expect(await office.person("王海涛").inGroup("A方便")).toContain("没有在约的时间");
  expect(await zhou().inGroup("A方便")).toContain("没有问到您");
  expect(await li().inGroup("G方便")).toContain("没有G这个时间");
});

test("同时约两次：答复和定都问是哪一次", async () => {
  await launch();
  expect(
    await liu().alone("约时间 专题协商会 下周一上午 下周二上午\n参加：李梅，县住建局1人"),
  ).toContain("已单独请1人答复，另有1人请联络员代为询问。");
  await emptyOutbox();
  expect(await li().alone("A方便")).toContain("您说的是哪一次");
  expect(await li().alone("1")).toContain("李委员，记下了：A方便。");
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("time_poll_people")
      .select("poll_id")
      .where("answered_at", "is not", null)
      .execute(),
  );
  expect(rows).toHaveLength(1);
  expect(await liu().alone("定A")).toContain("您说的是哪一次");
  // In the group what was asked there is meant.
  expect(await li().inGroup("B方便")).toContain("您的答复记下了");
});

test("取消：先核对，再告诉问到的人；取消以后的答复说清楚", async () => {
  await launch();
  await emptyOutbox();
  expect(await liu().alone("取消约时间")).toContain("对吗");
  expect(await emptyOutbox()).toEqual([]);
  expect(await liu().alone("确认")).toContain("不约时间了");
  const out = await emptyOutbox();
  expect(out.map(([to]) => to)).toEqual(["group-one", "张建国", "李梅", "王海涛"]);
  expect(await li().alone("A方便")).toContain("已经定了或者取消了");
  office.now = at("18T17:00:00");
  expect(await fire()).toBe(0);
});

test("委员不能约、不能定；平常的话不当答复", async () => {
  expect(await li().inGroup(sentence)).toContain("由联络员或组长来做");
  await launch();
  expect(await li().alone("定A")).toContain("由联络员或组长来做");
  await emptyOutbox();
  for (const words of ["不方便说话", "A栋方便停车吗", "方便的话打个电话", "定金交了吗", "我方便"]) {
    await li().alone(words);
  }
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("time_poll_people").select("id").where("answered_at", "is not", null).execute(),
  );
  expect(rows).toEqual([]);
});

test("有卡片的地方：卡片上逐个选，点了就是说了；别人的卡片、过期的卡片点了不算", async () => {
  await office[Symbol.asyncDispose]();
  const seed: Seed = seedWith({});
  office = await openOffice({ seed, ports: { cards: () => "beside" } });
  office.now = at("16T10:00:00");
  await office.person("张建国").inGroup(`荐题 ${topic}`);
  expect(await launch()).toContain("点卡片，或@我回复，例：A方便 B可协调 C不方便");
  const cards = await office.inTenant((tx) => tx.selectFrom("cards").select("card").execute());
  const form = cards
    .map(({ card }) => card as { kind: string; says: string })
    .find(({ kind }) => kind === "form");
  expect(form).toMatchObject({
    submit: "提交",
    selects: [{ title: "A 3月25日下午3:00" }, {}, {}],
  });
  const says = form?.says ?? "";
  expect(await li().inGroup(`${says} A方便 B可协调 C不方便`)).toContain("您的答复记下了");
  expect(await zhou().inGroup(`${says} A方便`)).toContain("没有问到您");
  expect(await li().alone("答复时间999999 A方便")).toContain("没有在约的时间");
  expect(await li().alone(says)).toContain("哪些时间方便");
});

test("十二个人都答复了：按办公室的说法汇总，能来的排前面", () => {
  const requirements = [
    { name: "县住建局", category: "department", count: 1, by: "organization" },
    { name: "居民代表", category: "resident", count: 2, by: "category" },
  ] as const;
  const tallies = [
    { index: 0, free: 9, maybe: 2, busy: 1, blank: 0, lacking: [] },
    {
      index: 1,
      free: 10,
      maybe: 1,
      busy: 1,
      blank: 0,
      lacking: [{ name: "县住建局", needed: 1, able: 0, blank: 0 }],
    },
    { index: 2, free: 6, maybe: 2, busy: 4, blank: 0, lacking: [] },
  ];
  const standing = { title: "", isSeveral: false, asked: 12, answered: 12 };
  const best = bestSlot(tallies)?.index;
  expect(timePollDone("刘主任", { ...standing, requirements, tallies, best })).toBe(
    [
      "刘主任，问到的12人都答复了：",
      "",
      "A　方便9　可协调2　不方便1　住建局、居民代表都能来",
      "B　方便10　可协调1　不方便1　住建局来不了，不能定",
      "C　方便6　可协调2　不方便4　住建局、居民代表都能来",
      "",
      "建议定A。请回复：定A，我就起草会议通知。",
    ].join("\n"),
  );
  expect(rankSlots(tallies).map(({ index }) => index)).toEqual([0, 2, 1]);
});

function read(words: string) {
  const said = readAnswers(words);
  return said && applyAnswers([], said, 3);
}

test("答复的各种说法；夹了别的话就不当答复", () => {
  expect(read("A方便 B可协调 C不方便")).toEqual(["free", "maybe", "busy"]);
  expect(read("a方便，b可協調，c不方便。")).toEqual(["free", "maybe", "busy"]);
  expect(read("Ａ、Ｃ方便，其他不方便")).toEqual(["free", "busy", "free"]);
  expect(read("都不方便")).toEqual(["busy", "busy", "busy"]);
  expect(read("A方便")).toEqual(["free", null, null]);
  for (const all of ["都行", "三个时间都方便", "几个时间都可以", "我都有空", "全都没问题"]) {
    expect(read(all), all).toEqual(["free", "free", "free"]);
  }
  expect(read("全都来不了")).toEqual(["busy", "busy", "busy"]);
  expect(read("除了C都行")).toEqual(["free", "free", "busy"]);
  expect(read("除B以外，其他都没空")).toEqual(["busy", "free", "busy"]);
  expect(read("A B可以，C要看情况")).toEqual(["free", "free", "maybe"]);
  expect(read("A有空 B没空 C不一定")).toEqual(["free", "busy", "maybe"]);
  for (const words of [
    "除了C栋都行",
    "都行动起来",
    "三个时间都发给我",
    "方便",
    "A栋方便",
    "A方便停车",
    "他都方便",
    "其他都方便",
    "都方便的话就开吧",
    "",
  ]) {
    expect(read(words), words).toBeUndefined();
  }
});

test("我的：没答复的提一句，答了就没有了", async () => {
  await launch();
  expect(await li().alone("我的")).toContain("现场协商会的时间，3月18日（星期三）下午5:00前答复");
  await li().alone("都方便");
  expect(await li().alone("我的")).not.toContain("现场协商会的时间");
});

test("六个时间：卡片上只有都方便、都不方便，各个不一样的用话说；多一个不收", async () => {
  const six = "下周一上午 下周二上午 下周三上午 下周四上午 下周五上午 下周五下午";
  const words = await liu().inGroup(`约时间 1号现场协商会 ${six}`);
  expect(words).toContain("F　3月27日（星期五）下午3:00—4:30");
  expect(await li().alone("F方便，其他不方便")).toContain("A不方便 B不方便");
  expect(await liu().inGroup(`约时间 1号现场协商会 ${six} 下下周一上午`)).toContain(
    "请给2到6个时间",
  );
});

test("截止以后才答的，可以转告联络员；代答也不再收", async () => {
  await launch();
  office.now = at("18T17:00:01");
  expect(await li().alone("A方便")).toContain("已经截止，这次没有计入");
  expect(await li().alone("转告")).toContain("周敏");
  expect(await zhou().alone("代答 县住建局 A方便")).toContain("已经截止");
});

test("单独约、看不出是哪里的：先问请哪里的委员，再发", async () => {
  await office.inTenant(async (tx) => {
    const { tenantId } = office;
    await upsertUnit(tx, { tenantId, kind: "片区", name: "城北片区", parentId: undefined });
    const [zhouRow] = await listPeopleByName(tx, tenantId, "周敏");
    await tx
      .deleteFrom("affiliations")
      .where("person_id", "=", zhouRow?.id ?? 0)
      .execute();
  });
  expect(await zhou().alone(sentence)).toContain("请哪里的委员来");
  expect(await emptyOutbox()).toEqual([]);
  expect(await zhou().alone("城东片区")).toContain("没有找到「城东片区」");
  await zhou().alone(`${sentence}\n单位：城南片区`);
  const told = (await emptyOutbox()).map(([to]) => to);
  expect(told).toEqual(["张建国", "李梅", "王海涛", "刘志强", "周敏"]);
});

test("时间前面写了字母，同一句里说了答复截止：字母不算，截止不当成一个时间", async () => {
  for (const words of [
    "A、下周三下午 B、下周四上午 C.下周五下午 3月20日 下午5点截止",
    "A下周三下午3点 B下周四上午9点 C下周五下午3点 3月20日下午5点前答复",
    "3月20日截止 A 下周三下午 B 下周四上午 C 下周五下午",
  ]) {
    const said = await liu().alone(`约时间 1号现场协商会 ${words}`);
    expect(said, words).toContain("C　3月27日（星期五）下午3:00—4:30");
    expect(said, words).not.toContain("D　");
    expect(said, words).toContain("请在3月20日（星期五）下午5:00前答复");
    await liu().alone("取消约时间");
  }
});

test("定的时候说日子也行；那天没有，或者一天有两个，说清楚", async () => {
  await liu().alone(
    "约时间 1号现场协商会 3月25日上午9点 3月25日下午3点 3月27日下午3点 参加：李梅 须到场：李梅",
  );
  await li().alone("都方便");
  expect(await liu().alone("定3月26日")).toContain("3月26日是哪一个，对不上");
  expect(await liu().alone("定3月25日")).toContain("3月25日是哪一个，对不上");
  expect(await liu().alone("就定在3月25日下午3点吧")).toContain("定了B。");
});
