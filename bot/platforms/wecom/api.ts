import { z } from "zod";
import { PermanentError, TransientError } from "../../../domain/errors.ts";
import type { ChannelFault } from "../../../domain/errors.ts";
import { isLocalBase, under } from "../../address.ts";
import { checkStatus, errcodeSchema, parseAnswer, request } from "../../http.ts";
import type { Fetch, Outgoing } from "../../http.ts";
import { createTokens, TokenError, withToken } from "../../tokens.ts";
import type { SharedToken, Token } from "../../tokens.ts";

export interface AppSettings {
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
}

export interface ApiDeps {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  /** Where the replicas leave the app's token for each other. */
  readonly sharedToken?: SharedToken;
}

/** A call of the app; `path` as in `/cgi-bin/message/send`. */
export interface ApiCall {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Undefined = a GET. */
  readonly json?: unknown;
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
  const tokens = createTokens(() => fetchToken(apiBase, app, deps), deps.sharedToken);
  return async ({ path, query, json, now, signal }: ApiCall): Promise<Result> =>
    await withToken(tokens, now, async (token) => {
      const params = new URLSearchParams({ access_token: token, ...query });
      const url = `${under(apiBase, path)}?${params.toString()}`;
      const method = json === undefined ? "GET" : "POST";
      return await ask(deps.fetch, { what: path, method, url, json, signal });
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
  schedule_id: z.string().min(1).optional(),
  cal_id: z.string().min(1).optional(),
  schedule_list: z
    .array(
      z.object({
        schedule_id: z.string().min(1),
        summary: z.string().default(""),
        start_time: z.number(),
      }),
    )
    .default([]),
  // One call tells them in a list.
  invaliduser: z
    .union([z.string(), z.array(z.string()).transform((ids) => ids.join("|"))])
    .default(""),
  unlicenseduser: z.string().default(""),
});

/** What to do about an error number. An expired token comes back as any of the token numbers. */
export function failure(what: string, errcode: number, errmsg: string): Error {
  const isGettoken = what === "gettoken";
  const said = `${what}: errcode ${errcode}`;
  if (errcode === -1 || errcode === 45033) return new TransientError(`${said} (busy)`);
  if (errcode === 45009) {
    // For tokens it is a ban of this address, which every further request would prolong.
    const retryAfterMs = isGettoken ? 10 * 60_000 : 60_000;
    return new TransientError(`${said} (rate limit)`, { retryAfterMs });
  }
  // Asking for a token with the wrong secret is not cured by asking again.
  if (!isGettoken && tokenRefused.has(errcode)) {
    return new TokenError(`${said} (token refused)`, { fault: "secret" });
  }
  const fault = faultOf(errcode, errmsg);
  const detail = fault === "trustedAddress" ? callerOf(errmsg) : undefined;
  const called = detail === undefined ? "" : `, called from ${detail}`;
  return new PermanentError(`${said} (${reasons[errcode] ?? "refused"})${called}`, {
    fault,
    ...(detail !== undefined && { detail }),
  });
}

const tokenRefused = new Set([40001, 40014, 42001]);

function faultOf(errcode: number, errmsg: string): ChannelFault {
  // Too long is one of several things that may be wrong with a parameter.
  if (errcode === 40058 && /exceed max length/i.test(errmsg)) return "tooLong";
  return faults.get(errcode) ?? "unknown";
}

const codesByFault: readonly (readonly [ChannelFault, readonly number[]])[] = [
  // An agent id that is not the secret's is a wrong credential too.
  ["secret", [40001, 40013, 40056, 40091, 41002, 41004, 301002]],
  ["scope", [40003, 40031, 46004, 50002, 60011, 60111, 81013, 93005]],
  ["trustedAddress", [60020]],
  ["permission", [48002, 48009]],
  ["disabled", [50003, 93001, 93004]],
  ["notInGroup", [40050, 86001, 86003, 86008, 93006, 93008]],
  ["pushAddress", [93000, 93019]],
  ["tooLong", [45002]],
  ["content", [40007, 40008, 40058, 40063, 44004, 93017, 93018]],
];

const faults = new Map(
  codesByFault.flatMap(([fault, codes]) => codes.map((code) => [code, fault] as const)),
);

const reasons: Readonly<Record<number, string>> = {
  40001: "wrong secret",
  40003: "unknown user id",
  40007: "unknown media",
  40008: "message type not taken here",
  40013: "wrong corp id",
  40031: "unknown user id",
  40050: "unknown chat",
  40056: "wrong agent id",
  40058: "parameter not taken",
  40063: "empty parameter",
  40091: "wrong secret",
  41001: "no token in the address",
  41004: "no secret",
  44004: "empty message",
  45002: "message too long",
  46004: "no such user",
  48002: "the app lacks the permission for this call",
  48009: "the app lacks the permission for this call",
  50002: "the person is outside the app's visible range",
  50003: "the app is disabled",
  60011: "the person is outside the app's visible range",
  60020: "the caller's address is not on the app's list of trusted addresses",
  60111: "no such user",
  81013: "no recipient is reachable by this app",
  86001: "unknown chat",
  86003: "the chat was not made by this app",
  86008: "unknown chat",
  93000: "the push address is not valid",
  93001: "this group does not take pushed messages",
  93004: "the push robot was disabled or removed",
  93005: "the robot may not write to this person",
  93006: "unknown chat",
  93008: "the robot is not in the group",
  93017: "empty message",
  93018: "picture too large",
  93019: "wrong robot id",
  301002: "the token belongs to another app",
};

/** The administrator must enter this address; the platform is the only one who knows it. */
function callerOf(errmsg: string): string | undefined {
  return /from ip:\s*([\d.:a-f]{3,45})/i.exec(errmsg)?.[1];
}
