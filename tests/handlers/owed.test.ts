import { expect, test } from "vitest";

import { openOffice } from "../support/talk.ts";

test("我的：没有要办的，说一句能做什么", async () => {
  await using office = await openOffice();
  const zhang = office.person("张建国");
  expect(await zhang.inGroup("我的")).toBe(
    "张委员，您现在没有要办的事。\n想看看大家荐了什么，请@我回复：议题",
  );
  for (const words of ["我还有什么没办", "我的事", "我要辦的", "我的？"]) {
    expect(await zhang.alone(words)).toContain("您现在没有要办的事。");
  }
  await zhang.alone("荐题 老旧小区充电难");
  expect(await zhang.alone("我的")).toContain("您现在没有要办的事。");
});

test("我的：今天的提醒、等您核对的人；明天的、别人的不列", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await zhou.alone("提醒 今天下午3点 交材料");
  await zhou.alone("提醒 明天下午3点 明天的事");
  await office.person("李梅").alone("提醒 今天下午4点 李梅的事");
  await office.person("新来的").inGroup("我是韦德福");
  const owed = await zhou.inGroup("我的");
  expect(owed).toBe(
    [
      "周敏，您还有2件事：",
      "",
      "1、等您核对身份的有1位，请单独找我回复：核对",
      "2、今天下午3:00您要我提醒：交材料",
    ].join("\n"),
  );
  expect(await zhou.alone("我的")).toContain("等您核对身份的有1位，请回复：核对");
  expect(await office.person("刘志强").alone("我的")).toContain("没有要办的事");
});

test("我的：这里还等着的话也列出来，列过以后照样等着", async () => {
  await using office = await openOffice();
  const li = office.person("李梅");
  await li.inGroup("荐题");
  expect(await li.inGroup("我的")).toContain(
    "1、「荐题」还差一样，请接着告诉我议题的题目（在群里请@我）",
  );
  expect(await li.alone("我的")).toContain("没有要办的事");
  expect(await li.inGroup("河堤步道没有路灯")).toContain("「河堤步道没有路灯」");

  await li.alone("荐题 老街停车难", { manner: "spoken" });
  expect(await li.alone("我的")).toContain("听到您说「荐题 老街停车难」，对的话请回复：对");
  expect(await li.alone("对")).toContain("「老街停车难」");

  const zhou = office.person("周敏");
  await zhou.alone("名单\n石磊 委员 城南片区");
  expect(await zhou.alone("我的")).toContain("1、「名单」等您一句话，请回复：确认");
  expect(await zhou.alone("确认")).toContain("名单录好了");
});

test("我的：过了半小时的话不算等着，婉拒过的也不算欠着", async () => {
  await using office = await openOffice();
  const li = office.person("李梅");
  await li.alone("荐题");
  office.now = new Date(office.now.getTime() + 31 * 60_000);
  expect(await li.alone("我的")).toContain("没有要办的事");
  await li.alone("代荐 韦德福 村里没有班车 电话");
  expect(await li.alone("我的")).toContain("没有要办的事");
  expect(await li.alone("转告")).toContain("已转告联络员周敏。");
});

test("我的：提醒再多也一屏看得完；没认出来的人先报姓名", async () => {
  await using office = await openOffice();
  const li = office.person("李梅");
  for (let i = 1; i <= 20; i += 1)
    await li.alone(`提醒 今天下午3点${i}分 第${i}件${"事".repeat(150)}`);
  const owed = await li.alone("我的");
  expect(owed.split("\n").length).toBeLessThanOrEqual(15);
  expect(owed).toContain("您还有20件事：");
  expect(owed).toContain("后面还有11件。");
  expect(await office.person("陌生人").inGroup("我的")).toContain("还不知道您是哪位");
});

test("推荐：现在没有，照实说；选了几号也一样", async () => {
  await using office = await openOffice();
  const li = office.person("李梅");
  const expected = [
    "现在没有正在进行的议题推荐。",
    "",
    "看看大家荐了什么，请@我回复：议题",
    "想一起推动一件，请@我回复，例：附议 7",
  ].join("\n");
  for (const words of ["推荐", "看推薦", "推荐 4 7", "推荐4号和7号"]) {
    expect(await li.inGroup(words), words).toBe(expected);
  }
  expect(await li.alone("推荐信怎么写")).toContain("没听明白");
});
