import { createCipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

import { decrypt, getSignature } from "@wecom/crypto";
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
  const frame = { random: randomBytes(RANDOM_BYTES), message: words, id: keys.receiveId };
  const ciphertext = encryptFrame(keys.aesKey, frame).toString("base64");
  const msgsignature = getSignature(keys.token, timestamp, nonce, ciphertext);
  return { encrypt: ciphertext, msgsignature, timestamp, nonce };
}

type Frame = ReturnType<typeof decrypt>;

function decryptFrame(aesKey: string, ciphertext: string): Frame {
  try {
    const frame = decrypt(aesKey, ciphertext);
    if (frame.random.length === RANDOM_BYTES) return frame;
  } catch {
    // Too short, not whole blocks, or a key of the wrong length: refused below like the rest.
  }
  throw new ForgedError("frame cannot be decrypted");
}

/** Encrypts the parts again and compares every bit. */
function isWellFormed(aesKey: string, frame: Frame, given: string): boolean {
  return encryptFrame(aesKey, frame).equals(Buffer.from(given, "base64"));
}

/**
 * Bit for bit what the package's `encrypt` gives (a test says so). Written out here because the
 * package makes its key anew at every call, which costs more than the encryption itself, and every
 * message is encrypted twice.
 */
function encryptFrame(aesKey: string, { random, message, id }: Frame): Buffer {
  const words = Buffer.from(message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(words.length);
  const bare = Buffer.concat([random, length, words, Buffer.from(id, "utf8")]);
  const padBytes = BLOCK_BYTES - (bare.length % BLOCK_BYTES);
  const { key, iv } = cipherKey(aesKey);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const sealed = cipher.update(Buffer.concat([bare, Buffer.alloc(padBytes, padBytes)]));
  // Whole blocks without padding leave nothing behind.
  cipher.final();
  return sealed;
}

const RANDOM_BYTES = 16;

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
