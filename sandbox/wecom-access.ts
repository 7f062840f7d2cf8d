import { parseObject, type ApiReply, type ApiRequest, type JsonObject } from "./api.ts";
import type { WecomDesk } from "./wecom-desk.ts";
import { wecomError } from "./wecom-errors.ts";

/** A call of the self-built app: its token first, then its body, and only then the call itself. */
export function asApp(run: (desk: WecomDesk, body: JsonObject) => ApiReply) {
  return (desk: WecomDesk, request: ApiRequest): ApiReply => {
    const refusal = checkToken(desk, request.query.get("access_token"));
    if (refusal !== undefined) return refusal;
    const body = parseObject(request.body);
    return body === undefined ? wecomError(47001) : run(desk, body);
  };
}

function checkToken(desk: WecomDesk, token: string | null): ApiReply | undefined {
  // A token in a header or in the body counts as no token at all.
  if (token === null || token === "") return wecomError(41001);
  const state = desk.tokens.check(token, desk.options.now());
  if (state === "good") return undefined;
  return wecomError(state === "expired" ? 42001 : 40014);
}

/** Undefined if the call names the app whose token it brings. */
export function checkAgent(desk: WecomDesk, { agentid }: JsonObject): ApiReply | undefined {
  const agentId = Number(agentid);
  if (!Number.isSafeInteger(agentId)) return wecomError(40056);
  return agentId === Number(desk.options.keys.agentId) ? undefined : wecomError(301002);
}

/** Ids are compared without regard to case. */
export function findMember({ options }: WecomDesk, id: unknown): string | undefined {
  const lower = String(id).toLowerCase();
  return options.members.find((member) => member.toLowerCase() === lower);
}
