import type { Tx } from "./database.ts";

/** The bodies a topic of this unit goes through, in order; empty = one is enough. */
export async function listRulingSteps(
  tx: Tx,
  tenantId: number,
  unitId: number,
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom("ruling_steps")
    .select("body")
    .where("tenant_id", "=", tenantId)
    .where("unit_id", "=", unitId)
    .orderBy("position")
    .execute();
  return rows.map(({ body }) => body);
}

export async function replaceRulingSteps(
  tx: Tx,
  { tenantId, unitId }: { readonly tenantId: number; readonly unitId: number },
  bodies: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom("ruling_steps")
    .where("tenant_id", "=", tenantId)
    .where("unit_id", "=", unitId)
    .execute();
  if (bodies.length === 0) return;
  await tx
    .insertInto("ruling_steps")
    .values(
      bodies.map((body, position) => ({ tenant_id: tenantId, unit_id: unitId, position, body })),
    )
    .execute();
}
