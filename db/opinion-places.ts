import type { Tx } from "./database.ts";
import type { OpinionCall } from "./opinion-calls.ts";

type CallRef = Pick<OpinionCall, "tenantId" | "id">;

/** The groups in which a draft will be asked, at least one. */
export async function replaceOpinionPlaces(
  tx: Tx,
  { tenantId, id }: CallRef,
  conversationIds: readonly number[],
): Promise<void> {
  await tx
    .deleteFrom("opinion_places")
    .where("tenant_id", "=", tenantId)
    .where("call_id", "=", id)
    .execute();
  const places = conversationIds.map((conversation_id) => ({
    tenant_id: tenantId,
    call_id: id,
    conversation_id,
  }));
  await tx.insertInto("opinion_places").values(places).execute();
}

/** In the order in which the groups were first heard. */
export async function listOpinionPlaces(
  tx: Tx,
  { tenantId, id }: CallRef,
): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("opinion_places")
    .select("conversation_id")
    .where("tenant_id", "=", tenantId)
    .where("call_id", "=", id)
    .orderBy("conversation_id")
    .execute();
  return rows.map((row) => row.conversation_id);
}
