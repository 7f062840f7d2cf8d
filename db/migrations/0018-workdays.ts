import { type Kysely, sql } from "kysely";

/** What an office knows of days off beyond the table of the program, and what was said of days to come. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...isolation, ...dues]) await sql.raw(statement).execute(db);
}

const tables = [
  // A day of the place lies over the same day of a notice, and gives way to it when taken back.
  `create table workday_calendar (
    tenant_id integer not null references tenants,
    day date not null,
    source text not null check (source in ('notice', 'local')),
    kind text not null check (kind in ('workday', 'restday')),
    name text not null,
    notice_no text,
    covers_year smallint,
    set_by bigint,
    set_at timestamptz not null,
    primary key (tenant_id, day, source),
    check ((source = 'notice') = (covers_year is not null)),
    foreign key (tenant_id, set_by) references people (tenant_id, id))`,
  // The nth workday after a day, said before the notice of that year was out.
  `create table provisional_dates (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    object_kind text not null,
    object_id bigint not null,
    from_day date not null,
    workdays integer not null,
    said_day date not null,
    recheck_at timestamptz,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, object_kind, object_id))`,
  `create index provisional_dates_due on provisional_dates (tenant_id, recheck_at)
    where recheck_at is not null`,
];

const isolation = ["workday_calendar", "provisional_dates"].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_tenant on ${table}
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
]);

/** Dates whose notice has come, by their tenants' clocks. */
const dues = [
  `create policy claimed_by_jobs on provisional_dates for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_provisional_dates(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select p.tenant_id, p.id, p.recheck_at from provisional_dates p
          where p.tenant_id = t.tenant_id
            and p.recheck_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by p.recheck_at limit batch
        ) due
        order by due.recheck_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
