import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
  json,
  parseObject,
  withFault,
  type ApiReply,
  type ApiRequest,
  type JsonObject,
} from "./api.ts";
import { groupKey, singleKey } from "./timeline.ts";
import { asApp, checkAgent, findMember } from "./wecom-access.ts";
import { readAppBody, readLaterBody, readPushBody, type ReadBody } from "./wecom-body.ts";
import {
  addFault,
  showFromBot,
  takeCardName,
  type WecomDesk,
  type WecomEndpoint,
} from "./wecom-desk.ts";
import { wecomError, wecomOk } from "./wecom-errors.ts";
import {
  addCalendar,
  addSchedule,
  deleteSchedule,
  listSchedules,
  updateSchedule,
} from "./wecom-schedule.ts";
import { openResponseCode, updateTemplateCard } from "./wecom-update.ts";

/** The server side of the pretend WeCom. Errors come as HTTP 200 with an errcode, as in reality. */
export function createWecomApi(desk: WecomDesk): (request: ApiRequest) => ApiReply {
  return (request) => {
    const name = endpointName(request.path);
    if (name === undefined) return json({ message: "not found" }, 404);
    const { method, run } = endpoints[name];
    if (request.method !== method) return wecomError(method === "GET" ? 43001 : 43002);
    return withFault(
      desk.orders.take(name),
      () => run(desk, request),
      (errcode) => wecomError(Number(errcode)),
    );
  };
}

interface Endpoint {
  readonly method: "GET" | "POST";
  readonly run: (desk: WecomDesk, request: ApiRequest) => ApiReply;
}

const endpoints: Readonly<Record<WecomEndpoint, Endpoint>> = {
  gettoken: { method: "GET", run: getToken },
  "message/send": { method: "POST", run: asApp(sendToPeople) },
  "message/update_template_card": { method: "POST", run: asApp(updateTemplateCard) },
  "oa/calendar/add": { method: "POST", run: asApp(addCalendar) },
  "oa/schedule/get_by_calendar": { method: "POST", run: asApp(listSchedules) },
  "oa/schedule/add": { method: "POST", run: asApp(addSchedule) },
  "oa/schedule/update": { method: "POST", run: asApp(updateSchedule) },
  "oa/schedule/del": { method: "POST", run: asApp(deleteSchedule) },
  "webhook/send": { method: "POST", run: pushToGroup },
  "aibot/response": { method: "POST", run: answerLater },
};

function endpointName(path: string): WecomEndpoint | undefined {
  const name = path.replace(/^\/cgi-bin\//, "");
  return path.startsWith("/cgi-bin/") && isEndpoint(name) ? name : undefined;
}

function isEndpoint(name: string): name is WecomEndpoint {
  return Object.hasOwn(endpoints, name);
}

/** The same token again for as long as it lives, with what is left of its two hours. */
function getToken(desk: WecomDesk, request: ApiRequest): ApiReply {
  const { keys, now } = desk.options;
  const corpId = request.query.get("corpid") ?? "";
  const secret = request.query.get("corpsecret") ?? "";
  if (corpId === "") return wecomError(41002);
  if (secret === "") return wecomError(41004);
  if (corpId !== keys.corpId) return wecomError(40013);
  if (secret !== keys.appSecret) return wecomError(40001);
  const { token, expiresInSeconds } = desk.tokens.issue(now());
  return wecomOk({ access_token: token, expires_in: expiresInSeconds });
}

/** The self-built app speaks to people in 1:1. */
function sendToPeople(desk: WecomDesk, body: JsonObject): ApiReply {
  const refusal = checkAgent(desk, body);
  if (refusal !== undefined) return refusal;
  const read = readAppBody(body, desk.options.appCallbackUrl !== undefined);
  if (!read.isTaken) return read.refusal;
  const { known, unknown } = recipients(desk, body["touser"]);
  const invalid = unknown.length === 0 ? {} : { invaliduser: unknown.join("|") };
  if (known.length > 1_000) return wecomError(40032);
  if (known.length === 0) return wecomError(81013, invalid);
  const duplicateOf = findDuplicate(desk, body);
  if (duplicateOf !== undefined) return wecomOk({ ...invalid, msgid: duplicateOf });
  if (read.card !== undefined && !takeCardName(desk, "app", read.card)) return usedTaskId();
  const msgid = randomBytes(32).toString("base64url");
  rememberForDuplicates(desk, body, msgid);
  for (const userId of known) sendToOne(desk, userId, read);
  const canChange = read.card !== undefined && read.card.kind !== "notice";
  const code = canChange ? { response_code: openResponseCode(desk, read.card.id) } : {};
  return wecomOk({ ...invalid, msgid, ...code });
}

/** The unknown ones are told in lower case. */
function recipients(desk: WecomDesk, touser: unknown): { known: string[]; unknown: string[] } {
  const { members } = desk.options;
  if (touser === "@all") return { known: [...members], unknown: [] };
  const asked = typeof touser === "string" ? touser.split("|").filter((id) => id !== "") : [];
  const lower = [...new Set(asked.map((id) => id.toLowerCase()))];
  return {
    known: lower.flatMap((id) => findMember(desk, id) ?? []),
    unknown: lower.filter((id) => findMember(desk, id) === undefined),
  };
}

function sendToOne(desk: WecomDesk, userId: string, message: Taken): void {
  const now = desk.options.now();
  if (!desk.memberMinuteRate.take(userId, now) || !desk.memberHourRate.take(userId, now)) {
    // The real platform answers success all the same.
    addFault(desk, "dropped-by-rate", `more than 30 a minute or 1000 an hour to ${userId}`);
    return;
  }
  const { text, format, card } = message;
  const conversation = singleKey("wecom", userId);
  showFromBot(desk, { via: "app", conversation, text, format, ...(card && { card }) });
}

type Taken = Extract<ReadBody, { isTaken: true }>;

/** The real number is not documented. */
function usedTaskId(): ApiReply {
  return wecomError(40058, {}, "task_id was used before");
}

/** The same request again within the interval: success, the old msgid, and nothing shown. */
function findDuplicate(desk: WecomDesk, body: JsonObject): string | undefined {
  if (body["enable_duplicate_check"] !== 1) return undefined;
  const asked = Number(body["duplicate_check_interval"] ?? 1_800);
  const intervalMs = Math.min(asked, 14_400) * 1000;
  const before = desk.sent.get(fingerprint(body));
  if (before === undefined) return undefined;
  const isWithin = desk.options.now().getTime() - before.at < intervalMs;
  return isWithin ? before.msgid : undefined;
}

/** Kept for four hours, the longest interval that can be asked for. */
function rememberForDuplicates(desk: WecomDesk, body: JsonObject, msgid: string): void {
  const at = desk.options.now().getTime();
  for (const [old, sent] of desk.sent) {
    if (at - sent.at >= 14_400_000) desk.sent.delete(old);
  }
  desk.sent.set(fingerprint(body), { msgid, at });
}

function fingerprint(body: JsonObject): string {
  return createHash("sha256").update(JSON.stringify(body)).digest("base64");
}

/** The group's push robot: a robot of its own, which hears nothing. */
function pushToGroup(desk: WecomDesk, request: ApiRequest): ApiReply {
  const key = request.query.get("key");
  const group = desk.options.groups.find((one) => one.webhookKey === key);
  if (group === undefined) return wecomError(93000);
  const body = parseObject(request.body);
  if (body === undefined) return wecomError(47001);
  const read = readPushBody(body);
  if (!read.isTaken) return read.refusal;
  if (!desk.pushRate.take(group.webhookKey, desk.options.now())) return wecomError(45009);
  const { text, format, card } = read;
  showFromBot(desk, {
    via: "push",
    conversation: groupKey("wecom", group.chatId),
    text,
    format,
    ...(card && { card }),
    name: desk.options.pushName ?? `${desk.options.botName}通知`,
  });
  return wecomOk({});
}

/** The one later answer to a message, within the hour. */
function answerLater(desk: WecomDesk, request: ApiRequest): ApiReply {
  const code = request.query.get("response_code") ?? "";
  const address = desk.replyAddresses.get(code);
  // The real code for a used or outdated address is not documented; the bot may only rely on ≠ 0.
  if (address === undefined || address.expiresAt <= desk.options.now().getTime()) {
    return wecomError(40058, {}, "invalid response_code");
  }
  const body = parseObject(request.body);
  if (body === undefined) return wecomError(47001);
  const isGroup = address.conversation.startsWith("wecom:group:");
  const read = readLaterBody(body, isGroup);
  if (!read.isTaken) return read.refusal;
  const { text, format, card } = read;
  if (card !== undefined && !takeCardName(desk, "aibot", card)) return usedTaskId();
  desk.replyAddresses.delete(code);
  showFromBot(desk, {
    via: "reply-address",
    conversation: address.conversation,
    text,
    format,
    ...(card && { card }),
    ...(isGroup ? { quote: address.question } : {}),
  });
  return wecomOk({ request_id: randomUUID() });
}
