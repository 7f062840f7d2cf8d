import { createCipheriv, createSecretKey, type KeyObject } from "node:crypto";

import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import { ForgedError } from "../../../domain/errors.ts";
import { isSameSecret } from "../../untrusted.ts";

export interface Keys {
  readonly token: string;
  /** 43 characters. The last one may carry two stray bits: real keys often do. */
  readonly aesKey: string;
  /** Whom the frames are addressed to; the empty string for an AI bot of one's own enterprise. */
  readonly receiveId: string;
}

export interface Sealed {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** The reply body, with the field names of the platform. */
export interface Envelope {
  readonly encrypt: string;
  readonly msgsignature: string;
  readonly timestamp: number;
  readonly nonce: string;
}

/**
 * The words inside a frame that is genuine in every respect.
 *
 * The package decrypts leniently: a wrong length, bad padding or broken UTF-8 all come back as some
 * text. So nothing is decrypted before the signature holds, and a frame counts only if encrypting
 * the result with the same random bytes gives the same ciphertext bit for bit. What that cannot
 * see, a length that is too small or a block too many, ends up in the receiver's id, which must
 * therefore be exactly ours, also when ours is empty.
 * @throws ForgedError for every deviation alike
 */
export function openFrame(keys: Keys, sealed: Sealed): string {
  const { signature, timestamp, nonce, ciphertext } = sealed;
  if (!isSameSecret(signature, getSignature(keys.token, timestamp, nonce, ciphertext))) {
    throw new ForgedError("signature differs");
  }
  const frame = decryptFrame(keys.aesKey, ciphertext);
  if (!isWellFormed(keys.aesKey, frame, ciphertext))
    throw new ForgedError("frame is not well-formed");
  if (frame.id !== keys.receiveId) throw new ForgedError("frame is addressed to another receiver");
  return frame.message;
}

/** @param nonce the callback's own, as the platform asks for it in the reply */
export function sealFrame(keys: Keys, words: string, nonce: string, now: Date): Envelope {
  const timestamp = Math.floor(now.getTime() / 1000);
  const ciphertext = encrypt(keys.aesKey, words, keys.receiveId);
  const msgsignature = getSignature(keys.token, timestamp, nonce, ciphertext);
  return { encrypt: ciphertext, msgsignature, timestamp, nonce };
}

function decryptFrame(aesKey: string, ciphertext: string): ReturnType<typeof decrypt> {
  try {
    const frame = decrypt(aesKey, ciphertext);
    if (frame.random.length === 16) return frame;
  } catch {
    // Too short, not whole blocks, or a key of the wrong length: refused below like the rest.
  }
  throw new ForgedError("frame cannot be decrypted");
}

/**
 * Encrypts the parts again and compares every bit. Written out here because the package makes its
 * key anew at every call, which costs more than the encryption itself.
 */
function isWellFormed(aesKey: string, frame: ReturnType<typeof decrypt>, given: string): boolean {
  const message = Buffer.from(frame.message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const bare = Buffer.concat([frame.random, length, message, Buffer.from(frame.id, "utf8")]);
  const padBytes = BLOCK_BYTES - (bare.length % BLOCK_BYTES);
  const { key, iv } = cipherKey(aesKey);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const again = cipher.update(Buffer.concat([bare, Buffer.alloc(padBytes, padBytes)]));
  cipher.final();
  return again.equals(Buffer.from(given, "base64"));
}

/** Padding goes up to whole blocks of 32, not of the cipher's 16. */
const BLOCK_BYTES = 32;

interface CipherKey {
  readonly key: KeyObject;
  readonly iv: Buffer;
}

const cipherKeys = new Map<string, CipherKey>();

/** One per account, so a handful in a process. */
function cipherKey(aesKey: string): CipherKey {
  const known = cipherKeys.get(aesKey);
  if (known !== undefined) return known;
  const bytes = Buffer.from(`${aesKey}=`, "base64");
  const made = { key: createSecretKey(bytes), iv: bytes.subarray(0, 16) };
  cipherKeys.set(aesKey, made);
  return made;
}
