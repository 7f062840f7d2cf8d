import { type Kysely, sql } from "kysely";

/** What keeping needs: cleaning and backup tenant by tenant, and erasing with two people. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The numbers of the tenants and nothing else, as the jobs' other looks across tenants.
  `create function list_tenants() returns table (tenant_id integer) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query select t.tenant_id from tenants t order by t.tenant_id;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
  // A restored unit may come before the one it belongs to.
  `alter table units alter constraint units_tenant_id_parent_id_fkey
    deferrable initially immediate`,
  // Cheap to keep; only the cleaning looks for what is old.
  `create index outbox_by_age on outbox using brin (created_at)`,
  `create table erasure_requests (
    tenant_id integer not null references tenants,
    topic_id bigint not null,
    requested_by bigint not null,
    reason text not null,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, topic_id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, requested_by) references people (tenant_id, id))`,
  `alter table erasure_requests enable row level security`,
  `alter table erasure_requests force row level security`,
  `create policy own_tenant on erasure_requests
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
];
