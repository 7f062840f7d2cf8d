import { randomBytes, randomInt } from "node:crypto";
import { callBot, pause } from "./callback.ts";
import { element, readXml, wordsIn, type XmlPart } from "./wecom-app-xml.ts";
import { addFault, type WecomDesk } from "./wecom-desk.ts";
import { decryptWecom, encryptWecom, WireError, wecomSignature } from "./wire.ts";

/** What the platform made of the bot's answer, and how often it asked. */
export interface AppAnswer<T> {
  /** Undefined = nothing usable came; "nothing" = the bot had nothing to say. */
  readonly answer: T | "nothing" | undefined;
  readonly attempts: number;
}

const attemptsMax = 3;

/**
 * Tells the app of something a person did, at most three times in all: again after no connection,
 * no answer in time, or a status other than 200.
 * @param read judges the words of the answer; throws WireError for what the platform throws away
 */
export async function tellApp<T>(
  desk: WecomDesk,
  event: AppEvent,
  read: (reply: XmlPart) => T,
): Promise<AppAnswer<T>> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const called = await callApp(desk, event);
    if (typeof called !== "string") {
      addFault(desk, "callback-failed", `app, try ${attempt}: ${called.failure}`);
      if (attempt < attemptsMax && (await pause(desk.timing.redeliveryPauseMs, desk.stop.signal))) {
        continue;
      }
      return { answer: undefined, attempts: attempt };
    }
    if (called === "") return { answer: "nothing", attempts: attempt };
    try {
      return { answer: read(openReply(desk, called, event.userId)), attempts: attempt };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      addFault(desk, "reply-refused", error.message);
      return { answer: undefined, attempts: attempt };
    }
  }
  return { answer: undefined, attempts: attemptsMax };
}

/** What a person did, as elements of the message; the same for every try. */
export interface AppEvent {
  readonly userId: string;
  /** Seconds since 1970; of events without an id it is the name. */
  readonly createdAt: number;
  readonly msgType: string;
  readonly parts: readonly string[];
}

async function callApp(
  desk: WecomDesk,
  { userId, createdAt, msgType, parts }: AppEvent,
): Promise<string | { readonly failure: string }> {
  const { corpId, agentId } = desk.options.keys;
  const words = element("xml", [
    element("ToUserName", corpId),
    element("FromUserName", userId),
    element("CreateTime", createdAt),
    element("MsgType", msgType),
    ...parts,
    element("AgentID", Number(agentId)),
  ]);
  const { encrypted, query } = seal(desk, words);
  const envelope = [
    element("ToUserName", corpId),
    element("AgentID", agentId),
    element("Encrypt", encrypted),
  ];
  const called = await callBot({
    method: "POST",
    url: withQuery(desk, query),
    headers: { "content-type": "text/xml" },
    body: element("xml", envelope),
    limitMs: desk.timing.answerMs,
    stop: desk.stop.signal,
  });
  if (called.kind === "failed") return { failure: called.reason };
  return called.status === 200 ? called.body : { failure: `status ${called.status}` };
}

/** Asks the app's address to prove itself: the decrypted words back, byte for byte, in a second. */
export async function verifyApp(
  desk: WecomDesk,
): Promise<{ readonly ok: boolean; readonly fault?: string }> {
  // Longer than a number can hold, like the real ones: parsed as one, other bytes come back.
  const words = String(randomInt(1_000_000_000, 9_999_999_999)).padEnd(19, "7");
  const { encrypted, query } = seal(desk, words);
  const called = await callBot({
    method: "GET",
    url: withQuery(desk, { ...query, echostr: encrypted }),
    limitMs: desk.timing.verifyMs,
    stop: desk.stop.signal,
  });
  if (called.kind === "failed") return { ok: false, fault: called.reason };
  if (called.status !== 200) return { ok: false, fault: `status ${called.status}` };
  return called.body === words ? { ok: true } : { ok: false, fault: "other bytes came back" };
}

/**
 * The token and the key of the AI bot serve here, too: what is meant for the app is addressed to the
 * enterprise, and what is meant for the AI bot to nobody.
 */
function seal(desk: WecomDesk, message: string) {
  const { token, aesKey, corpId } = desk.options.keys;
  const encrypted = encryptWecom(aesKey, { message, receiveId: corpId });
  const timestamp = String(Math.floor(desk.options.now().getTime() / 1000));
  const nonce = randomBytes(8).toString("hex");
  const msgSignature = wecomSignature({ token, timestamp, nonce, encrypted });
  return { encrypted, query: { msg_signature: msgSignature, timestamp, nonce } };
}

function withQuery(desk: WecomDesk, query: Readonly<Record<string, string>>): string {
  const { appCallbackUrl } = desk.options;
  if (appCallbackUrl === undefined) throw new Error("the app has no callback");
  // encodeURIComponent, because the real platform sends `+ / =` of base64 percent-encoded.
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${appCallbackUrl}?${pairs.join("&")}`;
}

/** The envelope first, then the signature, then the frame, then for whom it is. */
function openReply(desk: WecomDesk, body: string, userId: string): XmlPart {
  const { token, aesKey, corpId } = desk.options.keys;
  const envelope = readXml(body);
  const encrypted = wordsIn(envelope, "Encrypt");
  const timestamp = wordsIn(envelope, "TimeStamp");
  const nonce = wordsIn(envelope, "Nonce");
  if (!/^\d{10}$/.test(timestamp)) throw new WireError("reply timestamp is not in seconds");
  if (
    wordsIn(envelope, "MsgSignature") !== wecomSignature({ token, timestamp, nonce, encrypted })
  ) {
    throw new WireError("reply signature differs");
  }
  const frame = decryptWecom(aesKey, encrypted);
  if (frame.receiveId !== corpId) throw new WireError("reply receiver id is not the corp id");
  const reply = readXml(frame.message);
  if (wordsIn(reply, "ToUserName") !== userId) throw new WireError("reply to somebody else");
  if (wordsIn(reply, "FromUserName") !== corpId) throw new WireError("reply not from the corp");
  if (!/^\d{10}$/.test(wordsIn(reply, "CreateTime"))) {
    throw new WireError("reply CreateTime is not in seconds");
  }
  return reply;
}
