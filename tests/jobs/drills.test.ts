import { afterEach, beforeEach, describe, expect, test } from "vitest";

import * as dingtalk from "../../bot/platforms/dingtalk/index.ts";
import * as wecom from "../../bot/platforms/wecom/index.ts";
import { findGroup, updatePushAddress, upsertSingleConversation } from "../../db/conversations.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { textMessage } from "../../domain/message.ts";
import type { Speaker } from "../../domain/voice.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { listen } from "../bot/support.ts";
import { type Office, openOffice } from "../support/talk.ts";

/** Each failure from the first attempt to the last, against a platform that really answers. */

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

/** So long that a busy machine is not taken for a silent platform. */
const patientMs = 15_000;
/** Where the platform is silent, and is waited for. */
const shortMs = 1_500;

interface Asked {
  readonly path: string;
  readonly token: string | null;
  /** The words, wherever in the body they stand. */
  readonly words: string;
}

interface Answer {
  /** The platform did say it, whatever it tells us. */
  readonly isSaid?: boolean;
  readonly tells: { readonly json: unknown; readonly status?: number } | "nothing" | "half";
}

/** What was said there, in the order in which it was said, and what was asked. */
async function openPlatform(answer: (asked: Asked) => Answer) {
  const said: string[] = [];
  const asked: Asked[] = [];
  const { url } = await listen((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://x");
      const header = request.headers["x-acs-dingtalk-access-token"];
      const token =
        searchParams.get("access_token") ?? (header === undefined ? null : String(header));
      const words = /话\d+/.exec(body)?.[0] ?? "";
      asked.push({ path, token, words });
      const { isSaid = false, tells } = answer({ path, token, words });
      if (isSaid) said.push(words);
      if (tells === "nothing") return;
      if (tells === "half") {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"errc');
        setTimeout(() => request.socket.destroy(), 5);
        return;
      }
      response.writeHead(tells.status ?? 200, { "content-type": "application/json" });
      response.end(JSON.stringify(tells.json));
    });
  });
  return { url, said, asked, count: (path: string) => asked.filter((a) => a.path === path).length };
}

const fine: Answer = { isSaid: true, tells: { json: { errcode: 0, processQueryKey: "q" } } };

const robot = { clientId: "app", clientSecret: "secret", robotCode: "robot" };
const app = { corpId: "corp", agentId: "7", secret: "secret", callback: undefined };
const groupPath = "/v1.0/robot/groupMessages/send";
const sessionPath = "/robot/sendBySession";
const appPath = "/cgi-bin/message/send";
const pushPath = "/cgi-bin/webhook/send";

function speakerOf(platform: "one" | "two", url: string, timeoutMs = patientMs): Speaker {
  return platform === "one"
    ? wecom.speaker({ apiBase: url, aibot: undefined, app }, { timeoutMs })
    : dingtalk.speaker({ apiBase: url, oapiBase: url, robot }, { timeoutMs });
}

const quiet = { info: () => {}, error: () => {}, fault: () => {} };

async function drain(speaker: Speaker, workers = 2): Promise<void> {
  const ports = { db: office.db, speaker: () => speaker, now: () => office.now, log: quiet };
  const all = Array.from({ length: workers }, () => createDeliverer(ports));
  await Promise.all(all.map((each) => each.run()));
  await Promise.all(all.map((each) => each.idle()));
}

async function pass(speaker: Speaker, seconds: number, step = 1): Promise<void> {
  for (let second = 0; second < seconds; second += step) {
    office.now = new Date(office.now.getTime() + step * 1_000);
    await drain(speaker);
  }
}

async function sayTo(conversationId: number, text: string): Promise<void> {
  const { tenantId, now: at } = office;
  const message = textMessage(text);
  await office.inTenant((tx) =>
    insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at }),
  );
}

function accountOf(platform: "one" | "two"): number {
  return office.accounts.find((each) => each.platform === platform)?.id ?? 0;
}

async function personOf(name: string): Promise<number> {
  const account = { id: accountOf("one"), externalId: name };
  return office.inTenant((tx) => upsertSingleConversation(tx, account, office.now));
}

async function groupOf(platform: "one" | "two", pushAddress?: string): Promise<number> {
  return office.inTenant(async (tx) => {
    const id = (await findGroup(tx, accountOf(platform), `group-${platform}`)) ?? 0;
    if (pushAddress !== undefined) await updatePushAddress(tx, id, pushAddress);
    return id;
  });
}

/** Opens a session: somebody spoke there, and the platform told where to answer. */
async function openSession(url: string): Promise<void> {
  const expiresAt = new Date(office.now.getTime() + 90 * 60_000);
  const replyAddress = { url: `${url}${sessionPath}?session=s`, once: false, expiresAt };
  await office.person("王海涛").inGroup("议题", { replyAddress });
}

function fates() {
  return office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .select(["state", "attempts", "maybe_repeated as repeated", "sent_via as via"])
      .orderBy("id")
      .execute(),
  );
}

const texts = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

test("发到一半令牌过期：只换一次，一条不少，一条不多", async () => {
  let fresh = 1;
  let sends = 0;
  const platform = await openPlatform(({ path, token }) => {
    if (path !== appPath) {
      return { tells: { json: { access_token: `t${fresh}`, expires_in: 7200 } } };
    }
    sends += 1;
    if (sends === 6) fresh = 2;
    if (token === `t${fresh}`) return fine;
    return { tells: { json: { errcode: 42001, errmsg: "access_token expired" } } };
  });
  const wanted = texts("话", 15);
  for (const [index, text] of wanted.entries()) await sayTo(await personOf(`人${index % 5}`), text);
  const speaker = speakerOf("one", platform.url);
  await drain(speaker);
  expect(platform.said.toSorted()).toEqual(wanted.toSorted());
  expect(platform.count("/cgi-bin/gettoken")).toBe(2);
  expect((await fates()).every(({ state, attempts }) => state === "sent" && attempts === 1)).toBe(
    true,
  );
});

describe("平台说太快了，一分钟以后才好", () => {
  test("群消息推送：一分钟里只碰一次，顺序不乱", async () => {
    const over = office.now.getTime() + 60_000;
    const platform = await openPlatform(() =>
      office.now.getTime() < over
        ? { tells: { json: { errcode: 45009, errmsg: "api freq out of limit" } } }
        : fine,
    );
    const group = await groupOf("one", `${platform.url}${pushPath}?key=k`);
    const wanted = texts("话", 8);
    for (const text of wanted) await sayTo(group, text);
    const speaker = speakerOf("one", platform.url);
    await drain(speaker);
    await pass(speaker, 59);
    expect(platform.asked).toHaveLength(1);
    await pass(speaker, 5);
    expect(platform.said).toEqual(wanted);
    expect(platform.asked).toHaveLength(9);
  });

  test("会话地址：一分钟里只碰一次，不绕到别的路上去重说", async () => {
    const over = office.now.getTime() + 60_000;
    const platform = await openPlatform(({ path }) => {
      if (path !== sessionPath) return { tells: { json: { accessToken: "t", expireIn: 7200 } } };
      if (office.now.getTime() >= over) return fine;
      return { tells: { json: { errcode: 130101, errmsg: "send too fast" } } };
    });
    await openSession(platform.url);
    const group = await groupOf("two");
    const wanted = texts("话", 8);
    for (const text of wanted) await sayTo(group, text);
    const speaker = speakerOf("two", platform.url);
    await drain(speaker);
    await pass(speaker, 59);
    expect(platform.asked).toHaveLength(1);
    await pass(speaker, 5);
    expect(platform.said).toEqual(wanted);
    expect(platform.count(groupPath)).toBe(0);
  });

  test("接口每秒太多：歇一秒，顺序不乱", async () => {
    const over = office.now.getTime() + 1_000;
    const platform = await openPlatform(({ path }) => {
      if (path !== groupPath) return { tells: { json: { accessToken: "t", expireIn: 7200 } } };
      if (office.now.getTime() >= over) return fine;
      const code = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi";
      return { tells: { status: 403, json: { code, message: "" } } };
    });
    const group = await groupOf("two");
    for (const text of texts("话", 3)) await sayTo(group, text);
    const speaker = speakerOf("two", platform.url);
    await drain(speaker);
    expect(platform.count(groupPath)).toBe(1);
    await pass(speaker, 2);
    expect(platform.said).toEqual(texts("话", 3));
  });
});

test("会话地址到期了：当场改走接口，一条不少", async () => {
  const platform = await openPlatform(({ path }) => {
    if (path === sessionPath)
      return { tells: { json: { errcode: 300001, errmsg: "session 不存在" } } };
    return path === groupPath ? fine : { tells: { json: { accessToken: "t", expireIn: 7200 } } };
  });
  await openSession(platform.url);
  const group = await groupOf("two");
  for (const text of texts("话", 3)) await sayTo(group, text);
  await drain(speakerOf("two", platform.url));
  expect(platform.said).toEqual(texts("话", 3));
  expect(await fates()).toMatchObject([{ via: "group" }, { via: "group" }, { via: "group" }]);
});

describe("平台自己出了毛病", () => {
  test("先是 500，再是不吭声，再是说到一半断开：有去重的，最后一条一遍", async () => {
    const tries = new Map<string, number>();
    const kept = new Set<string>();
    const platform = await openPlatform(({ path, words }) => {
      if (path !== appPath) return { tells: { json: { access_token: "t", expires_in: 7200 } } };
      const turn = tries.get(words) ?? 0;
      tries.set(words, turn + 1);
      if (turn === 0) return { tells: { status: 500, json: {} } };
      // The real one drops what it has had within the half hour.
      const isSaid = !kept.has(words);
      kept.add(words);
      if (turn === 1) return { isSaid, tells: "nothing" };
      if (turn === 2) return { isSaid, tells: "half" };
      return { isSaid, tells: { json: { errcode: 0 } } };
    });
    const wanted = texts("话", 6);
    for (const [index, text] of wanted.entries())
      await sayTo(await personOf(`人${index % 3}`), text);
    const speaker = speakerOf("one", platform.url, shortMs);
    await drain(speaker);
    await pass(speaker, 120, 4);
    expect(platform.said.toSorted()).toEqual(wanted);
    const all = await fates();
    expect(all.every(({ state, repeated }) => state === "sent" && !repeated)).toBe(true);
  });

  test("没有去重的：不吭声的只再发一次，注明可能重复；说到一半断开的同样", async () => {
    const tries = new Map<string, number>();
    const platform = await openPlatform(({ words }) => {
      const turn = tries.get(words) ?? 0;
      tries.set(words, turn + 1);
      if (turn > 0) return fine;
      return { tells: words === "话1" ? "nothing" : "half" };
    });
    const group = await groupOf("one", `${platform.url}${pushPath}?key=k`);
    for (const text of texts("话", 2)) await sayTo(group, text);
    const speaker = speakerOf("one", platform.url, shortMs);
    await drain(speaker);
    await pass(speaker, 59, 59);
    expect(platform.said).toEqual([]);
    await pass(speaker, 62, 1);
    expect(platform.said).toEqual(["话1", "话2"]);
    expect(await fates()).toMatchObject([
      { state: "sent", attempts: 2, repeated: true },
      { state: "sent", attempts: 2, repeated: true },
    ]);
  });
});
