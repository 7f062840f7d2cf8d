import { afterEach, beforeEach, expect, test } from "vitest";

import type { Chart } from "../../domain/chart.ts";
import { renderChart } from "../../render/chart.ts";
import { drawChart } from "../../render/chart-svg.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  office.now = at("18T10:00:00");
  await liu().alone(
    [
      "安排会议",
      "议题：1号",
      "形式：现场协商",
      "时间：3月25日下午3点",
      "地点：幸福里小区2栋前空地",
      "主持：刘志强",
      "参加：委员 韦德福 李梅 张建国 王海涛，县住建局2人，居民代表 黄春梅",
      "议程：现场察看；委员和居民代表发言，每人不超过3分钟；县住建局回应",
    ].join("\n"),
  );
  await liu().alone("确认");
});
afterEach(() => office[Symbol.asyncDispose]());

const at = (time: string) => new Date(`2026-03-${time}+08:00`);
const liu = () => office.person("刘志强");
const zhou = () => office.person("周敏");
const zhang = () => office.person("张建国");

async function getCode(): Promise<string> {
  return /签到码是(\d{4})/.exec(await zhou().alone("签到码 1号"))?.[1] ?? "";
}

test("照会场的码签到：说时间，说第几位发言；再说一遍还是头一次的时间", async () => {
  const code = await getCode();
  expect(code).toMatch(/^\d{4}$/);
  expect(await getCode()).toBe(code);
  office.now = at("25T14:52:00");
  const done = "张委员，签到好了，下午2:52。\n您第3位发言，不超过3分钟。";
  expect(await zhang().alone(`签到 ${code}`)).toBe(done);
  office.now = at("25T14:58:00");
  expect(await zhang().alone("签到")).toBe(
    "张委员，您已经签到了，下午2:52。\n您第3位发言，不超过3分钟。",
  );
  office.now = at("25T15:12:00");
  expect(await office.person("李梅").alone("签到")).toBe(
    "李委员，签到好了，下午3:12。会议下午3:00开始，记为迟到。\n您第2位发言，不超过3分钟。",
  );
});

test("会场的图：码里就是要说的话，画得出来", async () => {
  const code = await getCode();
  const { content } = await office.inTenant((tx) =>
    tx.selectFrom("files").select("content").executeTakeFirstOrThrow(),
  );
  const { chart } = content as { readonly chart: Chart };
  expect(chart.code).toBe(`签到 ${code}`);
  const squares = /crispEdges" fill="#000000" d="(?<d>[^"]+)"/.exec(drawChart(chart))?.groups?.[
    "d"
  ];
  expect(squares?.split("z").length).toBeGreaterThan(200);
  expect(drawChart(chart)).not.toBe(drawChart({ ...chart, code: "签到 0000" }));
  expect([...renderChart(chart).subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
});

test("太早、太晚、不是参会人员，都说清楚怎么办", async () => {
  const code = await getCode();
  office.now = at("25T13:00:00");
  expect(await zhang().alone("签到")).toContain("3月25日（星期三）下午2:00开始签到");
  office.now = at("25T17:00:00");
  expect(await zhang().alone(`签到 ${code}`)).toContain("请找联络员替您补签");
  office.now = at("25T14:30:00");
  expect(await zhou().alone(`签到 ${code}`)).toContain("参加名单里没有您");
});

test("码不对，一小时最多试五次；过了一小时又能签到", async () => {
  const code = await getCode();
  const wrong = code === "1111" ? "2222" : "1111";
  office.now = at("25T14:10:00");
  for (let count = 0; count < 5; count += 1) {
    expect(await zhang().alone(`签到 ${wrong}`)).toContain("没有这个签到码");
  }
  expect(await zhang().alone(`签到 ${code}`)).toContain("一小时内已经输错5次");
  office.now = at("25T15:11:00");
  expect(await zhang().alone(`签到 ${code}`)).toContain("签到好了");
});

test("周敏补签一位、整张签到表、没请到的来宾；记错可以取消", async () => {
  office.now = at("25T16:00:00");
  expect(await zhou().alone("补签 韦德福")).toBe(
    "补签好了1人：韦德福。\n应到8人，实到1人，未到7人。记错了，请回复，例：取消签到 韦德福",
  );
  expect(await zhou().alone("补签 全体 除 王海涛 李梅")).toContain("应到8人，实到6人，未到2人。");
  expect(await zhou().alone("补签 居民代表 覃小妹")).toContain("应到9人，实到7人，未到2人。");
  expect(await zhou().alone("取消签到 韦德福")).toContain("实到6人，未到3人。");
  expect(await zhou().alone("补签 全体 除 刘三姐")).toContain("刘三姐");
  expect(await zhang().alone("补签 李梅")).toContain("联络员");
});

test("请假的不算未到；发言按顺序、时间一样长，一位一位请", async () => {
  office.now = at("24T10:00:00");
  await office.person("王海涛").alone("请假 出差");
  await liu().alone("准假 王海涛");
  office.now = at("25T15:10:00");
  expect(await zhou().alone("补签 全体")).toContain("应到8人，实到7人，请假1人。");
  expect(await liu().alone("发言 顺序 1号")).toContain(
    "每人不超过3分钟：\n1 韦德福委员　2 李梅委员　3 张建国委员　4 居民代表黄春梅",
  );
  expect(await liu().alone("发言 顺序 1号 张建国 李梅")).toContain("1 张建国委员　2 李梅委员");
  expect(await liu().alone("发言 下一位")).toBe(
    "第1位，请张建国委员发言，不超过3分钟。\n请李梅委员准备。",
  );
  expect(await liu().alone("下一位")).toContain("第2位，请李梅委员发言");
  expect(await liu().alone("发言 下一位")).toContain("名单上的都发言过了");
});

test("迟到的补签写明几分钟；同一单位几个人只说一遍；提前离会的写在纪要里", async () => {
  office.now = at("25T16:00:00");
  expect(await zhou().alone("补签 李梅 迟到20分钟")).toContain("补签好了1人：李梅，记为迟到。");
  expect(await zhou().alone("补签 县住建局2人")).toContain("补签好了2人：县住建局（2人）。");
  const [late] = await office.inTenant((tx) =>
    tx
      .selectFrom("meeting_people")
      .select(["attendance", "checked_in_at as at"])
      .where("name", "=", "李梅")
      .execute(),
  );
  expect(late).toEqual({ attendance: "late", at: at("25T15:20:00") });
  expect(await zhou().alone("提前离会 张建国")).toContain("张建国没有签到，不用记提前离会");
  expect(await zhou().alone("提前离会 李梅")).toBe(
    [
      "记下了，李梅提前离会。应到8人，实到3人，其中迟到1人、提前离会1人，未到5人。",
      "记错了，请回复：取消签到 李梅，再补签",
    ].join("\n"),
  );
  await zhou().alone("取消签到 李梅");
  expect(await zhou().alone("补签 李梅")).toContain("实到3人，未到5人。");
  expect(await zhou().alone("补签 王海涛 晚到一刻钟")).toContain("王海涛，记为迟到");
  expect(await zhou().alone("补签 刘三姐")).toContain("名单里没有「刘三姐」，都还没有补签");
  expect(await zhang().alone("提前离会")).toContain("您还没有签到");
  expect(await office.person("李梅").alone("提前离会")).toContain("您提前离会");
  expect(await zhou().alone("王海涛提前离会了")).toContain("迟到1人、提前离会2人");
  for (const other of ["提前离会怎么算", "可以早退吗", "今天提前离会的有谁"]) {
    expect(await zhou().alone(other), other).not.toContain("提前离会。");
  }
});

test("主持的、做记录的，不是联络员也能看签到码、补签、请下一位发言；别的委员不能", async () => {
  await office.inTenant(async (tx) => {
    const { id } = await tx
      .selectFrom("people")
      .select("id")
      .where("name", "=", "李梅")
      .executeTakeFirstOrThrow();
    await tx.updateTable("meetings").set({ host_id: id }).execute();
  });
  await zhou().alone("记录人 王海涛 1号");
  office.now = at("25T15:10:00");
  for (const name of ["李梅", "王海涛"]) {
    expect(await office.person(name).alone("签到码 1号")).toContain("签到码是");
    expect(await office.person(name).alone("补签 韦德福")).toContain("韦德福");
    expect(await office.person(name).alone("发言 顺序 1号")).toContain("发言顺序");
  }
  expect(await office.person("李梅").alone("发言 下一位")).toContain("第1位");
  expect(await office.person("李梅").alone("发言 顺序 1号")).toContain("发言顺序");
  expect(await office.person("李梅").alone("发言 下一位")).toContain("第2位");
  for (const said of [
    "签到码 1号",
    "补签 韦德福",
    "取消签到 韦德福",
    "提前离会 韦德福",
    "发言 下一位",
  ]) {
    expect(await zhang().alone(said), said).toContain("由主持人、记录人或联络员来做");
  }
});
