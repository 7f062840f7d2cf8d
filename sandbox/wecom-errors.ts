import { randomInt } from "node:crypto";
import { json, type ApiReply, type JsonObject } from "./api.ts";

/** Success is errcode 0; everything else in the body depends on the call. */
export function wecomOk(fields: JsonObject): ApiReply {
  return json({ errcode: 0, errmsg: "ok", ...fields });
}

/** HTTP 200 all the same; the text ends with a hint and the caller's address, like the real one. */
export function wecomError(errcode: number, fields: JsonObject = {}, words?: string): ApiReply {
  const hint = Array.from({ length: 2 }, () => String(randomInt(1e11, 9e11))).join("");
  const said = words ?? messages[errcode] ?? "error";
  const more = `https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  const errmsg = `${said}, hint: [${hint}], from ip: 127.0.0.1, more info at ${more}`;
  return json({ errcode, errmsg, ...fields });
}

/** Also the codes that only an arranged fault produces, so that their words are the real ones. */
const messages: Readonly<Record<number, string>> = {
  [-1]: "system error",
  40001: "invalid credential",
  40008: "invalid message type",
  40013: "invalid corpid",
  40014: "invalid access_token",
  40032: "invalid user list size",
  40056: "invalid agentid",
  40058: "invalid Request Parameter",
  41001: "access_token missing",
  41002: "corpid missing",
  41004: "secret missing",
  42001: "access_token expired",
  43001: "require GET method",
  43002: "require POST method",
  44004: "empty content",
  45009: "api freq out of limit",
  45033: "api concurrent out of limit",
  47001: "data format error",
  48002: "api forbidden",
  60011: "no privilege to access/modify contact/party/agent",
  60111: "userid not found",
  60020: "not allow to access from your ip",
  81013: "user & party & tag all invalid",
  90466: "invalid schedule id (belongs to other app)",
  93000: "invalid webhook url",
  93004: "robot is disabled or removed",
  93008: "robot is not in the group",
  93017: "empty content",
  301002: "not allow operate another agent with this accesstoken",
};
