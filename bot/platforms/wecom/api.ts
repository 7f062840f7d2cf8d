import { z } from "zod";
import { PermanentError, TransientError } from "../../../domain/errors.ts";
import { isLocalBase, under } from "../../address.ts";
import { checkStatus, errcodeSchema, parseAnswer, request } from "../../http.ts";
import type { Fetch, Outgoing } from "../../http.ts";
import { createTokens, TokenError, withToken } from "../../tokens.ts";
import type { Token } from "../../tokens.ts";

export interface AppSettings {
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
}

export interface ApiDeps {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
}

/** A POST of the app; `path` as in `/cgi-bin/message/send`. */
export interface ApiCall {
  readonly path: string;
  readonly json: unknown;
  readonly now: Date;
  readonly signal: AbortSignal;
}

const official = "https://qyapi.weixin.qq.com";

/**
 * Where addresses the platform handed out may lie. The base may be a proxy with a fixed address of
 * its own, while the addresses still name the platform; a pretend platform stands for itself only.
 */
export function trustedBases(apiBase: string): string[] {
  return isLocalBase(apiBase) ? [apiBase] : [apiBase, official];
}

/** Calls of the self-built app, each with its token and the one retry a stale token is worth. */
export function createApi(apiBase: string, app: AppSettings, deps: ApiDeps) {
  const tokens = createTokens(() => fetchToken(apiBase, app, deps));
  return async ({ path, json, now, signal }: ApiCall): Promise<Result> =>
    await withToken(tokens, now, async (token) => {
      const url = `${under(apiBase, path)}?access_token=${encodeURIComponent(token)}`;
      return await post(deps.fetch, { what: path, url, json, signal });
    });
}

/**
 * A POST that needs no token, or carries its key in the address.
 * @throws TransientError  @throws PermanentError  @throws TokenError
 */
export async function post(
  fetch: Fetch,
  outgoing: Pick<Outgoing, "what" | "url" | "json" | "signal">,
): Promise<Result> {
  return await ask(fetch, { ...outgoing, method: "POST" });
}

async function fetchToken(apiBase: string, app: AppSettings, deps: ApiDeps): Promise<Token> {
  const query = new URLSearchParams({ corpid: app.corpId, corpsecret: app.secret });
  const result = await ask(deps.fetch, {
    what: "gettoken",
    method: "GET",
    url: `${under(apiBase, "/cgi-bin/gettoken")}?${query.toString()}`,
    signal: AbortSignal.timeout(deps.timeoutMs),
  });
  if (result.access_token === undefined) throw new PermanentError("gettoken: no token came back");
  return { value: result.access_token, lifeMs: (result.expires_in ?? 7200) * 1000 };
}

async function ask(fetch: Fetch, outgoing: Outgoing): Promise<Result> {
  const answer = await request(fetch, outgoing);
  checkStatus(outgoing.what, answer.status);
  const result = parseAnswer(resultSchema, outgoing.what, answer);
  if (result.errcode !== 0) throw failure(outgoing.what, result.errcode, result.errmsg);
  return result;
}

export type Result = z.output<typeof resultSchema>;

const resultSchema = z.object({
  // Some addresses leave it out when all is well.
  errcode: errcodeSchema.default(0),
  errmsg: z.string().default(""),
  access_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
  msgid: z.string().optional(),
  invaliduser: z.string().default(""),
  unlicenseduser: z.string().default(""),
});

/** What to do about an error number. An expired token comes back as any of the token numbers. */
function failure(what: string, errcode: number, errmsg: string): Error {
  const said = `${what}: errcode ${errcode}`;
  if (errcode === -1 || errcode === 45033) return new TransientError(`${said} (busy)`);
  if (errcode === 45009) {
    return new TransientError(`${said} (rate limit)`, { retryAfterMs: 60_000 });
  }
  // Asking for a token with the wrong secret is not cured by asking again.
  const isTokenRefused = [40001, 40014, 42001].includes(errcode) && what !== "gettoken";
  if (isTokenRefused) return new TokenError(`${said} (token refused)`);
  return new PermanentError(
    `${said} (${reasons[errcode] ?? "refused"})${callerOf(errcode, errmsg)}`,
  );
}

const reasons: Readonly<Record<number, string>> = {
  40001: "wrong secret",
  40003: "unknown user id",
  40008: "message type not taken here",
  40013: "wrong corp id",
  40031: "unknown user id",
  40056: "wrong agent id",
  40058: "parameter not taken",
  40091: "wrong secret",
  44004: "empty message",
  45002: "message too long",
  46004: "no such user",
  48002: "the app lacks the permission for this call",
  50002: "the person is outside the app's visible range",
  50003: "the app is disabled",
  60011: "the person is outside the app's visible range",
  60020: "the caller's address is not on the app's list of trusted addresses",
  60111: "no such user",
  81013: "no recipient is reachable by this app",
  93000: "the push address is not valid",
  93001: "this group does not take pushed messages",
  93004: "the push robot was disabled or removed",
  93005: "the robot may not write to this person",
  93006: "unknown chat",
  93008: "the robot is not in the group",
  301002: "the token belongs to another app",
};

/** The administrator must enter this address; the platform is the only one who knows it. */
function callerOf(errcode: number, errmsg: string): string {
  const address = /from ip:\s*([\d.:a-f]{3,45})/i.exec(errmsg)?.[1];
  return errcode === 60020 && address !== undefined ? `, called from ${address}` : "";
}
