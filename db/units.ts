import { sql } from "kysely";

import type { Tx } from "./database.ts";

export interface Unit {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly brand: string | undefined;
  readonly parentId: number | undefined;
}

export interface NewUnit {
  readonly tenantId: number;
  readonly kind: string;
  readonly name: string;
  readonly parentId: number | undefined;
}

/** The whole tree in the office's order; a committee has tens to a few hundred units. */
export async function listUnits(tx: Tx, tenantId: number): Promise<readonly Unit[]> {
  const rows = await tx
    .selectFrom("units")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .orderBy("position")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    brand: row.brand ?? undefined,
    parentId: row.parent_id ?? undefined,
  }));
}

/** The unit and those above it, the nearest first. */
export async function listUnitPath(
  tx: Tx,
  tenantId: number,
  unitId: number,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    with recursive path as (
      select id, name, parent_id, 0 as height from units
      where tenant_id = ${tenantId} and id = ${unitId}
      union all
      select u.id, u.name, u.parent_id, p.height + 1 from path p
      join units u on u.tenant_id = ${tenantId} and u.id = p.parent_id
    )
    select id, name from path order by height`.execute(tx);
  return rows;
}

/** The unit of that kind and name, made at the end of the order if it is new. */
export async function upsertUnit(tx: Tx, unit: NewUnit): Promise<number> {
  const row = await tx
    .insertInto("units")
    .values((expression) => ({
      tenant_id: unit.tenantId,
      kind: unit.kind,
      name: unit.name,
      parent_id: unit.parentId ?? null,
      brand: null,
      position: expression
        .selectFrom("units")
        .select((select) => select.fn.coalesce(select.fn.max("position"), select.lit(0)).as("last"))
        .where("tenant_id", "=", unit.tenantId),
    }))
    // An update that changes nothing, so that the row that was there is returned.
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "kind", "name"]).doUpdateSet({ name: unit.name }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** 工作品牌: the name under which the office presents its work there. */
export async function updateBrand(
  tx: Tx,
  tenantId: number,
  unitId: number,
  brand: string,
): Promise<void> {
  await tx
    .updateTable("units")
    .set({ brand })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", unitId)
    .execute();
}
