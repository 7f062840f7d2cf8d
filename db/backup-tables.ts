import type pg from "pg";

/** A table as the catalog describes it, so that a new one cannot be forgotten. */
export interface StoredTable {
  readonly name: string;
  /** Rows are seen and written as one tenant at a time. */
  readonly isPerTenant: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Every table of ours, those that others refer to before those that refer to them. */
export async function listTables(client: pg.ClientBase): Promise<readonly StoredTable[]> {
  const { rows } = await client.query<TableRow>(selectTables);
  const references = await client.query<{ from: string; to: string }>(selectReferences);
  const tables = rows.map((row) => ({
    name: row.name,
    isPerTenant: row.is_per_tenant,
    columns: row.columns,
  }));
  return inOrder(tables, references.rows);
}

interface TableRow {
  readonly name: string;
  readonly is_per_tenant: boolean;
  readonly columns: { name: string; type: string }[];
}

/** The queue has a schema of its own and holds nothing that would be missed. */
const selectTables = `
  select c.relname as name, c.relrowsecurity as is_per_tenant,
    (select json_agg(json_build_object('name', a.attname,
        'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped and a.attgenerated = '') as columns
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition and c.relname not like 'kysely\\_%'
  order by c.relname`;

const selectReferences = `
  select conrelid::regclass::text as "from", confrelid::regclass::text as "to"
  from pg_constraint
  where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`;

function inOrder(
  tables: readonly StoredTable[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly StoredTable[] {
  const ordered: StoredTable[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const names = new Set(Array.from(waiting, (table) => table.name));
    const free = Array.from(waiting).filter(
      (table) => !references.some(({ from, to }) => from === table.name && names.has(to)),
    );
    if (free.length === 0) throw new Error("tables refer to each other in a circle");
    for (const table of free) waiting.delete(table);
    ordered.push(...free);
  }
  return ordered;
}

export async function listSequences(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`,
  );
  return rows.map((row) => row.name);
}

export async function listTenants(client: pg.ClientBase): Promise<readonly number[]> {
  const { rows } = await client.query<{ tenant_id: number }>(
    "select tenant_id from list_tenants()",
  );
  return rows.map((row) => row.tenant_id);
}

/** From here on the transaction sees and writes this tenant's rows and no other's. */
export async function enterAs(client: pg.ClientBase, tenantId: number): Promise<void> {
  await client.query("select set_config('xiaoxie.tenant', $1, true)", [String(tenantId)]);
}

/** The newest migration that has been carried out; undefined in a database without tables. */
export async function findMigration(client: pg.ClientBase): Promise<string | undefined> {
  const known = await client.query<{ name: string | null }>(
    "select to_regclass('public.kysely_migration')::text as name",
  );
  if (known.rows[0]?.name === null) return undefined;
  const { rows } = await client.query<{ name: string }>(
    "select name from kysely_migration order by name desc limit 1",
  );
  return rows[0]?.name;
}

/** How values become text and back without losing anything, whatever the server's settings say. */
export const exactSettings = `
  set local timezone = 'UTC';
  set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres';
  set local bytea_output = 'hex';
  set local extra_float_digits = 3`;

/** A name as it stands in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
