import { describe, expect, test } from "vitest";
import { createApi } from "../../bot/platforms/wecom/api.ts";
import { createTokens, TokenError, withToken } from "../../bot/tokens.ts";
import type { KeptToken, SharedToken } from "../../bot/tokens.ts";
import { PermanentError, TransientError } from "../../domain/errors.ts";
import { pretendPlatform } from "./support.ts";
import type { Given } from "./support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const minute = 60_000;
const app = { corpId: "ww1", agentId: "1000002", secret: "s3cret" };
const tokenPath = "/cgi-bin/gettoken";
const sendPath = "/cgi-bin/message/send";

/** Gives out t1, t2, … and takes the ones in `good`. */
async function platform(options: { token?: (count: number) => Given | undefined } = {}) {
  const good = new Set<string>();
  let count = 0;
  const pretend = await pretendPlatform((taken) => {
    if (taken.path === tokenPath) {
      count += 1;
      const given = options.token?.(count);
      if (given !== undefined) return given;
      good.add(`t${count}`);
      return { json: { errcode: 0, access_token: `t${count}`, expires_in: 7200 } };
    }
    return { json: { errcode: good.has(taken.query.get("access_token") ?? "") ? 0 : 40014 } };
  });
  const open = (sharedToken?: SharedToken) =>
    createApi(pretend.url, app, {
      fetch,
      timeoutMs: 2000,
      ...(sharedToken !== undefined && { sharedToken }),
    });
  const asked = (path: string) => pretend.paths().filter((each) => each === path).length;
  return { ...pretend, good, open, asked };
}

const atFirst = (given: Given) => (count: number) => (count === 1 ? given : undefined);

type Api = ReturnType<typeof createApi>;
const call = (api: Api, at = now) =>
  api({ path: sendPath, json: {}, now: at, signal: AbortSignal.timeout(5000) });
const burst = (api: Api, at = now) => Promise.all(Array.from({ length: 50 }, () => call(api, at)));

/** What a database keeps for all replicas. */
function board(first?: KeptToken) {
  let left = first;
  return {
    left: () => left,
    shared: {
      read: () => Promise.resolve(left),
      write: (token: KeptToken) => {
        left = token;
        return Promise.resolve();
      },
    },
  };
}

const broken: SharedToken = {
  read: () => Promise.reject(new Error("down")),
  write: () => Promise.reject(new Error("down")),
};

describe("令牌", () => {
  test("五十个一起要，只取一次", async () => {
    const { open, asked } = await platform();
    const api = open();
    await burst(api);
    expect(asked(tokenPath)).toBe(1);
    expect(asked(sendPath)).toBe(50);
    await call(api, later(100 * minute));
    expect(asked(tokenPath)).toBe(1);
    await call(api, later(120 * minute));
    expect(asked(tokenPath)).toBe(2);
  });

  test("一批中间失效，只换一次，五十个都办成", async () => {
    const { open, asked, good } = await platform();
    const api = open();
    await call(api);
    good.delete("t1");
    const results = await burst(api, later(1000));
    expect(results).toHaveLength(50);
    expect(asked(tokenPath)).toBe(2);
  });

  test.each([40014, 42001, 40001])("%d 都当作失效：换一次，只换一次", async (errcode) => {
    let tokens = 0;
    const pretend = await pretendPlatform(({ path, query }) => {
      if (path === tokenPath) tokens += 1;
      if (path === tokenPath) return { json: { access_token: `t${tokens}` } };
      return { json: { errcode: query.get("access_token") === "t1" ? errcode : 0 } };
    });
    await call(createApi(pretend.url, app, { fetch, timeoutMs: 2000 }));
    expect(pretend.paths()).toEqual([tokenPath, sendPath, tokenPath, sendPath]);
  });

  test("刚换的也不认：十分钟内不再换，过后再试", async () => {
    const pretend = await pretendPlatform(({ path }) =>
      path === tokenPath ? { json: { access_token: "t" } } : { json: { errcode: 40001 } },
    );
    const api = createApi(pretend.url, app, { fetch, timeoutMs: 2000 });
    const asked = () => pretend.paths().filter((path) => path === tokenPath).length;
    await expect(call(api)).rejects.toThrow(TokenError);
    expect(asked()).toBe(2);
    for (let i = 0; i < 5; i += 1) {
      await expect(call(api, later(minute))).rejects.toMatchObject({ fault: "secret" });
    }
    expect(asked()).toBe(2);
    await expect(call(api, later(10 * minute))).rejects.toThrow(TokenError);
    expect(asked()).toBe(3);
  });

  test("密钥不对：十分钟内不再问，每个都得知", async () => {
    const { open, asked } = await platform({ token: () => ({ json: { errcode: 40001 } }) });
    const api = open();
    const failures = await Promise.allSettled(Array.from({ length: 50 }, () => call(api)));
    for (const failure of failures) {
      expect(failure).toMatchObject({ reason: { name: "PermanentError", fault: "secret" } });
    }
    await expect(call(api, later(9 * minute))).rejects.toThrow(PermanentError);
    expect(asked(tokenPath)).toBe(1);
    await expect(call(api, later(10 * minute))).rejects.toThrow(PermanentError);
    expect(asked(tokenPath)).toBe(2);
    expect(asked(sendPath)).toBe(0);
  });

  test("问得太勤被拦：拦着的时候不再问，过后就好", async () => {
    const { open, asked } = await platform({ token: atFirst({ json: { errcode: 45009 } }) });
    const api = open();
    const banned = { name: "TransientError", retryAfterMs: 10 * minute, fateUnknown: false };
    await expect(call(api)).rejects.toMatchObject(banned);
    await expect(call(api, later(minute))).rejects.toThrow(TransientError);
    expect(asked(tokenPath)).toBe(1);
    await call(api, later(10 * minute));
    expect(asked(tokenPath)).toBe(2);
  });

  test("取令牌时断了线，话一定没有送出，可以马上再试", async () => {
    const { open } = await platform({ token: atFirst("cut") });
    const api = open();
    await expect(call(api)).rejects.toMatchObject({ name: "TransientError", fateUnknown: false });
    await call(api);
  });
});

describe("几个进程共用", () => {
  test("别的进程取来的，直接用；自己取来的，留给别人", async () => {
    const { open, asked } = await platform();
    const { shared, left } = board();
    await call(open(shared));
    expect(left()).toEqual({ value: "t1", until: later(115 * minute) });
    await burst(open(shared));
    expect(asked(tokenPath)).toBe(1);
  });

  test("留下的已经过期，或者正是刚被退回的：另取一个", async () => {
    const { open, asked } = await platform();
    const { shared, left } = board({ value: "old", until: now });
    const api = open(shared);
    await call(api);
    expect(asked(tokenPath)).toBe(1);
    const other = board({ value: "stale", until: later(60 * minute) });
    await burst(open(other.shared));
    expect(asked(tokenPath)).toBe(2);
    expect([left()?.value, other.left()?.value]).toEqual(["t1", "t2"]);
  });

  test("别的进程已经换了新的：退回旧的之后用它，不再取", async () => {
    const { open, asked, good } = await platform();
    const { shared } = board();
    const [one, two] = [open(shared), open(shared)];
    await call(one);
    await call(two);
    good.delete("t1");
    await call(one, later(1000));
    await call(two, later(1000));
    expect(asked(tokenPath)).toBe(2);
  });

  test("留着的比退回的还旧：不用", async () => {
    const left = board({ value: "older", until: later(30 * minute) });
    let count = 0;
    const fetchToken = () => {
      count += 1;
      return Promise.resolve({ value: `t${count}`, lifeMs: 120 * minute });
    };
    const tokens = createTokens(fetchToken, { ...broken, read: left.shared.read });
    expect(await tokens.get(later(30 * minute))).toBe("t1");
    tokens.drop("t1", later(29 * minute));
    expect(await tokens.get(later(29 * minute))).toBe("t2");
  });

  test("共用的地方坏了，照样办事", async () => {
    const { open, asked, good } = await platform();
    const api = open(broken);
    await burst(api);
    good.delete("t1");
    await burst(api, later(1000));
    expect(asked(tokenPath)).toBe(2);
  });
});

test("不是令牌的错，不换令牌", async () => {
  let count = 0;
  const tokens = createTokens(() => {
    count += 1;
    return Promise.resolve({ value: "t", lifeMs: 1000 });
  });
  const failing = withToken(tokens, now, () => Promise.reject(new PermanentError("no")));
  await expect(failing).rejects.toThrow("no");
  expect(count).toBe(1);
});
