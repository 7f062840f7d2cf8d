import { type Selectable, sql } from "kysely";

import type { WeekNumbers } from "../domain/digest.ts";
import type { Tx } from "./database.ts";
import type { Groups } from "./digest-schedules.ts";
import type { DigestsTable } from "./schema/digests.ts";

interface GroupKey {
  readonly tenantId: number;
  readonly conversationId: number;
}

export type DigestState = "previewed" | "held" | "sent" | "empty" | "missed";

export interface Digest extends GroupKey {
  readonly id: number;
  readonly week: string;
  readonly unitId: number;
  readonly state: DigestState;
  readonly numbers: WeekNumbers;
  /** Counted from here; undefined = from Monday, as before it was kept. */
  readonly fromAt: Date | undefined;
  readonly asOf: Date;
  /** The group's own hour of that week. */
  readonly plannedAt: Date;
  /** Later than planned after an outage. */
  readonly sendAt: Date;
}

export type NewDigest = Omit<Digest, "id" | "conversationId">;

/** One row a group and week; a row that is there already is left as it is. @returns the new ones */
export async function insertDigests(
  tx: Tx,
  digest: NewDigest,
  conversationIds: readonly number[],
): Promise<readonly Digest[]> {
  const { rows } = await sql<Selectable<DigestsTable>>`
    insert into digests (tenant_id, conversation_id, week, unit_id, state, numbers, as_of, planned_at,
      send_at, from_at)
    select ${digest.tenantId}::integer, conversation_id, ${digest.week}::text,
      ${digest.unitId}::bigint, ${digest.state}::text, ${JSON.stringify(digest.numbers)}::jsonb,
      ${digest.asOf}::timestamptz, ${digest.plannedAt}::timestamptz, ${digest.sendAt}::timestamptz, ${digest.fromAt ?? null}::timestamptz
    from unnest(${[...conversationIds]}::bigint[]) as conversation_id
    on conflict do nothing returning *`.execute(tx);
  return rows.map(toDigest).toSorted((a, b) => a.id - b.id);
}

/** Those of these weeks, held until the transaction ends. */
export async function lockDigests(
  tx: Tx,
  { tenantId, conversationIds }: Groups,
  weeks: readonly string[],
): Promise<readonly Digest[]> {
  const rows = await tx
    .selectFrom("digests")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "=", sql<number>`any(${[...conversationIds]}::bigint[])`)
    .where("week", "in", [...weeks])
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toDigest);
}

/** Where the newest that this group was told, counted to `since` or later, begins. */
export async function findLastStart(
  tx: Tx,
  { tenantId, conversationId }: GroupKey,
  since: Date,
): Promise<Date | undefined> {
  const row = await tx
    .selectFrom("digests")
    .select("from_at")
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "=", conversationId)
    .where("state", "=", "sent")
    .where("as_of", ">=", since)
    .orderBy("as_of", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.from_at ?? undefined;
}

/** Undefined if there is none of that number. */
export async function findDigest(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<Digest | undefined> {
  const row = await tx
    .selectFrom("digests")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toDigest(row);
}

/** What was shown and not sent yet in this group, held until the transaction ends. */
export async function lockPreviewed(
  tx: Tx,
  { tenantId, conversationId }: GroupKey,
): Promise<readonly Digest[]> {
  const rows = await tx
    .selectFrom("digests")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "=", conversationId)
    .where("state", "=", "previewed")
    .forUpdate()
    .execute();
  return rows.map(toDigest);
}

/** Those shown to the 联络员 together with it and not sent yet, held until the transaction ends. */
export async function lockDigestsLike(
  tx: Tx,
  { tenantId, unitId, week, plannedAt, fromAt }: Digest,
): Promise<readonly Digest[]> {
  const rows = await tx
    .selectFrom("digests")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("unit_id", "=", unitId)
    .where("week", "=", week)
    .where("planned_at", "=", plannedAt)
    .where("from_at", "is not distinct from", fromAt ?? null)
    .where("state", "=", "previewed")
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toDigest);
}

function toDigest(row: Selectable<DigestsTable>): Digest {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    conversationId: row.conversation_id,
    week: row.week,
    unitId: row.unit_id,
    state: row.state,
    numbers: row.numbers,
    fromAt: row.from_at ?? undefined,
    asOf: row.as_of,
    plannedAt: row.planned_at,
    sendAt: row.send_at,
  };
}

export async function updateDigests(
  tx: Tx,
  { tenantId, ids }: { readonly tenantId: number; readonly ids: readonly number[] },
  change: { readonly state: DigestState; readonly sentAt?: Date } | { readonly sendAt: Date },
): Promise<void> {
  await tx
    .updateTable("digests")
    .set(
      "sendAt" in change
        ? { send_at: change.sendAt }
        : { state: change.state, sent_at: change.sentAt ?? null },
    )
    .where("tenant_id", "=", tenantId)
    .where("id", "in", [...ids])
    .execute();
}

/** A group that was registered anew in between is counted again. */
export async function deleteDigests(
  tx: Tx,
  { tenantId, ids }: { readonly tenantId: number; readonly ids: readonly number[] },
): Promise<void> {
  await tx
    .deleteFrom("digests")
    .where("tenant_id", "=", tenantId)
    .where("id", "in", [...ids])
    .execute();
}
