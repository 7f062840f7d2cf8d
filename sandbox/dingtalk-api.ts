import { randomBytes, randomUUID } from "node:crypto";
import {
  json,
  parseObject,
  withFault,
  type ApiReply,
  type ApiRequest,
  type JsonObject,
} from "./api.ts";
import { readMsgParam, readWebhookBody, type ReadBody } from "./dingtalk-body.ts";
import { showFromRobot, type DingtalkDesk, type DingtalkEndpoint } from "./dingtalk-desk.ts";
import { groupKey, singleKey } from "./timeline.ts";

/** The server side of the pretend DingTalk: both the new API and the session address. */
export function createDingtalkApi(desk: DingtalkDesk): (request: ApiRequest) => ApiReply {
  return (request) => {
    const name = endpointNames[request.path];
    if (name === undefined) return json({ message: "not found" }, 404);
    if (request.method !== "POST") return refuse("unsupportedMethod", 405);
    return withFault(
      desk.orders.take(name),
      () => endpoints[name](desk, request),
      (errcode) =>
        name === "sendBySession"
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
};

type Run = (desk: DingtalkDesk, request: ApiRequest) => ApiReply;

const endpoints: Readonly<Record<DingtalkEndpoint, Run>> = {
  accessToken: getAccessToken,
  "groupMessages/send": withToken("groupMessages/send", sendToGroup),
  "oToMessages/batchSend": withToken("oToMessages/batchSend", sendToPeople),
  sendBySession,
};

/** Twenty calls a second for each call of each app; the caller is expected to wait a second. */
const tooMany = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi";

/** The new API answers errors with an HTTP status and a code in words. */
function refuse(code: string, status = 400): ApiReply {
  const requestid = randomUUID().toUpperCase();
  return json({ code, requestid, message: messages[code] ?? code }, status);
}

function statusOf(code: string): number {
  if (code.startsWith("Forbidden.")) return 403;
  return code === "InvalidAuthentication" ? 401 : 400;
}

/** Spelling as in reality, mistakes included: clients compare the codes. */
const messages: Readonly<Record<string, string>> = {
  invalidClientIdOrSecret: "无效的clientId或者clientSecret",
  InvalidAuthentication: "不合法的access_token",
  "Missingx-acs-dingtalk-access-token": "x-acs-dingtalk-access-token is mandatory for this action.",
  [tooMany]: "应用调用该接口的QPS超过限制",
  "robot.notExsit": "robot 不存在",
  "session.notExisted": "会话不存在",
  "invalidParameter.userIds.overMax": "userIds 数量超过100",
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

/** Token, then the rate of this one call, then the robot; only then the call itself. */
function withToken(
  name: DingtalkEndpoint,
  run: (desk: DingtalkDesk, body: JsonObject) => ApiReply,
): Run {
  return (desk, request) => {
    const { keys, now } = desk.options;
    const token = request.headers["x-acs-dingtalk-access-token"];
    if (typeof token !== "string") return refuse("Missingx-acs-dingtalk-access-token");
    if (desk.tokens.check(token, now()) !== "good") return refuse("InvalidAuthentication", 401);
    if (!desk.callRate.take(name, now())) return refuse(tooMany, 403);
    const body = parseObject(request.body);
    if (body === undefined) return refuse("invalidParameter.body.invalid");
    if (body["robotCode"] !== keys.robotCode) return refuse("robot.notExsit");
    return run(desk, body);
  };
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
