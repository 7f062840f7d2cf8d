import type { Tx } from "./database.ts";
import type { RoundKey } from "./rounds.ts";

/** 延期. The caller holds it. */
export async function updateRoundDue(
  tx: Tx,
  { tenantId, id }: RoundKey,
  change: { readonly dueAt: Date; readonly screenBy: Date },
): Promise<void> {
  await tx
    .updateTable("collection_rounds")
    .set({ due_at: change.dueAt, screen_by: change.screenBy })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
