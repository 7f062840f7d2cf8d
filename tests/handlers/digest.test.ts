import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { isEmptyWeek } from "../../domain/digest.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { digestPreview, digestText } from "../../text/digest.ts";
import { checkMessage, duePorts, type Office, openOffice, seedWith } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const time = (words: string) => new Date(`${words}+08:00`);
const at = (day: string) => time(`2026-03-${day}`);
const zhou = () => office.person("周敏");

/** What was said by the bot's own motion, with the place it was said in. */
async function said(): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select(["message", "conversation_id"]).orderBy("id").execute(),
  );
  const places = await office.db.transaction((tx) =>
    tx.selectFrom("conversations").select(["id", "external_id"]).execute(),
  );
  return rows.map(({ message, conversation_id: id }) => {
    const place = places.find((each) => each.id === id)?.external_id ?? "";
    return `${place}：${"text" in message ? String(message.text) : ""}`;
  });
}

async function go(day: string): Promise<void> {
  office.now = at(day);
  await fireDue(duePorts(office));
}

async function inGroups(): Promise<readonly string[]> {
  return (await said()).filter((each) => each.startsWith("group-"));
}

async function registerBoth(): Promise<void> {
  await zhou().inGroup("登记群 城南片区");
}

describe("周报", () => {
  test("到现在为止的小结：新荐、附议人次、在办，数字和再数一遍一样", async () => {
    await office.person("李梅").inGroup("荐题 老旧小区充电难");
    await office.person("张建国").inGroup("附议 1");
    await office.person("王海涛").inGroup("荐题 园区公交末班车太早");
    expect(await zhou().alone("周报")).toBe(
      [
        "【一周小结】青禾县政协　3月9日",
        "",
        "议题　新荐2件，附议1人次；在办2件",
        "推荐　本周没有进行中的议题推荐",
        "",
        "数字截至3月9日上午10:00。看明细请回复：周报 明细",
      ].join("\n"),
    );
    expect(await zhou().alone("周报 明细")).toContain("新荐：2号、1号\n在办：没有");
  });

  test("定下、再定、停掉；说不清时间的、夜里的不定", async () => {
    await registerBoth();
    expect(await zhou().inGroup("周报 设置 周五 下午4点")).toBe(
      [
        "「城南群」的一周小结定在每周五下午4:00发。",
        "下一次是3月13日（星期五）下午4:00，提前一小时请联络员过目。",
        "不要了，请@我回复：周报 停",
      ].join("\n"),
    );
    expect(await zhou().inGroup("周报 设置 每周四上午10点")).toContain("定在每周四上午10:00发");
    expect(await zhou().inGroup("周报 设置 明天")).toContain("没听明白每周什么时候发");
    expect(await zhou().inGroup("周报 设置 周五 晚上10点")).toContain("上午9:00到晚上8:00之间");
    expect(await zhou().inGroup("周报 停")).toContain("「城南群」的一周小结停了。");
    expect(await zhou().inGroup("周报 停")).toContain("这里还没有定一周小结。");
    expect(await office.person("李梅").inGroup("周报 设置 周五 下午4点")).toContain("联络员");
  });
});

test("单聊里定：几个群就问是哪个，只认问过的数", async () => {
  await registerBoth();
  const question = await zhou().alone("周报 设置 周五 下午4点");
  expect(question).toContain("是哪个群？请回复群前面的数：\n1　");
  const place = /(?<at>\d)　工商联群/.exec(question)?.groups?.["at"] ?? "";
  expect(await zhou().alone(place)).toContain("「工商联群」的一周小结定在每周五下午4:00发。");
  expect(await zhou().alone("周报 停")).toContain("是哪个群");
  expect(await zhou().alone(place)).toContain("「工商联群」的一周小结停了。");
});

describe("到点发", () => {
  beforeEach(async () => {
    await registerBoth();
    await zhou().inGroup("周报 设置 周五 下午4点");
    await office.person("李梅").inGroup("荐题 老旧小区充电难");
  });

  test("提前一小时请联络员过目，不回复就按那样发，一周一次", async () => {
    await go("13T14:59:00");
    expect(await said()).toEqual([]);
    await go("13T15:00:00");
    await fireDue(duePorts(office));
    const [preview] = await said();
    expect(await said()).toHaveLength(1);
    expect(preview).toContain(
      "周敏：周敏您好，本周小结下午4:00发到1个群，请先过目（正文在下面）。",
    );
    expect(preview).toContain("\n这周不发，请回复：本周不发\n不回复，到时按这个发。\n");
    // What comes in after it was counted is next week's.
    await office.person("王海涛").inGroup("荐题 园区公交末班车太早");
    await go("13T16:00:00");
    await fireDue(duePorts(office));
    expect((await said()).slice(1)).toEqual([
      [
        "group-one：【一周小结】城南片区　3月9日至13日",
        "",
        "议题　新荐1件，附议0人次；在办1件",
        "推荐　本周没有进行中的议题推荐",
        "",
        "数字截至3月13日下午3:00。看明细请@我：周报 明细",
      ].join("\n"),
    ]);
    await go("14T16:00:00");
    expect(await said()).toHaveLength(2);
  });

  test("本周不发：过目前后都可以说；又要发就再数一遍", async () => {
    expect(await zhou().alone("本周不发")).toContain("这周的一周小结不发了（1个群）");
    await go("13T15:00:00");
    expect(await said()).toEqual([]);
    expect(await zhou().alone("本周照发")).toContain("照发，时间是3月13日（星期五）下午4:00");
    await go("13T15:01:00");
    expect(await said()).toHaveLength(1);
    expect(await zhou().alone("本周不发")).toContain("（1个群）");
    await go("13T16:00:00");
    expect(await said()).toHaveLength(1);
    expect(await zhou().alone("本周照发")).toContain("没有停下来的一周小结");
    // What was not told is in the next, which says from when it counts.
    await go("20T15:00:00");
    expect((await said()).at(-1)).toContain("【一周小结】城南片区　3月9日至3月20日下午3:00");
    expect((await said()).at(-1)).toContain("新荐1件");
    await go("20T16:00:00");
    await go("27T15:00:00");
    expect((await said()).at(-1)).toContain("没有要小结的事");
  });

  test("这一周什么也没有：不发，只告诉联络员一次", async () => {
    await office.person("李梅").inGroup("撤回 1");
    await go("13T15:00:00");
    await go("13T16:00:00");
    expect(await said()).toEqual([
      "周敏：周敏您好，城南片区本周没有要小结的事，这周的一周小结不发了。",
    ]);
  });

  test("停了几小时：当天补上，说明晚了；先请过目", async () => {
    await go("13T17:30:00");
    expect((await said())[0]).toContain("本周小结晚上6:30发到1个群");
    await go("13T18:30:00");
    expect((await said())[1]).toContain("原定3月13日下午4:00发，这次晚了，请谅解。");
  });

  test("停过了夜：下一个工作日补；停了两周：不补，不会一下发两周", async () => {
    await go("13T15:00:00");
    await go("14T10:00:00");
    expect(await said()).toHaveLength(1);
    await go("16T09:00:00");
    expect((await said())[1]).toContain("group-one：【一周小结】城南片区　3月9日至13日");
    await office.person("李梅").inGroup("荐题 公园没有路灯");
    await go("31T10:00:00");
    expect((await said()).slice(2)).toEqual([
      expect.stringContaining("原定3月20日下午4:00发的一周小结没有赶上，这段时间的事并到下一次"),
    ]);
    office.now = new Date("2026-04-03T15:00:00+08:00");
    await fireDue(duePorts(office));
    expect((await said()).at(-1)).toContain("3月13日下午3:00至4月3日下午3:00");
    expect((await said()).at(-1)).toContain("新荐1件");
  });

  test("送审：没有答复就不发，同意了照发；退回的不发", async () => {
    await go("13T15:00:00");
    expect(await zhou().alone("送审 刘志强")).toContain("刘志强");
    await go("13T16:00:00");
    expect((await said()).filter((each) => each.startsWith("group-one"))).toEqual([]);
    expect((await said()).at(-1)).toContain("还在等领导审阅，到点先没有发");
    await office.person("刘志强").alone("同意");
    await go("13T16:10:00");
    expect((await said()).filter((each) => each.startsWith("group-one"))).toHaveLength(1);
    office.now = at("17T10:00:00");
    await office.person("李梅").inGroup("荐题 公园没有路灯");
    await go("20T15:00:00");
    await zhou().alone("送审 刘志强");
    await office.person("刘志强").alone("退回修改 数字不对");
    await go("20T16:00:00");
    await go("23T16:00:00");
    await go("24T16:00:00");
    expect((await said()).filter((each) => each.startsWith("group-one"))).toHaveLength(1);
    expect((await said()).at(-1)).toContain("没有赶上");
  });

  test("两个群同一个单位：数一遍，请过目一次，两个群都发", async () => {
    await office.person("王海涛").inGroup("你好");
    await zhou().inGroup("周报 设置 周五 下午4点", {
      conversation: { kind: "group", externalId: "group-one", title: "城南群" },
    });
    await office.inTenant(async (tx) => {
      const other = await tx
        .selectFrom("conversations")
        .select("id")
        .where("external_id", "=", "group-two")
        .executeTakeFirstOrThrow();
      const own = await tx.selectFrom("digest_schedules").selectAll().executeTakeFirstOrThrow();
      await tx
        .insertInto("digest_schedules")
        .values({ ...own, conversation_id: other.id })
        .execute();
    });
    await go("13T15:00:00");
    expect(await said()).toEqual([expect.stringContaining("发到2个群")]);
    await go("13T16:00:00");
    const places = (await said()).slice(1).map((each) => each.split("：")[0]);
    expect(new Set(places)).toEqual(new Set(["group-one", "group-two"]));
    expect(places).toHaveLength(2);
  });

  test("过目以后群改了归属：按新的单位再数、再请过目", async () => {
    await go("13T15:00:00");
    await zhou().inGroup("登记群 青禾县政协");
    await go("13T16:00:00");
    expect((await said()).at(-1)).toContain("周敏：周敏您好，本周小结下午5:00发到1个群");
    expect((await said()).at(-1)).toContain("【一周小结】青禾县政协");
    await go("13T17:00:00");
    const groups = (await said()).filter((each) => each.startsWith("group-one"));
    expect(groups).toEqual([expect.stringContaining("【一周小结】青禾县政协")]);
  });

  test("两个群的一份送审了，一个群这周不发：另一个群照样等领导", async () => {
    const asked = await zhou().alone("周报 设置 周五 下午4点");
    await zhou().alone(/(?<at>\d)　工商联群/.exec(asked)?.groups?.["at"] ?? "");
    await go("13T15:00:00");
    expect((await said())[0]).toContain("发到2个群");
    await zhou().alone("送审 刘志强");
    expect(await zhou().inGroup("本周不发")).toContain("（1个群）");
    await go("13T16:00:00");
    expect(await inGroups()).toEqual([]);
    await office.person("刘志强").alone("同意");
    await go("13T16:10:00");
    expect(await inGroups()).toEqual([expect.stringContaining("group-two：【一周小结】城南片区")]);
    expect(await zhou().alone("我的")).not.toContain("一周小结");
  });

  test("送审了以后，一个群改了归属：另一个群照样等领导；没有别的群了，就不再欠着", async () => {
    const asked = await zhou().alone("周报 设置 周五 下午4点");
    await zhou().alone(/(?<at>\d)　工商联群/.exec(asked)?.groups?.["at"] ?? "");
    await go("13T15:00:00");
    await zhou().alone("送审 刘志强");
    await zhou().inGroup("登记群 青禾县政协");
    await go("13T16:00:00");
    expect(await inGroups()).toEqual([]);
    await office.person("刘志强").alone("同意");
    await go("13T16:10:00");
    expect(await inGroups()).toEqual([expect.stringContaining("group-two：【一周小结】城南片区")]);
    await go("13T17:00:00");
    expect((await inGroups())[1]).toContain("group-one：【一周小结】青禾县政协");
  });

  test("周五到点以后荐的，在下一周；停了又定，说过的不再说", async () => {
    await go("13T15:00:00");
    await go("13T16:00:00");
    office.now = at("13T17:00:00");
    await office.person("王海涛").inGroup("荐题 园区公交末班车太早");
    await zhou().inGroup("周报 停");
    await zhou().inGroup("周报 设置 周五 下午4点");
    await go("20T15:00:00");
    await go("20T16:00:00");
    const [, second] = (await said()).filter((each) => each.startsWith("group-one"));
    expect(second).toContain("【一周小结】城南片区　3月16日至20日");
    expect(second).toContain("新荐1件");
    office.now = at("20T16:30:00");
    expect(await zhou().inGroup("周报 明细")).toContain("新荐：2号\n");
  });

  test("过目以后群解散了：不发，也不请谁转发，以后也不再数", async () => {
    await go("13T15:00:00");
    await zhou().alone("送审 刘志强");
    const [account] = office.accounts;
    if (account === undefined) throw new Error("no account");
    await office.dispatch.groupChanged(account, { kind: "gone", externalId: "group-one" });
    const before = (await said()).length;
    expect(await zhou().alone("我的")).not.toContain("一周小结");
    for (const day of ["13T16:00:00", "16T16:00:00", "20T15:00:00", "20T16:00:00"]) await go(day);
    expect((await said()).slice(before)).toEqual([]);
  });

  test("说不了话的群：请联络员转发", async () => {
    await go("13T15:00:00");
    office.now = at("13T16:00:00");
    const ports = duePorts(office);
    await fireDue({
      ...ports,
      voice: (id, target, when) =>
        target.conversation.kind === "group" ? undefined : ports.voice(id, target, when),
    });
    expect((await said()).at(-1)).toMatch(/^周敏：周敏您好，我在「城南群」里还不能主动说话/);
  });

  test("两个工人、每一步都断一次：只发一次，一样不少", async () => {
    for (const day of ["13T15:00:00", "13T16:00:00"]) {
      office.now = at(day);
      await office.db.pool.query(
        "alter table outbox add constraint test_fault check (message::text not like '%小结%') not valid",
      );
      const quiet = { info: () => {}, error: () => {}, fault: () => {} };
      await fireDue({ ...duePorts(office), log: quiet });
      await office.db.pool.query("alter table outbox drop constraint test_fault");
      await Promise.all([fireDue(duePorts(office)), fireDue(duePorts(office))]);
    }
    const all = await said();
    expect(all.filter((each) => each.startsWith("周敏"))).toHaveLength(1);
    expect(all.filter((each) => each.startsWith("group-one"))).toHaveLength(1);
  });

  test("两个单位同一个时候，一个出了错：报告，另一个照发；下次再试它", async () => {
    await office.person("王海涛").inGroup("荐题 园区公交末班车太早");
    await office.inTenant(async (tx) => {
      const own = await tx.selectFrom("digest_schedules").selectAll().executeTakeFirstOrThrow();
      const group = await tx
        .selectFrom("conversations")
        .select("id")
        .where("external_id", "=", "group-two")
        .executeTakeFirstOrThrow();
      const tenant_id = own.tenant_id;
      const unit = await tx
        .insertInto("units")
        .values({
          tenant_id,
          kind: "片区",
          name: "城北片区",
          parent_id: null,
          brand: null,
          position: 9,
        })
        .returning("id")
        .executeTakeFirstOrThrow();
      await tx
        .insertInto("digest_schedules")
        .values({ ...own, unit_id: unit.id, conversation_id: group.id })
        .execute();
    });
    office.now = at("13T15:00:00");
    const faults: string[] = [];
    const log = {
      info: () => {},
      error: () => {},
      fault: (_: unknown, what: string) => void faults.push(what),
    };
    const ports = { ...duePorts(office), log };
    await office.db.pool.query(
      "alter table outbox add constraint test_fault check (message::text not like '%城北%')",
    );
    expect(await fireDue(ports)).toBe(1);
    expect(faults).toEqual([
      "what was due could not be done together",
      "what was due could not be done",
    ]);
    expect((await said()).filter((each) => each.startsWith("周敏"))).toHaveLength(1);
    await office.db.pool.query("alter table outbox drop constraint test_fault");
    expect(await fireDue(ports)).toBe(1);
    expect((await said()).filter((each) => each.startsWith("周敏"))).toHaveLength(2);
  });
});

test("元旦是周五：前一天发，算第53周；以后的并到下一周，说明从哪天到哪天", async () => {
  office.now = time("2026-12-28T09:00:00");
  await zhou().inGroup("登记群 城南片区");
  expect(await zhou().inGroup("周报 设置 周五 下午4点")).toContain("下一次是12月31日");
  await office.person("李梅").inGroup("荐题 老旧小区充电难");
  for (const at of ["2026-12-31T15:00:00", "2026-12-31T16:00:00"]) {
    office.now = time(at);
    await fireDue(duePorts(office));
  }
  office.now = time("2027-01-01T10:00:00");
  await office.person("王海涛").inGroup("荐题 园区公交末班车太早");
  for (const at of ["2027-01-08T15:00:00", "2027-01-08T16:00:00"]) {
    office.now = time(at);
    await fireDue(duePorts(office));
  }
  const [first, second] = await inGroups();
  expect(first).toContain("【一周小结】城南片区　12月28日至31日");
  expect(first).toContain("新荐1件，附议0人次；在办1件");
  expect(second).toContain("【一周小结】城南片区　12月31日下午3:00至1月8日下午3:00");
  expect(second).toContain("新荐1件，附议0人次；在办2件");
  const weeks = await office.inTenant((tx) =>
    tx.selectFrom("digests").select("week").orderBy("id").execute(),
  );
  expect(weeks.map(({ week }) => week)).toEqual(["2026-W53", "2027-W01"]);
});

test("领导过了点才同意：发的还是截至那时的数，以后的在下一周", async () => {
  await registerBoth();
  await zhou().inGroup("周报 设置 周五 下午4点");
  await office.person("李梅").inGroup("荐题 老旧小区充电难");
  await go("13T15:00:00");
  await zhou().alone("送审 刘志强");
  await go("13T16:00:00");
  office.now = at("13T17:30:00");
  await office.person("王海涛").inGroup("荐题 园区公交末班车太早");
  await office.person("刘志强").alone("同意");
  await go("13T17:40:00");
  await go("20T15:00:00");
  await go("20T16:00:00");
  const [first, second] = await inGroups();
  expect(first).toContain("新荐1件");
  expect(first).toContain("数字截至3月13日下午3:00");
  expect(second).toContain("新荐1件");
  expect(second).toContain("3月16日至20日");
});

test("周五到点前说的话，周末才核对是谁：日期是说的那天，算在下一周", async () => {
  await using other = await openOffice({ seed: seedWith({ 张建国: { account: undefined } }) });
  const [weihu, guest] = [other.person("周敏"), other.person("zhang")];
  const step = async (day: string) => {
    other.now = at(day);
    await fireDue(duePorts(other));
  };
  await weihu.inGroup("登记群 城南片区");
  await weihu.inGroup("周报 设置 周五 下午4点");
  await other.person("李梅").inGroup("荐题 公园没有路灯");
  other.now = at("13T14:00:00");
  await guest.inGroup("荐题 老旧小区没地方充电");
  await guest.inGroup("附议 1");
  await step("13T15:00:00");
  await step("13T16:00:00");
  other.now = at("14T10:00:00");
  await guest.inGroup("我是张建国");
  await weihu.alone("是");
  await step("20T15:00:00");
  await step("20T16:00:00");
  const rows = await other.inTenant((tx) =>
    tx.selectFrom("digests").select(["state", "numbers"]).orderBy("id").execute(),
  );
  expect(rows.map(({ numbers: { topics } }) => [topics.proposed, topics.endorsements])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  const topics = await other.inTenant((tx) =>
    tx.selectFrom("topics").select("proposed_at").orderBy("id").execute(),
  );
  expect(topics[1]?.proposed_at).toEqual(at("13T14:00:00"));
});

test("纪要比会晚一周出来：共识、建议、待办算在出来的那一周", () => {
  const topics = { proposed: 0, endorsements: 0, listed: 0, deferred: 0, active: 1, planned: 0 };
  const ahead = { selections: 0, opinionCalls: 0, rounds: 0 };
  const meetings = {
    held: [],
    present: 0,
    consensus: 2,
    advice: 0,
    tasks: 1,
    next: [],
    checked: [],
  };
  const numbers = { selections: [], topics, ahead, meetings };
  expect(isEmptyWeek(numbers)).toBe(false);
  const told = { unitName: "城南片区", numbers, from: at("16T00:00:00"), asOf: at("20T15:00:00") };
  expect(digestText(told, "group")).toContain("\n协商　会议纪要整理好了：共识2条，待办1项\n");
});

test("最满的一周：十二行以内，两千字节以内，各项都在", () => {
  const long = "关于推动老旧小区电动自行车集中充电设施建设、完善消防安全管理长效机制的协商议题";
  const meeting = (day: number) => ({
    at: `2026-03-${day}T07:00:00.000Z`,
    topic: { year: 2025, number: 900 + day },
    title: `「${long}」专题协商会`,
    form: "thematic" as const,
    alias: undefined,
  });
  const many = [16, 17, 18, 19, 20].map(meeting);
  const selection = (isOpen: boolean) => ({
    title: long,
    eligible: 9999,
    taken: 8888,
    isOpen,
    dueAt: "2026-12-31T07:30:00.000Z",
    first: [998, 999, 997, 996, 995, 994, 993, 992],
  });
  const numbers = {
    selections: [true, false, true, false, true].map(selection),
    topics: {
      proposed: 999,
      endorsements: 99_999,
      listed: 99,
      deferred: 99,
      active: 9999,
      planned: 999,
    },
    ahead: { selections: 99, opinionCalls: 99, rounds: 99 },
    meetings: {
      held: many,
      present: 9999,
      consensus: 999,
      advice: 999,
      tasks: 999,
      next: many,
      checked: many,
    },
  };
  const told = {
    unitName: "城南高新技术产业开发区幸福里街道片区",
    numbers,
    from: at("02T00:00:00"),
    asOf: at("20T15:00:00"),
    plannedAt: at("13T16:00:00"),
  };
  for (const place of ["group", "single"] as const) {
    const said = digestText(told, place);
    expect(said.split("\n").length).toBeLessThanOrEqual(12);
    expect(Buffer.byteLength(said)).toBeLessThanOrEqual(2_000);
    for (const part of ["协商　", "议题　", "推荐　", "请留意　", "下周　", "数字截至"]) {
      expect(said).toContain(`\n${part}`);
    }
  }
  const preview = { salutation: "周敏", sendAt: at("20T16:00:00"), groups: 12, leader: "何秀兰" };
  expect(() => checkMessage(digestPreview(preview, digestText(told, "group")))).not.toThrow();
});
