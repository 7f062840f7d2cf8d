import { afterAll, beforeAll, expect, test } from "vitest";

import { parseCommand } from "../../handlers/parse.ts";
import { commands } from "../../handlers/registry.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

test("帮助：委员看到的", async () => {
  const expected = [
    "李委员好，我是小协，县政协的会务助手，帮大家荐题、推荐议题、约会议、做记录。",
    "",
    "常用就这几句：",
    "荐题　例：荐题 老旧小区充电难",
    "议题　看看大家荐了什么",
    "附议　例：附议 7",
    "推荐　看正在进行的议题推荐",
    "我的　看我还有什么没办",
    "",
    "在群里要先@我；单独找我不用@，也可以直接说语音。",
    "不方便用手机的，请找联络员周敏，可以替您办。",
    "涉密和内部事项，请不要在群里和这里说。",
  ].join("\n");
  const li = office.person("李梅");
  expect(await li.inGroup("你好")).toBe(expected);
  expect(await li.inGroup("")).toBe(expected);
  expect(await li.alone("怎么用")).toBe(expected);
  expect(await li.alone("", { manner: "opened" })).toBe(expected);
});

test("帮助：工作人员多一段，不超过15行", async () => {
  const answer = await office.person("周敏").alone("帮助");
  expect(answer).toMatch(/^工作人员常用：(?=.*名单)(?=.*核对)(?=.*登记群).*$/m);
  expect(answer.split("\n").length).toBeLessThanOrEqual(15);
});

test("帮助 全部：一页一页看，每页不超过一屏，页数说多了就是最后一页", async () => {
  const zhou = office.person("周敏");
  const first = await zhou.alone("帮助 全部");
  expect(first).toContain("荐题　例：荐题 老旧小区充电难");
  const pages = Number(/共(?<pages>\d+)页/.exec(first)?.groups?.["pages"]);
  const seen = new Set<string>();
  for (let page = 1; page <= pages; page += 1) {
    const answer = await zhou.alone(`帮助 全部 第${page}页`);
    for (const line of answer.split("\n").slice(1)) seen.add(line);
  }
  for (const name of ["名单", "登记群", "周报", "协商计划"]) {
    expect([...seen].some((line) => line.startsWith(`${name}　`))).toBe(true);
  }
  expect(await zhou.alone("帮助 全部 第99页")).toContain(`第${pages}页，共${pages}页`);
  expect(await office.person("李梅").alone("帮助 全部")).not.toContain("名单　");
});

test("听不懂：说最像的几个，没有像的说最常用的", async () => {
  const li = office.person("李梅");
  expect(await li.inGroup("荐提 老旧小区")).toBe(
    "没听明白。您是想：荐题？请@我回复其中一个就行，或者说“找周敏”。",
  );
  expect(await li.alone("今天天气真好")).toBe(
    "没听明白。您是想：荐题、附议，还是看议题？回复其中一个就行，或者说“找周敏”。",
  );
});

test("语音：读回来，说“对”才办", async () => {
  const li = office.person("李梅");
  const spoken = { manner: "spoken" } as const;
  expect(await li.alone("荐题 河堤步道没有路灯", spoken)).toBe(
    "听到您说：荐题 河堤步道没有路灯\n\n对的话请回复：对。不对，再说一遍就行。",
  );
  expect(await li.alone("议题")).not.toContain("河堤");
  await li.alone("荐题 河堤步道没有路灯", spoken);
  expect(await li.alone("对", spoken)).toContain("「河堤步道没有路灯」");
});

test("语音回答问题：读回来，说“对”就当作回答", async () => {
  const spoken = { manner: "spoken" } as const;
  await office.person("张建国").alone("荐题 老街停车难");
  const number = /(?<number>\d+)号　老街停车难/.exec(await office.person("张建国").alone("议题"));
  const said = `${number?.groups?.["number"] ?? ""}号`;
  const li = office.person("李梅");
  expect(await li.alone("附议")).toContain("几号议题");
  expect(await li.alone("十九号呀", spoken)).toContain("听到您说：十九号呀");
  expect(await li.alone("不对")).toBe("好的，请再说一遍。");
  expect(await li.alone(said, spoken)).toContain(`听到您说：${said}`);
  expect(await li.alone("对", spoken)).toContain(`李委员附议了${said}「老街停车难」`);
});

test("问的是几号，“2号”就是回答，不是看议题", async () => {
  await using other = await openOffice();
  await other.person("张建国").alone("荐题 老街停车难");
  await other.person("李梅").alone("附议");
  expect(await other.person("李梅").alone("1号")).toContain("李委员附议了1号");
});

test("客气话最多去掉八句：再长的话，也只看几遍口令", () => {
  let looks = 0;
  const counting = commands.slice(0, 1).map((command) =>
    Object.assign({}, command, {
      match: () => {
        looks += 1;
        return undefined;
      },
    }),
  );
  parseCommand("我".repeat(3990), counting);
  expect(looks).toBe(9);
  const polite = parseCommand("请问麻烦您帮我附议 7", commands);
  expect(polite.kind === "command" && polite.command.id).toBe("topic-endorse");
});

test("图片看不了，说清楚怎么办", async () => {
  const answer = await office.person("李梅").alone("", { manner: "unreadable" });
  expect(answer).toContain("请用文字说");
});

test("同一条消息五十遍：只办一次，回答都一样", async () => {
  const before = office.statements.length;
  const li = office.person("李梅");
  const change = { messageId: "twin" };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => li.inGroup("荐题 五十遍的议题", change)),
  );
  expect(new Set(answers).size).toBe(1);
  expect(await li.inGroup("荐题 五十遍的议题", change)).toBe(answers[0]);
  const inserts = office.statements.slice(before).filter((sql) => sql.includes("into topics"));
  expect(inserts.length).toBe(1);
});

test("一个会话里排队超过两百条：不收，什么也没写", async () => {
  const li = office.person("李梅");
  const count = async () =>
    (await office.db.pool.query<{ n: number }>("select count(*)::int as n from inbox")).rows[0]?.n;
  const before = (await count()) ?? 0;
  const results = await Promise.allSettled(Array.from({ length: 260 }, () => li.alone("议题")));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused.length).toBe(59);
  expect(await count()).toBe(before + 201);
});

test("我们自己出错：什么都没留下一半，话和回答留下了，带编号", async () => {
  const faults: string[] = [];
  await using broken = await openOffice({
    seed: undefined,
    ports: {
      isSetupCode: () => {
        throw new Error("broken");
      },
      reportFault: (reference) => void faults.push(reference),
    },
  });
  const answer = await broken.person("a").alone("开通 12345678 青禾县政协");
  expect(answer).toMatch(/^刚才没办成，您的话没有丢.*编号\d{4}。$/);
  expect(faults.length).toBe(2);
  const { rows } = await broken.db.pool.query<{ words: Buffer; answer: unknown }>(
    "select words, answer from inbox",
  );
  expect(rows.map((row) => broken.db.sealer.open(row.words))).toEqual(["开通 12345678 青禾县政协"]);
  expect(rows[0]?.answer).toEqual({ kind: "text", text: answer });
});
