import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
} from "node:crypto";

/** Encrypts what must not lie readable in the database: phone numbers, secret addresses. */
export interface Sealer {
  seal(plain: string): Buffer;
  /** Undefined if the bytes were sealed with another key or changed since. */
  open(sealed: Buffer): string | undefined;
  /** Tells whether two texts are the same, and nothing else of them: keyed, so it cannot be guessed. */
  digest(plain: string): string;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const nonces = Buffer.alloc(NONCE_BYTES * 512);
let noncesUsed = nonces.length;

/** Drawn 512 at a time: asking the system costs more than the encryption itself. */
function nextNonce(): Buffer {
  if (noncesUsed === nonces.length) {
    randomFillSync(nonces);
    noncesUsed = 0;
  }
  const nonce = Buffer.from(nonces.subarray(noncesUsed, noncesUsed + NONCE_BYTES));
  noncesUsed += NONCE_BYTES;
  return nonce;
}

/** @param dataKey 32 bytes, `DATA_KEY`. AES-256-GCM under a key derived for this one purpose. */
export function createSealer(dataKey: Buffer): Sealer {
  if (dataKey.length !== 32) throw new Error("the data key must have 32 bytes");
  const derived = hkdfSync("sha256", dataKey, "", "xiaoxie column seal v1", 32);
  const key = createSecretKey(Buffer.from(derived));
  const digestKey = Buffer.from(hkdfSync("sha256", dataKey, "", "xiaoxie digest v1", 32));
  return {
    digest: (plain) => createHmac("sha256", digestKey).update(plain).digest("hex"),
    seal(plain) {
      const nonce = nextNonce();
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const body = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
      if (sealed[0] !== VERSION || tag.length !== TAG_BYTES) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAuthTag(tag);
      const words = decipher.update(body);
      try {
        return Buffer.concat([words, decipher.final()]).toString("utf8");
      } catch {
        // The tag does not fit: that is the answer itself.
        return undefined;
      }
    },
  };
}
