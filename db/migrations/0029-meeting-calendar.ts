import { type Kysely, sql } from "kysely";

/** The entries of meetings in the platforms' own calendars, as they are wanted and as they are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = ["meeting_calendar", "account_calendars"] as const;

const statements = [
  // One line a meeting and account. What the entry says is read when it is written: only how often
  // it was wanted anew, and which of these is done, is kept.
  `create table meeting_calendar (
    tenant_id integer not null,
    id bigint generated always as identity,
    meeting_id bigint not null,
    account_id integer not null references accounts,
    key text not null default gen_random_uuid()::text,
    organizer text,
    entry_id text,
    people bigint[] not null default '{}',
    wanted integer not null,
    done integer not null default 0,
    state text not null check (state in ('waiting', 'calling', 'idle', 'failed')),
    attempts integer not null default 0,
    maybe_made boolean not null default false,
    available_at timestamptz not null,
    claimed_until timestamptz,
    failure text,
    fault text,
    wanted_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, meeting_id, account_id),
    unique (tenant_id, account_id, entry_id),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id))`,
  `create index meeting_calendar_ready on meeting_calendar (available_at)
    where state in ('waiting', 'calling')`,
  // A calendar of the app's own, where the platform lists only what stands in such a one.
  `create table account_calendars (
    tenant_id integer not null references tenants,
    account_id integer not null references accounts,
    calendar_id text not null,
    made_at timestamptz not null,
    primary key (tenant_id, account_id))`,
  ...tables.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  `create policy claimed_by_jobs on meeting_calendar
    using (current_setting('xiaoxie.claiming', true) = 'on')
    with check (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function claim_meeting_calendar(wall_now timestamptz, claim_until timestamptz,
      batch integer)
    returns table (tenant_id integer, id bigint, taken_over boolean) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        with ready as (
          select c.tenant_id, c.id, c.state = 'calling' as taken_over
          from meeting_calendar c
          where (c.state = 'waiting' and c.available_at <= wall_now)
             or (c.state = 'calling' and c.claimed_until <= wall_now)
          order by c.available_at, c.id limit batch
          for update of c skip locked
        )
        update meeting_calendar c
        set state = 'calling', claimed_until = claim_until, attempts = c.attempts + 1
        from ready r where c.tenant_id = r.tenant_id and c.id = r.id
        returning c.tenant_id, c.id, r.taken_over;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
