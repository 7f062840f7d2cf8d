import { z } from "zod";
import { PermanentError, TransientError } from "../../../domain/errors.ts";
import type { ChannelFault } from "../../../domain/errors.ts";
import { under } from "../../address.ts";
import { checkStatus, parseAnswer, request } from "../../http.ts";
import type { Answer, Fetch, Outgoing } from "../../http.ts";
import { createTokens, TokenError, withToken } from "../../tokens.ts";
import type { Token } from "../../tokens.ts";

export interface RobotSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly robotCode: string;
}

export interface ApiDeps {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
}

/** A call of the app; `path` as in `/v1.0/robot/groupMessages/send`. */
export interface ApiCall {
  readonly path: string;
  /** POST if left out. */
  readonly method?: "POST" | "PUT" | "DELETE";
  /** The base of the old API, which takes the token in the address. */
  readonly oapiBase?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A refusal that says: it is done already. */
  readonly doneCode?: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Calls of the internal app, each with its token and the one retry a stale token is worth. */
export function createApi(apiBase: string, robot: RobotSettings, deps: ApiDeps) {
  const tokens = createTokens(() => fetchToken(apiBase, robot, deps));
  return async ({ path, now, doneCode, oapiBase, ...call }: ApiCall): Promise<Result> =>
    await withToken(tokens, now, async (token) => {
      const { method = "POST", json, signal } = call;
      const old = oapiBase && `${under(oapiBase, path)}?access_token=${encodeURIComponent(token)}`;
      const own = old === undefined ? { "x-acs-dingtalk-access-token": token } : {};
      const headers = { ...own, ...call.headers };
      // The address of a person's calendar has their id in it: only what comes before is told.
      const what = path.split("/users/")[0] ?? path;
      const url = old ?? under(apiBase, path);
      return await ask(deps.fetch, { what, method, url, headers, json, signal }, doneCode);
    });
}

/** A POST that needs no token, or carries its key in the address. @throws as `ask` */
export async function post(fetch: Fetch, outgoing: Omit<Outgoing, "method">): Promise<Result> {
  return await ask(fetch, { ...outgoing, method: "POST" });
}

/**
 * A request of any kind; both styles of refusal are understood, the old numbers and the new names.
 * @throws TransientError  @throws PermanentError  @throws TokenError
 */
async function ask(fetch: Fetch, outgoing: Outgoing, doneCode?: string): Promise<Result> {
  const { what } = outgoing;
  const answer = await request(fetch, outgoing);
  checkBan(what, answer);
  const refusal = refusalOf(answer);
  if (refusal !== undefined && refusal === doneCode) return {};
  if (refusal !== undefined) throw failure(what, refusal, answer);
  checkStatus(what, answer.status);
  // What is taken away leaves nothing to tell.
  if (outgoing.method === "DELETE" && answer.json === undefined) return {};
  return parseAnswer(resultSchema, what, answer);
}

/** The same token comes back while it is valid, so several processes do not harm each other. */
export async function fetchToken(
  apiBase: string,
  robot: RobotSettings,
  deps: ApiDeps,
): Promise<Token> {
  const what = "accessToken";
  const result = await post(deps.fetch, {
    what,
    url: under(apiBase, "/v1.0/oauth2/accessToken"),
    json: { appKey: robot.clientId, appSecret: robot.clientSecret },
    signal: AbortSignal.timeout(deps.timeoutMs),
  });
  if (result.accessToken === undefined) throw new PermanentError(`${what}: no token came back`);
  return { value: result.accessToken, lifeMs: (result.expireIn ?? 7200) * 1000 };
}

export type Result = z.output<typeof resultSchema>;

const resultSchema = z.object({
  accessToken: z.string().min(1).optional(),
  expireIn: z.number().positive().optional(),
  /** Of a calendar event. */
  id: z.string().min(1).optional().catch(undefined),
  processQueryKey: z.string().min(1).optional().catch(undefined),
  invalidStaffIdList: z.array(z.string()).nullish(),
  flowControlledStaffIdList: z.array(z.string()).nullish(),
  result: z
    .object({
      deliverResults: z
        .array(
          z.object({
            success: z.union([z.boolean(), z.stringbool()]),
            carrierId: z.string().min(1).optional().catch(undefined),
          }),
        )
        .nullish(),
      /** Of a person. */
      unionid: z.string().min(1).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** An address that asked too often is shut out for five minutes, with a page or this notice. */
function checkBan(what: string, { json, status }: Answer): void {
  const isNotice = z
    .object({ status: z.literal(1111), punish: z.string() })
    .safeParse(json).success;
  if (isNotice || (status === 403 && json === undefined)) {
    throw new TransientError(`${what}: this address is banned`, { retryAfterMs: 5 * 60_000 });
  }
}

/** The code of a refusal, reduced to what may stand in a log; undefined if it is none. */
function refusalOf({ json, status }: Answer): string | undefined {
  const body = refusalSchema.safeParse(json).data;
  const code = body?.code ?? body?.errcode;
  if (code === undefined || (status < 300 && Number(code) === 0)) return undefined;
  const subCode = code === 88 || code === "88" ? (body?.sub_code ?? "") : undefined;
  return `${code}${subCode === undefined ? "" : `/${subCode}`}`.replaceAll(/[^\w./-]/g, "");
}

const refusalSchema = z.object({
  code: z.union([z.string().max(120), z.number()]).optional(),
  errcode: z.union([z.string().max(120), z.number()]).optional(),
  sub_code: z.string().max(120).optional(),
});

/** What to do about a refusal. The platform writes the same thing in several ways. */
function failure(what: string, code: string, { status, json }: Answer): Error {
  const said = `${what}: HTTP ${status}, code ${code}`;
  if (monthlyQuota.test(code)) {
    return new PermanentError(`${said} (monthly quota used up)`, { fault: "quota" });
  }
  if (perSecond.test(code)) {
    return new TransientError(`${said} (rate limit)`, { retryAfterMs: 1000 });
  }
  if (tooFast.test(code)) {
    return new TransientError(`${said} (rate limit)`, { retryAfterMs: 60_000 });
  }
  if (busy.test(code) || status >= 500) {
    const fateUnknown = gaveUp.test(code) || status === 502 || status === 504;
    return new TransientError(`${said} (busy)`, { fateUnknown });
  }
  if (what !== "accessToken" && (status === 401 || badToken.test(code))) {
    return new TokenError(`${said} (token refused)`);
  }
  return new PermanentError(`${said} (refused)`, faultOf(what, code, json));
}

type Fault = ConstructorParameters<typeof PermanentError>[1];

function faultOf(what: string, code: string, json: unknown): Fault {
  // A session that ended is the way of sessions.
  if (sessionOver.test(code)) return {};
  if (notTrusted.test(code)) {
    const address = addressIn(json);
    return { fault: "trustedAddress", ...(address !== undefined && { detail: address }) };
  }
  if (what === "accessToken") return { fault: "secret" };
  return { fault: faults.find(([codes]) => codes.test(code))?.[1] ?? "unknown" };
}

/** Of the machine that called, where the platform names it. */
function addressIn(json: unknown): string | undefined {
  const { data } = z.object({ message: z.string().max(2000) }).safeParse(json);
  return data && /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(data.message)?.[0];
}

const monthlyQuota = /ApiCountLimitForOrg|^(88\/)?90020$/;
const perSecond = /QpsLimit|^(88\/)?(90018|90002)$/;
const tooFast = /tooFast|too\.fast|^(130101|410100|429)$/i;
const busy = /^(-1|15|504|500|88\/)$|system\.?busy|ServiceUnavailable|timeout/i;
/** The platform's own server timed out, and may have acted before. */
const gaveUp = /^(15|504)$|timeout/i;
const badToken = /InvalidAuthentication|^(88\/)?(40001|40014|41001|42001)$/;
const sessionOver = /^300001$/;
const notTrusted = /IpNotInWhiteList/i;

const faults: readonly (readonly [RegExp, ChannelFault])[] = [
  [/AccessTokenPermissionDenied/i, "permission"],
  [/^robot\.notExsit|^bot\.stopped|robotCode|^400102$/, "disabled"],
  [/^group\.disbanded|^400013$/, "groupGone"],
  [/^session\.|conversation\.org\.notMatch|^400106$/, "notInGroup"],
  [/notAllow\.sendOTO|^60121$/, "scope"],
  [/tooLong|outOfLimit|^(460101|101002)$/, "tooLong"],
  [/^contain\.notAllowed|^43010[1-4]$/, "content"],
];
