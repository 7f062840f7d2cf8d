import type { Tx } from "./database.ts";

/** One account on one platform. */
export interface IdentityKey {
  readonly tenantId: number;
  readonly accountId: number;
  readonly externalId: string;
}

export interface Identity extends IdentityKey {
  readonly personId: number;
}

/** From now on this account is this person; whoever it was before is replaced. */
export async function upsertIdentity(
  tx: Tx,
  identity: Identity & { readonly linkedBy: number | undefined; readonly at: Date },
): Promise<void> {
  const change = {
    person_id: identity.personId,
    linked_at: identity.at,
    linked_by: identity.linkedBy ?? null,
  };
  await tx
    .insertInto("identities")
    .values({
      tenant_id: identity.tenantId,
      account_id: identity.accountId,
      external_id: identity.externalId,
      ...change,
    })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "account_id", "external_id"]).doUpdateSet(change),
    )
    .execute();
}

/** Every account of a person, the first linked first. */
export async function listIdentities(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<readonly Identity[]> {
  const rows = await tx
    .selectFrom("identities")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("person_id", "=", personId)
    .orderBy("linked_at")
    .execute();
  return rows.map((row) => ({
    tenantId,
    accountId: row.account_id,
    externalId: row.external_id,
    personId,
  }));
}

/** Who this account is taken for; undefined if nobody knows yet. */
export async function findPersonId(tx: Tx, key: IdentityKey): Promise<number | undefined> {
  const row = await tx
    .selectFrom("identities")
    .select("person_id")
    .where("tenant_id", "=", key.tenantId)
    .where("account_id", "=", key.accountId)
    .where("external_id", "=", key.externalId)
    .executeTakeFirst();
  return row?.person_id;
}

export interface IdentityClaim extends Identity {
  readonly id: number;
  readonly conversationId: number;
}

/** Keeps what somebody said of themselves; a new claim of the same account replaces the open one. */
export async function insertClaim(
  tx: Tx,
  claim: Identity & { readonly conversationId: number; readonly at: Date },
): Promise<number> {
  await tx
    .updateTable("identity_claims")
    .set({ state: "refused", decided_at: claim.at })
    .where("tenant_id", "=", claim.tenantId)
    .where("account_id", "=", claim.accountId)
    .where("external_id", "=", claim.externalId)
    .where("state", "=", "open")
    .execute();
  const row = await tx
    .insertInto("identity_claims")
    .values({
      tenant_id: claim.tenantId,
      account_id: claim.accountId,
      external_id: claim.externalId,
      conversation_id: claim.conversationId,
      person_id: claim.personId,
      state: "open",
      claimed_at: claim.at,
      decided_at: null,
      decided_by: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Holds a claim that still waits for its answer. */
export async function lockOpenClaim(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<IdentityClaim | undefined> {
  const row = await tx
    .selectFrom("identity_claims")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "open")
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    id: row.id,
    tenantId,
    accountId: row.account_id,
    externalId: row.external_id,
    personId: row.person_id,
    conversationId: row.conversation_id,
  };
}

/** The oldest claim that waits; the 联络员 answers them one by one. */
export async function findOldestOpenClaim(tx: Tx, tenantId: number): Promise<number | undefined> {
  const row = await tx
    .selectFrom("identity_claims")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "open")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** How often this account has said who it is since then. */
export async function countClaimsSince(tx: Tx, key: IdentityKey, since: Date): Promise<number> {
  const row = await tx
    .selectFrom("identity_claims")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", key.tenantId)
    .where("account_id", "=", key.accountId)
    .where("external_id", "=", key.externalId)
    .where("claimed_at", ">", since)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** True if this account waits for the 联络员's word. */
export async function hasOpenClaim(tx: Tx, key: IdentityKey): Promise<boolean> {
  const row = await tx
    .selectFrom("identity_claims")
    .select("id")
    .where("tenant_id", "=", key.tenantId)
    .where("account_id", "=", key.accountId)
    .where("external_id", "=", key.externalId)
    .where("state", "=", "open")
    .executeTakeFirst();
  return row !== undefined;
}

/** From now on none of this person's accounts is theirs. @returns how many there were */
export async function deleteIdentities(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<number> {
  const result = await tx
    .deleteFrom("identities")
    .where("tenant_id", "=", tenantId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** How many wait. */
export async function countOpenClaims(tx: Tx, tenantId: number): Promise<number> {
  const row = await tx
    .selectFrom("identity_claims")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "open")
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function updateClaim(
  tx: Tx,
  claim: Pick<IdentityClaim, "tenantId" | "id">,
  decision: { readonly state: "confirmed" | "refused"; readonly by: number; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable("identity_claims")
    .set({ state: decision.state, decided_at: decision.at, decided_by: decision.by })
    .where("tenant_id", "=", claim.tenantId)
    .where("id", "=", claim.id)
    .execute();
}
