import { randomUUID } from "node:crypto";
import { json, type ApiReply } from "./api.ts";

/** Twenty calls a second for each call of each app; the caller is expected to wait a second. */
export const tooMany = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi";

/** What the month allows is used up: nothing helps but the next month. */
export const monthOver = "Forbidden.AccessDenied.ApiCountLimitForOrg";

/** The new API answers errors with an HTTP status and a code in words. */
export function refuse(code: string, status = 400): ApiReply {
  const requestid = randomUUID().toUpperCase();
  return json({ code, requestid, message: messages[code] ?? code }, status);
}

export function statusOf(code: string): number {
  if (code.startsWith("Forbidden.")) return 403;
  return code === "InvalidAuthentication" ? 401 : 400;
}

/** Spelling as in reality, mistakes included: clients compare the codes. */
const messages: Readonly<Record<string, string>> = {
  invalidClientIdOrSecret: "无效的clientId或者clientSecret",
  InvalidAuthentication: "不合法的access_token",
  "Missingx-acs-dingtalk-access-token": "x-acs-dingtalk-access-token is mandatory for this action.",
  [tooMany]: "应用调用该接口的QPS超过限制",
  [monthOver]: "企业本月的API调用次数已用完",
  "robot.notExsit": "robot 不存在",
  "session.notExisted": "会话不存在",
  "invalidParameter.userIds.overMax": "userIds 数量超过100",
};
