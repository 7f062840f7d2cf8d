import type { RequestListener } from "node:http";
import { onTestFinished, describe, expect, test } from "vitest";
import { doors, speaker } from "../../bot/platforms/wecom/index.ts";
import { createServer } from "../../bot/server.ts";
import { createApiRoute } from "../../sandbox/api-route.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline } from "../../sandbox/timeline.ts";
import { createPretendWecom } from "../../sandbox/wecom.ts";
import type { CardTap, InboundMessage } from "../../domain/inbound.ts";
import type { Card } from "../../domain/card.ts";
import { textMessage } from "../../domain/message.ts";
import type { Message } from "../../domain/message.ts";
import Koa from "koa";
import { listen } from "../bot/support.ts";

const keys = createSandboxKeys().wecom;
const cardId = "AbCdEfGhIjKlMnOpQr-_01";
const vote: Card = {
  kind: "vote",
  title: "推荐",
  mode: "multi",
  options: ["1", "2", "3"].map((id) => ({ id, text: `${id}号`, says: id })),
  submit: "提交",
  says: "推荐",
};
const after: Card = {
  kind: "buttons",
  title: "推荐",
  body: "已记下：1号、3号。",
  buttons: [{ key: "again", text: "修改", says: "" }],
};

/** The bot and the pretend platform, each on its own side of real HTTP. */
async function setting(answers: {
  readonly say?: (message: InboundMessage) => Message | undefined;
  readonly tap?: (tap: CardTap) => Message | undefined;
}) {
  const clock = { at: new Date("2026-03-09T02:00:00Z") };
  const now = () => clock.at;
  const heard: InboundMessage[] = [];
  const taps: CardTap[] = [];
  const route = createApiRoute("", (request) => wecom.handle(request));
  const platform = new Koa().use(route.middleware);
  const { url: apiBase } = await listen(listenerOf(platform));
  const settings = {
    apiBase,
    aibot: { token: keys.token, aesKey: keys.aesKey, receiveId: "" },
    app: {
      corpId: keys.corpId,
      agentId: keys.agentId,
      secret: keys.appSecret,
      callback: { token: keys.token, aesKey: keys.aesKey },
    },
  };
  const warnings: string[] = [];
  const bot = createServer({
    accounts: new Map([["env", doors(settings, "env")]]),
    handle: (_account, _platform, message) => {
      heard.push(message);
      return Promise.resolve({ answer: answers.say?.(message), undelivered: nothing });
    },
    tap: (_account, _platform, tap) => {
      taps.push(tap);
      return Promise.resolve({ answer: answers.tap?.(tap), undelivered: nothing });
    },
    groupChanged: () => Promise.resolve(),
    recall: () => Promise.resolve(undefined),
    ready: () => Promise.resolve(true),
    log: {
      error: (_, message) => warnings.push(message),
      warn: (_, message) => warnings.push(message),
    },
    now,
  });
  const { url: botUrl } = await listen(listenerOf(bot));
  const timeline = createTimeline();
  const wecom = createPretendWecom({
    keys,
    botName: "小协",
    callbackUrl: `${botUrl}/webhook/wecom/aibot`,
    appCallbackUrl: `${botUrl}/webhook/wecom/app`,
    apiBase,
    members: ["LiMei"],
    groups: [],
    now,
    timeline,
    timing: { redeliveryPauseMs: 1 },
  });
  onTestFinished(() => {
    wecom.dispose();
    route.dispose();
  });
  const mouth = speaker(settings);
  return { wecom, timeline, heard, taps, warnings, mouth, botUrl, clock };
}

function listenerOf(app: Koa): RequestListener {
  const answer = app.callback();
  return (request, response) => void answer(request, response);
}

const nothing = () => Promise.resolve();

describe("应用与程序，各在一边", () => {
  test("验证地址、说话、打开、点菜单", async () => {
    const { wecom, heard, warnings } = await setting({
      say: ({ manner, text }) => textMessage(`${manner}：${text}`),
    });
    expect(await wecom.app.verifyUrl()).toEqual({ ok: true });
    const words = "荐题 ]]> <老旧小区> & 充电桩 👍";
    expect(await wecom.app.say({ userId: "LiMei", text: words })).toMatchObject({
      delivery: "answered",
      answer: "typed：荐题 ]]> ＜老旧小区> & 充电桩 👍",
    });
    expect(heard[0]).toMatchObject({ text: words, sender: { externalId: "LiMei" } });
    expect(await wecom.app.say({ userId: "LiMei", text: "", spoken: true })).toMatchObject({
      answer: "unreadable：",
    });
    expect(await wecom.app.choose("LiMei", "议题")).toMatchObject({ answer: "typed：议题" });
    expect(await wecom.app.open("LiMei")).toMatchObject({ answer: "opened：" });
    expect(wecom.faults()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("一天里打开许多次，只问候一次", async () => {
    const { wecom, heard, clock } = await setting({ say: () => textMessage("您好") });
    expect(await wecom.app.open("LiMei")).toMatchObject({ delivery: "answered" });
    clock.at = new Date(clock.at.getTime() + 60_000);
    expect(await wecom.app.open("LiMei")).toMatchObject({ delivery: "silent" });
    expect(heard).toHaveLength(1);
  });

  test("程序发出卡片，点了以后只为点的人换成新的", async () => {
    const { wecom, timeline, taps, mouth, clock } = await setting({
      tap: () => ({ kind: "card", text: "", cardId, card: after }),
    });
    const conversation = { kind: "single", externalId: "LiMei" } as const;
    await mouth.send({
      target: { conversation },
      message: { kind: "card", text: "回复“推荐 1”", cardId, card: vote },
      key: "k",
      part: 0,
      attempt: 1,
      now: clock.at,
      signal: AbortSignal.timeout(5000),
    });
    const said = timeline.list("wecom:single:LiMei").at(-1);
    expect(said).toMatchObject({ via: "app", card: { id: cardId, kind: "vote", title: "推荐" } });
    const touch = {
      userId: "LiMei",
      conversation: "wecom:single:LiMei",
      saidId: said?.id ?? 0,
      key: "submit",
      chosen: { vote: ["1", "3"] },
    };
    expect(await wecom.tap(touch)).toBe("updated");
    expect(taps).toMatchObject([{ cardId, key: "submit", chosen: { vote: ["1", "3"] } }]);
    const shown = timeline.list("wecom:single:LiMei").at(-1)?.card?.forPerson?.["LiMei"];
    expect(shown).toMatchObject({
      id: cardId,
      kind: "buttons",
      body: "已记下：1号、3号。",
      buttons: [{ key: "again", text: "修改" }],
    });
    expect(wecom.faults()).toEqual([]);
  });

  test("两扇门互不通用：发给智能机器人的，应用不认", async () => {
    const { wecom, botUrl, warnings } = await setting({});
    const crossed = createPretendWecom({
      keys,
      botName: "小协",
      callbackUrl: `${botUrl}/webhook/wecom/app`,
      appCallbackUrl: `${botUrl}/webhook/wecom/aibot`,
      apiBase: "http://127.0.0.1:1",
      members: ["LiMei"],
      groups: [],
      now: () => new Date("2026-03-09T02:00:00Z"),
      timing: { redeliveryPauseMs: 1 },
    });
    expect(await crossed.verifyUrl()).toEqual({ ok: false, fault: "status 403" });
    expect(await crossed.app.verifyUrl()).toEqual({ ok: false, fault: "status 403" });
    expect(await crossed.app.say({ userId: "LiMei", text: "议题" })).toMatchObject({
      delivery: "lost",
      attempts: 3,
    });
    expect(warnings.length).toBe(5);
    wecom.dispose();
  });

  test("大得不像话的请求，拒绝得快", async () => {
    const { botUrl } = await setting({});
    const body = `<xml><Encrypt>${"A".repeat(3_000_000)}</Encrypt></xml>`;
    const sent = fetch(`${botUrl}/webhook/wecom/app?msg_signature=a&timestamp=1&nonce=b`, {
      method: "POST",
      body,
    });
    const status = await sent.then(
      (response) => response.status,
      () => "cut",
    );
    expect([403, "cut"]).toContain(status);
  });
});
