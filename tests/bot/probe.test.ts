import { describe, expect, test } from "vitest";

import { probeRobot } from "../../bot/platforms/dingtalk/index.ts";
import { probeApp } from "../../bot/platforms/wecom/index.ts";
import { TransientError } from "../../domain/errors.ts";
import { pretendPlatform } from "./support.ts";

const deps = { fetch: globalThis.fetch, timeoutMs: 2000 };
const now = new Date("2026-03-11T02:00:00Z");
const app = { corpId: "ww1", agentId: "1000002", secret: "s" };
const robot = { clientId: "ding1", clientSecret: "s", robotCode: "ding1" };

describe("问平台认不认，一句话也不说出去", () => {
  test("企业微信：取凭证，再问自己是哪个应用", async () => {
    const platform = await pretendPlatform(() => ({
      json: { errcode: 0, access_token: "t", expires_in: 7200 },
    }));
    expect(await probeApp(platform.url, app, { ...deps, now })).toBeUndefined();
    expect(platform.taken.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /cgi-bin/gettoken",
      "GET /cgi-bin/agent/get",
    ]);
    expect(platform.taken[1]?.query.get("agentid")).toBe("1000002");
  });

  test("企业微信：地址不在名单上，把平台看到的地址带回来", async () => {
    const platform = await pretendPlatform(({ path }) => ({
      json: path.endsWith("gettoken")
        ? { errcode: 0, access_token: "t", expires_in: 7200 }
        : { errcode: 60020, errmsg: "not allow to access from your ip, from ip: 203.0.113.7" },
    }));
    const refusal = await probeApp(platform.url, app, { ...deps, now });
    expect(refusal).toMatchObject({ fault: "trustedAddress", detail: "203.0.113.7" });
  });

  test("钉钉：凭证不对", async () => {
    const platform = await pretendPlatform(() => ({
      status: 400,
      json: { code: "invalidClientIdOrSecret", message: "无效的clientId或者clientSecret" },
    }));
    expect(await probeRobot(platform.url, robot, deps)).toMatchObject({ fault: "secret" });
    expect(platform.paths()).toEqual(["/v1.0/oauth2/accessToken"]);
  });

  test("平台不在：说以后再问，不说凭证不对", async () => {
    const platform = await pretendPlatform(() => "cut");
    await platform.close();
    await expect(probeApp(platform.url, app, { ...deps, now })).rejects.toThrow(TransientError);
    await expect(probeRobot(platform.url, robot, deps)).rejects.toThrow(TransientError);
  });
});
