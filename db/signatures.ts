import type { Tx } from "./database.ts";
import { type Publication, toPublication } from "./publications.ts";

/** What went out since then and nobody has signed on paper, the newest first. */
export async function listUnsignedPublications(
  tx: Tx,
  tenantId: number,
  since: Date,
): Promise<readonly Publication[]> {
  const rows = await tx
    .selectFrom("publications")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "published")
    .where("signer_id", "is", null)
    .where("published_at", ">", since)
    .orderBy("published_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(toPublication);
}

/**
 * 已签: a signature on paper, which counts like 同意发布. What is out already is only signed.
 */
export async function updateSignature(
  tx: Tx,
  { tenantId, id, state }: Pick<Publication, "tenantId" | "id" | "state">,
  signature: {
    readonly signerId: number;
    readonly signedAt: Date;
    readonly enteredBy: number;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .updateTable("publications")
    .set({
      signer_id: signature.signerId,
      signed_at: signature.signedAt,
      signature_entered_by: signature.enteredBy,
      ...(state === "published"
        ? {}
        : {
            state: "approved",
            reviewer_id: signature.signerId,
            reviewed_at: signature.at,
            remind_at: null,
          }),
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
