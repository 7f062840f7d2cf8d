import { expect, test } from "vitest";

import type { Choices } from "../../domain/selection.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { recount } from "../../recount.ts";
import {
  castBallot,
  castUsual,
  listSaid,
  memberNames,
  openSelection,
  selectionSeed,
  usualDueAt,
} from "../support/selection.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

const openSeeded = () => openOffice({ seed: selectionSeed });

async function closeByClock(office: Office): Promise<void> {
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
}

const published = [
  "【推荐结果】城南片区二季度协商议题",
  "3月13日（星期五）下午5:00截止",
  "",
  "应参加24人，实际参加21人（87.5%），符合规定人数，结果有效。",
  "",
  "7号　老旧小区没地方充电　17票",
  "4号　学校门口接送拥堵　14票",
  "8号　园区公交末班车太早　11票",
  "3号　幸福里小区无物业管理　8票",
  "2号　河堤步道照明不足　5票",
  "5号　农贸市场排水不畅　3票",
  "",
  "城区委员15人参加14人，乡镇委员9人参加7人；代录1人，已复核。",
  "以上供县政协主席会议审定参考。谢谢各位委员。",
].join("\n");

test("结果先给组长，他回复“发布”，才发到两个群，附一张图", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office));
  const li = office.person("李梅");
  expect(await li.inGroup("推荐结果")).toContain("截止前不显示票数");
  await closeByClock(office);
  expect(await li.inGroup("推荐结果")).toBe(
    "二季度议题推荐已经截止，结果正由刘主任核对，公布以后在群里告诉大家。",
  );
  const liu = office.person("刘志强");
  expect(await liu.inGroup("推荐结果")).toBe(
    "二季度议题推荐的结果还没有公布，请单独找我回复：推荐结果",
  );
  expect(await liu.alone("推荐结果")).toBe(published);
  expect(await liu.alone("发布")).toBe("推荐结果已发到2个群。");
  const said = (await listSaid(office)).filter(({ isGroup }) => isGroup);
  expect(said.map(({ to }) => to)).toEqual(["城南群", "工商联群"]);
  expect(said[0]?.text).toMatch(/^【推荐结果】/);
  expect(said[0]?.text.startsWith(published)).toBe(true);
  expect(said[0]?.text).toMatch(/\n结果图：https?:\/\/\S+\/d\/[\w-]{22}$/);
  expect(await li.alone("推荐结果")).toBe(published);
  expect(await li.alone("推荐结果 7")).toBe(published);
  expect(await li.alone("推荐结果 6")).toContain("还没有推荐结果");
  expect(await liu.alone("发布")).toContain("您现在没有等着发布的内容");
});

test("推荐结果 明细：每件的名次、各处参加的人数、怎么计的", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office));
  await closeByClock(office);
  const liu = office.person("刘志强");
  expect(await liu.alone("推荐结果 明细")).toBe(
    [
      "【推荐结果明细】城南片区二季度协商议题（1/1）",
      "",
      "第1　7号　老旧小区没地方充电　17票",
      "第2　4号　学校门口接送拥堵　14票",
      "第3　8号　园区公交末班车太早　11票",
      "第4　3号　幸福里小区无物业管理　8票",
      "第5　2号　河堤步道照明不足　5票",
      "第6　5号　农贸市场排水不畅　3票",
      "属地：城南片区24人参加21人",
      "城乡：城区15人参加14人",
      "城乡：乡镇9人参加7人",
      "计票：每件得几票，票多的在前",
    ].join("\n"),
  );
});

test("人数不够：不排名次，不给任何人看票数，可以延期，可以改在会上推荐", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office), 11);
  await closeByClock(office);
  const [first] = await listSaid(office);
  expect(first?.text).toBe(
    [
      "刘主任，二季度议题推荐3月13日（星期五）下午5:00已截止。",
      "应参加24人，实际参加11人，未达到规定的13人，本次不排名次。",
      "",
      "要延期，请回复，例：延期 推荐 下周五下午5点 再请大家看看",
      "改在会上推荐，请回复：改在会上推荐",
      "先把这个情况告诉大家，请回复：发布",
    ].join("\n"),
  );
  const liu = office.person("刘志强");
  expect(await liu.alone("推荐导出")).toContain("没有等着公布的结果");
  expect(await liu.alone("推荐结果 明细")).not.toContain("票\n");
  await liu.alone("发布");
  const said = (await listSaid(office)).filter(({ isGroup }) => isGroup);
  expect(said.at(0)?.text).toBe(
    [
      "【推荐结果】城南片区二季度协商议题",
      "应参加24人，实际参加11人，未达到规定的13人，本次不排名次。",
      "可以延期，也可以改在会上推荐，请刘主任定。已经选过的不用重选。",
    ].join("\n"),
  );
});

async function chooseEqually(office: Office, id: number): Promise<void> {
  for (const [index, name] of memberNames.slice(0, 14).entries()) {
    const numbers = index % 2 === 0 ? [7, 4] : [7, 8];
    await castBallot(office, id, { name, choices: { kind: "approval", numbers } });
  }
}

test("并列：如实列出；按发起前公布的种子抽签，谁都能照着再抽一遍", async () => {
  await using listed = await openSeeded();
  await chooseEqually(listed, await openSelection(listed, { terms: { seats: 2 } }));
  await closeByClock(listed);
  const answer = await listed.person("刘志强").alone("推荐结果");
  expect(answer).toContain("4号、8号并列，如实列出，由审定会议研究。");
  await using drawn = await openSeeded();
  const terms = { seats: 2, tie: "lot" } as const;
  await chooseEqually(drawn, await openSelection(drawn, { terms, lotSeed: "青禾2026" }));
  await closeByClock(drawn);
  const words = await drawn.person("刘志强").alone("推荐结果");
  // printf 青禾20264 | sha256sum begins with 29, 青禾20268 with 3d: the smaller comes first.
  expect(words).toContain("4号、8号并列，先后按发起前公布的办法抽签。");
  expect(words).not.toContain("2号并列");
  const details = await drawn.person("刘志强").alone("推荐结果 明细 2");
  expect(details).toContain("抽签办法：把发起前公布的种子和议题号连起来写");
});

test("推荐情况：群里只说数；单独找，名单只给联络员", async () => {
  await using office = await openSeeded();
  await castUsual(office, await openSelection(office), 20);
  office.now = new Date("2026-03-13T02:00:00Z");
  const counts = [
    "二季度议题推荐，3月13日（星期五）下午5:00截止。",
    "应参加24人，已参加20人（83.3%），已达到规定的13人。",
  ].join("\n");
  expect(await office.person("李梅").alone("推荐情况")).toBe(counts);
  expect(await office.person("刘志强").alone("推荐情况")).toBe(counts);
  const zhou = office.person("周敏");
  expect(await zhou.inGroup("推荐情况")).toBe(
    `${counts}\n要看还有谁没选，请单独找我回复：推荐情况`,
  );
  expect(await zhou.alone("推荐情况")).toBe(
    `${counts}\n\n还有4位没有选（名单只发给您）：\n蒙桂芳、卢永康、石磊、杨德才\n电话问到的，可以用“代录”。`,
  );
});

/** The file behind the link of an answer. */
async function readFile(office: Office): Promise<string> {
  const row = await office.inTenant((tx) =>
    tx
      .selectFrom("files")
      .select("content")
      .where("kind", "=", "selection-ballots")
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow(),
  );
  return (row.content as { text: string }).text;
}

test("推荐 导出：不带姓名，重算一遍结果一样，用表格打开也稳妥", async () => {
  await using office = await openSeeded();
  const options = [
    [2, '=HYPERLINK("https://example.com")', "甲"],
    [3, "+1+1", "乙"],
    [4, "学校门口接送拥堵", "丙"],
    [5, "@SUM(A1)", "丁"],
    [7, "老旧小区没地方充电", "戊"],
    [8, "-2", "己"],
  ] as const;
  await castUsual(office, await openSelection(office, { options, title: "=1+1" }));
  await closeByClock(office);
  const answer = await office.person("刘志强").alone("投票 导出");
  expect(answer).toMatch(/https?:\/\/\S+\/d\/[\w-]{22}/);
  const text = await readFile(office);
  expect(recount({ text }).ranking).toEqual([[7], [4], [8], [3], [2], [5]]);
  expect(recount({ text }).winners).toEqual([4, 7, 8]);
  expect(text).not.toMatch(/张建国|李梅/);
  // Cut at commas, colons and line breaks, nothing begins like a formula.
  const cells = text.split(/[,:\n[\]{}]/).map((cell) => cell.trim().replace(/^"/, ""));
  expect(cells.filter((cell) => /^[=+@\t-]/.test(cell))).toEqual([]);
});

const rankings: Choices[] = [
  { kind: "ranking", groups: [[7], [4], [8]] },
  { kind: "ranking", groups: [[4], [7]] },
  { kind: "ranking", groups: [[8], [7, 4]] },
  { kind: "ranking", groups: [[7], [3]] },
  { kind: "ranking", groups: [[2], [5], [7]] },
];
const scores: Choices[] = [
  { kind: "score", scores: { 7: 5, 4: 3 } },
  { kind: "score", scores: { 7: 4, 4: 4, 8: 2 } },
  { kind: "score", scores: { 2: 5 } },
];
const votes: Choices[] = [
  { kind: "yes-no", votes: { 7: "yes", 4: "no", 8: "abstain" } },
  { kind: "yes-no", votes: { 7: "yes", 4: "yes" } },
];
const approvals: Choices[] = [
  { kind: "approval", numbers: [7, 4] },
  { kind: "approval", numbers: [8, 3] },
  { kind: "approval", numbers: [7, 2] },
];

test.each([
  ["ranking", rankings],
  ["proportional-ranking", rankings],
  ["score", scores],
  ["yes-no", votes],
  ["equal-shares", approvals],
] as const)("各种办法（%s）：截止时的结果和导出重算的一样", async (method, choices) => {
  await using office = await openSeeded();
  const id = await openSelection(office, { terms: { method, quorum: {} } });
  for (const [index, name] of memberNames.slice(0, 17).entries()) {
    const chosen = choices[(index * index) % choices.length];
    if (chosen !== undefined) await castBallot(office, id, { name, choices: chosen });
  }
  await closeByClock(office);
  const liu = office.person("刘志强");
  const answer = await liu.alone("推荐结果");
  expect(answer).toContain("应参加24人，实际参加17人（70.8%）。");
  await liu.alone("推荐导出");
  const again = recount({ text: await readFile(office) });
  const row = await office.inTenant((tx) =>
    tx.selectFrom("selections").select("result").executeTakeFirstOrThrow(),
  );
  const { ranking, taken, tied } = row.result as {
    ranking: number[][];
    taken: number[];
    tied: number[];
  };
  if (method === "proportional-ranking" || method === "equal-shares") {
    // Those that are in every outcome are in; the others are told as equal.
    const sets = again.tied.length === 0 ? [again.winners] : again.tied;
    const isSure = (number: number) => sets.every((set) => set.includes(number));
    const all = [...new Set(sets.flat().map(Number))];
    expect(new Set(taken)).toEqual(new Set(all.filter(isSure)));
    expect(new Set(tied)).toEqual(new Set(all.filter((number) => !isSure(number))));
  } else {
    const ranked = new Set(again.ranking.flat());
    expect(ranking.filter((group) => group.every((each) => ranked.has(each)))).toEqual(
      again.ranking,
    );
  }
});

async function readPaper(office: Office, kind: string): Promise<string> {
  const row = await office.inTenant((tx) =>
    tx
      .selectFrom("files")
      .select("content")
      .where("kind", "=", kind)
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow(),
  );
  return JSON.stringify(row.content);
}

test("打印 推荐单、打印 推荐结果：三栏留空，写明数字截至什么时候", async () => {
  await using office = await openSeeded();
  const zhou = office.person("周敏");
  expect(await zhou.alone("打印 推荐结果")).not.toContain("已生成");
  await castUsual(office, await openSelection(office));
  expect(await zhou.alone("打印 推荐单")).toContain("推荐单已生成");
  const ballot = await readPaper(office, "selection-ballot");
  expect(ballot).toContain("每人最多选3件");
  expect(ballot).toContain("委员签名：");
  await closeByClock(office);
  expect(await zhou.alone("打印 推荐结果")).toContain(
    "拟稿、审核、签发三栏留空；签好后请回复：已签 何秀兰 3月13日",
  );
  const report = await readPaper(office, "selection-result");
  expect(report).toContain("城南片区二季度协商议题推荐结果报告单");
  expect(report).toContain('["1","7号","老旧小区没地方充电","17票"]');
  expect(report).toContain('["城乡","乡镇","9","7","77.8%"]');
  expect(report).toContain('"signColumns":["拟稿","审核","签发"]');
  expect(report).toContain("2026年3月13日下午5:00");
});
