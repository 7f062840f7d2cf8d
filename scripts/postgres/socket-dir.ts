import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";

import type { Place } from "./place.ts";

/**
 * Where the server listens: a directory that only its user (and root) may enter, which is what keeps
 * the passwordless logins safe. It lies in the cluster; in a deep checkout, in /tmp, because the
 * kernel allows a socket's whole path 107 bytes.
 */
export function findSocketDir(place: Place): string {
  const inside = join(place.cluster, "socket");
  if (Buffer.byteLength(inside) + "/.s.PGSQL.5432".length <= 107) return inside;
  const uid = place.user?.uid ?? process.getuid?.() ?? 0;
  const digest = createHash("sha256").update(place.cluster).digest("hex").slice(0, 16);
  const path = `/tmp/xiaoxie-${uid}-${digest}`;
  if (!fs.existsSync(path)) own(path, place);
  const { uid: owner, mode } = fs.lstatSync(path);
  const isOurs = owner === uid && (mode & 0o170_777) === 0o040_700;
  // Somebody else may have made that name first: then an unforeseeable one is taken.
  return isOurs ? path : own(fs.mkdtempSync(`${path}-`), place);
}

/** Takes the socket's directory away again if it lies outside the cluster. */
export function removeSocketDir(socketDir: string): void {
  if (socketDir.startsWith("/tmp/xiaoxie-")) fs.rmSync(socketDir, { recursive: true, force: true });
}

function own(path: string, place: Place): string {
  if (!fs.existsSync(path)) fs.mkdirSync(path, { mode: 0o700 });
  if (place.user !== undefined) fs.chownSync(path, place.user.uid, place.user.gid);
  return path;
}
