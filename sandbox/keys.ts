import { createHash, randomBytes, randomInt } from "node:crypto";

/**
 * Everything the pretend platforms and the bot must both know. Plain text fields only, so that it
 * can be kept as JSON between starts. These keys open nothing outside this machine.
 */
export interface SandboxKeys {
  readonly wecom: WecomKeys;
  readonly dingtalk: DingtalkKeys;
}

export interface WecomKeys {
  /** Signs the AI bot's callbacks. */
  readonly token: string;
  /** 43 characters; encrypts the AI bot's callbacks. */
  readonly aesKey: string;
  readonly aibotId: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly appSecret: string;
  /** The key inside the group's push address. */
  readonly webhookKey: string;
}

export interface DingtalkKeys {
  readonly corpId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Equal to the client id, as for every internal robot. */
  readonly robotCode: string;
}

/** Of the card template; derived, because keys that were kept earlier have none. */
export function dingtalkCardKeys({ clientId, clientSecret }: DingtalkKeys): {
  readonly templateId: string;
  readonly secret: string;
} {
  const of = (name: string) =>
    createHash("sha256").update(`${name} ${clientId} ${clientSecret}`).digest("hex");
  return { templateId: `${of("template").slice(0, 32)}.schema`, secret: of("callback") };
}

/** New keys, in the alphabets and lengths of the real ones. */
export function createSandboxKeys(): SandboxKeys {
  const clientId = `ding${letters(16).toLowerCase()}`;
  return {
    wecom: {
      token: letters(24),
      aesKey: letters(43),
      aibotId: `aib${letters(32)}`,
      corpId: `ww${randomBytes(8).toString("hex")}`,
      agentId: String(randomInt(1_000_002, 1_009_999)),
      appSecret: letters(43),
      webhookKey: uuid(),
    },
    dingtalk: {
      corpId: `ding${randomBytes(16).toString("hex")}`,
      clientId,
      clientSecret: letters(64),
      robotCode: clientId,
    },
  };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function letters(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

function uuid(): string {
  const hex = randomBytes(16).toString("hex");
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}
