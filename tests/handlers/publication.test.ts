import { afterEach, beforeEach, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import type { CardTap } from "../../domain/inbound.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice, smallSeed } from "../support/talk.ts";

/** 何秀兰 on the second platform; 陈国强 has no account. */
const seed = {
  ...smallSeed,
  people: [
    ...smallSeed.people,
    ...(
      [
        [7, "何秀兰", "副主席", "何主席", { platform: "two", externalId: "何秀兰" }],
        [8, "陈国强", "主席", "陈主席", undefined],
      ] as const
    ).map(([line, name, title, salutation, account]) => ({
      line,
      name,
      title,
      salutation,
      unit: "城南片区",
      isLiaison: false,
      account,
    })),
  ],
};

let office: Office;
beforeEach(async () => {
  office = await openOffice({ seed });
});
afterEach(() => office[Symbol.asyncDispose]());

const liu = () => office.person("刘志强");
const he = () => office.person("何秀兰");
const zhou = () => office.person("周敏");
const draft = (title = "二季度协商计划") => liu().alone(`征求意见 对《${title}》 周五下午5点截止`);

interface Said {
  readonly to: string;
  readonly kind: string;
  readonly text: string;
  readonly message: object;
}

/** What was said without being asked since the last look. */
async function said(): Promise<readonly Said[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["outbox.id", "external_id", "message"])
      .orderBy("outbox.id")
      .execute(),
  );
  await office.inTenant((tx) => tx.deleteFrom("outbox").execute());
  return rows.map(({ external_id: to, message }) => {
    const { kind, text } = message as { kind: string; text: string };
    return { to, kind, text, message };
  });
}

const fire = () => fireDue(duePorts(office));

const at = (time: string) => new Date(`2026-03-${time}+08:00`);

test("起草、确认：没有人要先看的，确认以后就发到群里", async () => {
  expect(await draft()).toBe(
    [
      "请刘主任核对，现在还没有发出：",
      "",
      "征求意见：《二季度协商计划》",
      "范围：城南片区，2个群（城南群、工商联群）",
      "署名：具名",
      "公开：群里只说条数，内容交联络员汇总",
      "截止：3月13日（星期五）下午5:00，还有4天",
      "",
      "可以发出，请回复：确认",
      "先请领导看，请回复：送审 何秀兰",
      "要改，请把整句再说一遍",
    ].join("\n"),
  );
  expect(await said()).toEqual([]);
  expect(await liu().alone("是")).toContain("还没有办。要办，请回复：确认");
  expect(await liu().alone("确认")).toContain("发到2个群（城南群、工商联群）了。");
  expect((await said()).map(({ to }) => to)).toEqual(["group-one", "group-two"]);
  expect(await liu().alone("确认")).toContain("现在没有等您确认的事");
  expect(await liu().alone("发布")).toContain("您现在没有等着发布的内容。");
});

test("送审：领导单独收到，同意以后马上发出，拟稿人知道", async () => {
  await draft();
  expect(await liu().alone("送审 何秀兰")).toBe(
    [
      "已单独请何秀兰副主席审阅：「《二季度协商计划》征求意见」。",
      "同意后马上发出，我告诉您；没有答复不发。",
    ].join("\n"),
  );
  const [card, ...others] = await said();
  expect(others).toEqual([]);
  expect(card).toMatchObject({ to: "何秀兰", kind: "card" });
  expect(card?.text).toBe(
    [
      "何主席，有一份内容请您审阅：",
      "「《二季度协商计划》征求意见」，刘志强拟稿。",
      "发到2个群（城南群、工商联群），具名，3月13日（星期五）下午5:00截止。",
      "",
      "请回复：看全文　同意发布　退回修改",
      "想看纸质件，请回复：打印送签（周敏会打印送您签字，签后登记）",
    ].join("\n"),
  );
  expect(await liu().alone("发布")).toContain("正在请何秀兰副主席审阅，还没有答复，没有发出。");
  const full = await he().alone("看全文");
  expect(full).toContain("【征求意见】《二季度协商计划》\n刘志强请大家提意见");
  expect(full).toContain("以上还没有发出。");
  expect(await he().alone("同意")).toBe(
    "好的，「《二季度协商计划》征求意见」已经发出，也告诉刘志强了。",
  );
  const out = await said();
  expect(out.map(({ to }) => to)).toEqual(["group-one", "group-two", "刘志强"]);
  expect(out[2]?.text).toContain("何秀兰副主席同意发布「《二季度协商计划》征求意见」。");
  // Leaders are never @-ed, and the group does not hear who saw it.
  expect(out[0]?.text).not.toContain("何秀兰");
  expect(await he().alone("同意发布")).toContain("现在没有等您审阅的内容。");
});

test("卡片：点哪份办哪份，办过的再点说明白；别的稿子不会被旧卡片带出去", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  const [first] = await said();
  expect(shownOf(first).card).toMatchObject({
    title: "何主席，有一份内容请您审阅",
    note: "想看纸质件，请选打印送签，周敏会送您签字",
  });
  expect(buttonsOf(first)).toEqual(["看全文", "同意发布", "退回修改", "打印送签"]);
  expect(await tap(first, "read")).toBe("全文在下面一条里，还没有发出。");
  const [full] = await said();
  expect(full).toMatchObject({ to: "何秀兰", kind: "text" });
  expect(full?.text).toContain("【征求意见】《二季度协商计划》\n刘志强请大家提意见");
  await draft("三季度协商计划");
  await liu().alone("送审 何秀兰 三季度");
  const [second] = await said();
  expect(await tap(second, "approve")).toContain("「《三季度协商计划》征求意见」已经发出");
  expect(await tap(second, "approve")).toBe("这一份已经发出了，不用再办。");
  // Drafted anew: the card shows what was, and decides nothing of what is.
  await draft();
  expect(await tap(first, "approve")).toBe("这一份拟稿人收回去改了，改好后会再送您看。");
  expect(await openCalls()).toEqual(["三季度协商计划"]);
});

test("退回修改：原话转给拟稿人，改好再送；几份在等就问是哪一份", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  await draft("三季度协商计划");
  await liu().alone("送审 何秀兰");
  const question = await he().alone("退回修改 截止改到周六");
  expect(question).toBe(
    [
      "一共有2份，您说的是第几份？",
      "1、《三季度协商计划》征求意见",
      "2、《二季度协商计划》征求意见",
      "",
      "请回复，例：1",
    ].join("\n"),
  );
  await said();
  expect(await he().alone("第二份")).toBe(
    "好的，「《二季度协商计划》征求意见」没有发出，您的意见已转给刘志强。",
  );
  expect((await said()).map(({ to, text }) => [to, text])).toEqual([
    [
      "刘志强",
      [
        "「《二季度协商计划》征求意见」没有发出，何秀兰副主席退回修改：",
        "截止改到周六",
        "",
        "改好以后，请回复：送审 何秀兰",
      ].join("\n"),
    ],
  ]);
  expect(await liu().alone("发布 二季度")).toContain("何秀兰副主席退回修改了：截止改到周六");
  expect(await liu().alone("送审 何秀兰 二季度")).toContain("已单独请何秀兰副主席审阅");
  expect(await he().alone("同意发布")).toContain("一共有2份");
  expect(await he().alone("1")).toContain("已经发出");
});

test("送到以后内容变了：先给领导看新的，不直接发", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  await zhou().alone("名单\n周敏 联络员 城南片区 13800000001");
  await zhou().alone("确认");
  const answer = await he().alone("同意");
  expect(answer).toContain("送您以后有改动，还没有发出。现在是：");
  expect(await openCalls()).toEqual([]);
  expect(await he().alone("同意")).toContain("已经发出");
});

test("没有账号的领导：说明白，走打印送签；已签由联络员登记，登记就发出", async () => {
  await draft();
  expect(await liu().alone("送审 陈国强")).toContain("我没法单独找到陈国强主席");
  expect(await liu().alone("已签 陈国强 3月9日")).toContain("已签由联络员或管理员来做");
  expect(await zhou().alone("已签 陈国强 3月10日")).toContain("没看明白是哪一天签的");
  expect(await zhou().alone("已签 陈国强 3月8日")).toBe(
    [
      "陈国强主席3月8日签的是「《二季度协商计划》征求意见」吗？登记以后就发到群里。",
      "",
      "是这一份，请回复：确认",
    ].join("\n"),
  );
  expect(await zhou().alone("确认")).toContain(
    "已登记：陈国强主席3月8日在纸上签了「《二季度协商计划》征求意见」。",
  );
  const out = await said();
  expect(out.map(({ to }) => to)).toEqual(["group-one", "group-two", "刘志强"]);
  expect(out[2]?.text).toContain("陈国强主席3月8日在纸上签了");
  expect(await zhou().alone("已签 陈国强")).toContain("现在没有等陈国强主席签的内容");
});

test("先发出、后签字的：补登记，不再发一遍", async () => {
  await draft();
  await liu().alone("确认");
  await said();
  office.now = at("27T10:00:00");
  expect(await zhou().alone("已签 何秀兰 3月27日")).toBe(
    [
      "已登记：何秀兰副主席3月27日在纸上签了「《二季度协商计划》征求意见」。",
      "这一份已经发出了，签字一起留存。",
    ].join("\n"),
  );
  expect(await said()).toEqual([]);
  expect(await zhou().alone("已签 何秀兰 3月27日")).toContain("现在没有等何秀兰副主席签的内容");
});

test("不发了：稿子作废，领导那边不用再答", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  const [card] = await said();
  expect(await liu().alone("不发了")).toBe("好的，「《二季度协商计划》征求意见」不发了。");
  expect(await tap(card, "approve")).toBe("这一份不发了，不用再办。");
  expect(await liu().alone("不发了")).toContain("您现在没有等着发布的内容。");
  await draft();
  office.now = at("09T11:00:00");
  expect(await liu().alone("我的")).toContain(
    "「《二季度协商计划》征求意见」还没有发出，请回复：发布",
  );
});

test("打印送签：联络员收到，签好登记", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  await said();
  expect(await he().alone("打印送签")).toBe("好的，已告诉周敏打印送您签字。签字以前不发出。");
  const [told] = await said();
  expect(told?.to).toBe("周敏");
  expect(told?.text).toContain("何秀兰副主席要看纸质件：「《二季度协商计划》征求意见」。");
  expect(await zhou().alone("已签何秀兰 3月9日")).toContain("已登记：何秀兰副主席3月9日");
});

test("没有答复不算同意：过一个工作日只提醒拟稿人一次", async () => {
  office.now = at("13T16:00:00");
  await liu().alone("征求意见 对《二季度协商计划》 3月20日下午5点截止");
  await liu().alone("送审 何秀兰");
  await said();
  office.now = at("15T16:00:00");
  expect(await fire()).toBe(0);
  office.now = at("16T21:00:00");
  expect(await fire()).toBe(0);
  office.now = at("17T08:00:00");
  const fired = await Promise.all([fire(), fire()]);
  expect(fired.reduce((sum, each) => sum + each)).toBe(1);
  const out = await said();
  expect(out.map(({ to }) => to)).toEqual(["刘志强"]);
  expect(out[0]?.text).toContain("何秀兰副主席还没有答复，所以没有发出。");
  office.now = at("18T16:00:00");
  expect(await fire()).toBe(0);
  expect(await openCalls()).toEqual([]);
});

test("取消送审：领导那边的旧卡片不再管用", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  const [card] = await said();
  expect(await liu().alone("取消送审")).toContain("不请何秀兰副主席看了，也没有发出。");
  expect(await tap(card, "approve")).toBe("这一份拟稿人收回去改了，改好后会再送您看。");
  expect(await liu().alone("取消送审")).toBe("您没有正在送审的内容。");
  expect(await liu().alone("发布")).toContain("发到2个群");
});

test("送审给自己、名单上没有的人、没有稿子的人：都说明白", async () => {
  expect(await liu().alone("送审 何秀兰")).toContain("您现在没有要送审的内容。");
  await draft();
  expect(await liu().alone("送审 刘志强")).toContain("不用送给自己看");
  expect(await liu().alone("送审 黄小宝")).toContain("名单里没有找到「黄小宝」");
  expect(await liu().alone("送审")).toContain("请接着告诉我送哪位领导看");
  expect(await liu().alone("何秀兰")).toContain("已单独请何秀兰副主席审阅");
  expect(await office.person("李梅").alone("同意")).toContain("现在没有等您审阅的内容。");
});

test("截止已过才同意：不发，说明白", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  office.now = at("14T09:00:00");
  expect(await he().alone("同意")).toContain("3月13日（星期五）下午5:00已经过了，还没有发出。");
  expect(await openCalls()).toEqual([]);
});

test("送审设置：定了要先看的，确认也不发；那位领导同意才发，别的领导不算", async () => {
  expect(await zhou().alone("送审设置")).toContain("现在没有必须先送领导看的内容");
  expect(await liu().alone("送审设置 征求意见 何秀兰")).toContain("送审设置由联络员或管理员来做");
  expect(await zhou().alone("送审 设置 征求意见 何秀兰")).toBe(
    "记下了：城南片区的征求意见，发到群里以前先请何秀兰副主席看。",
  );
  expect(await zhou().alone("送审设置")).toContain("城南片区：何秀兰副主席看征求意见");
  expect(await draft()).toContain(
    [
      "这类内容要先请何秀兰副主席看，请回复：送审 何秀兰",
      "已在纸上签过的，请联络员单独找我，回复：已签 何秀兰 3月9日",
    ].join("\n"),
  );
  expect(await liu().alone("确认")).toContain("还没有发出：这类内容要先请何秀兰副主席看。");
  await zhou().alone("已签 陈国强");
  expect(await zhou().alone("确认")).toContain("还没有发出：这类内容要先请何秀兰副主席看。");
  expect(await openCalls()).toEqual([]);
  expect(await liu().alone("送审 何秀兰")).toContain("已单独请何秀兰副主席审阅");
  expect(await he().alone("同意发布")).toContain("已经发出");
  expect(await zhou().alone("送审设置 征求意见 不用")).toContain("不用先送领导看");
  await draft("三季度协商计划");
  expect(await liu().alone("确认")).toContain("发到2个群");
});

test("送审设置：上级定的下级也算，领导只管常看的几类；听不出哪一类就问", async () => {
  expect(await zhou().alone("送审设置 领导 何秀兰 青禾县政协")).toContain(
    "青禾县政协的审定、会议通知、推荐结果",
  );
  expect(await draft()).toContain("可以发出，请回复：确认\n先请领导看，请回复：送审 何秀兰");
  expect(await zhou().alone("送审设置 征求意见 陈国强 青禾县政协")).toContain("陈国强主席看");
  expect(await draft()).toContain("这类内容要先请陈国强主席看");
  expect(await zhou().alone("送审设置 征求意见 不用")).toContain("城南片区的征求意见不用先送");
  expect(await draft()).toContain("可以发出，请回复：确认");
  expect(await zhou().alone("送审设置 快板 何秀兰")).toContain("没听出是哪一类，还没有改。");
  expect(await zhou().alone("送审设置 征求意见")).toContain("请接着告诉我由哪位领导看");
  expect(await zhou().alone("黄小宝")).toContain("名单里没有找到「黄小宝」");
});

test("我的：领导看得到等审阅的，拟稿人看得到退回的；打印 送审稿", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  expect(await he().alone("我的")).toContain(
    "「《二季度协商计划》征求意见」等您审阅，请回复：看全文，或者：同意发布",
  );
  const paper = await zhou().alone("打印 送审稿");
  expect(paper).toContain("送审稿已生成");
  expect(paper).toContain("签好以后请回复，例：已签 何秀兰 3月9日");
  await he().alone("退回修改 写明分工\n也写明时间");
  expect(await liu().alone("我的")).toContain("何秀兰副主席退回修改，改好后请回复：送审 何秀兰");
  expect(await liu().alone("发布")).toContain("写明分工\n也写明时间");
  expect(await he().alone("我的")).toContain("您现在没有要办的事");
});

test("每一步都有记录，前后相连", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  await he().alone("退回修改 写明分工");
  await draft();
  await liu().alone("送审 何秀兰");
  await he().alone("同意");
  const events = await office.inTenant((tx) =>
    tx
      .selectFrom("events")
      .select(["kind", "object_id"])
      .where("object_kind", "=", "publication")
      .orderBy("seq")
      .execute(),
  );
  expect(events.map(({ kind }) => kind)).toEqual([
    "drafted",
    "sent-for-review",
    "returned",
    "drafted",
    "sent-for-review",
    "approved",
    "published",
  ]);
  const object = { tenantId: office.tenantId, objectKind: "publication" } as const;
  const objectId = events[0]?.object_id ?? 0;
  expect(
    await office.inTenant((tx) => findChainFault(tx, { ...object, objectId })),
  ).toBeUndefined();
});

test("两个副本同时收到同意：只发一次", async () => {
  await draft();
  await liu().alone("送审 何秀兰");
  const [card] = await said();
  const twice = await Promise.all([
    tap(card, "approve"),
    tap(card, "approve", office.openReplica()),
  ]);
  expect(twice.toSorted().at(-1)).toContain("已经发出");
  expect((await said()).map(({ to }) => to)).toEqual(["group-one", "group-two", "刘志强"]);
});

async function openCalls(): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("opinion_calls").select("title").where("state", "=", "open").execute(),
  );
  return rows.map(({ title }) => title);
}

interface Shown {
  readonly cardId: string;
  readonly card: { readonly buttons: readonly { readonly key: string; readonly text: string }[] };
}

const shownOf = (message: Said | undefined) => message?.message as Shown;
const buttonsOf = (message: Said | undefined) =>
  shownOf(message).card.buttons.map(({ text }) => text);

let taps = 0;
async function tap(
  message: Said | undefined,
  key: string,
  dispatch = office.dispatch,
): Promise<string> {
  taps += 1;
  const account = office.accounts[1];
  if (account === undefined) throw new Error("no second account");
  const touched: CardTap = {
    tapId: `tap-${taps}`,
    cardId: shownOf(message).cardId,
    key,
    chosen: {},
    sender: { externalId: "何秀兰", linkable: true },
  };
  const handled = await dispatch.tap(account, touched);
  const answer = handled?.answer;
  if (answer?.kind !== "card" || answer.card.kind !== "buttons") throw new Error("no card");
  return answer.card.body ?? "";
}
