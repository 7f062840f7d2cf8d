import { request as httpRequest } from "node:http";
import Router from "@koa/router";
import { describe, expect, test, vi } from "vitest";
import { sealEvent } from "../../bot/platforms/dingtalk/event-crypto.ts";
import { doors as dingtalkDoors } from "../../bot/platforms/dingtalk/index.ts";
import { signRobot } from "../../bot/platforms/dingtalk/crypto.ts";
import { openFrame } from "../../bot/platforms/wecom/crypto.ts";
import { doors as wecomDoors } from "../../bot/platforms/wecom/index.ts";
import { createServer } from "../../bot/server.ts";
import type { Handled, ServerOptions } from "../../bot/server.ts";
import { BusyError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { textMessage } from "../../domain/message.ts";
import { listen, sealedPost, wecomKeys } from "./support.ts";

const wecomPath = "/webhook/wecom/aibot";
const dingtalkPath = "/webhook/dingtalk/robot";
const startAt = new Date("2026-03-09T01:00:00Z");
const secret = "this is a secret";
const words = "荐题 这句话不能进日志";

const wecomMessage = {
  msgid: "m1",
  chatid: "CHATID",
  chattype: "group",
  from: { userid: "limei" },
  msgtype: "text",
  text: { content: words },
};
const dingtalkMessage = {
  msgId: "d1",
  conversationId: "cid1",
  conversationType: "2",
  senderId: "$:x",
  senderStaffId: "0147",
  msgtype: "text",
  text: { content: words },
};

const eventKeys = { token: "123456", aesKey: "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij" };

function settingsOf(isSetUp: boolean) {
  const robot = { clientId: "c", clientSecret: secret, robotCode: "c" };
  return {
    wecom: {
      apiBase: "https://qyapi.weixin.qq.com",
      aibot: isSetUp ? wecomKeys : undefined,
      app: undefined,
    },
    dingtalk: {
      apiBase: "https://api.dingtalk.com",
      oapiBase: "https://oapi.dingtalk.com",
      robot: isSetUp ? robot : undefined,
      events: isSetUp ? eventKeys : undefined,
    },
  };
}

function doorsOf(account: string, isSetUp = true) {
  const { wecom, dingtalk } = settingsOf(isSetUp);
  return [...wecomDoors(wecom, account), ...dingtalkDoors(dingtalk, account)];
}

/** A running server, what it was asked to do, and a clock of its own. */
async function start(overrides: Partial<ServerOptions> = {}) {
  const clock = { at: startAt };
  const calls: unknown[][] = [];
  const log: { level: string; fields: unknown; message: string }[] = [];
  const undelivered: string[] = [];
  const handled = (text: string | undefined): Handled => ({
    answer: text === undefined ? undefined : textMessage(text),
    undelivered: async () => {
      undelivered.push(text ?? "");
    },
  });
  const app = createServer({
    accounts: new Map([
      ["env", doorsOf("env")],
      ["second", wecomDoors(settingsOf(true).wecom, "second")],
      ["bare", doorsOf("bare", false)],
    ]),
    tap: async (...args) => {
      calls.push(["tap", ...args]);
      return handled("已记下");
    },
    handle: async (...args) => {
      calls.push(["handle", ...args]);
      return handled("已记下");
    },
    groupChanged: async (...args) => void calls.push(["group", ...args]),
    recall: async (...args) => {
      calls.push(["recall", ...args]);
      return textMessage("说过的话");
    },
    ready: async () => true,
    log: {
      error: (fields, message) => log.push({ level: "error", fields, message }),
      warn: (fields, message) => log.push({ level: "warn", fields, message }),
    },
    now: () => clock.at,
    ...overrides,
  });
  const callback = app.callback();
  const { url, server } = await listen((req, res) => void callback(req, res));
  return { url, server, clock, calls, log, undelivered, handled };
}

const post = async (url: string, body: string, headers: Record<string, string> = {}) =>
  await fetch(url, { method: "POST", body, headers });

const wecomUrl = (base: string, message: unknown = wecomMessage, account = "") => {
  const { query, body } = sealedPost(message, startAt);
  return { url: `${base}${wecomPath}${account}?${query.toString()}`, body };
};

const dingtalkHeaders = (at = startAt, key = secret) => {
  const timestamp = String(at.getTime());
  return { timestamp, sign: signRobot(key, timestamp) };
};

describe("真消息", () => {
  test("企业微信：交给处理，回加密的 stream", async () => {
    const { url: base, calls, undelivered, log } = await start();
    const { url, body } = wecomUrl(base);
    const response = await post(url, body);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
    const {
      encrypt: ciphertext,
      msgsignature: signature,
      timestamp,
      nonce,
    } = Object(await response.json());
    const sealed = { signature, timestamp: String(timestamp), nonce, ciphertext };
    expect(JSON.parse(openFrame(wecomKeys, sealed)).stream.content).toBe("已记下");
    expect(calls).toEqual([
      ["handle", "env", "wecom", expect.objectContaining({ messageId: "m1", text: words })],
    ]);
    expect(undelivered).toEqual([]);
    expect(log).toEqual([]);
  });

  test("钉钉：回 JSON", async () => {
    const { url, calls } = await start();
    const body = JSON.stringify(dingtalkMessage);
    const response = await post(url + dingtalkPath, body, dingtalkHeaders());
    expect(await response.json()).toEqual({ msgtype: "text", text: { content: "已记下" } });
    expect(calls).toEqual([["handle", "env", "dingtalk", expect.anything()]]);
  });

  test("网址里写了账号就是那个账号", async () => {
    const { url: base, calls } = await start();
    const { url, body } = wecomUrl(base, wecomMessage, "/second");
    expect((await post(url, body)).status).toBe(200);
    expect(calls[0]?.[1]).toBe("second");
  });

  test("网址验证：原样送回，不多一个字节", async () => {
    const { url, calls } = await start();
    const { query, body } = sealedPost("1288432023552776189", startAt);
    query.set("echostr", String(JSON.parse(body).encrypt));
    const response = await fetch(`${url}${wecomPath}?${query.toString()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(Buffer.from(await response.arrayBuffer()).toString()).toBe("1288432023552776189");
    expect(calls).toEqual([]);
  });

  test("刷新：问说过什么，不再处理一遍", async () => {
    const { url: base, calls } = await start();
    const refresh = { ...wecomMessage, msgtype: "stream", text: undefined, stream: { id: "s1" } };
    const { url, body } = wecomUrl(base, refresh);
    expect((await post(url, body)).status).toBe(200);
    const conversation = { kind: "group", externalId: "CHATID" };
    expect(calls).toEqual([["recall", "env", "wecom", conversation, "s1"]]);
  });

  test("群解散：先办好再确认；没办成不确认，平台会再送", async () => {
    const outcomes = [() => Promise.resolve(), () => Promise.reject(new Error("database gone"))];
    const changes: unknown[] = [];
    const { url } = await start({
      groupChanged(...args) {
        changes.push(args);
        return outcomes.shift()?.() ?? Promise.resolve();
      },
    });
    const words = JSON.stringify({ EventType: "chat_disband", OpenConversationId: "cid1" });
    const timestamp = String(startAt.getTime());
    const sealed = sealEvent(eventKeys, { words, receiveId: "c" }, { timestamp, nonce: "n" });
    const query = new URLSearchParams({ signature: sealed.msg_signature, timestamp, nonce: "n" });
    const tell = () =>
      post(`${url}/webhook/dingtalk/event?${query.toString()}`, JSON.stringify(sealed));
    expect((await tell()).status).toBe(200);
    expect((await tell()).status).toBe(500);
    const change = ["env", "dingtalk", { kind: "gone", externalId: "cid1" }];
    expect(changes).toEqual([change, change]);
  });

  test("不用理的：空的 200，不处理", async () => {
    const { url: base, calls } = await start();
    const event = { ...wecomMessage, msgtype: "event", event: { eventtype: "feedback_event" } };
    const { url, body } = wecomUrl(base, event);
    const response = await post(url, body);
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(calls).toEqual([]);
  });

  test("正好 1 MiB 的也收", async () => {
    const { url, calls } = await start();
    const bare = JSON.stringify({ ...dingtalkMessage, pad: "" });
    const pad = "x".repeat(limits.bodyBytesMax - Buffer.byteLength(bare));
    const body = JSON.stringify({ ...dingtalkMessage, pad });
    expect(Buffer.byteLength(body)).toBe(limits.bodyBytesMax);
    expect((await post(url + dingtalkPath, body, dingtalkHeaders())).status).toBe(200);
    expect(calls).toHaveLength(1);
  });
});

describe("假的、坏的：同一种拒绝，什么也不做", () => {
  const hour = 60 * 60 * 1000;
  const big = "x".repeat(limits.bodyBytesMax + 1);
  const bomb =
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml>&b;</xml>';
  const dingtalkBody = JSON.stringify(dingtalkMessage);

  type Attack = (base: string) => Promise<Response>;
  const attacks: Record<string, Attack> = {
    签名不对: async (base) => {
      const { url, body } = wecomUrl(base);
      return await post(url.replace(/msg_signature=./, "msg_signature=x"), body);
    },
    换了密文: async (base) =>
      await post(wecomUrl(base).url, wecomUrl(base, { ...wecomMessage, msgid: "m2" }).body),
    过期: async (base) => {
      const { query, body } = sealedPost(wecomMessage, new Date(startAt.getTime() - hour - 1000));
      return await post(`${base}${wecomPath}?${query.toString()}`, body);
    },
    收件人不是我们: async (base) => {
      const { query, body } = sealedPost(wecomMessage, startAt, "wwEVIL");
      return await post(`${base}${wecomPath}?${query.toString()}`, body);
    },
    没有参数: async (base) => await post(base + wecomPath, wecomUrl(base).body),
    参数重复: async (base) => {
      const { url, body } = wecomUrl(base);
      return await post(`${url}&nonce=n0nce`, body);
    },
    没有密文: async (base) => await post(wecomUrl(base).url, "{}"),
    "JSON 坏了": async (base) => await post(wecomUrl(base).url, '{"encrypt":'),
    空的: async (base) => await post(wecomUrl(base).url, ""),
    "带实体的 XML": async (base) => await post(wecomUrl(base).url, bomb),
    太大: async (base) => await post(wecomUrl(base).url, big),
    "太大，没有先说": async (base) =>
      await fetch(wecomUrl(base).url, {
        method: "POST",
        body: new Blob([big]).stream(),
        duplex: "half",
      }),
    没有这个账号: async (base) => {
      const { url, body } = wecomUrl(base, wecomMessage, "/nobody");
      return await post(url, body);
    },
    账号写坏了: async (base) => {
      const { url, body } = wecomUrl(base, wecomMessage, "/%E0%A4%A");
      return await post(url, body);
    },
    这个账号没有这个平台: async (base) =>
      await post(`${base}${dingtalkPath}/second`, dingtalkBody, dingtalkHeaders()),
    没有配置: async (base) => {
      const { url, body } = wecomUrl(base, wecomMessage, "/bare");
      return await post(url, body);
    },
    钉钉没有配置: async (base) =>
      await post(`${base}${dingtalkPath}/bare`, dingtalkBody, dingtalkHeaders()),
    别的方法: async (base) => await fetch(wecomUrl(base).url, { method: "PUT", body: "{}" }),
    "钉钉没有 GET": async (base) =>
      await fetch(base + dingtalkPath, { headers: dingtalkHeaders() }),
    验证网址签名不对: async (base) =>
      await fetch(`${base}${wecomPath}?msg_signature=x&timestamp=1&nonce=1&echostr=x`),
    钉钉签名不对: async (base) =>
      await post(base + dingtalkPath, dingtalkBody, dingtalkHeaders(startAt, "other")),
    钉钉没有签名: async (base) => await post(base + dingtalkPath, dingtalkBody),
    钉钉过期: async (base) =>
      await post(
        base + dingtalkPath,
        dingtalkBody,
        dingtalkHeaders(new Date(startAt.getTime() - hour - 1)),
      ),
    钉钉缺字段: async (base) =>
      await post(base + dingtalkPath, '{"msgtype":"text"}', dingtalkHeaders()),
    钉钉太大: async (base) => await post(base + dingtalkPath, big, dingtalkHeaders()),
    "钉钉 XML": async (base) => await post(base + dingtalkPath, bomb, dingtalkHeaders()),
  };

  test.each(Object.entries(attacks))("%s", async (_name, attack) => {
    const { url, calls, log } = await start();
    const response = await attack(url);
    const { date: _, ...headers } = Object.fromEntries(response.headers);
    expect(response.status).toBe(403);
    expect(await response.text()).toBe("");
    expect(headers).toEqual({
      "cache-control": "no-store",
      connection: "keep-alive",
      "content-length": "0",
      "content-type": "text/plain; charset=utf-8",
      "keep-alive": "timeout=5",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    expect(calls).toEqual([]);
    expect(log.map(({ level }) => level)).toEqual(["warn"]);
    expect(JSON.stringify(log)).not.toContain("荐题");
  });

  test("说自己太大的，不等它发就拒绝", async () => {
    const { url } = await start();
    const headers = { "content-length": String(limits.bodyBytesMax + 1) };
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(url + wecomPath, { method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on("error", reject);
      request.flushHeaders();
    });
    expect(status).toBe(403);
  });

  test("不停地发就断开", async () => {
    const { url } = await start();
    const outcome = await new Promise<string>((resolve) => {
      const request = httpRequest(url + wecomPath, { method: "POST" });
      const piece = Buffer.alloc(256 * 1024);
      let sent = 0;
      const more = () => {
        sent += piece.length;
        if (request.destroyed || sent > 64 * 1024 * 1024) resolve(`took ${sent}`);
        else request.write(piece, more);
      };
      request.on("error", () => resolve("cut off"));
      request.on("close", () => resolve("cut off"));
      more();
    });
    expect(outcome).toBe("cut off");
  });

  test("不认得的路：404", async () => {
    const { url, calls } = await start();
    for (const path of ["/", "/webhook", "/webhook/wecom", `${wecomPath}/env/more`, "/../etc"]) {
      expect((await post(url + path, "{}")).status).toBe(404);
    }
    expect(calls).toEqual([]);
  });
});

async function fail(): Promise<never> {
  throw Object.assign(new Error(`bad words: ${words} ${secret}`), { code: "23505" });
}

describe("处理不了", () => {
  test("太忙：503，没有内容，不算错", async () => {
    const { url: base, log } = await start({
      handle: async () => {
        throw new BusyError();
      },
    });
    const { url, body } = wecomUrl(base);
    const response = await post(url, body);
    expect([response.status, await response.text()]).toEqual([503, ""]);
    expect(log).toEqual([]);
  });

  test.each([wecomMessage, { ...wecomMessage, msgtype: "stream", stream: { id: "s" } }])(
    "我们的错：500，没有内容，记下在哪里而不记说了什么",
    async (message) => {
      const { url: base, log } = await start({ handle: fail, recall: fail });
      const { url, body } = wecomUrl(base, message);
      const response = await post(url, body);
      expect([response.status, await response.text()]).toEqual([500, ""]);
      expect(log).toEqual([
        {
          level: "error",
          fields: {
            path: wecomPath,
            cause: "Error",
            code: "23505",
            at: expect.stringContaining("server.test.ts"),
          },
          message: "request failed",
        },
      ]);
      expect(JSON.stringify(log)).not.toMatch(/荐题|secret/);
    },
  );
});

describe("答晚了、没人听", () => {
  test("在时限之内：不另发", async () => {
    const {
      url: base,
      undelivered,
      clock,
      handled,
    } = await start({
      handle: async () => {
        clock.at = new Date(startAt.getTime() + 4500);
        return handled("刚好");
      },
    });
    const { url, body } = wecomUrl(base);
    expect((await post(url, body)).status).toBe(200);
    expect(undelivered).toEqual([]);
  });

  test.each([
    ["企业微信", 4501, (base: string) => wecomUrl(base), {}],
    [
      "钉钉",
      2301,
      (base: string) => ({ url: base + dingtalkPath, body: JSON.stringify(dingtalkMessage) }),
      dingtalkHeaders(),
    ],
  ])("%s 过了时限：照样回 200，并另发一次", async (_name, ms, address, headers) => {
    const {
      url: base,
      undelivered,
      clock,
      handled,
    } = await start({
      handle: async () => {
        clock.at = new Date(startAt.getTime() + ms);
        return handled("晚了");
      },
    });
    const { url, body } = address(base);
    expect((await post(url, body, headers)).status).toBe(200);
    expect(undelivered).toEqual(["晚了"]);
  });

  test("对方先挂断：另发一次", async () => {
    const seen = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const undelivered = vi.fn(async () => told.resolve());
    const {
      url: base,
      server,
      log,
    } = await start({
      handle: async () => {
        seen.resolve();
        await gone.promise;
        return { answer: textMessage("没人听"), undelivered };
      },
    });
    server.prependListener("request", (_request, response) => {
      response.once("close", () => gone.resolve());
    });
    const { url, body } = wecomUrl(base);
    const abort = new AbortController();
    const asking = fetch(url, { method: "POST", body, signal: abort.signal }).catch(
      () => "aborted",
    );
    await seen.promise;
    abort.abort();
    expect(await asking).toBe("aborted");
    await told.promise;
    expect(undelivered).toHaveBeenCalledTimes(1);
    expect(log).toEqual([]);
  });

  test("写到一半对方挂断：另发一次", async () => {
    const told = Promise.withResolvers<void>();
    const undelivered = vi.fn(async () => told.resolve());
    const { url: base, server } = await start({
      handle: async () => ({ answer: textMessage("说到一半"), undelivered }),
    });
    server.prependListener("request", (request, response) => {
      // The connection breaks after the answer was found and before it is written.
      const end = response.end.bind(response);
      response.end = (...args: []) => {
        request.socket.destroy();
        return end(...args);
      };
    });
    const { url, body } = wecomUrl(base);
    await expect(post(url, body)).rejects.toThrow();
    await told.promise;
    expect(undelivered).toHaveBeenCalledTimes(1);
  });

  test("另发也没记下来：记一笔错，照样回答", async () => {
    const {
      url: base,
      clock,
      log,
    } = await start({
      handle: async () => {
        clock.at = new Date(startAt.getTime() + 9000);
        return { answer: textMessage("晚了"), undelivered: fail };
      },
    });
    const { url, body } = wecomUrl(base);
    expect((await post(url, body)).status).toBe(200);
    expect(log.map(({ message }) => message)).toEqual(["undelivered answer was not kept"]);
    expect(JSON.stringify(log)).not.toContain("荐题");
  });
});

describe("别的页面", () => {
  test("活着、就绪、还没就绪", async () => {
    const { url } = await start();
    const down = await start({ ready: async () => false });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${down.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${down.url}/healthz`)).status).toBe(200);
  });

  test("外面装上的页面照样开，出错也是 500", async () => {
    const router = new Router();
    router.get("/sandbox", (ctx) => {
      ctx.body = "演练场";
    });
    router.get("/broken", () => {
      throw new Error(words);
    });
    const { url, log } = await start({ extraRoutes: [router] });
    expect(await (await fetch(`${url}/sandbox`)).text()).toBe("演练场");
    expect((await fetch(`${url}/broken`)).status).toBe(500);
    expect(JSON.stringify(log)).not.toContain("荐题");
  });
});
