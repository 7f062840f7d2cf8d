import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { SelectionKey } from "./selections.ts";

/** Whose people take part; undefined units = everybody of the committee. */
export interface RollScope {
  readonly tenantId: number;
  readonly unitIds: readonly number[] | undefined;
}

/** 委员 with 组长 and 召集人 among them; those who look after them are not counted. */
const ofScope = ({ tenantId, unitIds }: RollScope) => sql`
  p.tenant_id = ${tenantId}
  and exists (select from roles r where r.tenant_id = p.tenant_id and r.person_id = p.id
    and r.role in ('member', 'convener'))
  and (${unitIds === undefined}::boolean or exists (select from affiliations a
    where a.tenant_id = p.tenant_id and a.person_id = p.id
      and a.unit_id = any(${[...(unitIds ?? [])]}::bigint[])))`;

/** How many would be on the roll now and take part. */
export async function countElectors(tx: Tx, scope: RollScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from people p where ${ofScope(scope)} and p.takes_part`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Of the person p, by the office's order. */
const unitsOn = (axis: "territory" | "sector") => sql`array(select u.name from affiliations a
  join units u on u.tenant_id = a.tenant_id and u.id = a.unit_id
  where a.tenant_id = p.tenant_id and a.person_id = p.id and a.axis = ${axis}
  order by u.position, u.id)`;

/** Freezes the roll of a selection that the caller holds, in the office's order. */
export async function insertRoll(
  tx: Tx,
  key: SelectionKey,
  unitIds: readonly number[] | undefined,
): Promise<void> {
  const scope = { tenantId: key.tenantId, unitIds };
  await sql`
    insert into selection_roll (tenant_id, selection_id, person_id, position, name, territories,
      sectors, residence, takes_part)
    select p.tenant_id, ${key.id}::bigint, p.id, p.position, p.name, ${unitsOn("territory")},
      ${unitsOn("sector")}, p.residence, p.takes_part
    from people p where ${ofScope(scope)} order by p.position, p.id`.execute(tx);
}

/** The 界别 of the people on the roll: their groups are told, too. */
export async function listRollSectorIds(tx: Tx, key: SelectionKey): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("selection_roll as r")
    .innerJoin("affiliations as a", (join) =>
      join.onRef("a.tenant_id", "=", "r.tenant_id").onRef("a.person_id", "=", "r.person_id"),
    )
    .select("a.unit_id")
    .distinct()
    .where("r.tenant_id", "=", key.tenantId)
    .where("r.selection_id", "=", key.id)
    .where("a.axis", "=", "sector")
    .execute();
  return rows.map((row) => row.unit_id);
}

/** 不参加推荐, or 参加推荐 again: for rolls that are frozen from now on. */
export async function updateTakesPart(
  tx: Tx,
  tenantId: number,
  change: { readonly personIds: readonly number[]; readonly takesPart: boolean },
): Promise<void> {
  await sql`update people set takes_part = ${change.takesPart}
    where tenant_id = ${tenantId} and id = any(${[...change.personIds]}::bigint[])`.execute(tx);
}

/** Of the roster, who is not counted, in the office's order. */
export async function listStandingAside(tx: Tx, tenantId: number): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom("people")
    .select("name")
    .where("tenant_id", "=", tenantId)
    .where("takes_part", "=", false)
    .orderBy("position")
    .execute();
  return rows.map(({ name }) => name);
}
