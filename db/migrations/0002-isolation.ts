import { type Kysely, sql } from "kysely";

/** Row-level security on everything but the routing tables, and the jobs' way across tenants. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...isolation, ...claims]) {
    await sql.raw(statement).execute(db);
  }
}

/** Without a tenant nothing is visible; with one, only its own rows. Forced on the owner too. */
const isolation = [
  `create function current_tenant() returns integer language sql stable parallel safe
    as $$ select nullif(current_setting('xiaoxie.tenant', true), '')::integer $$`,
  ...[
    "tenants",
    "units",
    "people",
    "affiliations",
    "roles",
    "identities",
    "identity_claims",
    "questions",
    "counters",
    "topics",
    "endorsements",
    "events",
    "event_words",
    "reminders",
    "outbox",
  ].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
];

/**
 * The jobs' only look across tenants: two functions that hand out (tenant_id, id) and nothing
 * else. Each switches the setting that opens the extra policy on and off again by hand, because
 * `create function … set` of a setting of our own is for superusers.
 */
const claims = [
  `create policy claimed_by_jobs on tenants for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  ...["outbox", "reminders"].map(
    (table) => `create policy claimed_by_jobs on ${table}
      using (current_setting('xiaoxie.claiming', true) = 'on')
      with check (current_setting('xiaoxie.claiming', true) = 'on')`,
  ),
  `create function due_reminders(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select r.tenant_id, r.id, r.due_at from reminders r
          where r.tenant_id = t.tenant_id and r.state = 'open'
            and r.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by r.due_at limit batch
        ) due
        order by due.due_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
  // One row a conversation at a time, its oldest of the most urgent class; a row whose worker
  // died comes back when its claim has run out, and nothing of that conversation passes it.
  `create function claim_outbox(wall_now timestamptz, claim_until timestamptz, batch integer)
    returns table (tenant_id integer, id bigint, taken_over boolean) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        with heads as (
          select distinct on (o.tenant_id, o.conversation_id) o.tenant_id, o.id
          from outbox o where o.state in ('waiting', 'sending')
          order by o.tenant_id, o.conversation_id, (o.state = 'sending') desc, o.class, o.id
        ), ready as (
          select o.tenant_id, o.id, o.state = 'sending' as taken_over
          from outbox o join heads h on h.tenant_id = o.tenant_id and h.id = o.id
          where (o.state = 'waiting' and o.available_at <= wall_now)
             or (o.state = 'sending' and o.claimed_until <= wall_now)
          order by o.class, o.id limit batch
          for update of o skip locked
        )
        update outbox o
        set state = 'sending', claimed_until = claim_until, attempts = o.attempts + 1
        from ready r where o.tenant_id = r.tenant_id and o.id = r.id
        returning o.tenant_id, o.id, r.taken_over;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
