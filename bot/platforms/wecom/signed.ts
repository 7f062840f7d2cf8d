import type { Received } from "../../platform.ts";
import { checkWindow, onlyParam } from "../../untrusted.ts";
import { openFrame } from "./crypto.ts";
import type { Keys } from "./crypto.ts";

/** What the callbacks of the AI bot and of the app have in common: the query, and what it signs. */

/**
 * The platform checks that the address is ours. The exact bytes go back; the text is often a
 * number too long for JavaScript.
 * @throws ForgedError
 */
export function receiveHandshake(keys: Keys, query: URLSearchParams): Received {
  const body = openFrame(keys, {
    ...signedParts(query),
    // A proxy that decodes once too often leaves spaces where the plus signs were.
    ciphertext: onlyParam(query, "echostr").replaceAll(" ", "+"),
  });
  return {
    inbound: { kind: "handshake", body },
    reply: () => ({ status: 200, type: "text/plain", body }),
  };
}

/**
 * The words of a callback that was signed within the hour, and its nonce.
 * @throws ForgedError
 */
export function openSigned(keys: Keys, query: URLSearchParams, ciphertext: string, now: Date) {
  const { signature, timestamp, nonce } = signedParts(query);
  const words = openFrame(keys, { signature, timestamp, nonce, ciphertext });
  checkWindow(/^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN, now);
  return { words, nonce };
}

function signedParts(query: URLSearchParams) {
  return {
    signature: onlyParam(query, "msg_signature"),
    timestamp: onlyParam(query, "timestamp"),
    nonce: onlyParam(query, "nonce"),
  };
}
