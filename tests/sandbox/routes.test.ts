import { request, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cast } from "../../sandbox/cast.ts";
import { createSandboxKeys, type SandboxKeys } from "../../sandbox/keys.ts";
import type { ShownCard } from "../../sandbox/timeline.ts";
import { startDemoBot, type DemoBot } from "./demo-bot.ts";

const accessKey = "0123456789abcdef0123456789abcdef";
const keys: SandboxKeys = JSON.parse(JSON.stringify(createSandboxKeys()));
let bot: DemoBot;

beforeEach(async () => {
  bot = await startDemoBot({ keys, accessKey, answer: (text) => `听到：${text}` });
});

afterEach(async () => {
  expect(bot.errors).toEqual([]);
  await bot.close();
});

/** A person behind a proxy is not at this machine, however near the proxy is. */
const away = { "x-forwarded-for": "203.0.113.7" };

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(bot.baseUrl + path, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(bot.baseUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bot.baseUrl, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** Asks with the path and the headers exactly as given, which fetch would tidy up. */
function askRaw(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(bot.baseUrl);
    const asked = request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response);
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("谁能打开", () => {
  test("本机直接打开，带着安全头，页首那句话一字不差", async () => {
    const response = await get("/sandbox");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    const html = await response.text();
    expect(html).toContain('lang="zh-CN"');
    expect(html).toMatch(
      />\s*演练场：人和事都是虚构的，不会发到任何真实的群。照左边的步骤点，十分钟看完一件议题从提出到纪要。\s*</,
    );
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|https?:\/\//);
  });

  test.each(["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"])(
    "有 %s 的就不是本机，没有链接打不开",
    async (header) => {
      for (const path of [
        "/sandbox",
        "/sandbox/state",
        "/sandbox/events",
        "/sandbox/assets/app.js",
      ]) {
        expect((await get(path, { [header]: "203.0.113.7" })).status).toBe(403);
      }
    },
  );

  test("指到本机的别的域名，也打不开", async () => {
    expect((await askRaw("/sandbox", { host: "evil.example:3000" })).statusCode).toBe(403);
    expect((await askRaw("/sandbox", { host: "localhost:3000" })).statusCode).toBe(200);
  });

  test("有链接：给一个只能由浏览器带的凭证，里面没有链接本身", async () => {
    const opened = await get(`/sandbox?key=${accessKey}`, away);
    expect(opened.status).toBe(200);
    const cookie = opened.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; path=\/sandbox; samesite=strict; httponly/i);
    expect(cookie).not.toContain(accessKey);
    const pass = cookie.split(";")[0] ?? "";
    expect((await get("/sandbox/state", { ...away, cookie: pass })).status).toBe(200);
    expect((await get("/sandbox/state", { ...away, cookie: `${pass}x` })).status).toBe(403);
  });

  test.each(["", "no", accessKey.toUpperCase(), `${accessKey}&key=${accessKey}`])(
    "链接不对：%s",
    async (key) => {
      const response = await get(`/sandbox?key=${key}`, away);
      expect(response.status).toBe(403);
      expect(response.headers.get("set-cookie")).toBeNull();
    },
  );

  test("两个平台的接口只给本机的机器人，有链接也不行", async () => {
    const path = "/sandbox/api/wecom/cgi-bin/gettoken";
    expect((await get(path)).status).toBe(200);
    expect((await get(`${path}?key=${accessKey}`, away)).status).toBe(404);
  });
});

describe("静态文件", () => {
  test.each([
    "/sandbox/assets/../routes.ts",
    "/sandbox/assets/..%2froutes.ts",
    "/sandbox/assets/%2e%2e%2froutes.ts",
    "/sandbox/assets/..%5croutes.ts",
    "/sandbox/assets/page/app.js",
    "/sandbox/assets/app.js%00.css",
    "/sandbox/assets/__proto__",
    "/sandbox/assets/",
  ])("取不到别的文件：%s", async (path) => {
    expect((await askRaw(path)).statusCode).toBe(404);
  });

  test.each([
    ["app.js", "text/javascript; charset=utf-8"],
    ["style.css", "text/css; charset=utf-8"],
    ["card.css", "text/css; charset=utf-8"],
    ["card.js", "text/javascript; charset=utf-8"],
    ["icon.svg", "image/svg+xml"],
  ])("%s", async (name, type) => {
    const response = await get(`/sandbox/assets/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("说话", () => {
  const accounts = new Map(cast.members.map(({ name, account }) => [name, account]));
  const liMei = accounts.get("李梅");
  const wangHaiTao = accounts.get("王海涛");
  const group = "wecom:group:wrQHchengnanxieshang01";
  const line = { userId: liMei?.userId, conversation: group, text: "你好", mentionsBot: true };

  test("送到机器人，答复回到时间线", async () => {
    expect((await post("/sandbox/say", line)).status).toBe(202);
    await bot.sandbox.wecom.settled();
    expect(bot.sandbox.timeline.list(group)).toMatchObject([
      { text: "@小协 你好", delivery: "answered" },
      { text: "听到：你好", from: { kind: "bot", name: "小协" } },
    ]);
  });

  test("钉钉单聊", async () => {
    const single = `dingtalk:single:${wangHaiTao?.userId}`;
    const asked = { userId: wangHaiTao?.userId, conversation: single, text: "议题" };
    expect((await post("/sandbox/say", asked)).status).toBe(202);
    await bot.sandbox.dingtalk.settled();
    expect(bot.sandbox.timeline.list(single)).toHaveLength(2);
  });

  test.each([
    ["别的网站", { origin: "https://evil.example" }],
    ["没有来处", { origin: "null" }],
    ["不是 JSON", { "content-type": "text/plain" }],
  ])("不是从这个网页来的，不收：%s", async (_name, headers) => {
    expect((await post("/sandbox/say", line, headers)).status).toBe(403);
    expect((await post("/sandbox/enter", line, headers)).status).toBe(403);
    expect(bot.sandbox.timeline.since(0)).toEqual([]);
  });

  test.each([
    ["没有这个人", { ...line, userId: "Nobody" }],
    ["别人的单聊", { ...line, conversation: "wecom:single:ZhouMin" }],
    ["别的平台的群", { ...line, conversation: "dingtalk:group:cidQHgongshanglian01==" }],
    ["空话", { ...line, text: " \n" }],
    ["太长", { ...line, text: "好".repeat(8_001) }],
    ["太大", { ...line, text: "好".repeat(70_000) }],
    ["坏的 JSON", "{"],
    ["不是对象", "[1]"],
  ])("%s：400，什么也不留下", async (_name, body) => {
    expect((await post("/sandbox/say", body)).status).toBe(400);
    expect(bot.sandbox.timeline.since(0)).toEqual([]);
  });

  test("打开单聊，企业微信会告诉机器人", async () => {
    expect((await post("/sandbox/enter", { userId: liMei?.userId })).status).toBe(202);
    await bot.sandbox.wecom.settled();
    expect(bot.sandbox.wecom.received()).toMatchObject([{ text: "听到：", format: "text" }]);
  });
});

describe("点卡片", () => {
  const conversation = "wecom:group:wrQHchengnanxieshang01";
  const single = { id: "v".repeat(22), kind: "vote", title: "今年议什么", mode: "single" } as const;
  const card = { ...single, options: ["7", "8"].map((id) => ({ id, text: `${id}号` })) };
  const show = (shown?: ShownCard) =>
    bot.sandbox.timeline.append({
      at: new Date(),
      conversation,
      from: { kind: "bot", name: "小协" },
      text: "",
      format: "text",
      heard: true,
      via: "answer",
      delivery: "shown",
      ...(shown && { card: shown }),
    });
  const tap = (saidId: number, change: object = {}) =>
    post("/sandbox/tap", { userId: "LiMei", conversation, saidId, ...submitted, ...change });
  const submitted = { key: "submit", chosen: { vote: ["7"] } };

  test.each([
    ["没有这个人", { userId: "Nobody" }],
    ["别人的单聊", { conversation: "wecom:single:ZhouMin" }],
    ["别的平台的群", { conversation: "dingtalk:group:cidQHgongshanglian01==" }],
    ["没说哪个气泡", { saidId: "1" }],
    ["没说哪个按钮", { key: 1 }],
    ["没说选了什么", { chosen: null }],
    ["选的不是一列", { chosen: { vote: "7" } }],
    ["选的不是字", { chosen: { vote: [7] } }],
    ["太大", { key: "好".repeat(70_000) }],
  ])("%s：400", async (_name, change) => {
    const response = await tap(show(card).id, change);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: "这一下没有点上，请再点一次。" });
  });

  test("别的网站、没有链接的机器：403", async () => {
    const { id: saidId } = show(card);
    const body = { userId: "LiMei", conversation, saidId, ...submitted };
    const elsewhere = { origin: "https://evil.example" };
    expect((await post("/sandbox/tap", body, elsewhere)).status).toBe(403);
    expect((await post("/sandbox/tap", body, away)).status).toBe(403);
  });

  test("没有这张卡：404", async () => {
    expect((await tap(show().id)).status).toBe(404);
    expect((await tap(9_999)).status).toBe(404);
  });

  test.each([
    ["没有的按钮", { key: "endorse" }],
    ["没有的选项", { chosen: { vote: ["9"] } }],
    ["没有的问题", { chosen: { __proto__: null, other: ["7"] } }],
    ["只能选一项，选了两项", { chosen: { vote: ["7", "8"] } }],
  ])("%s：409，请人再看一看", async (_name, change) => {
    const response = await tap(show(card).id, change);
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ message: "卡片刚刚变了，请看一看再点。" });
  });

  test("看自己的那一张：自己那张变了，按钮就是新的", async () => {
    const own = { ...single, kind: "notice" } as const;
    expect((await tap(show({ ...card, forPerson: { LiMei: own } }).id)).status).toBe(409);
  });
});

describe("实时", () => {
  test("先补以前的，再给新的；断了再来，只补没看到的；重启过就从头来", async () => {
    const single = "wecom:single:LiMei";
    await bot.sandbox.wecom.say({ userId: "LiMei", text: "一" });
    const first = await listen();
    expect(await first.until("event: caught-up")).toContain("event: reset");
    await bot.sandbox.wecom.say({ userId: "LiMei", text: "二" });
    const seen = await first.until("听到：二");
    await first.close();
    expect(seen.match(/"text":"一"/g)).toHaveLength(1);

    const lastId = /id: (\S+)\nevent: said\ndata: [^\n]*听到：二/.exec(seen)?.[1] ?? "";
    await bot.sandbox.wecom.settled();
    const second = await listen({ "last-event-id": lastId });
    const resumed = await second.until("event: caught-up");
    await second.close();
    expect(resumed).not.toContain("event: reset");
    expect(resumed).not.toContain('"text":"一"');
    expect(resumed).toContain('"delivery":"answered"');

    const third = await listen({ "last-event-id": "another-99" });
    const fresh = await third.until("event: caught-up");
    await third.close();
    expect(fresh).toContain("event: reset");
    expect(fresh.match(/"conversation":"wecom:single:LiMei"/g)).toHaveLength(4);
    expect(bot.sandbox.timeline.list(single)).toHaveLength(4);
  });
});

async function listen(headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(`${bot.baseUrl}/sandbox/events`, { headers, signal: stop.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    async until(words: string): Promise<string> {
      while (!text.includes(words)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended without ${words}`);
        text += decoder.decode(value, { stream: true });
      }
      return text;
    },
    async close(): Promise<void> {
      await reader.cancel();
      stop.abort();
    },
  };
}

const pushReminder = () =>
  fetch(bot.sandbox.wecom.pushAddress("wrQHchengnanxieshang01"), {
    method: "POST",
    body: JSON.stringify({ msgtype: "text", text: { content: "提醒" } }),
    signal: AbortSignal.timeout(150),
  });

describe("平台接口走 HTTP", () => {
  test("推送地址指回自己，能用", async () => {
    expect(await (await pushReminder()).json()).toEqual({ errcode: 0, errmsg: "ok" });
    expect(bot.sandbox.wecom.received()).toHaveLength(1);
  });

  test("不答，或者断在半路，对方看得出来", async () => {
    bot.sandbox.wecom.failNext({ endpoint: "webhook/send", hang: true });
    await expect(pushReminder()).rejects.toThrow(/aborted|timeout/i);
    bot.sandbox.wecom.failNext({ endpoint: "webhook/send", closeHalfway: true, accepted: true });
    const response = await pushReminder();
    await expect(response.text()).rejects.toThrow();
    expect(bot.sandbox.wecom.received()).toHaveLength(1);
  });

  test("不认得的路径 404", async () => {
    expect((await get("/sandbox/api/dingtalk/v1.0/none")).status).toBe(404);
  });
});

describe("重来、换名字、快进、扫码", () => {
  const paths = ["/sandbox/restart", "/sandbox/names", "/sandbox/wind"];

  test.each(paths)("%s：别的网站、没有链接的机器都不行，坏的话 400", async (path) => {
    const before = bot.sandbox.play.now().getTime();
    expect((await post(path, {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(path, {}, { "content-type": "text/plain" })).status).toBe(403);
    expect((await post(path, {}, away)).status).toBe(403);
    expect((await post(path, "{")).status).toBe(400);
    expect((await post(path, "[]")).status).toBe(400);
    expect((await post(path, { text: "好".repeat(70_000) })).status).toBe(400);
    expect(bot.sandbox.play.now().getTime() - before).toBeLessThan(60_000);
    expect(bot.sandbox.cast.county).toBe("青禾县");
  });

  test("清空重来：两边的话都没了，开着的网页当场知道", async () => {
    await bot.sandbox.wecom.say({ userId: "LiMei", text: "一" });
    const page = await listen();
    await page.until('"text":"听到：一"');
    expect((await post("/sandbox/restart", {})).status).toBe(200);
    const heard = await page.until("event: caught-up\ndata: {}\n\nevent: reset");
    expect(heard.match(/event: reset/g)).toHaveLength(2);
    await page.close();
    expect(bot.sandbox.timeline.since(0)).toEqual([]);
    expect(bot.sandbox.wecom.received()).toEqual([]);
  });

  test("换名字：写错的一项说得出来；换好以后网页拿到新的；恢复原名", async () => {
    const names = { county: "白云县", area: "河东片区", brand: "有话好说" };
    const refused = await post("/sandbox/names", { ...names, area: "<script>" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      field: "area",
      message: "片区名请写2到12个字，只用汉字、字母和数字。",
    });
    expect((await post("/sandbox/names", names)).status).toBe(200);
    const state = await (await get("/sandbox/state")).text();
    expect(state).toContain("河东片区协商工作群");
    expect(state).not.toContain("城南");
    expect((await post("/sandbox/names", { original: true })).status).toBe(200);
    expect(bot.sandbox.cast.area).toBe("城南片区");
  });

  test("快进：只认得列出来的去处", async () => {
    const choices = await (await get("/sandbox/winds")).json();
    expect(choices).toContainEqual({
      id: "tomorrow",
      label: "明天上午9:00",
      when: "3月10日（星期二）上午9:00",
    });
    expect((await post("/sandbox/wind", { to: "2099-01-01" })).status).toBe(400);
    expect((await post("/sandbox/wind", { step: "1" })).status).toBe(400);
    expect((await post("/sandbox/wind", { choice: "__proto__" })).status).toBe(400);
    const wound = await (await post("/sandbox/wind", { step: "10" })).json();
    expect(wound).toMatchObject({ isWound: true });
    expect(await (await post("/sandbox/wind", { step: "10" })).json()).toMatchObject({
      isWound: false,
    });
  });

  test("只在本机监听：没有链接，也没有码", async () => {
    expect(await (await get("/sandbox/phone")).json()).toEqual({});
    expect((await get("/sandbox/phone.svg")).status).toBe(404);
    expect((await get("/sandbox/phone", away)).status).toBe(403);
  });
});
