import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { speaker } from "../../bot/platforms/dingtalk/index.ts";
import { PermanentError, TransientError } from "../../domain/errors.ts";
import type { Target } from "../../domain/voice.ts";
import { delivery, pretendPlatform } from "./support.ts";
import type { Given, Taken } from "./support.ts";

interface ErrorVector {
  readonly code?: string;
  readonly body?: unknown;
}
const vectors: {
  errors: ErrorVector[];
  outgoing: { id: string; json: Record<string, unknown> }[];
} = JSON.parse(readFileSync(new URL("../cases/dingtalk-vectors.json", import.meta.url), "utf8"));

const now = new Date("2026-03-09T01:00:00Z");
const robot = { clientId: "dingapp", clientSecret: "s3cret", robotCode: "dingrobot" };
const person: Target = { conversation: { kind: "single", externalId: "0147" } };
const group: Target = { conversation: { kind: "group", externalId: "cid1==" } };

const tokenPath = "/v1.0/oauth2/accessToken";
const groupPath = "/v1.0/robot/groupMessages/send";
const personPath = "/v1.0/robot/oToMessages/batchSend";
const sessionPath = "/robot/sendBySession";
const ok: Given = { json: { processQueryKey: "pqk1" } };

async function platform(answer: (taken: Taken) => Given = () => ok) {
  let tokens = 0;
  const pretend = await pretendPlatform((taken) => {
    if (taken.path !== tokenPath) return answer(taken);
    tokens += 1;
    return { json: { accessToken: `t${tokens}`, expireIn: 7200 } };
  });
  const settings = { apiBase: pretend.url, oapiBase: pretend.url, robot };
  const replyAddress = {
    url: `${pretend.url}${sessionPath}?session=S`,
    once: false,
    expiresAt: new Date(now.getTime() + 3600_000),
  };
  return { ...pretend, mouth: speaker(settings, { timeoutMs: 2000 }), replyAddress };
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
  const settings = { apiBase: "https://api.dingtalk.com", oapiBase: "https://oapi.dingtalk.com" };
  const replyAddress = {
    url: "https://oapi.dingtalk.com/robot/sendBySession?session=S",
    once: false,
    expiresAt: new Date(now.getTime() + 5_400_000),
  };

  test("群：会话开着先走会话，否则走接口；单聊走接口", () => {
    const mouth = speaker({ ...settings, robot });
    expect(mouth.voice({ ...group, replyAddress }, now)).toBe("reply");
    expect(mouth.voice({ ...group, replyAddress }, new Date(now.getTime() + 5_340_000))).toBe(
      "group",
    );
    expect(mouth.voice(group, now)).toBe("group");
    expect(mouth.voice({ ...person, replyAddress }, now)).toBe("person");
    expect(mouth.voice(person, now)).toBe("person");
  });

  test("没有工号的人，只有会话开着时才够得着", () => {
    const mouth = speaker({ ...settings, robot });
    const outsider: Target = { conversation: { kind: "single", externalId: "$:LWCP_v1:$x" } };
    expect(mouth.voice(outsider, now)).toBeUndefined();
    expect(mouth.voice({ ...outsider, replyAddress }, now)).toBe("reply");
  });

  test("没有配置、地址不在钉钉", () => {
    const mouth = speaker({ ...settings, robot: undefined });
    expect(mouth.voice(group, now)).toBeUndefined();
    const elsewhere = { ...replyAddress, url: "https://evil.example/x" };
    expect(mouth.voice({ ...group, replyAddress: elsewhere }, now)).toBeUndefined();
    expect(mouth.isIdempotent("group")).toBe(false);
    expect(mouth.isPushAddress(elsewhere.url)).toBe(false);
  });
});

describe("发送", () => {
  test("单聊", async () => {
    const pretend = await platform();
    const sent = await pretend.mouth.send(delivery(person, "明天下午开会", now));
    expect(sent).toEqual({ via: "person", platformMessageId: "pqk1" });
    expect(pretend.paths()).toEqual([tokenPath, personPath]);
    expect(pretend.taken[0]?.json).toEqual({ appKey: "dingapp", appSecret: "s3cret" });
    expect(pretend.taken[1]?.headers["x-acs-dingtalk-access-token"]).toBe("t1");
    expect(pretend.taken[1]?.json).toEqual({
      robotCode: "dingrobot",
      userIds: ["0147"],
      msgKey: "sampleText",
      msgParam: '{"content":"明天下午开会"}',
    });
    const keys = vectors.outgoing.find(({ id }) => id === "msgParam-keys")?.json["sampleText"];
    expect(keys).toEqual(["content"]);
  });

  test("群，走接口", async () => {
    const pretend = await platform();
    const sent = await pretend.mouth.send(delivery(group, "第一行\n第二行", now));
    expect(sent).toEqual({ via: "group", platformMessageId: "pqk1" });
    expect(pretend.taken[1]).toMatchObject({
      path: groupPath,
      json: {
        robotCode: "dingrobot",
        openConversationId: "cid1==",
        msgKey: "sampleText",
        msgParam: '{"content":"第一行\\n第二行"}',
      },
    });
  });

  test("太长的分成几条，每条按 JSON 的字节数不过一万五，走哪条路都一样", async () => {
    const pretend = await platform(({ path }) =>
      path === sessionPath ? { json: { errcode: 0 } } : ok,
    );
    const long = "「议」\n".repeat(5000);
    const { replyAddress } = pretend;
    const said: string[] = [];
    for (let part = 0; ; part += 1) {
      const target = part === 1 ? group : { ...group, replyAddress };
      const sent = await pretend.mouth.send({ ...delivery(target, long, now), part });
      const json = JSON.parse(JSON.stringify(pretend.taken.at(-1)?.json));
      if (part === 1) expect(Buffer.byteLength(json.msgParam)).toBeGreaterThan(14_980);
      said.push(part === 1 ? JSON.parse(json.msgParam).content : json.text.content);
      if (sent.hasMore !== true) break;
    }
    expect(said.length).toBeGreaterThan(3);
    expect(said.join("\n")).toBe(long.trimEnd());
    expect(
      said.every((text) => Buffer.byteLength(JSON.stringify({ content: text })) <= 15_000),
    ).toBe(true);
  });

  test("群，走会话；错误码写成文字的 0 也是成功", async () => {
    const said = vectors.outgoing.find(({ id }) => id === "custom-robot-ok")?.json;
    const pretend = await platform(() => ({ json: said }));
    const { replyAddress } = pretend;
    const sent = await pretend.mouth.send(delivery({ ...group, replyAddress }, "好", now));
    expect(sent).toEqual({ via: "reply" });
    expect(pretend.paths()).toEqual([sessionPath]);
    expect(pretend.taken[0]?.json).toEqual({ msgtype: "text", text: { content: "好" } });
  });

  test("会话已关（300001）：同一次里改走接口", async () => {
    const pretend = await platform(({ path }) =>
      path === sessionPath ? { json: { errcode: 300_001, errmsg: "session 不存在" } } : ok,
    );
    const { replyAddress } = pretend;
    const sent = await pretend.mouth.send(delivery({ ...group, replyAddress }, "好", now));
    expect(sent).toEqual({ via: "group", platformMessageId: "pqk1" });
    expect(pretend.paths()).toEqual([sessionPath, tokenPath, groupPath]);
  });

  test("会话那边不知道收到没有：不改走接口，以免说两遍", async () => {
    const pretend = await platform(({ path }) => (path === sessionPath ? "cut" : ok));
    const { replyAddress } = pretend;
    const failure = await failureOf(
      pretend.mouth.send(delivery({ ...group, replyAddress }, "好", now)),
    );
    expect(failure).toMatchObject({ name: "TransientError", fateUnknown: true });
    expect(pretend.paths()).toEqual([sessionPath]);
  });

  test("五十条同时发，只取一次令牌", async () => {
    const pretend = await platform();
    const sends = Array.from({ length: 50 }, async () => {
      return await pretend.mouth.send(delivery(group, "好", now));
    });
    await Promise.all(sends);
    expect(pretend.paths().filter((path) => path === tokenPath)).toHaveLength(1);
  });

  test.each([
    { json: { code: "InvalidAuthentication", message: "不合法的access_token" }, status: 401 },
    { json: { errcode: 42_001 } },
    { json: { errcode: 88, sub_code: "40014" } },
  ])("令牌失效 %j：换一次，再发一次", async (refusal) => {
    const pretend = await platform(({ headers }) =>
      headers["x-acs-dingtalk-access-token"] === "t1" ? refusal : ok,
    );
    expect(await pretend.mouth.send(delivery(group, "好", now))).toMatchObject({ via: "group" });
    expect(pretend.paths()).toEqual([tokenPath, groupPath, tokenPath, groupPath]);
  });

  test("新令牌也不认：就此打住", async () => {
    const pretend = await platform(() => ({
      json: { code: "InvalidAuthentication" },
      status: 401,
    }));
    expect(await failureOf(pretend.mouth.send(delivery(group, "好", now)))).toBeInstanceOf(
      PermanentError,
    );
    expect(pretend.paths()).toEqual([tokenPath, groupPath, tokenPath, groupPath]);
  });

  test("密钥不对：不再去问", async () => {
    const pretend = await pretendPlatform(() => ({
      json: { code: "invalidClientIdOrSecret", message: "无效的clientId或者clientSecret" },
      status: 400,
    }));
    const mouth = speaker({ apiBase: pretend.url, oapiBase: pretend.url, robot });
    for (const _ of [1, 2]) {
      const failure = await failureOf(mouth.send(delivery(group, "好", now)));
      expect(failure).toMatchObject({ name: "PermanentError", fault: "secret" });
      expect(String(failure)).toContain("invalidClientIdOrSecret");
    }
    expect(pretend.paths()).toEqual([tokenPath]);
  });

  test("HTTP 200 里把本人漏掉了", async () => {
    const invalid = await platform(() => ({ json: { invalidStaffIdList: ["0147"] } }));
    expect(await failureOf(invalid.mouth.send(delivery(person, "好", now)))).toMatchObject({
      name: "PermanentError",
      fault: "scope",
    });
    const slow = await platform(() => ({ json: { flowControlledStaffIdList: ["0147"] } }));
    expect(await failureOf(slow.mouth.send(delivery(person, "好", now)))).toMatchObject({
      name: "TransientError",
      retryAfterMs: 60_000,
    });
  });
});

const outcome = async (given: Given) => {
  const pretend = await platform(() => given);
  const failure = await failureOf(pretend.mouth.send(delivery(group, "好", now)));
  expect(String(failure)).not.toMatch(/s3cret|t1\b|http:/);
  return failure;
};
const code = (value: string | number, status = 400): Given => ({ json: { code: value }, status });

describe("出了错", () => {
  test.each([
    [code("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 403), 1000, false],
    [{ json: { errcode: 90_018 } }, 1000, false],
    [{ json: { errcode: 88, sub_code: "90018", sub_msg: "x" } }, 1000, false],
    [code("Forbidden.AccessDenied.QpsLimitForApi", 403), 1000, false],
    [code("send.too.fast"), 60_000, false],
    [code("send.byToken.tooFast"), 60_000, false],
    [code("system.busy", 500), undefined, false],
    [{ json: { errcode: -1 } }, undefined, false],
    [{ json: { errcode: 88, sub_code: "" } }, undefined, false],
    [{ json: { errcode: 15, errmsg: "远程服务调用超时" } }, undefined, true],
    [{ json: {}, status: 503 }, undefined, false],
    [{ text: "", status: 504 }, undefined, true],
    [{ text: "<html>denied</html>", status: 403 }, 300_000, false],
    [{ text: "not json" }, undefined, true],
    ["cut" as const, undefined, true],
  ])("%# 过一会儿再试", async (given, retryAfterMs, fateUnknown) => {
    const failure = await outcome(given);
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({ retryAfterMs, fateUnknown });
  });

  test.each([
    code("Forbidden.AccessDenied.ApiCountLimitForOrg", 403),
    code("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403),
    code("robot.notExsit"),
    code("group.disbanded"),
    { json: { errcode: 90_020 } },
    { json: {}, status: 404 },
    { text: "", status: 302, headers: { location: "https://elsewhere.example/" } },
  ])("%# 再试也没有用", async (given) => {
    expect(await outcome(given)).toBeInstanceOf(PermanentError);
  });

  test.each([
    [code("Forbidden.AccessDenied.ApiCountLimitForOrg", 403), { fault: "quota" }],
    [code("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403), { fault: "permission" }],
    [
      {
        json: {
          code: "Forbidden.AccessDenied.IpNotInWhiteList",
          message: "访问ip不在白名单之中,request ip=203.0.113.9",
        },
        status: 403,
      },
      { fault: "trustedAddress", detail: "203.0.113.9" },
    ],
    [code("robot.notExsit"), { fault: "disabled" }],
    [code("bot.stopped"), { fault: "disabled" }],
    [code("group.disbanded"), { fault: "groupGone" }],
    [code("session.notExisted"), { fault: "notInGroup" }],
    [code("chatbotId.notAllow.sendOTO"), { fault: "scope" }],
    [code("invalidParameter.msgParam.tooLong"), { fault: "tooLong" }],
    [{ json: { errcode: 430_101 } }, { fault: "content" }],
    [code("contain.notAllowed.words"), { fault: "content" }],
    [code("something.else"), { fault: "unknown" }],
    [{ json: { errcode: 300_001 } }, { fault: undefined }],
  ])("%# 管理员能改什么", async (given, fault) => {
    expect(await outcome(given)).toMatchObject({ name: "PermanentError", ...fault });
  });

  /** What is to be done about each published error; 20001 comes in callbacks only. */
  const published: Readonly<Record<string, typeof TransientError | typeof PermanentError>> = {
    "130101": TransientError,
    "460101": PermanentError,
    "300001": PermanentError,
    "310000": PermanentError,
    "Forbidden.AccessDenied.ApiCountLimitForOrg": PermanentError,
    ban: TransientError,
  };

  test("公开样本里的错误", async () => {
    const errors = vectors.errors.filter((one) => one.code !== "20001");
    expect(errors.map((one) => one.code ?? "ban").sort()).toEqual(Object.keys(published).sort());
    for (const { code: name, body } of errors) {
      const isNumber = name !== undefined && /^\d+$/.test(name);
      const given = isNumber ? { json: { errcode: Number(name) } } : code(name ?? "", 403);
      const failure = await outcome(body === undefined ? given : { json: body });
      expect(failure).toBeInstanceOf(published[name ?? "ban"]);
    }
  });
});
