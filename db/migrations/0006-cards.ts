import { type Kysely, sql } from "kysely";

/** Cards that can be tapped, and what replicas must agree on when they speak. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table cards (
    tenant_id integer not null references tenants,
    id text not null,
    conversation_id bigint not null,
    card jsonb not null,
    created_at timestamptz not null,
    primary key (tenant_id, id))`,
  `create index cards_by_age on cards using brin (created_at)`,
  `alter table cards enable row level security`,
  `alter table cards force row level security`,
  `create policy own_tenant on cards
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  // A long message goes out in parts; what is out is out, whatever happens to the rest.
  `alter table outbox add parts_sent integer not null default 0`,
];
