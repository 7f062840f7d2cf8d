import { type Kysely, sql } from "kysely";

/** 送审: whatever goes to a group is a publication, which a leader may have to see first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table publications (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    kind text not null,
    object_id bigint not null,
    unit_id bigint not null,
    drafter_id bigint not null,
    conversation_id bigint not null,
    state text not null
      check (state in ('draft', 'reviewing', 'approved', 'returned', 'published', 'dropped')),
    version integer not null default 1,
    drafted_at timestamptz not null,
    reviewer_id bigint,
    sent_at timestamptz,
    shown_digest text,
    remind_at timestamptz,
    reviewed_at timestamptz,
    review_words text,
    signer_id bigint,
    signed_at timestamptz,
    signature_entered_by bigint,
    published_at timestamptz,
    primary key (tenant_id, id),
    check ((signer_id is null) = (signed_at is null)),
    check ((signer_id is null) = (signature_entered_by is null)),
    check (state <> 'reviewing' or (reviewer_id is not null and sent_at is not null)),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, drafter_id) references people (tenant_id, id),
    foreign key (tenant_id, reviewer_id) references people (tenant_id, id),
    foreign key (tenant_id, signer_id) references people (tenant_id, id),
    foreign key (tenant_id, signature_entered_by) references people (tenant_id, id))`,
  // One on its way for each thing; what became of earlier ones stays to be looked up.
  `create unique index publications_open on publications (tenant_id, kind, object_id)
    where state in ('draft', 'reviewing', 'approved', 'returned')`,
  `create index publications_by_drafter on publications (tenant_id, drafter_id)
    where state in ('draft', 'reviewing', 'approved', 'returned')`,
  `create index publications_by_reviewer on publications (tenant_id, reviewer_id)
    where state = 'reviewing'`,
  `create index publications_remind on publications (tenant_id, remind_at)
    where state = 'reviewing'`,
  // A rule holds for the unit and those below it, unless one of them has its own.
  `create table review_rules (
    tenant_id integer not null,
    unit_id bigint not null,
    kind text not null,
    reviewer_id bigint,
    set_by bigint not null,
    set_at timestamptz not null,
    primary key (tenant_id, unit_id, kind),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, reviewer_id) references people (tenant_id, id),
    foreign key (tenant_id, set_by) references people (tenant_id, id))`,
  ...["publications", "review_rules"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  `create policy claimed_by_jobs on publications for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_publications(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select p.tenant_id, p.id, p.remind_at from publications p
          where p.tenant_id = t.tenant_id and p.state = 'reviewing'
            and p.remind_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by p.remind_at limit batch
        ) due
        order by due.remind_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
