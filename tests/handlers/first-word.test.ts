import { expect, test } from "vitest";

import type { HandlerPorts } from "../../handlers/command.ts";
import { type Office, openOffice, seedWith } from "../support/talk.ts";

/** What was said in a conversation without being asked, the newest last. */
async function told(office: Office, kind: "group" | "single", externalId: string) {
  const { rows } = await office.db.pool.query<{ id: number }>(
    "select id from conversations where kind = $1 and external_id = $2",
    [kind, externalId],
  );
  const outgoing = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .select("message")
      .where("conversation_id", "=", rows[0]?.id ?? 0)
      .orderBy("id")
      .execute(),
  );
  return outgoing.map((row) => String((row.message as { text: unknown }).text));
}

function countRows(office: Office, table: "pending_messages" | "topics" | "identity_claims") {
  return office.inTenant(async (tx) => {
    const row = await tx
      .selectFrom(table)
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return row.count;
  });
}

/** 张建国 is in the roster and has never spoken. */
const silent = seedWith({
  张建国: { account: undefined, residence: "城区" },
  周敏: { phone: "0000-0000000", gender: "女" },
});

/** Nothing can be said to anybody alone, except as an answer. */
const groupsOnly: HandlerPorts["voice"] = (_, { conversation, replyAddress }) =>
  conversation.kind === "group" || replyAddress !== undefined ? "group" : undefined;

test("老委员第一次开口：话不丢，核对后登记，日期是说的那天", async () => {
  await using office = await openOffice({ seed: silent });
  const zhang = office.person("zhang");
  const zhou = office.person("周敏");
  expect(await zhang.inGroup("荐题 老旧小区没地方充电")).toBe(
    [
      "「老旧小区没地方充电」先替您记下了。",
      "",
      "第一次见面，还不知道您是哪位。请@我回复姓名，例：",
      "我是 张建国",
      "",
      "核对好以后自动登记，不用再发一遍。",
    ].join("\n"),
  );
  office.now = new Date("2026-03-11T02:00:00Z");
  expect(await zhang.inGroup("我是张建国")).toBe(
    "张建国委员，您好。\n已请联络员周敏核对，核对后这件荐题就登记到您名下。",
  );
  expect(await told(office, "single", "周敏")).toEqual([
    [
      "周敏您好，请核对一个人：",
      "城南群里有位成员说自己是张建国，名单第1位，城区委员。",
      "",
      "是本人，请回复：是",
      "不是，请回复：不是",
    ].join("\n"),
  ]);
  expect(await countRows(office, "topics")).toBe(0);
  expect(await zhou.alone("是")).toBe("好的，张建国登记好了。");
  expect(await told(office, "group", "group-one")).toEqual([
    "张委员，身份核对好了。\n1号议题已登记：「老旧小区没地方充电」，荐题人张建国，3月9日。",
  ]);
  expect(await zhang.inGroup("议题 1")).toContain("张建国荐，3月9日（星期一）");
  expect(await countRows(office, "pending_messages")).toBe(0);
  expect(await zhang.inGroup("荐题 楼道没有灯")).toContain("编为2号");
});

test("缺了题目先问题目，补上了再记；别的话也记；最多三句", async () => {
  await using office = await openOffice({ seed: silent });
  await office.person("李梅").inGroup("荐题 河堤照明");
  const zhang = office.person("zhang");
  expect(await zhang.inGroup("荐题")).toContain("请接着告诉我议题的题目（在群里请@我）");
  expect(await zhang.inGroup("楼道没有灯")).toContain("「楼道没有灯」先替您记下了。");
  expect(await zhang.inGroup("附议 1")).toBe(
    "还不知道您是哪位，请@我回复姓名，例：我是 张建国。您刚才说的已先记下。",
  );
  expect(await zhang.alone("幸福里小区晚上太黑了")).toBe(
    "还不知道您是哪位，请回复姓名，例：我是 张建国。您刚才说的已先记下。",
  );
  expect(await zhang.inGroup("荐题 没有电梯")).toBe(
    "还不知道您是哪位，请@我回复姓名，例：我是 张建国。这一句没有记，请核对以后再说。",
  );
  expect(await zhang.inGroup("我的提醒")).toBe("还不知道您是哪位，请@我回复姓名，例：我是 张建国");
  expect(await zhang.inGroup("我是 张建国")).toContain(
    "这件荐题就登记到您名下，您说的别的也一起办",
  );
  expect(await office.person("周敏").alone("是")).toContain("登记好了");
  expect(await told(office, "group", "group-one")).toEqual([
    [
      "张委员，身份核对好了。",
      "2号议题已登记：「楼道没有灯」，荐题人张建国，3月9日。",
      "张委员附议了1号「河堤照明」，现在附议1人。",
    ].join("\n"),
  ]);
  expect(await told(office, "single", "zhang")).toEqual([
    "张委员，身份核对好了。\n您先前说的「幸福里小区晚上太黑了」，我没听明白。要荐题，请回复，例：荐题 老旧小区充电难",
  ]);
});

test("等着核对时再荐一件：一起登记；核对成“不是”，先前说的还记着", async () => {
  await using office = await openOffice({ seed: silent });
  const zhang = office.person("zhang");
  await zhang.inGroup("我是 李梅");
  expect(await zhang.inGroup("荐题 楼道没有灯")).toBe(
    "「楼道没有灯」先替您记下了。\n联络员周敏核对好以后自动办，不用再发一遍。",
  );
  expect(await office.person("周敏").alone("不是")).toContain("没有登记");
  expect(await told(office, "group", "group-one")).toEqual([
    "刚才的姓名没有核对上。\n请@我回复您的姓名，例：我是 张建国\n先前说的还替您记着，不用再发一遍。",
  ]);
  await zhang.inGroup("我是 张建国");
  await office.person("周敏").alone("是");
  expect((await told(office, "group", "group-one")).at(-1)).toContain(
    "1号议题已登记：「楼道没有灯」",
  );
});

test("记了十四天还没有核对：不再办", async () => {
  await using office = await openOffice({ seed: silent });
  const zhang = office.person("zhang");
  await zhang.inGroup("荐题 楼道没有灯");
  office.now = new Date(office.now.getTime() + 15 * 24 * 60 * 60 * 1000);
  expect(await zhang.inGroup("我是 张建国")).toContain("核对后就可以荐题、附议了");
  await office.person("周敏").alone("是");
  expect(await countRows(office, "topics")).toBe(0);
});

test("核对的时候按那时的规矩办：附议的议题已经撤回了，就这样告诉他", async () => {
  await using office = await openOffice({ seed: silent });
  const li = office.person("李梅");
  await li.inGroup("荐题 河堤照明");
  await office.person("zhang").inGroup("附议 1");
  await li.inGroup("撤回 1");
  await office.person("zhang").inGroup("我是 张建国");
  expect(await office.person("周敏").alone("是")).toContain("张建国登记好了");
  const [first, second] = (await told(office, "group", "group-one")).join("\n").split("\n");
  expect(first).toBe("张委员，身份核对好了。");
  expect(second).toContain("1号已经由荐题人撤回");
});

test("先前记下的话这一版办不了：照样核对，告诉他再说一次", async () => {
  await using office = await openOffice({ seed: silent });
  await office.person("zhang").inGroup("荐题 楼道没有灯");
  await office.inTenant((tx) => {
    const words = tx.sealer.seal(JSON.stringify({ command: "gone", args: {} }));
    return tx.updateTable("pending_messages").set({ words }).execute();
  });
  await office.person("zhang").inGroup("我是 张建国");
  expect(await office.person("周敏").alone("是")).toBe("好的，张建国登记好了。");
  expect((await told(office, "group", "group-one")).at(-1)).toContain("您先前说的一句，我没听明白");
});

test("题目太长，当场就说，不等核对", async () => {
  await using office = await openOffice({ seed: silent });
  const answer = await office.person("zhang").inGroup(`荐题 ${"很".repeat(61)}`);
  expect(answer).toContain("题目最多60字，还没有记。");
  expect(await countRows(office, "pending_messages")).toBe(0);
});

test("不在通讯录里的人：请找联络员，什么也不记", async () => {
  await using office = await openOffice({ seed: silent });
  const sender = { externalId: "guest", linkable: false };
  const guest = office.person("guest");
  const answer = "您不在本单位通讯录里，请找周敏，0000-0000000，她可以替您办。";
  expect(await guest.inGroup("荐题 楼道没有灯", { sender })).toBe(answer);
  expect(await guest.inGroup("我是 张建国", { sender })).toBe(answer);
  expect(await countRows(office, "pending_messages")).toBe(0);
});

test("更正身份：本人改说一个名字，联络员再核对", async () => {
  await using office = await openOffice({ seed: silent });
  const li = office.person("李梅");
  expect(await li.inGroup("更正身份 张建国")).toContain("已请联络员周敏核对");
  expect((await told(office, "single", "周敏")).at(-1)).toContain(
    "请留意：这个账号现在登记的是李梅。",
  );
  await office.person("周敏").alone("是");
  expect(await li.inGroup("我的身份")).toContain("您是张建国");
});

test("更正身份：联络员解除登记错了的账号，先确认；荐过的题还在", async () => {
  await using office = await openOffice({ seed: silent });
  const li = office.person("李梅");
  const zhou = office.person("周敏");
  await li.inGroup("荐题 河堤照明");
  expect(await zhou.alone("更正身份 李梅")).toContain("李梅现在登记了1个账号。");
  expect(await zhou.alone("是")).toBe("还没有办。要办，请回复：确认");
  expect(await zhou.alone("确认")).toContain("李梅的账号解除了。");
  expect(await li.inGroup("我的身份")).toContain("还不知道您是哪位");
  expect(await zhou.alone("议题 1")).toContain("李梅荐");
  expect(await zhou.alone("更正身份 李梅")).toContain("李梅还没有登记账号");
  expect(await zhou.alone("更正身份 张三丰")).toContain("名单里没有找到「张三丰」");
});

test("联络员的单聊说不了话：核对的问题放在她下一次得到的答复前面，问一遍", async () => {
  await using office = await openOffice({ seed: silent, ports: { voice: groupsOnly } });
  const zhou = office.person("周敏");
  await office.person("zhang").inGroup("我是 张建国");
  expect(await told(office, "single", "周敏")).toEqual([]);
  expect(await zhou.inGroup("议题")).not.toContain("请核对一个人");
  const answer = await zhou.alone("议题");
  expect(answer).toMatch(/^周敏您好，请核对一个人：/);
  expect(answer).toContain("还没有人荐题");
  expect(await zhou.alone("议题")).not.toContain("请核对一个人");
  expect(await zhou.alone("是")).toBe("好的，张建国登记好了。");
});
