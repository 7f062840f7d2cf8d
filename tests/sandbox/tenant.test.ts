import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { lockAccount } from "../../db/accounts.ts";
import type { Tx } from "../../db/database.ts";
import { originalNames } from "../../sandbox/cast.ts";
import { tenantTables } from "../../db/reset.ts";
import { enterTenant, getTenant } from "../../db/tenants.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { seedTenant } from "../../handlers/seed.ts";
import type { Said } from "../../sandbox/timeline.ts";
import { openPlay, type Play } from "../support/app.ts";
import { smallSeed } from "../support/talk.ts";

let play: Play;
beforeAll(async () => {
  play = await openPlay();
});
afterAll(() => play[Symbol.asyncDispose]());
beforeEach(() => play.sandbox.play.restart());

const group = "wrQHchengnanxieshang01";

function alone(userId: string, text: string) {
  return play.sandbox.wecom.say({ userId, text });
}

function inGroup(userId: string, text: string) {
  return play.sandbox.wecom.say({ userId, chatId: group, text, mentionsBot: true });
}

/** Work inside the sandbox's own tenant. */
function inTenant<T>(work: (tx: Tx, tenantId: number) => Promise<T>): Promise<T> {
  const { db, accounts } = play.app;
  return db.transaction(async (tx) => {
    const { tenantId } = await lockAccount(tx, accounts.at(-1)?.account.id ?? 0);
    await enterTenant(tx, tenantId ?? 0);
    return work(tx, tenantId ?? 0);
  });
}

describe("演练开始时", () => {
  test("24位委员加联络员，张建国还没认，韦德福没有账号", async () => {
    const people = await inTenant((tx, tenantId) =>
      tx
        .selectFrom("people")
        .leftJoin("identities", (join) =>
          join
            .onRef("identities.tenant_id", "=", "people.tenant_id")
            .onRef("identities.person_id", "=", "people.id"),
        )
        .select(["name", "gender", "residence", "identities.external_id"])
        .where("people.tenant_id", "=", tenantId)
        .orderBy("position")
        .execute(),
    );
    expect(people).toHaveLength(25);
    const unlinked = people.filter(({ external_id: id }) => id === null).map(({ name }) => name);
    expect(unlinked).toEqual(["张建国", "韦德福"]);
    expect(people.filter(({ residence }) => residence === "乡镇")).toHaveLength(9);
    expect(people.at(-1)).toMatchObject({ name: "周敏", gender: "女", residence: null });
  });

  test("议题1到6，日期和附议是写好的；群能被动说话", async () => {
    const topics = await inTenant((tx, tenantId) =>
      tx
        .selectFrom("topics")
        .select((topic) => [
          "number",
          "proposed_at",
          topic
            .selectFrom("endorsements")
            .select((endorsement) => endorsement.fn.countAll<number>().as("count"))
            .whereRef("endorsements.topic_id", "=", "topics.id")
            .as("endorsements"),
        ])
        .where("tenant_id", "=", tenantId)
        .orderBy("number")
        .execute(),
    );
    expect(topics.map(({ number, endorsements }) => [number, Number(endorsements)])).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 1],
      [6, 0],
    ]);
    expect(topics[0]?.proposed_at).toEqual(new Date("2026-01-12T10:00:00+08:00"));
  });
});

test("繁体写的@小協也算@了：不再添一个，两个平台都听得懂", async () => {
  const line = { text: "@小協 附議2", mentionsBot: true };
  const inOther = { userId: "014701152003", conversationId: "cidQHgongshanglian01==" };
  const one = await play.sandbox.wecom.say({ ...line, userId: "LiMei", chatId: group });
  const other = await play.sandbox.dingtalk.say({ ...line, ...inOther });
  expect([one.said.text, other.said.text]).toEqual(["@小協 附議2", "@小協 附議2"]);
  expect([one.answer, other.answer]).toEqual([
    expect.stringContaining("李委员附议了2号"),
    expect.stringContaining("王委员附议了2号"),
  ]);
});

describe("清空重来", () => {
  test("每张有单位号的表都在清的名单里", async () => {
    const { rows } = await play.app.db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'tenant_id'
         and table_name not in ('accounts', 'inbox')`,
    );
    const made = rows.map(({ name }) => name);
    expect(made.length).toBeGreaterThan(10);
    expect(made.toSorted()).toEqual([...tenantTables].toSorted());
  });

  test("说过的、记下的都没了，编号从头来；别的单位一行不少", async () => {
    const { db } = play.app;
    const other = await db.transaction((tx) =>
      seedTenant(tx, [], { ...smallSeed, tenantName: "乙单位", groups: [] }, play.now),
    );
    expect((await inGroup("LiMei", "荐题 第一件")).answer).toContain("编为7号");
    await alone("LiMei", "提醒 30分钟后 交材料");
    await play.sandbox.play.restart();
    expect(play.sandbox.timeline.since(0)).toEqual([]);
    expect(play.sandbox.wecom.received()).toEqual([]);
    expect((await alone("LiMei", "我的提醒")).answer).toContain("没有");
    expect((await inGroup("LiMei", "荐题 又是第一件")).answer).toContain("编为7号");
    const { rows } = await db.pool.query("select distinct tenant_id from inbox");
    expect(rows).toHaveLength(1);
    const people = await db.transaction(async (tx) => {
      await enterTenant(tx, other);
      return tx.selectFrom("people").select("id").where("tenant_id", "=", other).execute();
    });
    expect(people).toHaveLength(smallSeed.people.length);
  });

  test("正在往外说的，不会说到新的一场里", async () => {
    for (const minutes of [10, 11, 12, 13]) {
      await alone("LiMei", `提醒 ${minutes}分钟后 第${minutes}件`);
      await alone("HuangLiHua", `提醒 ${minutes}分钟后 第${minutes}件`);
    }
    play.now = new Date(play.now.getTime() + 20 * 60_000);
    const log = { info: () => {}, error: () => {}, fault: failed };
    const fired = await fireDue({
      db: play.app.db,
      now: () => play.now,
      log,
      voice: () => "push",
      cards: () => "none",
    });
    await Promise.all([play.sandbox.play.restart(), play.sandbox.play.restart()]);
    expect(fired).toBeGreaterThan(0);
    expect((await alone("LiMei", "我的提醒")).delivery).toBe("answered");
    expect((await alone("HuangLiHua", "我的提醒")).delivery).toBe("answered");
    expect(play.sandbox.timeline.since(0)).toHaveLength(4);
  });

  test("一边清空一边说话：话落在新的一场，先后都有答复", async () => {
    const lines = ["ZhouMin", "LuXiuYing", "XieChunYan"].map((userId) => alone(userId, "议题"));
    await Promise.all([play.sandbox.play.restart(), ...lines]);
    expect((await inGroup("LiMei", "荐题 还是第一件")).answer).toContain("编为7号");
  });
});

/** Who said what where; the platforms' own marks and spaces aside. */
function known(said: readonly Pick<Said, "conversation" | "text" | "from">[]): string[] {
  return said
    .map(({ conversation, text, from }) => {
      const who = from.kind === "person" ? from.userId : "bot";
      return `${conversation} ${who} ${text.replaceAll(/\s+/g, " ").trim()}`;
    })
    .toSorted();
}

describe("程序停了再来", () => {
  test("两个平台说过的、答过的、主动说的，一句不少，日历接着走", async () => {
    await inGroup("LiMei", "荐题 第一件");
    await play.sandbox.dingtalk.say({
      userId: "014701152003",
      conversationId: "cidQHgongshanglian01==",
      text: "附议 7",
      mentionsBot: true,
    });
    await alone("LiMei", "提醒 30分钟后 交材料");
    await play.sandbox.play.wind(new Date("2026-03-09T03:00:00Z"));
    const before = await play.memory.resume();
    expect(known(before?.said ?? [])).toEqual(known(play.sandbox.timeline.since(0)));
    expect(before?.said).toHaveLength(7);
    const resumedAt = play.now.getTime() + (before?.offsetMs ?? 0);
    expect(new Date(resumedAt)).toEqual(play.sandbox.play.now());
    expect(before?.names).toEqual(originalNames);
  });
});

describe("快进", () => {
  test("中间到点的几件，按先后各在各的时间说；别的单位的钟不动", async () => {
    const other = await play.app.db.transaction((tx) =>
      seedTenant(tx, [], { ...smallSeed, tenantName: "丙单位", groups: [] }, play.now),
    );
    await alone("LiMei", "3月11日上午10点提醒我 交丙表");
    await alone("LiMei", "明天上午9点提醒我 交甲表");
    await inGroup("ZhouMin", "3月10日下午3点提醒大家 交乙表");
    expect(await play.sandbox.play.wind(at("12T09:00:00"))).toBe(true);
    const said = play.sandbox.timeline
      .since(0)
      .filter(({ via }) => via === "app" || via === "push");
    expect(said.map((each) => each.at)).toEqual([
      at("10T09:00:00"),
      at("10T15:00:00"),
      at("11T10:00:00"),
    ]);
    expect(said.map(({ text }) => /交.表/.exec(text)?.[0])).toEqual(["交甲表", "交乙表", "交丙表"]);
    const offset = await play.app.db.transaction(async (tx) => {
      await enterTenant(tx, other);
      return (await getTenant(tx, other)).clockOffsetMs;
    });
    expect(offset).toBe(0);
    expect(play.sandbox.play.now()).toEqual(at("12T09:00:00"));
  });

  test("快进以后说的话，机器人按那天算", async () => {
    await play.sandbox.play.wind(at("11T09:00:00"));
    const { answer } = await alone("LiMei", "明天上午9点提醒我 交材料");
    expect(answer).toContain("3月12日（星期四）上午9:00提醒您");
  });
});

function failed(error: unknown): never {
  throw error;
}

function at(time: string): Date {
  return new Date(`2026-03-${time}+08:00`);
}
