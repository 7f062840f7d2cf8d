import Koa from "koa";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import * as dingtalk from "../../bot/platforms/dingtalk/index.ts";
import * as wecom from "../../bot/platforms/wecom/index.ts";
import type { Door } from "../../bot/platform.ts";
import { createServer } from "../../bot/server.ts";
import { insertCard } from "../../db/cards.ts";
import { upsertSingleConversation } from "../../db/conversations.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import type { Card } from "../../domain/card.ts";
import type { Speaker } from "../../domain/voice.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { createApiRoute } from "../../sandbox/api-route.ts";
import type { ApiReply, ApiRequest } from "../../sandbox/api.ts";
import { createPretendDingtalk } from "../../sandbox/dingtalk.ts";
import { createSandboxKeys, dingtalkCardKeys } from "../../sandbox/keys.ts";
import { createTimeline } from "../../sandbox/timeline.ts";
import type { CardTouch, TouchOutcome } from "../../sandbox/timeline.ts";
import { createPretendWecom } from "../../sandbox/wecom.ts";
import { openOffice, type Office, smallSeed } from "../support/talk.ts";
import { listen } from "./support.ts";

/** The whole way of a tap whose answer came too late: database, outbox, and the platform's API. */
const keys = createSandboxKeys();
const cardId = "AbCdEfGhIjKlMnOpQr-_01";
const card: Card = {
  kind: "buttons",
  title: "河堤步道",
  buttons: [{ key: "propose", text: "荐题", says: "荐题 河堤步道没有路灯" }],
};

interface Platform {
  readonly doors: readonly Door[];
  readonly mouth: Speaker;
  tap(touch: CardTouch): Promise<TouchOutcome>;
}

interface Side {
  readonly account: 0 | 1;
  readonly userId: string;
  readonly cards: "beside" | "after";
  readonly open: (apiBase: string, botUrl: string, office: Office) => Platform;
  readonly handle: (request: ApiRequest) => ApiReply;
}

/** The bot with a database, and the pretend platform, each on its own side of real HTTP. */
async function setting({ account: index, userId, cards, open, handle }: Side) {
  const office = await openOffice({ seed: smallSeed, ports: { cards: () => cards } });
  onTestFinished(() => office[Symbol.asyncDispose]());
  const account = office.accounts[index];
  if (account === undefined) throw new Error("no account");
  const route = createApiRoute("", handle);
  const answerApi = new Koa().use(route.middleware).callback();
  const { url: apiBase } = await listen((request, response) => void answerApi(request, response));
  let answerBot: ReturnType<Koa["callback"]> | undefined;
  const { url: botUrl } = await listen((request, response) => void answerBot?.(request, response));
  const platform = open(apiBase, botUrl, office);
  let kept = 0;
  const bot = createServer({
    accounts: new Map([["env", platform.doors]]),
    async handle(_slug, _platform, message) {
      const handled = await office.dispatch.handle(account, message);
      return { answer: handled.answer, undelivered: () => office.dispatch.sayLate(handled) };
    },
    async tap(_slug, _platform, tap) {
      const handled = await office.dispatch.tap(account, tap);
      if (handled === undefined) return undefined;
      const undelivered = async () => {
        await office.dispatch.sayLate({ ...handled, answer: handled.late });
        kept += 1;
      };
      return { answer: handled.answer, undelivered };
    },
    groupChanged: () => Promise.resolve(),
    recall: () => Promise.resolve(undefined),
    ready: () => Promise.resolve(true),
    log: { error: () => {}, warn: () => {} },
    now: () => office.now,
  });
  answerBot = bot.callback();
  const deliverer = createDeliverer({
    db: office.db,
    speaker: () => platform.mouth,
    now: () => office.now,
    log: { info: () => {}, error: () => {}, fault: () => {} },
  });
  const deliver = async () => {
    await deliverer.run();
    await deliverer.idle();
  };
  const show = async () => {
    await office.inTenant(async (tx) => {
      const { tenantId, now: at } = office;
      const person = { id: account.id, externalId: userId };
      const conversationId = await upsertSingleConversation(tx, person, at);
      insertCard(tx, { tenantId, id: cardId, conversationId, card, at });
      const message = { kind: "card", text: "回复“荐题 ……”", cardId, card } as const;
      await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
    });
    await deliver();
  };
  /** The conversation is busy until the platform has given up. */
  const tapTooLate = async (touch: CardTouch, tries: number) => {
    const outcome = await office.db.transaction(async (tx) => {
      await tx.query("select pg_advisory_xact_lock(id) from conversations", []);
      return platform.tap(touch);
    });
    await vi.waitFor(() => expect(kept).toBe(tries), { timeout: 5_000, interval: 5 });
    return outcome;
  };
  const fates = () =>
    office.inTenant((tx) =>
      tx.selectFrom("outbox").select(["state", "sent_via as via"]).orderBy("id").execute(),
    );
  return { office, platform, deliver, show, tapTooLate, fates };
}

async function openWecom(settings: { readonly hasApp: boolean }) {
  const timeline = createTimeline();
  const { token, aesKey, corpId, agentId, appSecret: secret } = keys.wecom;
  const pretend = { current: undefined as ReturnType<typeof createPretendWecom> | undefined };
  const opened = await setting({
    account: 0,
    userId: "李梅",
    cards: "beside",
    handle: (request) => need(pretend.current).handle(request),
    open(apiBase, botUrl, office) {
      const platform = createPretendWecom({
        keys: keys.wecom,
        botName: "小协",
        callbackUrl: `${botUrl}/webhook/wecom/aibot`,
        appCallbackUrl: `${botUrl}/webhook/wecom/app`,
        apiBase,
        members: ["李梅"],
        groups: [],
        now: () => office.now,
        timeline,
        // One that is heard in time must be, whatever else this machine does.
        timing: { answerMs: settings.hasApp ? 200 : 2_000, redeliveryPauseMs: 1 },
      });
      pretend.current = platform;
      onTestFinished(() => platform.dispose());
      const app = { corpId, agentId, secret, callback: { token, aesKey } };
      const bot = { apiBase, aibot: { token, aesKey, receiveId: "" }, app };
      return {
        doors: wecom.doors(bot, "env"),
        mouth: wecom.speaker(settings.hasApp ? bot : { ...bot, app: undefined }),
        tap: (touch) => platform.tap(touch),
      };
    },
  });
  return { ...opened, timeline, wecom: need(pretend.current) };
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not open yet");
  return value;
}

const single = "wecom:single:李梅";

async function openAppCard() {
  const opened = await openWecom({ hasApp: true });
  await opened.show();
  const said = opened.timeline.list(single).at(-1);
  expect(said).toMatchObject({ via: "app", card: { id: cardId } });
  const touch = { userId: "李梅", conversation: single, saidId: said?.id ?? 0, key: "propose" };
  const shown = () => opened.timeline.list(single)[0]?.card?.forPerson?.["李梅"];
  return { ...opened, touch, shown };
}

describe("企业微信应用的卡片，点了以后答复来晚了", () => {
  test("卡片凭响应码换成新的，话不另说，寄件箱里记着", async () => {
    const { tapTooLate, deliver, touch, shown, fates, timeline, wecom } = await openAppCard();
    expect(await tapTooLate(touch, 3)).toBe("lost");
    expect(shown()).toBeUndefined();
    expect(await fates()).toMatchObject([{ state: "sent" }, { state: "waiting" }]);
    await deliver();
    expect(shown()?.body).toContain("收到李委员的荐题，编为1号");
    expect(timeline.list(single)).toHaveLength(1);
    expect(await fates()).toMatchObject([{}, { state: "sent", via: "person" }]);
    expect(wecom.faults().map(({ code }) => code)).toEqual(Array(3).fill("callback-failed"));
  });

  test("响应码用过了：话单独说给他听", async () => {
    const { tapTooLate, deliver, touch, shown, timeline, wecom } = await openAppCard();
    await tapTooLate(touch, 3);
    wecom.failNext({ endpoint: "message/update_template_card", errcode: 40058 });
    await deliver();
    expect(shown()).toBeUndefined();
    expect(timeline.list(single).at(-1)?.text).toContain("收到李委员的荐题，编为1号");
  });

  test("不知道换成没有：再换一次，码已用掉，话也说到", async () => {
    const { tapTooLate, deliver, touch, shown, timeline, wecom, office } = await openAppCard();
    await tapTooLate(touch, 3);
    const endpoint = "message/update_template_card";
    wecom.failNext({ endpoint, closeHalfway: true, accepted: true });
    await deliver();
    office.now = new Date(office.now.getTime() + 60_000);
    await deliver();
    expect(shown()?.body).toContain("编为1号");
    expect(timeline.list(single).map(({ text }) => text.slice(0, 8))).toEqual([
      "",
      "收到李委员的荐题",
    ]);
  });

  test("三天以后才送：不再换卡片，话说给他听", async () => {
    const { tapTooLate, deliver, touch, shown, timeline, office, wecom } = await openAppCard();
    await tapTooLate(touch, 3);
    office.now = new Date(office.now.getTime() + 72 * 3_600_000);
    await deliver();
    expect(shown()).toBeUndefined();
    expect(timeline.list(single).at(-1)?.text).toContain("编为1号");
    expect(wecom.faults()).toHaveLength(3);
  });

  test("响应码在库里是封好的", async () => {
    const { tapTooLate, touch, office } = await openAppCard();
    await tapTooLate(touch, 3);
    const rows = await office.inTenant((tx) =>
      tx.selectFrom("outbox").select("message").orderBy("id").execute(),
    );
    const message = rows.at(-1)?.message as { onCard: { code: string; userId: string } };
    expect(message.onCard).toMatchObject({ cardId, userId: "李梅" });
    expect(Buffer.from(message.onCard.code, "base64").length).toBeGreaterThan(43);
    expect(message.onCard.code).not.toMatch(/^[\w-]{43}$/);
  });
});

test("智能机器人的卡片：过了时间换不了，话单独说给他听", async () => {
  const { tapTooLate, deliver, timeline, wecom, office } = await openWecom({ hasApp: false });
  await office.person("张建国").alone("荐题 小区电动车充电难");
  await wecom.say({ userId: "李梅", text: "议题 1" });
  const said = timeline.list(single).at(-1);
  expect(said?.card).toMatchObject({ kind: "buttons" });
  const key = said?.card?.buttons?.[0]?.key ?? "";
  const touch = { userId: "李梅", conversation: single, saidId: said?.id ?? 0, key };
  expect(await tapTooLate(touch, 1)).toBe("lost");
  await deliver();
  expect(timeline.list(single).at(-1)).toMatchObject({ via: "reply-address" });
  expect(timeline.list(single).at(-1)?.text).not.toBe("");
  expect(timeline.list(single).find(({ id }) => id === said?.id)?.card?.forPerson).toBeUndefined();
});

test("钉钉的卡片：两秒里没有答上，改用更新接口换给他看", async () => {
  const timeline = createTimeline();
  const robot = keys.dingtalk;
  const { templateId, secret } = dingtalkCardKeys(robot);
  const pretend = { current: undefined as ReturnType<typeof createPretendDingtalk> | undefined };
  const opened = await setting({
    account: 1,
    userId: "王海涛",
    cards: "after",
    handle: (request) => need(pretend.current).handle(request),
    open(apiBase, botUrl, office) {
      const platform = createPretendDingtalk({
        keys: robot,
        botName: "小协",
        callbackUrl: `${botUrl}/webhook/dingtalk/robot`,
        cardCallbackUrl: `${botUrl}/webhook/dingtalk/card`,
        apiBase,
        members: [{ userId: "王海涛", nick: "王海涛" }],
        groups: [],
        now: () => office.now,
        timeline,
        timing: { cardAnswerMs: 200 },
      });
      pretend.current = platform;
      onTestFinished(() => platform.dispose());
      const settings = { apiBase, oapiBase: apiBase, robot, cards: { templateId, secret } };
      const tap = (touch: CardTouch) => platform.tap(touch);
      return { doors: dingtalk.doors(settings, "env"), mouth: dingtalk.speaker(settings), tap };
    },
  });
  const conversation = "dingtalk:single:王海涛";
  await opened.show();
  const [said] = timeline.list(conversation);
  const touch = { userId: "王海涛", conversation, saidId: said?.id ?? 0, key: "propose" };
  expect(await opened.tapTooLate(touch, 1)).toBe("lost");
  await opened.deliver();
  const shown = timeline.list(conversation);
  expect(shown).toHaveLength(1);
  expect(shown[0]?.card?.forPerson?.["王海涛"]?.body).toContain("收到王委员的荐题，编为1号");
  expect(await opened.fates()).toMatchObject([{}, { state: "sent", via: "person" }]);
  expect(need(pretend.current).faults()).toMatchObject([{ code: "card-callback-failed" }]);
});
