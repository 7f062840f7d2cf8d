import { expect, describe, test } from "vitest";
import { speaker } from "../../bot/platforms/wecom/index.ts";
import { PermanentError, TransientError } from "../../domain/errors.ts";
import type { Target } from "../../domain/voice.ts";
import { utf8Bytes } from "../../bot/bytes.ts";
import { delivery, pretendPlatform } from "./support.ts";
import type { Given, Taken } from "./support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const app = { corpId: "ww1", agentId: "1000002", secret: "s3cret" };
const person: Target = { conversation: { kind: "single", externalId: "ZhangJianguo" } };
const group: Target = { conversation: { kind: "group", externalId: "CHATID" } };
const later = (ms: number) => new Date(now.getTime() + ms);

const tokenPath = "/cgi-bin/gettoken";
const sendPath = "/cgi-bin/message/send";
const ok = { json: { errcode: 0, errmsg: "ok" } };

/** A platform whose tokens are t1, t2, …; the rest is up to the test. */
async function platform(answer: (taken: Taken, token: string | null) => Given = () => ok) {
  let tokens = 0;
  const pretend = await pretendPlatform((taken) => {
    if (taken.path === tokenPath) {
      tokens += 1;
      return { json: { errcode: 0, access_token: `t${tokens}`, expires_in: 7200 } };
    }
    return answer(taken, taken.query.get("access_token"));
  });
  const speak = (timeoutMs = 2000) =>
    speaker({ apiBase: `${pretend.url}/`, aibot: undefined, app }, { timeoutMs });
  return { ...pretend, speak };
}

async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  return await sending.then(
    () => {
      throw new Error("should have failed");
    },
    (error: unknown) => error,
  );
}

describe("走哪条路", () => {
  const base = { apiBase: "https://qyapi.weixin.qq.com", aibot: undefined };
  const pushAddress = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K";
  const url = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=R";
  const replyAddress = { url, once: true, expiresAt: later(60 * 60 * 1000) };

  test("群：先推送地址，后回话地址；单聊：先应用，后回话地址", () => {
    const mouth = speaker({ ...base, app });
    expect(mouth.voice({ ...group, pushAddress, replyAddress }, now)).toBe("push");
    expect(mouth.voice({ ...group, replyAddress }, now)).toBe("reply");
    expect(mouth.voice(group, now)).toBeUndefined();
    expect(mouth.voice({ ...person, replyAddress }, now)).toBe("person");
    expect(speaker({ ...base, app: undefined }).voice({ ...person, replyAddress }, now)).toBe(
      "reply",
    );
    expect(speaker({ ...base, app: undefined }).voice(person, now)).toBeUndefined();
  });

  test("回话地址只算到期前一分钟", () => {
    const mouth = speaker({ ...base, app });
    const target = { ...group, replyAddress };
    expect(mouth.voice(target, later(59 * 60 * 1000 - 1))).toBe("reply");
    expect(mouth.voice(target, later(59 * 60 * 1000))).toBeUndefined();
  });

  test("推送地址和回话地址都要在企业微信；经代理出去时也一样", () => {
    const proxied = speaker({ apiBase: "https://proxy.gov.cn/wx", aibot: undefined, app });
    expect(proxied.voice({ ...group, pushAddress }, now)).toBe("push");
    for (const bad of ["https://evil.example/x", "http://127.0.0.1:5432/", "not an address"]) {
      expect(proxied.voice({ ...group, pushAddress: bad }, now)).toBeUndefined();
    }
    // A pretend platform never speaks to the real one.
    const pretend = speaker({ apiBase: "http://127.0.0.1:3000", aibot: undefined, app });
    expect(pretend.voice({ ...group, pushAddress, replyAddress }, now)).toBeUndefined();
  });

  test("群的推送地址长什么样", () => {
    const mouth = speaker({ ...base, app });
    const pretend = speaker({ apiBase: "http://127.0.0.1:3000/p/wecom", aibot: undefined, app });
    expect(mouth.isPushAddress(pushAddress)).toBe(true);
    expect(pretend.isPushAddress("http://localhost:9/p/wecom/cgi-bin/webhook/send?key=K")).toBe(
      true,
    );
    expect(pretend.isPushAddress(pushAddress)).toBe(false);
    for (const words of [
      "K",
      url,
      pushAddress.replace("https", "http"),
      pushAddress.replace("qyapi", "evil"),
      pushAddress.replace("?key=K", ""),
      pushAddress.replace("?key=K", "?key="),
      ` ${pushAddress}`,
      "http://127.0.0.1:3000/p/wecom/cgi-bin/webhook/send?key=K",
    ]) {
      expect(mouth.isPushAddress(words)).toBe(false);
    }
  });

  test("只有应用消息会自己去重", () => {
    const mouth = speaker({ ...base, app });
    expect(
      (["reply", "push", "group", "person"] as const).filter((via) => mouth.isIdempotent(via)),
    ).toEqual(["person"]);
  });
});

function contentOf(json: unknown): string {
  const { text, markdown } = json as Record<"text" | "markdown", { content: string } | undefined>;
  return (text ?? markdown)?.content ?? "";
}

describe("应用消息", () => {
  test("取一次令牌，发文字，带去重", async () => {
    const pretend = await platform(() => ({ json: { errcode: 0, msgid: "m1", invaliduser: "" } }));
    const mouth = pretend.speak();
    expect(await mouth.send(delivery(person, "明天下午开会 <a href=x>", now))).toEqual({
      via: "person",
      platformMessageId: "m1",
    });
    await mouth.send(delivery(person, "第二条", now));
    expect(pretend.paths()).toEqual([tokenPath, sendPath, sendPath]);
    expect(Object.fromEntries(pretend.taken[0]?.query ?? [])).toEqual({
      corpid: "ww1",
      corpsecret: "s3cret",
    });
    expect(pretend.taken[1]).toMatchObject({ method: "POST" });
    expect(pretend.taken[1]?.query.get("access_token")).toBe("t1");
    expect(pretend.taken[1]?.json).toEqual({
      touser: "ZhangJianguo",
      msgtype: "text",
      agentid: 1_000_002,
      text: { content: "明天下午开会 ＜a href=x>" },
      enable_duplicate_check: 1,
      duplicate_check_interval: 1800,
    });
  });

  test("太长的分几条发，一个字不少；没有这一条就不发", async () => {
    const pretend = await platform();
    const mouth = pretend.speak();
    const long = delivery(person, "议".repeat(900), now);
    expect(await mouth.send(long)).toEqual({ via: "person", hasMore: true });
    expect(await mouth.send({ ...long, part: 1 })).toEqual({ via: "person" });
    const said = pretend.taken.slice(1).map(({ json }) => contentOf(json));
    expect(said.map(utf8Bytes)).toEqual([2046, 654]);
    expect(said.join("")).toBe("议".repeat(900));
    const failure = await failureOf(mouth.send({ ...long, part: 2 }));
    expect(failure).toBeInstanceOf(PermanentError);
    expect(pretend.taken).toHaveLength(3);
  });

  test("两条一模一样的，第二条不让平台当成重发", async () => {
    const pretend = await platform();
    const mouth = pretend.speak();
    const twice = delivery(person, "议".repeat(682 * 2), now);
    await mouth.send(twice);
    await mouth.send({ ...twice, part: 1 });
    expect(contentOf(pretend.taken[2]?.json)).toBe(contentOf(pretend.taken[1]?.json));
    expect(pretend.taken[1]?.json).toHaveProperty("enable_duplicate_check", 1);
    expect(pretend.taken[2]?.json).not.toHaveProperty("enable_duplicate_check");
  });

  test("五十条同时发，只取一次令牌；令牌快到期就换", async () => {
    const pretend = await platform();
    const mouth = pretend.speak();
    await Promise.all(
      Array.from({ length: 50 }, async () => await mouth.send(delivery(person, "好", now))),
    );
    const fetches = () => pretend.paths().filter((path) => path === tokenPath).length;
    expect(fetches()).toBe(1);
    await mouth.send(delivery(person, "好", later(7200_000 - 301_000)));
    expect(fetches()).toBe(1);
    await mouth.send(delivery(person, "好", later(7200_000 - 299_000)));
    expect(fetches()).toBe(2);
  });

  test.each([40_014, 42_001, 40_001])("令牌失效 %d：换一次，再发一次", async (errcode) => {
    const pretend = await platform((_, token) => (token === "t1" ? { json: { errcode } } : ok));
    expect(await pretend.speak().send(delivery(person, "好", now))).toEqual({ via: "person" });
    expect(pretend.paths()).toEqual([tokenPath, sendPath, tokenPath, sendPath]);
  });

  test.each([40_014, 40_001])("新令牌也不认 %d：就此打住，不循环", async (errcode) => {
    const pretend = await platform(() => ({ json: { errcode } }));
    const failure = await failureOf(pretend.speak().send(delivery(person, "好", now)));
    expect(failure).toBeInstanceOf(PermanentError);
    expect(pretend.paths()).toEqual([tokenPath, sendPath, tokenPath, sendPath]);
  });

  test("密钥不对：十分钟内不再去问", async () => {
    const pretend = await pretendPlatform(() => ({
      json: { errcode: 40_001, errmsg: "invalid credential, hint: [1], from ip: 1.2.3.4" },
    }));
    const mouth = speaker({ apiBase: pretend.url, aibot: undefined, app });
    for (const at of [now, later(1), later(599_000)]) {
      const failure = await failureOf(mouth.send(delivery(person, "好", at)));
      expect(failure).toBeInstanceOf(PermanentError);
      expect(String(failure)).toContain("errcode 40001 (wrong secret)");
    }
    expect(pretend.paths()).toEqual([tokenPath]);
    await failureOf(mouth.send(delivery(person, "好", later(600_000))));
    expect(pretend.paths()).toEqual([tokenPath, tokenPath]);
  });

  test.each([{ invaliduser: "a|zhangjianguo" }, { unlicenseduser: "zhangjianguo" }])(
    "errcode 0 而本人在 %j 里：到不了",
    async (left) => {
      const pretend = await platform(() => ({ json: { errcode: 0, ...left } }));
      const failure = await failureOf(pretend.speak().send(delivery(person, "好", now)));
      expect(failure).toBeInstanceOf(PermanentError);
    },
  );

  test("应用到不了的人，回话地址还开着就走回话地址", async () => {
    const pretend = await platform(({ path }) =>
      path === sendPath ? { json: { errcode: 81_013 } } : ok,
    );
    const url = `${pretend.url}/cgi-bin/aibot/response?response_code=R`;
    const replyAddress = { url, once: true, expiresAt: later(3600_000) };
    const sent = await pretend.speak().send(delivery({ ...person, replyAddress }, "*好*", now));
    expect(sent).toEqual({ via: "reply" });
    expect(pretend.taken.at(-1)?.query.get("response_code")).toBe("R");
    expect(pretend.taken.at(-1)?.json).toEqual({
      msgtype: "markdown",
      markdown: { content: "＊好＊" },
    });
  });
});

const push = async (text: string, answer?: () => Given) => {
  const pretend = await platform(answer);
  const pushAddress = `${pretend.url}/cgi-bin/webhook/send?key=K`;
  const sent = pretend.speak().send(delivery({ ...group, pushAddress }, text, now));
  return { sent, pretend };
};

describe("推送到群", () => {
  test("短的用文字", async () => {
    const { sent, pretend } = await push("<@all> 明天下午开会");
    expect(await sent).toEqual({ via: "push" });
    expect(pretend.paths()).toEqual(["/cgi-bin/webhook/send"]);
    expect(pretend.taken[0]?.query.get("key")).toBe("K");
    expect(pretend.taken[0]?.json).toEqual({
      msgtype: "text",
      text: { content: "＜@all> 明天下午开会" },
    });
  });

  test("2048 字节还是文字，多一个字节就用 markdown，再长就分几条", async () => {
    const exactly = await push("a".repeat(2048));
    await exactly.sent;
    expect(exactly.pretend.taken[0]?.json).toMatchObject({ msgtype: "text" });
    const more = await push(`# ${"a".repeat(2047)}`);
    await more.sent;
    expect(more.pretend.taken[0]?.json).toEqual({
      msgtype: "markdown",
      markdown: { content: `＃ ${"a".repeat(2047)}` },
    });
    const pretend = await platform();
    const target = { ...group, pushAddress: `${pretend.url}/cgi-bin/webhook/send?key=K` };
    const long = delivery(target, "议".repeat(3000), now);
    const mouth = pretend.speak();
    expect(await mouth.send(long)).toEqual({ via: "push", hasMore: true });
    expect(await mouth.send({ ...long, part: 1 })).toEqual({ via: "push", hasMore: true });
    expect(await mouth.send({ ...long, part: 2 })).toEqual({ via: "push" });
    const said = pretend.taken.map(({ json }) => contentOf(json));
    expect(said.map(utf8Bytes)).toEqual([4095, 4095, 810]);
    expect(said.join("")).toBe("议".repeat(3000));
  });

  test("地址已作废：再试也没有用，话里有编号而没有密钥", async () => {
    const { sent } = await push("好", () => ({ json: { errcode: 93_000, errmsg: "key=K" } }));
    const failure = await failureOf(sent);
    expect(failure).toBeInstanceOf(PermanentError);
    expect(String(failure)).toContain("errcode 93000");
    expect(String(failure)).not.toContain("K");
  });
});

const outcome = async (given: Given, timeoutMs?: number) => {
  const pretend = await platform(() => given);
  const failure = await failureOf(pretend.speak(timeoutMs).send(delivery(person, "好", now)));
  expect(String(failure)).not.toMatch(/s3cret|t1|http/);
  return failure;
};

describe("出了错", () => {
  test.each([
    [{ json: { errcode: 45_009 } }, 60_000, false],
    [{ json: { errcode: -1 } }, undefined, false],
    [{ json: { errcode: 45_033 } }, undefined, false],
    [{ json: {}, status: 429 }, 60_000, false],
    [{ json: {}, status: 500 }, undefined, false],
    [{ text: "bad gateway", status: 502 }, undefined, true],
    [{ text: "", status: 504 }, undefined, true],
    [{ text: "<html>" }, undefined, true],
    [{ json: { errcode: 0, pad: "x".repeat(1024 * 1024) } }, undefined, true],
    ["cut" as const, undefined, true],
  ])("%# 过一会儿再试", async (given, retryAfterMs, fateUnknown) => {
    const failure = await outcome(given);
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({ retryAfterMs, fateUnknown });
  });

  test("不应声：不知道发出去没有", async () => {
    const failure = await outcome("silence", 100);
    expect(failure).toMatchObject({ name: "TransientError", fateUnknown: true });
  });

  test.each([
    [{ json: { errcode: 48_002 } }, "48002"],
    [{ json: { errcode: "81013" } }, "81013"],
    [{ json: { errcode: 60_020, errmsg: "not allow, from ip: 203.0.113.9, more" } }, "203.0.113.9"],
    [{ json: {}, status: 404 }, "HTTP 404"],
    [{ text: "", status: 302, headers: { location: "https://elsewhere.example/" } }, "HTTP 302"],
  ])("%# 再试也没有用", async (given, said) => {
    const failure = await outcome(given);
    expect(failure).toBeInstanceOf(PermanentError);
    expect(String(failure)).toContain(said);
  });

  test("连不上：肯定没有发出去", async () => {
    const [pretend, gone] = [await platform(), await platform()];
    await gone.close();
    const pushAddress = `${gone.url}/cgi-bin/webhook/send?key=K`;
    const sending = pretend.speak().send(delivery({ ...group, pushAddress }, "好", now));
    expect(await failureOf(sending)).toMatchObject({
      name: "TransientError",
      message: "push: ECONNREFUSED",
      fateUnknown: false,
    });
  });

  test("令牌没取到：消息肯定没有发出去", async () => {
    const pretend = await pretendPlatform(() => "cut");
    const mouth = speaker({ apiBase: pretend.url, aibot: undefined, app });
    expect(await failureOf(mouth.send(delivery(person, "好", now)))).toMatchObject({
      name: "TransientError",
      fateUnknown: false,
    });
  });

  test("没有路可走", async () => {
    const mouth = speaker({ apiBase: "http://127.0.0.1:1", aibot: undefined, app: undefined });
    expect(await failureOf(mouth.send(delivery(person, "好", now)))).toBeInstanceOf(PermanentError);
  });

  test("已经叫停：不发", async () => {
    const pretend = await platform();
    const stopped = { ...delivery(person, "好", now), signal: AbortSignal.abort() };
    expect(await failureOf(pretend.speak().send(stopped))).toMatchObject({ fateUnknown: false });
    expect(pretend.paths()).not.toContain(sendPath);
  });
});
