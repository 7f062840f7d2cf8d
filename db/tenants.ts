import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** From here on the transaction reads and writes as this tenant and no other. */
export async function enterTenant(tx: Tx, tenantId: number): Promise<void> {
  await sql`select set_config('xiaoxie.tenant', ${String(tenantId)}, true)`.execute(tx);
}

/** 开通: makes a tenant and enters it. */
export async function insertTenant(tx: Tx, name: string, at: Date): Promise<number> {
  // The row is only visible inside its own tenant, so the number is drawn and entered first.
  const { rows } = await sql<{ id: number }>`
    select id, set_config('xiaoxie.tenant', id::text, true)
    from nextval(pg_get_serial_sequence('tenants', 'tenant_id')) as id`.execute(tx);
  const id = Number(rows[0]?.id);
  await sql`insert into tenants (tenant_id, name, created_at) overriding system value
    values (${id}, ${name}, ${at})`.execute(tx);
  return id;
}

/**
 * Holds the tenant until the transaction ends: what reads the whole roster and then changes it
 * must be alone. Others go on writing rows that refer to the tenant.
 */
export async function lockTenant(tx: Tx, tenantId: number): Promise<void> {
  await sql`select from tenants where tenant_id = ${tenantId} for no key update`.execute(tx);
}

export async function getTenant(
  tx: Tx,
  tenantId: number,
): Promise<{ name: string; clockOffsetMs: number }> {
  const row = await tx
    .selectFrom("tenants")
    .select(["name", "clock_offset_ms"])
    .where("tenant_id", "=", tenantId)
    .executeTakeFirstOrThrow();
  return { name: row.name, clockOffsetMs: row.clock_offset_ms };
}
