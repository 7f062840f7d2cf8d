import { sql } from "kysely";

import type { Tx } from "./database.ts";
import { type Meeting, toMeeting } from "./meeting-row.ts";

/** The meeting that this code opens; of one that is over it opens nothing. */
export async function findMeetingByCode(
  tx: Tx,
  tenantId: number,
  code: string,
): Promise<Meeting | undefined> {
  const row = await tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "announced")
    .where("check_in_code", "=", code)
    .executeTakeFirst();
  return row && toMeeting(row);
}

interface Trier {
  readonly tenantId: number;
  readonly personId: number;
}

/** Wrong codes of this person since then. */
export async function countTries(
  tx: Tx,
  { tenantId, personId }: Trier,
  since: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from check_in_tries
    where tenant_id = ${tenantId} and person_id = ${personId} and at > ${since}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Those older than `since` are forgotten. */
export async function insertTry(
  tx: Tx,
  { tenantId, personId }: Trier,
  { at, since }: { readonly at: Date; readonly since: Date },
): Promise<void> {
  await tx
    .deleteFrom("check_in_tries")
    .where("tenant_id", "=", tenantId)
    .where("person_id", "=", personId)
    .where("at", "<=", since)
    .execute();
  await tx
    .insertInto("check_in_tries")
    .values({ tenant_id: tenantId, person_id: personId, at })
    .execute();
}

/** The position that was called last; 0 = nobody yet. */
export async function getSpeakingAt(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
): Promise<number> {
  const row = await tx
    .selectFrom("meetings")
    .select("speaking_at")
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.speaking_at ?? 0;
}

export async function updateSpeakingAt(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
  position: number,
): Promise<void> {
  await tx
    .updateTable("meetings")
    .set({ speaking_at: position })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
