import type { ReviewRule } from "../domain/publication.ts";
import type { Tx } from "./database.ts";

export async function listReviewRules(tx: Tx, tenantId: number): Promise<readonly ReviewRule[]> {
  const rows = await tx
    .selectFrom("review_rules")
    .select(["unit_id", "kind", "reviewer_id"])
    .where("tenant_id", "=", tenantId)
    .execute();
  return rows.map((row) => ({
    unitId: row.unit_id,
    kind: row.kind,
    reviewerId: row.reviewer_id ?? undefined,
  }));
}

export async function upsertReviewRule(
  tx: Tx,
  rule: ReviewRule & { readonly tenantId: number; readonly setBy: number; readonly at: Date },
): Promise<void> {
  const change = { reviewer_id: rule.reviewerId ?? null, set_by: rule.setBy, set_at: rule.at };
  await tx
    .insertInto("review_rules")
    .values({ tenant_id: rule.tenantId, unit_id: rule.unitId, kind: rule.kind, ...change })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "unit_id", "kind"]).doUpdateSet(change),
    )
    .execute();
}
