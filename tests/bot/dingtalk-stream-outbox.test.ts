import { describe, expect, onTestFinished, test } from "vitest";
import { speaker } from "../../bot/platforms/dingtalk/index.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import type { StreamTiming } from "../../sandbox/dingtalk-stream.ts";
import { type OfficeOptions, openOffice } from "../support/talk.ts";
import { turn, openLine, watchLog } from "./dingtalk-stream-support.ts";

watchLog();

/** With the program behind it, and what it says later. */
async function openBoth(timing: Partial<StreamTiming> = {}, options?: OfficeOptions) {
  const office = await openOffice(options);
  onTestFinished(() => office[Symbol.asyncDispose]());
  const account = office.accounts[0];
  if (account === undefined) throw new Error("no account");
  const line = await openLine({
    timing,
    at: () => office.now,
    ports: {
      async handle(message) {
        const handled = await office.dispatch.handle(account, message);
        const { answer, tenantId } = handled;
        const undelivered = () => office.dispatch.sayLate(handled);
        return { answer, undelivered, isUnkept: tenantId === undefined };
      },
    },
  });
  const mouth = speaker(line.settings);
  const deliverer = createDeliverer({
    db: office.db,
    speaker: () => mouth,
    now: () => office.now,
    log: { info: () => {}, error: () => {}, fault: () => {} },
  });
  const deliver = async () => {
    await deliverer.run();
    await deliverer.idle();
  };
  const rows = (table: "inbox" | "outbox") =>
    office.db.transaction((tx) => tx.selectFrom(table).selectAll().execute());
  const states = () =>
    office.inTenant(async (tx) => {
      const rows = await tx.selectFrom("outbox").select("state").orderBy("id").execute();
      return rows.map(({ state }) => state);
    });
  await line.connected();
  return { ...line, office, deliver, rows, states };
}

describe("入库、答复、重推", () => {
  test("确认的时候收条和回答都在库里；回答由发件箱经会话地址送出，一次", async () => {
    const line = await openBoth();
    expect(await line.push(line.body("荐题 河堤步道没有路灯"))).toMatchObject({ code: 200 });
    expect(await line.rows("inbox")).toHaveLength(1);
    expect(await line.states()).toEqual(["waiting"]);
    await line.deliver();
    const [shown, ...more] = line.desk.received.list();
    expect(shown).toMatchObject({ via: "reply-address" });
    expect(shown?.text).toContain("收到李委员的荐题，编为1号");
    expect(more).toEqual([]);
    expect(line.gateway.faults()).toEqual([]);
  });

  test("还没开通：开通和它的回答都走得通", async () => {
    const line = await openBoth({}, {});
    const pushed = await line.push(line.body("开通 12345678 青禾县政协", true));
    expect(pushed).toMatchObject({ kind: "acked", code: 200, attempts: 1 });
    const [shown, ...more] = line.desk.received.list();
    expect(shown?.text).toContain("青禾县政协");
    expect(more).toEqual([]);
    expect(line.said).toEqual([]);
  });

  test("同一条推了三次，送出前后都有：办一次，答一次", async () => {
    const line = await openBoth();
    const body = line.body("荐题 河堤步道没有路灯");
    await Promise.all([line.push(body), line.push(body)]);
    // Cancelled for the repetition, and kept again: the line has no other way to say it.
    expect(await line.states()).toEqual(["waiting"]);
    await line.deliver();
    await line.push(body);
    await line.deliver();
    expect(await line.states()).toEqual(["sent"]);
    expect(await line.rows("inbox")).toHaveLength(1);
    expect(line.desk.received.list()).toHaveLength(1);
  });

  test("等着送的回答遇上重推，还是送得出去", async () => {
    const line = await openBoth();
    const body = line.body("荐题 河堤步道没有路灯");
    for (let i = 0; i < 3; i += 1) await line.push(body);
    expect(await line.states()).toEqual(["waiting"]);
    await line.deliver();
    expect(line.desk.received.list()).toHaveLength(1);
  });

  test("回执没到平台就断了：重推到新的连接上，答一次", async () => {
    const line = await openBoth({ ackMs: 1_500 });
    let pushed: Promise<unknown> = Promise.resolve();
    await line.office.db.transaction(async (tx) => {
      await tx.query("select pg_advisory_xact_lock(id) from conversations", []);
      pushed = line.push(line.body("荐题 河堤步道没有路灯"));
      await turn();
      line.gateway.cut();
      await turn();
    });
    expect(await pushed).toMatchObject({ kind: "acked", code: 200, attempts: 2 });
    await line.deliver();
    expect(await line.rows("inbox")).toHaveLength(1);
    expect(line.desk.received.list()).toHaveLength(1);
  });
});
