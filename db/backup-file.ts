import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import * as fs from "node:fs/promises";

import { BackupError } from "../domain/backup.ts";

/**
 * The first line of a backup, readable by anybody: what it is, and what a key is tried with. The
 * rest is frames, each sealed with AES-256-GCM under a key of this one file.
 */
export interface BackupHeader {
  readonly format: "xiaoxie-backup";
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The newest migration of the database. */
  readonly migration: string;
  /** Hex. */
  readonly salt: string;
  readonly keyCheck: string;
}

const VERSION = 1;
const FRAME_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** Length and the mark of the last frame stand before each frame. */
const HEAD_BYTES = 5;
const HEADER_BYTES_MAX = 4096;

export interface Keys {
  readonly key: KeyObject;
  /** What every frame is bound to: this header and no other. */
  readonly binding: Buffer;
}

export function createHeader(
  dataKey: Buffer,
  of: Pick<BackupHeader, "createdAt" | "migration">,
): BackupHeader {
  const salt = randomBytes(32).toString("hex");
  const keyCheck = derive(dataKey, salt, "check").toString("hex");
  return { format: "xiaoxie-backup", version: VERSION, ...of, salt, keyCheck };
}

export function renderHeader(header: BackupHeader): Buffer {
  return Buffer.from(`${JSON.stringify(header)}\n`);
}

/** @param dataKey 32 bytes; undefined if it is not the one the backup was made with */
export function deriveKeys(dataKey: Buffer, header: BackupHeader): Keys | undefined {
  const check = Buffer.from(header.keyCheck, "hex");
  const expected = derive(dataKey, header.salt, "check");
  if (check.length !== expected.length || !timingSafeEqual(check, expected)) return undefined;
  const key = createSecretKey(derive(dataKey, header.salt, "frames"));
  return { key, binding: createHash("sha256").update(renderHeader(header)).digest() };
}

function derive(dataKey: Buffer, salt: string, purpose: "check" | "frames"): Buffer {
  const info = `xiaoxie backup v1 ${purpose}`;
  return Buffer.from(hkdfSync("sha256", dataKey, Buffer.from(salt, "hex"), info, 32));
}

/**
 * @returns undefined if the file is no backup
 * @throws the system's error if it cannot be read
 */
export async function readHeader(path: string): Promise<BackupHeader | undefined> {
  const file = await fs.open(path);
  try {
    const start = Buffer.alloc(HEADER_BYTES_MAX);
    const { bytesRead } = await file.read(start, 0, HEADER_BYTES_MAX, 0);
    return parseHeader(start.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function parseHeader(start: Buffer): BackupHeader | undefined {
  const end = start.indexOf("\n");
  if (end < 0) return undefined;
  try {
    const header: unknown = JSON.parse(start.subarray(0, end).toString("utf8"));
    return isHeader(header) ? header : undefined;
  } catch {
    // Not JSON, so not ours: that is the answer itself.
    return undefined;
  }
}

/** @throws BackupError for one that a later program wrote */
export function checkVersion({ version }: BackupHeader): void {
  if (version !== VERSION) throw new BackupError("newerFormat");
}

function isHeader(value: unknown): value is BackupHeader {
  if (typeof value !== "object" || value === null) return false;
  const { format, version, createdAt, migration, salt, keyCheck } = value as Partial<BackupHeader>;
  return (
    format === "xiaoxie-backup" &&
    typeof version === "number" &&
    [createdAt, migration, salt, keyCheck].every((each) => typeof each === "string")
  );
}

/** Seals a stream of bytes; the last frame says so, and may be empty. */
export async function* sealFrames(
  source: AsyncIterable<Buffer>,
  keys: Keys,
): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let size = 0;
  let count = 0;
  for await (const chunk of source) {
    kept.push(chunk);
    size += chunk.length;
    while (size > FRAME_BYTES) {
      const all = Buffer.concat(kept);
      yield sealFrame(all.subarray(0, FRAME_BYTES), keys, count, false);
      count += 1;
      kept = [all.subarray(FRAME_BYTES)];
      size -= FRAME_BYTES;
    }
  }
  yield sealFrame(Buffer.concat(kept), keys, count, true);
}

function sealFrame(plain: Buffer, keys: Keys, count: number, isLast: boolean): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(plain.length + TAG_BYTES);
  head.writeUInt8(isLast ? 1 : 0, 4);
  const cipher = createCipheriv("aes-256-gcm", keys.key, nonceOf(count));
  cipher.setAAD(Buffer.concat([keys.binding, head]));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, body, cipher.getAuthTag()]);
}

/** The place of a frame is its nonce: moved, repeated or left out, it does not open. */
function nonceOf(count: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(count), 4);
  return nonce;
}

/**
 * Opens what `sealFrames` made.
 * @throws BackupError `cut` if the end is missing, `damaged` if anything else is not as it was
 */
export async function* openFrames(
  source: AsyncIterable<Buffer>,
  keys: Keys,
  path: string,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let count = 0;
  let isOver = false;
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (isOver && rest.length > 0) throw new BackupError("damaged", { path });
      const length = rest.length < HEAD_BYTES ? Infinity : rest.readUInt32BE();
      if (length !== Infinity && (length < TAG_BYTES || length > FRAME_BYTES + TAG_BYTES)) {
        throw new BackupError("damaged", { path });
      }
      if (rest.length < HEAD_BYTES + length) break;
      yield openFrame(rest.subarray(0, HEAD_BYTES + length), keys, count, path);
      isOver = rest[4] === 1;
      rest = rest.subarray(HEAD_BYTES + length);
      count += 1;
    }
  }
  if (!isOver) throw new BackupError("cut", { path });
}

function openFrame(frame: Buffer, keys: Keys, count: number, path: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", keys.key, nonceOf(count));
  decipher.setAAD(Buffer.concat([keys.binding, frame.subarray(0, HEAD_BYTES)]));
  decipher.setAuthTag(frame.subarray(frame.length - TAG_BYTES));
  const plain = decipher.update(frame.subarray(HEAD_BYTES, frame.length - TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch (error) {
    throw new BackupError("damaged", { path }, error);
  }
}
