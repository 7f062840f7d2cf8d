import { inflateSync } from "node:zlib";

/** The tables of a font by their names, e.g. cmap, glyf. */
export type FontTables = ReadonlyMap<string, Buffer>;

const SIGNATURE = 0x77_4f_46_46;
const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;

/** Unpacks a WOFF file (not WOFF2). @throws Error if it is something else */
export function unpackWoff(bytes: Buffer): FontTables {
  if (bytes.readUInt32BE(0) !== SIGNATURE) throw new Error("this is not a WOFF file");
  const count = bytes.readUInt16BE(12);
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < count; index += 1) {
    const at = HEADER_BYTES + index * ENTRY_BYTES;
    const offset = bytes.readUInt32BE(at + 4);
    const packedBytes = bytes.readUInt32BE(at + 8);
    const packed = bytes.subarray(offset, offset + packedBytes);
    const isPacked = packedBytes < bytes.readUInt32BE(at + 12);
    tables.set(bytes.toString("latin1", at, at + 4), isPacked ? inflateSync(packed) : packed);
  }
  return tables;
}
