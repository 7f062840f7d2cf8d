import { createHash } from "node:crypto";

import type { RateLimit } from "../domain/voice.ts";

/** Limits as platforms write them down; `key` names what is counted within the account. */
export function perSecond(key: string, max: number): RateLimit {
  return { key, max, spanMs: 1_000 };
}

export function perMinute(key: string, max: number): RateLimit {
  return { key, max, spanMs: 60_000 };
}

export function perHour(key: string, max: number): RateLimit {
  return { key, max, spanMs: 3_600_000 };
}

/** Names an address without giving it away: whoever has the address can speak. */
export function digestOf(address: string): string {
  return createHash("sha256").update(address).digest("base64url").slice(0, 22);
}
