import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";

export interface Material {
  readonly meetingPersonId: number;
  readonly words: string;
  readonly handedInAt: Date;
}

type Key = Pick<Meeting, "tenantId" | "id">;

/** What somebody handed in takes the place of what they had before. */
export async function replaceMaterial(
  tx: Tx,
  { tenantId, id }: Key,
  { meetingPersonId, words, handedInAt }: Material,
): Promise<void> {
  await tx
    .deleteFrom("meeting_materials")
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("meeting_person_id", "=", meetingPersonId)
    .execute();
  await tx
    .insertInto("meeting_materials")
    .values({
      tenant_id: tenantId,
      meeting_id: id,
      meeting_person_id: meetingPersonId,
      words,
      handed_in_at: handedInAt,
    })
    .execute();
}

export async function listMaterials(tx: Tx, { tenantId, id }: Key): Promise<readonly Material[]> {
  const rows = await tx
    .selectFrom("meeting_materials")
    .select(["meeting_person_id", "words", "handed_in_at"])
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .orderBy("handed_in_at")
    .execute();
  return rows.map((row) => ({
    meetingPersonId: row.meeting_person_id,
    words: row.words,
    handedInAt: row.handed_in_at,
  }));
}
