import { randomBytes, randomInt } from "node:crypto";
import { parseObject, pick, utf8Length, type JsonObject } from "./api.ts";
import { callBot } from "./callback.ts";
import type { ShownCard } from "./timeline.ts";
import { readTemplateCard } from "./wecom-card.ts";
import { takeCardName, type WecomDesk } from "./wecom-desk.ts";
import { decryptWecom, encryptWecom, WireError, wecomSignature } from "./wire.ts";

/** Where in the talk a callback stands; each place allows other answers. */
export type Scene = "message" | "refresh" | "enterChat" | "tap";

export type WecomAnswer =
  | { readonly kind: "nothing" }
  | { readonly kind: "text"; readonly content: string }
  | { readonly kind: "card"; readonly card: ShownCard }
  | {
      readonly kind: "stream";
      readonly id: string;
      readonly finish: boolean;
      readonly content: string;
      readonly card?: ShownCard;
    }
  /** The card as it stands now, for these people; for everybody if none are named. */
  | { readonly kind: "update"; readonly card: ShownCard; readonly userIds?: readonly string[] };

export type CallbackResult =
  | { readonly kind: "answer"; readonly answer: WecomAnswer }
  /** Worth another try: no connection, too late, or a status other than 200. */
  | { readonly kind: "failed"; readonly reason: string }
  /** An answer that the platform throws away. */
  | { readonly kind: "violation"; readonly rule: string };

/** Sends one encrypted, signed callback and judges the answer as strictly as the platform. */
export async function sendCallback(
  desk: WecomDesk,
  payload: JsonObject,
  scene: Scene,
): Promise<CallbackResult> {
  const { keys } = desk.options;
  const sealed = seal(desk, JSON.stringify(payload));
  const called = await callBot({
    method: "POST",
    url: withQuery(desk.options.callbackUrl, sealed.query),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ encrypt: sealed.encrypted }),
    limitMs: desk.timing.answerMs,
    stop: desk.stop.signal,
  });
  if (called.kind === "failed") return called;
  if (called.status !== 200) return { kind: "failed", reason: `status ${called.status}` };
  if (called.body === "") return { kind: "answer", answer: { kind: "nothing" } };
  try {
    const plain = openReply(keys, called.body, sealed.query.nonce);
    return { kind: "answer", answer: readAnswer(desk, plain, scene) };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { kind: "violation", rule: error.message };
  }
}

/** Asks the bot's address to prove itself: the decrypted words back, byte for byte, in a second. */
export async function sendVerification(
  desk: WecomDesk,
): Promise<{ readonly ok: boolean; readonly fault?: string }> {
  // Longer than a number can hold, like the real ones: parsed as one, other bytes come back.
  const words = String(randomInt(1_000_000_000, 9_999_999_999)).padEnd(19, "7");
  const sealed = seal(desk, words);
  const called = await callBot({
    method: "GET",
    url: withQuery(desk.options.callbackUrl, { ...sealed.query, echostr: sealed.encrypted }),
    limitMs: desk.timing.verifyMs,
    stop: desk.stop.signal,
  });
  if (called.kind === "failed") return { ok: false, fault: called.reason };
  if (called.status !== 200) return { ok: false, fault: `status ${called.status}` };
  return called.body === words ? { ok: true } : { ok: false, fault: "other bytes came back" };
}

/** Receiver id "": an AI bot inside its own enterprise has none. */
function seal(desk: WecomDesk, message: string) {
  const { token, aesKey } = desk.options.keys;
  const encrypted = encryptWecom(aesKey, { message, receiveId: "" });
  const timestamp = String(Math.floor(desk.options.now().getTime() / 1000));
  const nonce = randomBytes(8).toString("hex");
  const msgSignature = wecomSignature({ token, timestamp, nonce, encrypted });
  return { encrypted, query: { msg_signature: msgSignature, timestamp, nonce } };
}

function withQuery(base: string, query: Readonly<Record<string, string>>): string {
  // encodeURIComponent, because the real platform sends `+ / =` of base64 percent-encoded.
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${base}${base.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}

/** The envelope first, then the signature, then the frame: as the platform reads an answer. */
function openReply(keys: WecomDesk["options"]["keys"], body: string, nonce: string): JsonObject {
  const envelope = parseObject(body);
  const encrypted = pick(envelope, "encrypt");
  const timestamp = pick(envelope, "timestamp");
  if (typeof encrypted !== "string") throw new WireError("reply without encrypt");
  if (!Number.isSafeInteger(timestamp)) throw new WireError("reply timestamp is not an integer");
  if (pick(envelope, "nonce") !== nonce) throw new WireError("reply nonce is not the callback's");
  const parts = { token: keys.token, timestamp: String(timestamp), nonce, encrypted };
  if (pick(envelope, "msgsignature") !== wecomSignature(parts)) {
    throw new WireError("reply signature differs");
  }
  const frame = decryptWecom(keys.aesKey, encrypted);
  if (frame.receiveId !== "") throw new WireError("reply receiver id is not empty");
  const plain = parseObject(frame.message);
  if (plain === undefined) throw new WireError("reply is not a JSON object");
  return plain;
}

/** Markdown and plain text are no answers to a message: even one sentence is a finished stream. */
const allowedTypes: Readonly<Record<Exclude<Scene, "tap">, readonly string[]>> = {
  message: ["stream", "template_card", "stream_with_template_card"],
  refresh: ["stream", "stream_with_template_card"],
  enterChat: ["text", "template_card"],
};

function readAnswer(desk: WecomDesk, plain: JsonObject, scene: Scene): WecomAnswer {
  if (scene === "tap") return readUpdate(plain);
  const msgtype = plain["msgtype"];
  if (typeof msgtype !== "string" || !allowedTypes[scene].includes(msgtype)) {
    throw new WireError(`msgtype ${String(msgtype)} is not allowed here (${scene})`);
  }
  switch (msgtype) {
    case "template_card":
      return { kind: "card", card: readNewCard(desk, plain) };
    case "stream_with_template_card":
      return { ...readStream(plain["stream"]), card: readNewCard(desk, plain) };
    case "stream":
      return readStream(plain["stream"]);
    default: {
      const content = pick(plain, "text", "content");
      if (typeof content !== "string" || content === "") {
        throw new WireError("text without content");
      }
      return { kind: "text", content };
    }
  }
}

function readStream(stream: unknown): Extract<WecomAnswer, { kind: "stream" }> {
  const id = pick(stream, "id");
  const finish = pick(stream, "finish");
  const content = pick(stream, "content");
  if (typeof id !== "string" || id === "") throw new WireError("stream without id");
  if (typeof finish !== "boolean") throw new WireError("stream without finish");
  if (typeof content !== "string") throw new WireError("stream without content");
  if (utf8Length(content) > 20_480) throw new WireError("stream content exceeds 20480 bytes");
  return { kind: "stream", id, finish, content };
}

function readNewCard(desk: WecomDesk, plain: JsonObject): ShownCard {
  const card = readTemplateCard(plain["template_card"], "aibot");
  if (!takeCardName(desk, "aibot", card)) throw new WireError("task_id was used before");
  return card;
}

/** The only answer to a tap. */
function readUpdate(plain: JsonObject): WecomAnswer {
  if (plain["response_type"] !== "update_template_card" || plain["msgtype"] !== undefined) {
    throw new WireError("a tap is answered by update_template_card only");
  }
  const card = readTemplateCard(plain["template_card"], "aibot");
  const userIds = plain["userids"];
  if (userIds === undefined) return { kind: "update", card };
  if (!Array.isArray(userIds) || !userIds.every((id) => typeof id === "string")) {
    throw new WireError("userids is not a list of user ids");
  }
  return { kind: "update", card, userIds };
}
