import { type Kysely, sql } from "kysely";

/** Papers and pictures that somebody may fetch for a while by a link. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // What it says, not the file: that is made when somebody opens the link. Of the token only its
  // digest is kept, so that nobody who reads the table can open a link. Wall clock throughout.
  `create table files (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    token_digest bytea not null unique check (length(token_digest) = 32),
    kind text not null,
    name text not null,
    mime text not null,
    content jsonb not null,
    person_id bigint,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    opened_at timestamptz,
    open_count integer not null default 0,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create index files_by_expiry on files (tenant_id, expires_at)`,
  `alter table files enable row level security`,
  `alter table files force row level security`,
  `create policy own_tenant on files
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  `create policy claimed_by_jobs on files for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  // Whose link it is, and nothing else: a link names no tenant.
  `create function find_file(digest bytea)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query select f.tenant_id, f.id from files f where f.token_digest = digest;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
