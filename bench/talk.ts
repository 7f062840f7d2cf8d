import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { SandboxKeys } from "../sandbox/keys.ts";
import { decryptWecom, dingtalkSignature } from "../sandbox/wire.ts";
import { account, chatId, userId } from "./setting.ts";
import { seal } from "./wire.ts";

/** People who go on talking while the bot is killed again and again. */

export interface Place {
  readonly platform: "wecom" | "dingtalk";
  readonly member: number;
  /** Absent = 1:1. */
  readonly group?: number;
}

export interface Said {
  readonly msgid: string;
  readonly words: string;
  readonly place: Place;
  /** Undefined if the platform gave up: then nobody was told that it was heard. */
  readonly answer: string | undefined;
  readonly attempts: number;
  /** The same message was delivered once more after its answer, and this is what came back. */
  readonly again: string | undefined;
}

export interface TalkOptions {
  readonly keys: SandboxKeys;
  readonly platformUrl: string;
  readonly botPort: number;
  readonly stop: AbortSignal;
}

/** More often than the platforms would, so that more messages meet a bot that was killed. */
const attemptsMax = 12;
const pauseMs = 300;

/** Says these words, and delivers them again until they are answered, as the platforms do. */
export async function say(
  options: TalkOptions,
  place: Place,
  { msgid, words }: { readonly msgid: string; readonly words: string },
): Promise<Said> {
  let answer: string | undefined;
  let attempts = 0;
  while (answer === undefined && attempts < attemptsMax) {
    if (attempts > 0) await sleep(pauseMs);
    attempts += 1;
    answer = await deliver(options, place, { msgid, words });
  }
  const isRepeated = answer !== undefined && randomInt(4) === 0;
  const again = isRepeated ? await deliver(options, place, { msgid, words }) : undefined;
  return { msgid, words, place, answer, attempts, again };
}

/** Undefined if no answer came back: then nobody knows what the bot did with it. */
async function deliver(
  options: TalkOptions,
  place: Place,
  message: { readonly msgid: string; readonly words: string },
): Promise<string | undefined> {
  const call = place.platform === "wecom" ? wecomCall : dingtalkCall;
  const { url, headers, body, read } = call(options, place, message);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      signal: AbortSignal.timeout(place.platform === "wecom" ? 5_000 : 2_500),
    });
    return response.status === 200 ? read(await response.text()) : undefined;
  } catch {
    // Refused, cut or too late: all the same to the platform.
    return undefined;
  }
}

interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly read: (body: string) => string;
}

type Message = { readonly msgid: string; readonly words: string };

function wecomCall(options: TalkOptions, place: Place, { msgid, words }: Message): Call {
  const { keys, platformUrl, botPort } = options;
  const { target, body } = seal(keys.wecom, `/webhook/wecom/aibot/${account}`, {
    msgid,
    userId: userId(place.member),
    ...(place.group === undefined ? {} : { chatId: chatId(place.group) }),
    words,
    responseUrl: `${platformUrl}/sandbox/api/wecom/cgi-bin/aibot/response?response_code=${msgid}`,
  });
  return {
    url: `http://127.0.0.1:${botPort}${target}`,
    headers: {},
    body,
    read(reply) {
      const { encrypt } = JSON.parse(reply) as { encrypt: string };
      const plain: unknown = JSON.parse(decryptWecom(keys.wecom.aesKey, encrypt).message);
      return (plain as { stream: { content: string } }).stream.content;
    },
  };
}

function dingtalkCall(options: TalkOptions, place: Place, { msgid, words }: Message): Call {
  const { clientSecret, corpId, robotCode } = options.keys.dingtalk;
  const timestamp = String(Date.now());
  const conversation =
    place.group === undefined
      ? { conversationId: `cid-${place.member}`, conversationType: "1" }
      : { conversationId: chatId(place.group), conversationType: "2", isInAtList: true };
  const body = {
    ...conversation,
    msgId: msgid,
    msgtype: "text",
    text: { content: place.group === undefined ? words : ` ${words}` },
    senderStaffId: userId(place.member),
    senderId: `$:LWCP_v1:$${place.member}`,
    senderNick: "委员",
    senderCorpId: corpId,
    chatbotCorpId: corpId,
    chatbotUserId: "$:LWCP_v1:$bot",
    robotCode,
    createAt: Date.now(),
  };
  return {
    url: `http://127.0.0.1:${options.botPort}/webhook/dingtalk/robot/${account}`,
    headers: { timestamp, sign: dingtalkSignature(clientSecret, timestamp) },
    body: JSON.stringify(body),
    read: (reply) => (JSON.parse(reply) as { text?: { content: string } }).text?.content ?? "",
  };
}

/** One person at one place: one message after the other until the end. */
export async function talk(options: TalkOptions, place: Place, heard: Said[]): Promise<void> {
  let ownNumber: string | undefined;
  while (!options.stop.aborted) {
    serial += 1;
    const words = chooseWords(serial, ownNumber);
    const said = await say(options, place, { msgid: `kill-${serial}`, words });
    heard.push(said);
    if (words.startsWith("荐题")) ownNumber = numberOf(said.answer) ?? ownNumber;
    if (ownNumber !== undefined) lastNumber = ownNumber;
    await sleep(randomInt(10, 60));
  }
}

let serial = 0;
let lastNumber: string | undefined;

function chooseWords(mark: number, ownNumber: string | undefined): string {
  const chance = randomInt(100);
  if (chance < 35) return `提醒 1秒后 交第${mark}份材料`;
  // Somebody else's topic, if there is one: nobody endorses their own.
  if (chance < 60 && lastNumber !== undefined && lastNumber !== ownNumber) {
    return `附议 ${lastNumber}`;
  }
  return `荐题 第${mark}条背街小巷加装路灯`;
}

function numberOf(answer: string | undefined): string | undefined {
  return /编为(\d+)号/.exec(answer ?? "")?.[1];
}
