import { type Kysely, sql } from "kysely";

/** Cards that can be tapped, and what replicas must agree on when they speak. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...statements, ...rates, ...fates]) await sql.raw(statement).execute(db);
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
  // What replicas tell each other for minutes at most: leases, tokens, rates. Outside of the schema
  // that is backed up and that belongs to tenants; without it everything goes on, only slower.
  `create schema passing`,
  `create table passing.access_tokens (
    account_id integer not null,
    name text not null,
    token bytea not null,
    until timestamptz not null,
    primary key (account_id, name))`,
  `create table passing.leases (
    account_id integer not null,
    name text not null,
    holder text not null,
    until timestamptz not null,
    primary key (account_id, name))`,
  // A long message goes out in parts; what is out is out, whatever happens to the rest.
  `alter table outbox add parts_sent integer not null default 0`,
];

/** Room is taken by all replicas from one place, so that together they keep within the limits. */
const rates = [
  // Each mark is one message, the newest first; no more are kept than a limit can ask for.
  `create table passing.send_buckets (
    account_id integer not null,
    key text not null,
    sent_at timestamptz[] not null default '{}',
    held_until timestamptz not null default '-infinity',
    primary key (account_id, key))`,
  // Null = there was room in every bucket, and it is taken; else the moment at which there may be.
  // Marks never go back in time, whatever the clocks of two replicas say.
  `create function take_room(account integer, keys text[], maxes integer[], spans_ms bigint[],
      moment timestamptz)
    returns timestamptz language plpgsql volatile
    as $$
    declare
      free_at timestamptz;
      -- A mark further ahead was made by a clock that is wrong: the room it takes ends like any other.
      soon timestamptz := moment + interval '3 seconds';
    begin
      insert into passing.send_buckets (account_id, key)
        select account, k from unnest(keys) as k group by k order by k on conflict do nothing;
      perform from passing.send_buckets b where b.account_id = account and b.key = any(keys)
        order by b.key for update;
      select max(greatest(b.held_until, w.span * interval '1 millisecond'
          + case when b.sent_at[w.max] > soon then soon else b.sent_at[w.max] end))
        into free_at
        from unnest(keys, maxes, spans_ms) as w (key, max, span)
        join passing.send_buckets b on b.account_id = account and b.key = w.key;
      if free_at > moment then
        return free_at;
      end if;
      update passing.send_buckets b
        set sent_at = array(select least(m, soon)
          from unnest(greatest(moment, b.sent_at[1]) || b.sent_at) as m
          where m > moment - w.span * interval '1 millisecond' order by m desc limit w.max)
        from (select u.key, max(u.max) as max, max(u.span) as span
          from unnest(keys, maxes, spans_ms) as u (key, max, span) group by u.key) w
        where b.account_id = account and b.key = w.key;
      return null;
    end
    $$`,
];

const fates = [
  // Waited because there was no room; then those like it behind it may go out with it.
  `alter table outbox add held_back boolean not null default false`,
  // Goes out in one message with that one, and is claimed by itself only if that one is gone.
  `alter table outbox add joined_to bigint`,
  `alter table outbox add fault text`,
  // Words about a fault: if they cannot be said, nobody is told of that.
  `alter table outbox add is_notice boolean not null default false`,
  `create index outbox_sending on outbox (tenant_id, conversation_id) where state = 'sending'`,
  // From conversation to conversation along the index, and in each to the first that waits: what
  // was said long ago, and what stands further back, is not looked at. A joined message is claimed
  // only if the one it was joined to is gone.
  `create or replace function claim_outbox(wall_now timestamptz, claim_until timestamptz,
      batch integer)
    returns table (tenant_id integer, id bigint, taken_over boolean) language plpgsql volatile
    as $$
    declare
      head record;
      claimed integer := 0;
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      for head in
        with recursive talks as (
          (select o.tenant_id, o.conversation_id from outbox o
            where o.state in ('waiting', 'sending')
            order by o.tenant_id, o.conversation_id limit 1)
          union all
          select n.tenant_id, n.conversation_id from talks t cross join lateral (
            select o.tenant_id, o.conversation_id from outbox o
            where o.state in ('waiting', 'sending')
              and (o.tenant_id, o.conversation_id) > (t.tenant_id, t.conversation_id)
            order by o.tenant_id, o.conversation_id limit 1) n
        ), heads as (
          select h.* from talks t cross join lateral (
            select o.tenant_id, o.id, o.class, o.available_at as ready_at, false as is_sending
            from outbox o
            where o.tenant_id = t.tenant_id and o.conversation_id = t.conversation_id
              and o.state in ('waiting', 'sending')
              and (o.joined_to is null or not exists (select from outbox j
                where j.tenant_id = o.tenant_id and j.id = o.joined_to
                  and j.state in ('waiting', 'sending')))
              and (o.available_at <= wall_now or o.attempts > 0 or o.held_back)
            order by o.class, o.id limit 1) h
          where not exists (select from outbox s where s.tenant_id = t.tenant_id
            and s.conversation_id = t.conversation_id and s.state = 'sending')
          union all
          select o.tenant_id, o.id, o.class, o.claimed_until, true
          from outbox o where o.state = 'sending'
        )
        select * from heads h where h.ready_at <= wall_now order by h.class, h.id
      loop
        exit when claimed = batch;
        perform from outbox o where o.tenant_id = head.tenant_id and o.id = head.id
            and ((o.state = 'waiting' and o.available_at <= wall_now)
              or (o.state = 'sending' and o.claimed_until <= wall_now))
          for update skip locked;
        if found then
          update outbox o
          set state = 'sending', claimed_until = claim_until, attempts = o.attempts + 1
          where o.tenant_id = head.tenant_id and o.id = head.id;
          claimed := claimed + 1;
          tenant_id := head.tenant_id;
          id := head.id;
          taken_over := head.is_sending;
          return next;
        end if;
      end loop;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
  `create table quota_counts (
    tenant_id integer not null references tenants,
    account_id integer not null references accounts,
    key text not null,
    month timestamptz not null,
    count integer not null,
    primary key (tenant_id, account_id, key, month))`,
  `create table channel_notices (
    tenant_id integer not null references tenants,
    account_id integer not null references accounts,
    about text not null,
    since timestamptz not null,
    primary key (tenant_id, account_id, about))`,
  ...["quota_counts", "channel_notices"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
];
