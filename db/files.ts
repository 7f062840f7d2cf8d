import { createHash, randomBytes } from "node:crypto";

import { sql } from "kysely";

import type { FileContent } from "../domain/file.ts";
import type { Tx } from "./database.ts";

export interface NewFile {
  readonly tenantId: number;
  readonly kind: string;
  /** With its ending. */
  readonly name: string;
  readonly mime: string;
  readonly content: FileContent;
  /** Undefined = whoever has the link. */
  readonly personId: number | undefined;
  /** Wall clock, as everything about links. */
  readonly at: Date;
  readonly expiresAt: Date;
}

const TOKEN_BYTES = 16;

/** Keeps what a file says. The token returned is nowhere else and cannot be found again. */
export async function insertFile(
  tx: Tx,
  file: NewFile,
): Promise<{ readonly id: number; readonly token: string }> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const row = await tx
    .insertInto("files")
    .values({
      tenant_id: file.tenantId,
      token_digest: digestOf(token),
      kind: file.kind,
      name: file.name,
      mime: file.mime,
      content: JSON.stringify(file.content),
      person_id: file.personId ?? null,
      made_at: file.at,
      expires_at: file.expiresAt,
      opened_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id: row.id, token };
}

export interface FileRef {
  readonly tenantId: number;
  readonly id: number;
}

/** Which tenant's file the link is of; undefined for a token that was never given out. */
export async function findFileRef(tx: Tx, token: string): Promise<FileRef | undefined> {
  if (!tokenShape.test(token)) return undefined;
  const rows = await tx.query<{ tenant_id: number; id: number }>(
    "select tenant_id, id from find_file($1)",
    [digestOf(token)],
  );
  return rows[0] && { tenantId: rows[0].tenant_id, id: rows[0].id };
}

const tokenShape = /^[\w-]{22}$/;

export interface KeptFile {
  readonly name: string;
  readonly mime: string;
  readonly content: FileContent;
  readonly personId: number | undefined;
  readonly expiresAt: Date;
  readonly openCount: number;
}

/** The caller has entered the tenant. Undefined if it was cleaned away meanwhile. */
export async function lockFile(tx: Tx, { tenantId, id }: FileRef): Promise<KeptFile | undefined> {
  const row = await tx
    .selectFrom("files")
    .select(["name", "mime", "content", "person_id", "expires_at", "open_count"])
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return (
    row && {
      name: row.name,
      mime: row.mime,
      // Written by this program and readable by nobody else's; its shape is that of `insertFile`.
      content: row.content as FileContent,
      personId: row.person_id ?? undefined,
      expiresAt: row.expires_at,
      openCount: row.open_count,
    }
  );
}

/** One more time of a file that the caller holds. */
export async function updateFileOpened(tx: Tx, { tenantId, id }: FileRef, at: Date): Promise<void> {
  await sql`update files set opened_at = ${at}, open_count = open_count + 1
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** What quotes erased words is gone, and its link with it. */
export async function deleteFilesQuoting(
  tx: Tx,
  tenantId: number,
  quotes: readonly string[],
): Promise<void> {
  await sql`delete from files where tenant_id = ${tenantId}
    and exists (select from unnest(${[...quotes]}::text[]) as q (words),
        jsonb_path_query(content, 'strict $.**') as piece (value)
      where jsonb_typeof(piece.value) = 'string'
        and strpos(piece.value #>> '{}', q.words) > 0)`.execute(tx);
}

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
