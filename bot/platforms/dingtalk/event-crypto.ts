import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { ForgedError } from "../../../domain/errors.ts";
import { isSameSecret } from "../../untrusted.ts";

export interface EventKeys {
  readonly token: string;
  /** 43 characters. */
  readonly aesKey: string;
}

export interface SealedEvent {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

export interface EventFrame {
  readonly words: string;
  /** Whom the frame is addressed to. */
  readonly receiveId: string;
}

/** The reply body, with the field names of the platform. */
export interface EventEnvelope {
  readonly msg_signature: string;
  readonly timeStamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

/**
 * What is inside a frame that is genuine. Nothing is decrypted before the signature holds; padding,
 * length and encoding must then be exact.
 * @throws ForgedError for every deviation alike
 */
export function openEvent(keys: EventKeys, sealed: SealedEvent): EventFrame {
  const { signature, timestamp, nonce, ciphertext } = sealed;
  const expected = signEvent(keys.token, { timestamp, nonce, ciphertext });
  if (!isSameSecret(signature, expected)) throw new ForgedError("signature differs");
  return readFrame(decrypt(keys.aesKey, ciphertext));
}

/** @param timestamp milliseconds, as text  @param random 16 bytes; only the vectors pass them */
export function sealEvent(
  keys: EventKeys,
  { words, receiveId }: EventFrame,
  { timestamp, nonce }: { readonly timestamp: string; readonly nonce: string },
  random = randomBytes(RANDOM_BYTES),
): EventEnvelope {
  const message = Buffer.from(words, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const bare = Buffer.concat([random, length, message, Buffer.from(receiveId, "utf8")]);
  const padBytes = BLOCK_BYTES - (bare.length % BLOCK_BYTES);
  const { key, iv } = cipherKey(keys.aesKey);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const sealed = cipher.update(Buffer.concat([bare, Buffer.alloc(padBytes, padBytes)]));
  // Whole blocks without padding leave nothing behind.
  cipher.final();
  const encrypt = sealed.toString("base64");
  const signature = signEvent(keys.token, { timestamp, nonce, ciphertext: encrypt });
  return { msg_signature: signature, timeStamp: timestamp, nonce, encrypt };
}

/** Hex SHA-1 of the four, sorted and joined. */
function signEvent(token: string, of: Omit<SealedEvent, "signature">): string {
  const parts = [token, of.timestamp, of.nonce, of.ciphertext].map((part) => Buffer.from(part));
  const sorted = Buffer.concat(parts.toSorted((a, b) => Buffer.compare(a, b)));
  return createHash("sha1").update(sorted).digest("hex");
}

function decrypt(aesKey: string, ciphertext: string): Buffer {
  const bytes = Buffer.from(ciphertext, "base64");
  if (bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) throw malformed();
  const { key, iv } = cipherKey(aesKey);
  const decipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const padded = decipher.update(bytes);
  decipher.final();
  const padBytes = padded.at(-1) ?? 0;
  const isPadding = padBytes >= 1 && padBytes <= BLOCK_BYTES;
  const padding = padded.subarray(-padBytes);
  if (!isPadding || padding.some((byte) => byte !== padBytes)) throw malformed();
  return padded.subarray(0, -padBytes);
}

function readFrame(bare: Buffer): EventFrame {
  if (bare.length < RANDOM_BYTES + 4) throw malformed();
  const start = RANDOM_BYTES + 4;
  const end = start + bare.readUInt32BE(RANDOM_BYTES);
  if (end > bare.length) throw malformed();
  return { words: utf8(bare.subarray(start, end)), receiveId: utf8(bare.subarray(end)) };
}

function utf8(bytes: Buffer): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw malformed();
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function cipherKey(aesKey: string): { readonly key: Buffer; readonly iv: Buffer } {
  const key = Buffer.from(`${aesKey}=`, "base64");
  if (key.length !== 32) throw malformed();
  return { key, iv: key.subarray(0, 16) };
}

function malformed(): ForgedError {
  return new ForgedError("frame is not well-formed");
}

const RANDOM_BYTES = 16;

/** Padding goes up to whole blocks of 32, not of the cipher's 16. */
const BLOCK_BYTES = 32;
