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
const wang = () => office.person("王海涛");
const at = (time: string) => new Date(`2026-${time}+08:00`);

const without = (name: string) => (text: string) =>
  text
    .replace(`${name} `, "")
    .replace(` ${name}，`, "，")
    .replaceAll(/\n(?:材料截止|请准备)：.*/g, "");

async function countOf(name: string): Promise<number> {
  return (await toldAlone(office, name)).length;
}

async function countInvited(): Promise<number> {
  return office.inTenant(async (tx) => {
    const rows = await tx
      .selectFrom("meeting_people")
      .select("id")
      .where("removed_at", "is", null)
      .execute();
    return rows.length;
  });
}

test("增加：先核对，确认后只有加的人收到通知，没有账号的列给联络员", async () => {
  await announce(office, without("李梅"));
  const [one, other] = [await countOf("张建国"), await countOf("李梅")];
  expect(await liu().alone("会议 1号 增加 李梅、县住建局、张建国")).toBe(
    [
      "「老旧小区没地方充电」现场协商会要增加2位，还没有通知本人：",
      "增加：李梅委员、县住建局",
      "已经在名单里：张建国委员（还没有答复）",
      "",
      "确认后我把会议通知单独发给本人，请回复：确认",
      "不增加了，请回复：取消",
    ].join("\n"),
  );
  expect(await countOf("李梅")).toBe(other);
  expect(await liu().alone("确认")).toBe(
    "加好了，会议通知已单独发给1位同志；另有1位我发不到，名单已发给周敏，请电话告知。现在一共请13人。",
  );
  expect(await countOf("李梅")).toBe(other + 1);
  expect(await lastTold(office, "李梅")).toContain("【会议通知】李梅委员：");
  expect(await lastTold(office, "李梅")).toContain("请选：参加　请假　加入日程");
  expect(await countOf("张建国")).toBe(one);
  expect((await toldAlone(office, "周敏")).at(-2)).toContain("县住建局");
  expect(await office.person("李梅").alone("参加")).toContain("记下您参加");
  await liu().alone("改期 1号 3月26日下午3点");
  await liu().alone("确认");
  expect(await countOf("李梅")).toBe(other + 2);
  expect(await lastTold(office, "李梅")).toContain("您答复过参加，照常记着");
});

test("加的人日程也要写进去", async () => {
  await announce(office, without("王海涛"));
  const wanted = () =>
    office.inTenant((tx) =>
      tx.selectFrom("meeting_calendar").select(["wanted"]).orderBy("id").execute(),
    );
  expect(await wanted()).toEqual([{ wanted: 1 }]);
  await liu().alone("会议 1号 增加 王海涛");
  await liu().alone("确认");
  expect(await wanted()).toEqual([{ wanted: 2 }, { wanted: 1 }]);
  await liu().alone("会议 1号 去掉 王海涛");
  await liu().alone("确认");
  expect(await wanted()).toEqual([{ wanted: 3 }, { wanted: 2 }]);
});

test("去掉：只告诉本人一次，留着记录，以后不提醒、不算数、也不能再答复", async () => {
  await announce(office);
  const [one, other] = [await countOf("王海涛"), await countOf("张建国")];
  await wang().alone("参加");
  expect(await liu().alone("会议 1号 去掉 王海涛")).toBe(
    [
      "「老旧小区没地方充电」现场协商会不再请1位同志，还没有告诉本人：",
      "王海涛委员（已答复参加）",
      "",
      "确认后我单独告诉本人，请回复：确认",
      "照原来的名单，请回复：取消",
    ].join("\n"),
  );
  expect(await liu().alone("确认")).toBe("去掉了，已单独告诉1位同志。现在一共请11人。");
  expect((await toldAlone(office, "王海涛")).slice(one)).toEqual([
    [
      "【会议变更】王海涛委员：",
      "原定3月25日（星期三）下午3:00的「老旧小区没地方充电」现场协商会，这次不再请您参加，您不用再答复。",
      "加入过日程的，请您在日程里删掉。",
      "给您添麻烦了。有疑问请联系周敏。",
    ].join("\n"),
  ]);
  expect(await countInvited()).toBe(11);
  expect(await wang().alone("我的")).not.toContain("现场协商会");
  expect(await wang().alone("参加 1号")).toContain("参加名单里没有您");
  await liu().alone("改地点 1号 社区二楼议事室");
  expect(await liu().alone("确认")).toContain("已单独告诉3位同志");
  for (const time of ["03-20T09:00:00", "03-24T09:00:00", "03-25T13:00:00"]) {
    office.now = at(time);
    await fireDue(duePorts(office));
  }
  expect(await countOf("王海涛")).toBe(one + 1);
  expect(await countOf("张建国")).toBeGreaterThan(other);
  expect(await liu().alone("会议 1号 去掉 王海涛")).toContain("参加名单里没有「王海涛」");
  const kinds = await office.inTenant((tx) =>
    tx.selectFrom("events").select("kind").where("kind", "=", "people-removed").execute(),
  );
  expect(kinds).toHaveLength(1);
});

test("去掉的又请回来：重新收到通知，从头答复", async () => {
  await announce(office);
  await wang().alone("请假 出差");
  await liu().alone("会议 1号 去掉 王海涛");
  await liu().alone("确认");
  expect(await liu().alone("准假 王海涛")).toContain("没有找到王海涛还没批复的请假");
  const before = await countOf("王海涛");
  await liu().alone("会议 1号 增加 王海涛");
  expect(await liu().alone("确认")).toContain("会议通知已单独发给1位同志");
  expect(await countOf("王海涛")).toBe(before + 1);
  expect(await wang().alone("参加")).toContain("记下您参加");
  expect(await countInvited()).toBe(12);
});

test("按单位去掉：不说几人就是全部，说了几人先去没答复的", async () => {
  await announce(office);
  await liu().alone("代参加 县住建局 电话");
  expect(await liu().alone("会议 1号 去掉 县住建局1人")).toContain("县住建局（还没有答复）");
  await liu().alone("确认");
  expect(await countInvited()).toBe(11);
  expect(await liu().alone("会议 1号 去掉 县住建局、居民代表")).toContain(
    "请留意：去掉以后还缺职能部门1人、群众代表",
  );
  expect(await liu().alone("确认")).toContain("请留意：还缺职能部门1人、群众代表");
  expect(await countInvited()).toBe(7);
});

test("名额：加的超过名额先说明；去掉一位，候补的递补并告诉本人", async () => {
  await announce(office, (text) => `${without("李梅")(text)}\n人数上限：2`);
  await office.person("张建国").alone("参加");
  expect(await wang().alone("参加")).toContain("候补名单第1位");
  expect(await liu().alone("会议 1号 增加 李梅")).toContain("名额2人，已满，后答复的列入候补名单");
  await liu().alone("确认");
  expect(await office.person("李梅").alone("参加")).toContain("候补名单第2位");
  await liu().alone("会议 1号 去掉 张建国");
  expect(await liu().alone("确认")).toContain("王海涛从候补名单递补，已经告诉本人。");
  expect(await lastTold(office, "王海涛")).toContain("候补");
  expect(await liu().alone("会议 1号 增加 李梅")).toContain("李梅委员（在候补名单）");
});

test("加不了、去不了的，都说清楚怎么办", async () => {
  await announce(office);
  expect(await liu().alone("会议 1号 增加 张建国、张建国")).toBe(
    "已经在名单里：张建国委员（还没有答复），不用再加。\n名单没有改。看名单，请回复：会议",
  );
  await wang().alone("请假 出差");
  await liu().alone("准假 王海涛");
  expect(await liu().alone("会议 1号 增加 王海涛")).toContain("例：代参加 王海涛 电话");
  expect(await liu().alone("会议 1号 增加 赵无名")).toContain("名单里没有找到「赵无名」");
  expect(await liu().alone("会议 1号 去掉 赵无名")).toContain("参加名单里没有「赵无名」");
  expect(await liu().alone("会议 1号 去掉 县教育局")).toContain("参加名单里没有「县教育局」");
  expect(await liu().alone("会议 1号 去掉 刘志强")).toContain("改主持 7号");
  expect(await liu().alone("会议 1号 去掉 全部")).toContain("取消会议 7号 台风预警");
  expect(await liu().alone("会议去掉")).toContain("是哪一位");
  expect(await liu().alone("张建国")).toContain("不再请1位");
  expect(await liu().alone("取消")).toBe("好的，先不办了。");
  expect(await office.person("李梅").alone("会议 1号 去掉 王海涛")).toContain("主持人或联络员");
  expect(await office.person("李梅").alone("会议增加了几场")).not.toContain("核对");
  office.now = at("03-25T15:10:00");
  expect(await liu().alone("会议 1号 增加 李梅")).toContain("已经开始，参加名单不再改");
  office.now = at("03-25T18:00:00");
  expect(await liu().alone("会议 1号 去掉 李梅")).toContain("已经开过了");
});

test("草稿里增加、去掉，直接改好再看一遍，还没有人知道", async () => {
  await announce(office, (text) => text);
  office.now = at("03-19T09:00:00");
  await liu().alone("接着开 1号 4月15日下午3点");
  const before = await countOf("王海涛");
  const draft = await liu().alone("会议 1号 去掉 王海涛");
  expect(draft).toContain("现在还没有发出");
  expect(draft).toContain("共11人");
  expect(await liu().alone("会议 1号 增加 王海涛")).toContain("共12人");
  expect(await countOf("王海涛")).toBe(before);
  expect(await liu().alone("确认")).toContain("会议通知已单独发给");
});

test("两个人同时去掉同一位：本人只听到一次", async () => {
  await announce(office);
  const zhou = office.person("周敏");
  const before = await countOf("王海涛");
  await liu().alone("会议 1号 去掉 王海涛");
  await zhou.alone("会议 1号 去掉 王海涛");
  const answers = await Promise.all([liu().alone("确认"), zhou.alone("确认")]);
  expect(answers.filter((each) => each.startsWith("去掉了"))).toHaveLength(1);
  expect(await countOf("王海涛")).toBe(before + 1);
});

test("群里只说名字，不说谁答复了什么", async () => {
  await announce(office);
  await office.person("张建国").alone("请假 住院");
  const said = await liu().inGroup("会议 1号 去掉 张建国");
  expect(said).toContain("张建国委员");
  expect(said).not.toContain("请假");
  expect(said).toContain("请@我回复：确认");
});

test("增加全体委员：只加还没请的，答复过参加的不再打扰", async () => {
  await announce(office, without("李梅"));
  await office.person("张建国").alone("参加");
  const before = await countOf("张建国");
  const said = await liu().alone("会议 1号 增加 全体委员");
  expect(said).toContain("增加：李梅委员\n");
  expect(said).toContain("张建国委员（已答复参加）");
  await liu().alone("确认");
  expect(await countInvited()).toBe(12);
  expect(await countOf("张建国")).toBe(before);
  expect(await lastTold(office, "李梅")).toContain("【会议通知】李梅委员：");
});

test("主持人自己也能改名单；不是联络员、组长、主持人的不行", async () => {
  await announce(office, (text) => text.replace("主持：刘志强", "主持：张建国"));
  expect(await office.person("张建国").alone("会议 1号 去掉 王海涛")).toContain("不再请1位同志");
  expect(await office.person("张建国").alone("确认")).toContain("去掉了，已单独告诉1位同志");
  expect(await wang().alone("会议 1号 增加 王海涛")).toContain("主持人或联络员");
});

test("打印的签到表、会议通知、会议的人数里，都没有去掉的人", async () => {
  await announce(office);
  await liu().alone("会议 1号 去掉 王海涛");
  await liu().alone("确认");
  for (const paper of ["签到表", "会议通知"]) {
    expect(await office.person("周敏").alone(`打印 ${paper} 1号`)).toContain(`${paper}已生成`);
  }
  const papers = await office.inTenant((tx) => tx.selectFrom("files").select("content").execute());
  const [sheet, notice] = papers.map(({ content }) => JSON.stringify(content));
  expect(sheet).toContain("李梅");
  expect(sheet).not.toContain("王海涛");
  expect(notice).toContain("委员4人");
  expect(await liu().alone("会议 1号")).not.toContain("王海涛");
});

test.each([
  "会议增加了两场",
  "会议增加两场吧",
  "会议去掉一场行吗",
  "增加参会人员名单在哪",
  "会议 1号 增加了几个人？",
  "系列讲座每周都办",
  "系列停播了",
])("普通的话不当口令：%s", async (words) => {
  await announce(office);
  const answer = await liu().alone(words);
  expect(answer).not.toMatch(/还没有通知本人|没有找到「|没看明白|不再定期/);
  expect(await countInvited()).toBe(12);
});
