import { describe, expect, test } from "vitest";
import { createApi, post } from "../../bot/platforms/wecom/api.ts";
import type { ChannelFault } from "../../domain/errors.ts";
import { pretendPlatform } from "./support.ts";

const app = { corpId: "ww1", agentId: "1000002", secret: "s3cret" };
const now = new Date("2026-03-09T01:00:00Z");

/** The failure of a call that the platform refuses with this number. */
async function failureOf(errcode: number, { path = "/cgi-bin/message/send", errmsg = "no" } = {}) {
  const pretend = await pretendPlatform((taken) =>
    taken.path === path ? { json: { errcode, errmsg } } : { json: { access_token: "t" } },
  );
  const call = createApi(pretend.url, app, { fetch, timeoutMs: 2000 });
  const signal = AbortSignal.timeout(5000);
  return await call({ path: "/cgi-bin/message/send", json: {}, now, signal }).then(
    () => {
      throw new Error("should have failed");
    },
    (error: unknown) => error,
  );
}

describe("平台说不行，说得出是哪一种", () => {
  const faults: readonly (readonly [ChannelFault, readonly number[]])[] = [
    ["secret", [40013, 40056, 40091, 301002]],
    ["scope", [40003, 40031, 46004, 50002, 60011, 60111, 81013, 93005]],
    ["trustedAddress", [60020]],
    ["permission", [48002]],
    ["disabled", [50003, 93001, 93004]],
    ["notInGroup", [40050, 86001, 86003, 86008, 93006, 93008]],
    ["pushAddress", [93000, 93019]],
    ["tooLong", [45002]],
    ["content", [40007, 40008, 40058, 40063, 44004, 93017, 93018]],
    ["unknown", [41001, 99999]],
  ];
  const rows = faults.flatMap(([fault, codes]) => codes.map((code) => [code, fault] as const));
  test.each(rows)("%d 是 %s，不再试", async (errcode, fault) => {
    expect(await failureOf(errcode)).toMatchObject({ name: "PermanentError", fault });
  });

  test("太长也会报成参数不对", async () => {
    const errmsg = "markdown.content exceed max length 4096, hint: [1]";
    expect(await failureOf(40058, { errmsg })).toMatchObject({ fault: "tooLong" });
  });

  test("地址不可信：带上要填的地址", async () => {
    const errmsg = "not allow to access from your ip, hint: [1], from ip: 203.0.113.9, more info";
    const failure = await failureOf(60020, { errmsg });
    expect(failure).toMatchObject({ fault: "trustedAddress", detail: "203.0.113.9" });
    expect(String(failure)).toContain("called from 203.0.113.9");
    expect(await failureOf(60020)).toMatchObject({ detail: undefined });
  });

  test.each([40001, 40013, 40091, 41004])("取令牌时 %d，密钥的事", async (errcode) => {
    const failure = await failureOf(errcode, { path: "/cgi-bin/gettoken" });
    expect(failure).toMatchObject({ name: "PermanentError", fault: "secret" });
  });

  test.each([
    [-1, undefined],
    [45033, undefined],
    [45009, 60_000],
  ])("%d 过后再试", async (errcode, retryAfterMs) => {
    expect(await failureOf(errcode)).toMatchObject({ name: "TransientError", retryAfterMs });
  });
});

test("推送地址失效", async () => {
  const { url } = await pretendPlatform(() => ({ json: { errcode: 93000 } }));
  const signal = AbortSignal.timeout(5000);
  const pushing = post(fetch, { what: "push", url: `${url}/?key=K`, json: {}, signal });
  await expect(pushing).rejects.toMatchObject({ fault: "pushAddress" });
});
