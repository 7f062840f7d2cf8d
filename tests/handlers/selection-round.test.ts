import { expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { openScreened } from "../support/screened.ts";
import { listSaid, usualDueAt } from "../support/selection.ts";
import { duePorts } from "../support/talk.ts";

/** Who chooses what, alone or in the group of their platform; 韦德福 has no account. */
const chosen: readonly (readonly [string, "alone" | "inGroup", string])[] = [
  ["李梅", "alone", "推荐 4 7"],
  ["王海涛", "inGroup", "推荐 3 7 8"],
  ["刘志强", "alone", "推荐 3 4 7"],
  ["何秀兰", "alone", "推荐 4、7、8"],
  ["赵启明", "alone", "推薦4號7號8號"],
  ["黄丽华", "inGroup", "推荐 4 7"],
  ["覃文斌", "alone", "我选2号和7号、8号"],
  ["陆秀英", "alone", "推荐 3 4 7"],
  ["欧阳敏", "alone", "推荐 4 5 8"],
  ["马建军", "alone", "投票 2 5 7"],
  ["谢春燕", "alone", "推荐 4 7 8"],
  ["罗静", "inGroup", "推荐 3 7 8"],
];

test("一次推荐从头到尾：发起、送审、两个平台各选各的、代录、截止、公布", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  await liu.alone("发起推荐 初选议题 选3件 周五下午5点截止");
  await liu.alone("送审 何秀兰");
  await office.person("何秀兰").alone("同意");
  for (const [name, where, words] of chosen) {
    expect(await office.person(name)[where](words)).toContain("已记下");
  }
  await office.person("周敏").alone("代录 韦德福 2 4 7 电话");
  await office.person("周敏").alone("已复核 韦德福");
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
  expect(await office.person("张建国").alone("推荐 4 7")).toContain("已经截止，这次没有计入");
  await liu.alone("发布");
  const results = (await listSaid(office)).filter(({ text }) => text.startsWith("【推荐结果】"));
  expect(results.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  expect(results[0]?.text).toContain("应参加24人，实际参加13人（54.2%），符合规定人数，结果有效。");
  expect(results[0]?.text).toContain("7号　老旧小区没地方充电　12票\n4号　学校门口接送拥堵　9票");
  expect(results[0]?.text).toContain("代录1人，已复核");
});
