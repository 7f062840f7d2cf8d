import type { Tx } from "./database.ts";

/** The meetings that this person is asked to come to, of any time. */
export async function listMyMeetingIds(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("meeting_people")
    .select("meeting_id")
    .where("tenant_id", "=", tenantId)
    .where("person_id", "=", personId)
    .where("removed_at", "is", null)
    .execute();
  return rows.map(({ meeting_id: id }) => id);
}
