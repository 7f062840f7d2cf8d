import { randomBytes } from "node:crypto";
import {
  json,
  parseObject,
  withFault,
  type ApiReply,
  type ApiRequest,
  type JsonObject,
} from "./api.ts";
import { readMsgParam, readWebhookBody, type ReadBody } from "./dingtalk-body.ts";
import { getUser, isCalendarPath, runCalendar } from "./dingtalk-calendar.ts";
import { showFromRobot, type DingtalkDesk, type DingtalkEndpoint } from "./dingtalk-desk.ts";
import { createAndDeliver, updateCard } from "./dingtalk-card.ts";
import { monthOver, refuse, statusOf, tooMany } from "./dingtalk-refusal.ts";
import { groupKey, singleKey } from "./timeline.ts";

/** The server side of the pretend DingTalk: both the new API and the session address. */
export function createDingtalkApi(desk: DingtalkDesk): (request: ApiRequest) => ApiReply {
  return (request) => {
    const isCalendar = isCalendarPath(request.path);
    const name = isCalendar ? "calendar/events" : endpointNames[request.path];
    if (name === undefined) return json({ message: "not found" }, 404);
    const method = name === "card/instances" ? "PUT" : "POST";
    // Which methods a calendar takes, depends on what of it is named.
    if (request.method !== method && !isCalendar) return refuse("unsupportedMethod", 405);
    return withFault(
      desk.orders.take(name),
      () => endpoints[name](desk, request),
      (errcode) =>
        name === "sendBySession" || name === "user/get"
          ? json({ errcode: Number(errcode), errmsg: "arranged fault" })
          : refuse(String(errcode), statusOf(String(errcode))),
    );
  };
}

const endpointNames: Readonly<Record<string, DingtalkEndpoint>> = {
  "/v1.0/oauth2/accessToken": "accessToken",
  "/v1.0/robot/groupMessages/send": "groupMessages/send",
  "/v1.0/robot/oToMessages/batchSend": "oToMessages/batchSend",
  "/robot/sendBySession": "sendBySession",
  "/v1.0/card/instances/createAndDeliver": "card/createAndDeliver",
  "/v1.0/card/instances": "card/instances",
  "/topapi/v2/user/get": "user/get",
};

type Run = (desk: DingtalkDesk, request: ApiRequest) => ApiReply;

const endpoints: Readonly<Record<DingtalkEndpoint, Run>> = {
  accessToken: getAccessToken,
  "groupMessages/send": withToken("groupMessages/send", asRobot(sendToGroup)),
  "oToMessages/batchSend": withToken("oToMessages/batchSend", asRobot(sendToPeople)),
  sendBySession,
  "card/createAndDeliver": withToken("card/createAndDeliver", createAndDeliver),
  "card/instances": withToken("card/instances", updateCard),
  "user/get": getUser,
  "calendar/events": (desk, request) =>
    withToken("calendar/events", (_, body) => runCalendar(desk, request, body))(desk, request),
};

/** Asking again gives the same token and lengthens its life. */
function getAccessToken(desk: DingtalkDesk, request: ApiRequest): ApiReply {
  const { keys, now } = desk.options;
  const body = parseObject(request.body);
  if (body?.["appKey"] !== keys.clientId || body["appSecret"] !== keys.clientSecret) {
    return refuse("invalidClientIdOrSecret");
  }
  const { token, expiresInSeconds } = desk.tokens.issue(now());
  return json({ accessToken: token, expireIn: expiresInSeconds });
}

type RunBody = (desk: DingtalkDesk, body: JsonObject) => ApiReply;

/** Token, then the rate of this one call, then the month; only then the call itself. */
function withToken(name: DingtalkEndpoint, run: RunBody): Run {
  return (desk, request) => {
    const { now } = desk.options;
    const token = request.headers["x-acs-dingtalk-access-token"];
    if (typeof token !== "string") return refuse("Missingx-acs-dingtalk-access-token");
    if (desk.tokens.check(token, now()) !== "good") return refuse("InvalidAuthentication", 401);
    if (!desk.callRate.take(name, now())) return refuse(tooMany, 403);
    if (!desk.month.take("api", now())) return refuse(monthOver, 403);
    const body = request.method === "DELETE" ? {} : parseObject(request.body);
    return body === undefined ? refuse("invalidParameter.body.invalid") : run(desk, body);
  };
}

function asRobot(run: RunBody): RunBody {
  return (desk, body) =>
    body["robotCode"] === desk.options.keys.robotCode ? run(desk, body) : refuse("robot.notExsit");
}

/** The robot speaks first in a group. There is no mention and no idempotency key on this way. */
function sendToGroup(desk: DingtalkDesk, body: JsonObject): ApiReply {
  const conversationId = body["openConversationId"];
  const group = desk.options.groups.find((one) => one.conversationId === conversationId);
  if (group === undefined) return refuse("session.notExisted");
  const read = readMsgParam(body["msgKey"], body["msgParam"]);
  if (read.kind !== "message") return refuseBody(read);
  showFromRobot(desk, {
    via: "openapi",
    conversation: groupKey("dingtalk", group.conversationId),
    text: read.text,
    format: read.format,
  });
  return json({ processQueryKey: queryKey() });
}

/** At most twenty people at once; the unknown ones are listed, and that is still a success. */
function sendToPeople(desk: DingtalkDesk, body: JsonObject): ApiReply {
  const { userIds } = body;
  if (!Array.isArray(userIds) || userIds.length === 0) {
    return refuse("invalidParameter.userIds.empty");
  }
  // The real error text says 100, the real limit is 20.
  if (userIds.length > 20) return refuse("invalidParameter.userIds.overMax");
  const read = readMsgParam(body["msgKey"], body["msgParam"]);
  if (read.kind !== "message") return refuseBody(read);
  const asked = userIds.map(String);
  const isKnown = (id: string) => desk.options.members.some(({ userId }) => userId === id);
  for (const userId of asked.filter(isKnown)) {
    showFromRobot(desk, {
      via: "openapi",
      conversation: singleKey("dingtalk", userId),
      text: read.text,
      format: read.format,
    });
  }
  return json({
    processQueryKey: queryKey(),
    invalidStaffIdList: asked.filter((id) => !isKnown(id)),
    flowControlledStaffIdList: [],
  });
}

/** The address that came with a message, good until the time that came with it. */
function sendBySession(desk: DingtalkDesk, request: ApiRequest): ApiReply {
  const session = desk.sessions.get(request.query.get("session") ?? "");
  if (session === undefined || session.expiresAt <= desk.options.now().getTime()) {
    return json({ errcode: 300001, errmsg: "session 不存在" });
  }
  if (!desk.month.take("push", desk.options.now())) {
    return json({ errcode: 90_020, errmsg: "企业本月的Webhook调用次数已用完" });
  }
  const read = readWebhookBody(request.body);
  if (read.kind === "broken") {
    const isTooLong = read.rule.includes("20000");
    return json({ errcode: isTooLong ? 460_101 : 40_035, errmsg: read.rule });
  }
  if (read.kind === "message") {
    const { text, format } = read;
    showFromRobot(desk, {
      via: "reply-address",
      conversation: session.conversation,
      text,
      format,
    });
  }
  return json({ errcode: 0, errmsg: "ok" });
}

/** The rules of `readMsgParam` are the platform's own codes, so they go out as they are. */
function refuseBody(read: ReadBody): ApiReply {
  return refuse(read.kind === "broken" ? read.rule : "invalidParameter.msgParam.invalid");
}

function queryKey(): string {
  return randomBytes(24).toString("base64");
}
