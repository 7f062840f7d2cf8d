import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

/**
 * The platforms' side of the wire, written from their published algorithms and sharing nothing with
 * the bot's side: were both one code, a mistake in it would agree with itself.
 */

/** A frame that a platform would not accept. The message names the first rule it breaks. */
export class WireError extends Error {
  override name = "WireError";
}

export interface WecomFrame {
  readonly message: string;
  readonly receiveId: string;
}

/** Lowercase hex SHA-1 over the four parts in byte order, joined without a separator. */
export function wecomSignature(parts: {
  readonly token: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly encrypted: string;
}): string {
  const sorted = [parts.token, parts.timestamp, parts.nonce, parts.encrypted].sort(byBytes);
  return createHash("sha1").update(sorted.join(""), "utf8").digest("hex");
}

/**
 * @param aesKey 43 characters, as shown in the administration pages
 * @param random 16 bytes; only the vectors pass them
 * @returns base64 of the AES-256-CBC frame: random, length, message, receiver
 */
export function encryptWecom(aesKey: string, frame: WecomFrame, random?: Buffer): string {
  const message = Buffer.from(frame.message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const receiver = Buffer.from(frame.receiveId, "utf8");
  const plain = Buffer.concat([random ?? randomBytes(16), length, message, receiver]);
  const pad = blockBytes - (plain.length % blockBytes);
  const key = decodeKey(aesKey);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(pad, pad)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}

/** @throws WireError unless length, padding and frame are exactly as specified */
export function decryptWecom(aesKey: string, encrypted: string): WecomFrame {
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) {
    throw new WireError("ciphertext is not a whole number of 32-byte blocks");
  }
  const key = decodeKey(aesKey);
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return openFrame(withoutPadding(Buffer.concat([decipher.update(bytes), decipher.final()])));
}

/** Base64 of HMAC-SHA256 over timestamp, line feed, secret. It does not cover the body. */
export function dingtalkSignature(secret: string, timestamp: string): string {
  return createHmac("sha256", secret).update(`${timestamp}\n${secret}`, "utf8").digest("base64");
}

/** PKCS#7 is counted here in blocks of 32, twice the block of AES. */
const blockBytes = 32;

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function decodeKey(aesKey: string): Buffer {
  const key = Buffer.from(`${aesKey}=`, "base64");
  if (key.length !== 32) throw new WireError("the AES key is not 32 bytes");
  return key;
}

function withoutPadding(padded: Buffer): Buffer {
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > blockBytes) throw new WireError("padding byte out of 1..32");
  const end = padded.length - pad;
  if (!padded.subarray(end).every((byte) => byte === pad)) {
    throw new WireError("padding bytes differ");
  }
  return padded.subarray(0, end);
}

function openFrame(plain: Buffer): WecomFrame {
  if (plain.length < 20) throw new WireError("frame shorter than 20 bytes");
  const end = 20 + plain.readUInt32BE(16);
  if (end > plain.length) throw new WireError("message length exceeds the frame");
  return {
    message: plain.toString("utf8", 20, end),
    receiveId: plain.toString("utf8", end),
  };
}
