import { isObject, parseObject, pick, type JsonObject } from "./api.ts";

/** Whom pushes of one kind go to, as a client asks for it when it opens a connection. */
export interface Subscription {
  readonly type: "CALLBACK" | "EVENT";
  readonly topic: string;
}

export type ReadOpening =
  | { readonly kind: "opening"; readonly subscriptions: readonly Subscription[] }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

const cardTopic = "/v1.0/card/instances/callback";

/** What a client asks for, or why the gateway will not have it. */
export function readOpening(
  body: string,
  keys: { readonly clientId: string; readonly clientSecret: string },
): ReadOpening {
  const asked = parseObject(body);
  if (asked === undefined) return refused("invalidParameter", "body invalid");
  if (asked["clientId"] !== keys.clientId || asked["clientSecret"] !== keys.clientSecret) {
    return refused("invalidClientIdOrSecret", "clientId or clientSecret invalid");
  }
  const { ua, subscriptions } = asked;
  if (ua !== undefined && !(typeof ua === "string" && uaPattern.test(ua))) {
    return refused("invalidParameter", "ua invalid");
  }
  if (!Array.isArray(subscriptions) || subscriptions.length === 0) {
    return refused("invalidParameter", "subscriptions invalid");
  }
  const read = subscriptions.filter(isSubscription);
  return read.length < subscriptions.length
    ? refused("invalidParameter", "subscriptions invalid")
    : { kind: "opening", subscriptions: read };
}

/** Name, `sdk`, language and version, as in `dingtalk-sdk-java/1.0.2`. */
const uaPattern = /^[\w.]+-sdk-[\w.]+\/[\w.]+$/;

function isSubscription(value: unknown): value is Subscription {
  if (!isObject(value) || typeof value["topic"] !== "string") return false;
  if (value["type"] === "EVENT") return value["topic"] === "*";
  return value["type"] === "CALLBACK" && value["topic"].startsWith("/v1.0/");
}

function refused(code: string, message: string): ReadOpening {
  return { kind: "refused", code, message };
}

export type ReadAck =
  | {
      readonly kind: "ack";
      readonly code: number;
      readonly messageId: string;
      /** What its `data` holds. */
      readonly data: unknown;
    }
  | { readonly kind: "broken"; readonly rule: string };

/** What a client sent up, checked field by field. */
export function readAck(text: string): ReadAck {
  const ack = parseObject(text);
  if (ack === undefined) return broken("not a JSON object");
  const { code, message, data } = ack;
  const messageId = pick(ack, "headers", "messageId");
  if (typeof code !== "number" || ![200, 400, 404, 500].includes(code)) return broken("code");
  if (typeof messageId !== "string" || messageId === "") return broken("headers.messageId");
  if (pick(ack, "headers", "contentType") !== "application/json") {
    return broken("headers.contentType");
  }
  if (typeof message !== "string") return broken("message");
  if (typeof data !== "string") return broken("data is no text");
  const read = parseObject(data);
  if (read === undefined) return broken("data is no JSON object");
  return { kind: "ack", code, messageId, data: read };
}

/** The rule that the data of an ack with code 200 breaks, if any. */
export function ackFault(
  type: Subscription["type"],
  topic: string,
  data: unknown,
): string | undefined {
  if (type === "EVENT") {
    const isKnown = ["SUCCESS", "LATER"].includes(String(pick(data, "status")));
    return isKnown ? undefined : "status of an event";
  }
  if (!isObject(data) || !("response" in data)) return "data without response";
  return topic === cardTopic ? cardFault(data["response"]) : undefined;
}

function cardFault(response: unknown): string | undefined {
  if (response === null) return undefined;
  if (!isObject(response)) return "response of a card is no object";
  const strange = Object.keys(response).find((name) => !cardParts.has(name));
  if (strange !== undefined) return `response of a card has ${strange}`;
  for (const part of ["cardData", "userPrivateData"]) {
    const map = pick(response, part, "cardParamMap");
    if (response[part] !== undefined && !isTextMap(map)) return `${part}.cardParamMap`;
  }
  const options = response["cardUpdateOptions"];
  if (options !== undefined && !isFlags(options)) return "cardUpdateOptions";
  return undefined;
}

const cardParts = new Set(["cardData", "userPrivateData", "cardUpdateOptions"]);

/** Every value is text, numbers and lists too. */
function isTextMap(value: unknown): value is JsonObject {
  return isObject(value) && Object.values(value).every((each) => typeof each === "string");
}

function isFlags(value: unknown): boolean {
  const names = new Set(["updateCardDataByKey", "updatePrivateDataByKey"]);
  return (
    isObject(value) &&
    Object.entries(value).every(([name, flag]) => names.has(name) && typeof flag === "boolean")
  );
}

function broken(rule: string): ReadAck {
  return { kind: "broken", rule };
}
