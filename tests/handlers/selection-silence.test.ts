import { expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import {
  castBallot,
  listSaid,
  memberNames,
  openSelection,
  selectionSeed,
  usualDueAt,
} from "../support/selection.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

/** Nothing that anybody reads may depend on what is not public: two offices that differ only there. */
type Chosen = Readonly<Record<string, readonly number[]>>;

const asked = [
  "周报",
  "周报 明细",
  "我的",
  "推荐",
  "推荐情况",
  "推荐结果",
  "推荐导出",
  "送达情况",
  "打印 推荐单",
  "打印 推荐结果",
  "打印 议题清单",
  "议题 4",
  "议题",
  "我的推荐",
];

/** Links are made by chance. */
const plain = (text: string) => text.replaceAll(/https?:\/\/\S+/g, "（链接）");

interface Play {
  readonly disclosure: "hidden" | "secret";
  readonly chosen: Chosen;
  readonly isClosed: boolean;
}

/** All that is said to anybody, but the answer to whoever chooses. */
async function play({ disclosure, chosen, isClosed }: Play): Promise<readonly string[]> {
  await using office = await openOffice({ seed: selectionSeed });
  office.now = new Date("2026-03-11T06:00:00Z");
  await office.person("周敏").inGroup("登记群 城南片区");
  await office.person("周敏").inGroup("周报 设置 周五 下午5点");
  const id = await openSelection(office, { terms: { disclosure } });
  const isSecret = disclosure === "secret";
  const others = memberNames.filter((name) => chosen[name] === undefined).slice(0, 12);
  for (const name of others) {
    await castBallot(office, id, { name, choices: { kind: "approval", numbers: [7] }, isSecret });
  }
  for (const [name, numbers] of Object.entries(chosen)) {
    await office.person(name).alone(`推荐 ${numbers.join(" ")}`);
  }
  const logged: string[] = [];
  const log = {
    info: (...words: readonly unknown[]) => void logged.push(JSON.stringify(words)),
    error: (...words: readonly unknown[]) => void logged.push(JSON.stringify(words)),
    fault: (error: unknown) => {
      throw error;
    },
  };
  office.now = new Date(usualDueAt.getTime() - 60 * 60_000);
  await fireDue({ ...duePorts(office), log });
  if (isClosed) {
    office.now = new Date(usualDueAt.getTime() + 1000);
    await fireDue({ ...duePorts(office), log });
    await office.person("刘志强").alone("发布");
  }
  const answers = await askAll(office);
  const told = (await listSaid(office)).map(({ to, text }) => `${to}：${text}`);
  return [...answers, ...told, ...logged].map(plain);
}

async function askAll(office: Office): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const words of asked) {
    for (const name of ["周敏", "刘志强", "何秀兰"]) {
      answers.push(`${name} ${words}：${await office.person(name).alone(words)}`);
      answers.push(`群里 ${name} ${words}：${await office.person(name).inGroup(words)}`);
    }
  }
  return answers;
}

test.each(["hidden", "secret"] as const)(
  "截止前：选了什么，从哪儿也看不出来（%s）",
  { timeout: 60_000 },
  async (disclosure) => {
    const one = { 李梅: [4, 8], 黄丽华: [2] };
    const other = { 李梅: [2], 黄丽华: [3, 5] };
    const said = await play({ disclosure, chosen: one, isClosed: false });
    expect(said.some((text) => text.includes("已参加14人"))).toBe(true);
    expect(await play({ disclosure, chosen: other, isClosed: false })).toEqual(said);
  },
);

test.each(["hidden", "secret"] as const)(
  "截止以后：只有票数，谁选的什么看不出来（%s）",
  { timeout: 60_000 },
  async (disclosure) => {
    const one = { 李梅: [4, 8], 黄丽华: [2] };
    const other = { 李梅: [2], 黄丽华: [4, 8] };
    const said = await play({ disclosure, chosen: one, isClosed: true });
    expect(said.some((text) => text.includes("14人"))).toBe(true);
    expect(await play({ disclosure, chosen: other, isClosed: true })).toEqual(said);
  },
);
