import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { findDepartures, quarterStart, readDecisions, reviewTime } from "../../domain/ruling.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  const said = [
    ["李梅", "学校门口接送拥堵"],
    ["张建国", "老旧小区没地方充电"],
    ["王海涛", "园区公交末班车太早"],
  ];
  for (const [name = "", title = ""] of said) {
    await office.person(name).inGroup(`荐题 ${title}`);
    await office.person(name).inGroup("仍要荐");
  }
  await office.person("李梅").inGroup("附议 3");
  await zhou().alone("初选 1 2 3 入围");
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const at = (time: string) => new Date(`2026-${time}+08:00`);

async function said(to: string): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select(["o.message", "c.external_id"])
      .orderBy("o.id")
      .execute(),
  );
  return rows.flatMap(({ message, external_id: who }) =>
    who === to && "text" in message ? [String(message.text)] : [],
  );
}

const ruling = [
  "审定 主席会议 3月9日 文号 青协纪〔2026〕5号 报县委同意",
  "列入：2 现场协商 刘志强；1 专题协商，何秀兰副主席牵头",
  "暂缓：3 县交通运输局正在调整班次，4月底前落实",
].join("\n");

describe("审定", () => {
  test("登记、核对、确认；发到群里，荐题和附议的人各自单独告知", async () => {
    office.now = at("03-09T15:00:00");
    const preview = await zhou().alone(ruling);
    expect(preview).toContain("请核对，现在还没有发出：");
    expect(preview).toContain("可以发出，请回复：确认");
    expect(await said("group-one")).toEqual([]);
    expect(await zhou().alone("确认")).toContain("审定结果已发到2个群");
    expect(await said("group-one")).toEqual([
      [
        "【审定】县政协主席会议3月9日研究并报县委同意，青协纪〔2026〕5号",
        "",
        "列入协商计划",
        "2号　老旧小区没地方充电　现场协商，刘志强牵头",
        "1号　学校门口接送拥堵　专题协商，何秀兰副主席牵头",
        "",
        "暂缓",
        "3号　园区公交末班车太早",
        "理由：县交通运输局正在调整班次，4月底前落实，届时再看",
        "",
        "荐题和附议的委员已逐一告知。",
      ].join("\n"),
    ]);
    expect((await said("王海涛")).at(-1)).toBe(
      [
        "王委员，您荐的3号「园区公交末班车太早」有结果了。",
        "县政协主席会议研究后暂缓：县交通运输局正在调整班次，4月底前落实。",
        "",
        "5月6日（星期三）我会提醒联络站回头看，再把情况告诉您。",
      ].join("\n"),
    );
    expect((await said("李梅")).some((each) => each.includes("您附议的3号"))).toBe(true);
    expect(await zhou().alone("议题 3")).toContain("暂缓");
  });

  test("到了回头看的日子告诉联络员一次", async () => {
    await zhou().alone(ruling);
    await zhou().alone("确认");
    office.now = at("05-06T09:00:00");
    await fireDue(duePorts(office));
    await fireDue(duePorts(office));
    const told = (await said("周敏")).filter((each) => each.includes("该回头看了"));
    expect(told).toEqual([expect.stringContaining("3号「园区公交末班车太早」3月9日暂缓")]);
  });

  test("没写理由、写了两回、没有的号、看不懂：说清楚，什么也没登记", async () => {
    expect(await zhou().alone("审定")).toContain("列入：7 现场协商 刘志强");
    expect(await zhou().alone("审定 主席会议\n暂缓：3")).toContain("3号和推荐的不一样，要写理由");
    expect(await zhou().alone("审定 主席会议\n列入：3\n备选：3")).toContain("3号写了两回");
    expect(await zhou().alone("审定 主席会议\n列入：99")).toContain("99");
    expect(await zhou().alone("审定 主席会议\n列入：老旧小区")).toContain("没看懂是几号");
    expect(await office.person("李梅").alone(ruling)).toContain("联络员");
    expect(await office.inTenant((tx) => tx.selectFrom("rulings").selectAll().execute())).toEqual(
      [],
    );
  });

  test("分几步的：前一步只记下不公布，跳过一步不行，最后一步才公布", async () => {
    expect(await zhou().alone("审定 设置 主席会议、县委常委会会议")).toContain(
      "城南片区的审定分2步：主席会议 → 县委常委会会议。",
    );
    const last = ruling.replace("主席会议", "县委常委会会议");
    expect(await zhou().alone(last)).toContain("现在该登记的是主席会议的研究结果");
    expect(await zhou().alone(ruling)).toContain("下一步是县委常委会会议，这一步的结果先不公布");
    expect(await said("group-one")).toEqual([]);
    expect(await zhou().alone(last)).toContain("【审定】县委常委会会议3月9日研究");
    await zhou().alone("确认");
    expect(await said("group-one")).toHaveLength(1);
  });
});

describe("协商计划", () => {
  test("审定列入的自动进来，也可以自己加；计划外分开数；办完了记上", async () => {
    await zhou().alone(ruling);
    await zhou().alone("确认");
    expect(await zhou().alone("协商计划 增加 夏季防汛 三季度 计划外\n形式：专题协商")).toContain(
      "2026年协商计划第3项",
    );
    expect(await zhou().alone("协商计划 增加 没说什么时候")).toContain("请写清楚内容和季度");
    expect(await zhou().alone("协商计划 完成 1")).toContain("「老旧小区没地方充电」办完了");
    expect(await zhou().alone("协商计划 完成 1")).toContain("没有没办的第1项");
    expect(await office.person("李梅").inGroup("协商计划")).toBe(
      [
        "2026年协商计划",
        "",
        "1　二季度　老旧小区没地方充电　现场协商，刘志强牵头（已办）",
        "2　二季度　学校门口接送拥堵　专题协商，何秀兰副主席牵头",
        "3　三季度　夏季防汛　专题协商（计划外）",
        "",
        "计划内2项，已办1项（50%）；计划外1项，已办0项。",
        "全文请@我回复：打印 协商计划",
      ].join("\n"),
    );
  });

  test("一个季度开始的时候提醒一次", async () => {
    await zhou().alone(ruling);
    await zhou().alone("确认");
    office.now = at("04-01T09:00:00");
    await fireDue(duePorts(office));
    await fireDue(duePorts(office));
    const told = (await said("周敏")).filter((each) => each.includes("该准备了"));
    expect(told).toHaveLength(2);
  });
});

const key = (number: number) => ({ year: undefined, number });

describe("规矩", () => {
  test("编号在前，说法在后", () => {
    expect(readDecisions("7、4和3号")).toEqual([{ numbers: [key(7), key(4), key(3)], words: "" }]);
    expect(readDecisions("8 4月底前落实；2025-6 转社区")).toEqual([
      { numbers: [key(8)], words: "4月底前落实" },
      { numbers: [{ year: 2025, number: 6 }], words: "转社区" },
    ]);
    expect(readDecisions("老旧小区")).toBeUndefined();
  });

  test("和推荐顺序不同的：并列的列了哪个都算一致", () => {
    const ranking = [[7], [4], [8], [3], [2], [5]];
    expect(findDepartures(ranking, [7, 4, 3])).toEqual({ out: [8], in: [3] });
    expect(findDepartures(ranking, [4, 7, 8])).toEqual({ out: [], in: [] });
    expect(findDepartures([[7], [4, 8], [3]], [7, 8])).toEqual({ out: [], in: [] });
    expect(findDepartures(ranking, [7, 99])).toEqual({ out: [], in: [] });
  });

  test("什么时候回头看：说了几月底的，下月初；说了日子的，过几天；没说的，一个季度", () => {
    const now = at("03-16T10:00:00");
    expect(reviewTime("4月底前落实", now, nationalWorkdays).at).toEqual(at("05-06T09:00:00"));
    expect(reviewTime("5月20日前答复", now, nationalWorkdays).at).toEqual(at("05-25T09:00:00"));
    expect(reviewTime("再研究", now, nationalWorkdays).at).toEqual(at("06-15T09:00:00"));
    expect(quarterStart(2026, 2, nationalWorkdays)).toEqual(at("04-01T09:00:00"));
  });
});
