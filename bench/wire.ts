import { randomBytes } from "node:crypto";

import type { WecomKeys } from "../sandbox/keys.ts";
import { encryptWecom, wecomSignature } from "../sandbox/wire.ts";

/** Callbacks as the platform sends them: real frames, really signed. */

export interface Callback {
  readonly msgid: string;
  readonly userId: string;
  /** Absent = alone with the bot. */
  readonly chatId?: string;
  readonly words: string;
  /** Where the platform would take one later answer. */
  readonly responseUrl: string;
}

export interface Sealed {
  /** Path and query. */
  readonly target: string;
  readonly body: string;
}

export function seal(keys: WecomKeys, path: string, callback: Callback, at = new Date()): Sealed {
  const { token, aesKey, aibotId } = keys;
  const { msgid, userId, chatId, words } = callback;
  const message = JSON.stringify({
    msgid,
    aibotid: aibotId,
    ...(chatId === undefined ? {} : { chatid: chatId }),
    chattype: chatId === undefined ? "single" : "group",
    from: { userid: userId },
    response_url: callback.responseUrl,
    msgtype: "text",
    text: { content: chatId === undefined ? words : `@小协 ${words}` },
  });
  const encrypted = encryptWecom(aesKey, { message, receiveId: "" });
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(8).toString("hex");
  const signature = wecomSignature({ token, timestamp, nonce, encrypted });
  return {
    target: `${path}?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
    body: JSON.stringify({ encrypt: encrypted }),
  };
}
