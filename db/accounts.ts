import { sql } from "kysely";

import type { Tx } from "./database.ts";

export interface AccountRow {
  readonly id: number;
  readonly platform: string;
  readonly slug: string;
  readonly tenantId: number | undefined;
  readonly setupTries: number;
}

/** Registers the accounts that this program serves; those known keep their tenant. */
export async function upsertAccount(tx: Tx, platform: string, slug: string): Promise<AccountRow> {
  const { rows } = await sql<{ id: number; tenant_id: number | null; setup_tries: number }>`
    insert into accounts (platform, slug) values (${platform}, ${slug})
    on conflict (platform, slug) do update set slug = excluded.slug
    returning id, tenant_id, setup_tries`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an upsert returned nothing");
  return {
    id: row.id,
    platform,
    slug,
    tenantId: row.tenant_id ?? undefined,
    setupTries: row.setup_tries,
  };
}

/** Whose account it is; undefined while it is nobody's. */
export async function findAccountTenant(tx: Tx, id: number): Promise<number | undefined> {
  const row = await tx
    .selectFrom("accounts")
    .select("tenant_id")
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.tenant_id ?? undefined;
}

/** Every account of this installation, on every platform. */
export async function listAccounts(tx: Tx): Promise<readonly Omit<AccountRow, "setupTries">[]> {
  const rows = await tx.selectFrom("accounts").selectAll().orderBy("id").execute();
  return rows.map(({ id, platform, slug, tenant_id: tenantId }) => ({
    id,
    platform,
    slug,
    tenantId: tenantId ?? undefined,
  }));
}

/** Holds the account until the transaction ends, so that tries are counted one after the other. */
export async function lockAccount(tx: Tx, id: number): Promise<AccountRow> {
  const row = await tx
    .selectFrom("accounts")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    platform: row.platform,
    slug: row.slug,
    tenantId: row.tenant_id ?? undefined,
    setupTries: row.setup_tries,
  };
}

export async function updateSetupTries(tx: Tx, id: number, tries: number): Promise<void> {
  await tx.updateTable("accounts").set({ setup_tries: tries }).where("id", "=", id).execute();
}

/** The operator's way out after too many wrong codes. */
export async function resetSetupTries(tx: Tx): Promise<void> {
  await tx.updateTable("accounts").set({ setup_tries: 0 }).execute();
}

/** Every account under the same name that is free joins the tenant: one committee, two platforms. */
export async function updateAccountsTenant(tx: Tx, slug: string, tenantId: number): Promise<void> {
  await tx
    .updateTable("accounts")
    .set({ tenant_id: tenantId })
    .where("slug", "=", slug)
    .where("tenant_id", "is", null)
    .execute();
}

export async function listAccountIds(tx: Tx, tenantId: number): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("accounts")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

/** The accounts belong to nobody again and can be given to a new tenant. */
export async function releaseAccounts(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx
    .updateTable("accounts")
    .set({ tenant_id: null })
    .where("id", "in", [...ids])
    .execute();
}
