import { type Kysely, sql } from "kysely";

/** 工作法 of a unit, and the step of it that a topic has come to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = ["methods", "topic_steps"];

const statements = [
  `create table methods (
    tenant_id integer not null references tenants,
    unit_id bigint not null,
    name text not null,
    steps text[] not null check (cardinality(steps) > 0),
    set_by bigint not null,
    set_at timestamptz not null,
    primary key (tenant_id, unit_id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, set_by) references people (tenant_id, id))`,
  // By its name: the steps of the unit may change, and the same one may stand elsewhere then.
  `create table topic_steps (
    tenant_id integer not null references tenants,
    topic_id bigint not null,
    step text not null,
    moved_by bigint not null,
    moved_at timestamptz not null,
    primary key (tenant_id, topic_id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, moved_by) references people (tenant_id, id))`,
  ...tables.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
];
