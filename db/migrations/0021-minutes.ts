import { type Kysely, sql } from "kysely";

/** 纪要: what was taken down at a meeting, the versions of it, and who found it right. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // One a meeting. `version` grows with every change after it was sent.
  `create table minutes (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    meeting_id bigint not null,
    state text not null check (state in ('recording', 'draft', 'reviewing', 'closed')),
    version integer not null,
    recorder_id bigint not null,
    is_taking boolean not null,
    created_at timestamptz not null,
    sent_at timestamptz,
    due_at timestamptz,
    closed_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, meeting_id),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id),
    foreign key (tenant_id, recorder_id) references people (tenant_id, id))`,
  `create index minutes_by_due on minutes (tenant_id, due_at) where state = 'reviewing'`,
  // Whoever records is in one meeting at a time: their lines need not say which.
  `create unique index minutes_taking on minutes (tenant_id, recorder_id) where is_taking`,
  `create table minutes_lines (
    tenant_id integer not null,
    id bigint generated always as identity,
    minutes_id bigint not null,
    kind text not null check (kind in ('consensus', 'advice', 'task', 'note', 'speech')),
    words text not null,
    said_by text,
    said_by_line bigint,
    due_at timestamptz,
    is_done boolean not null,
    is_withdrawn boolean not null,
    recorded_by bigint not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, minutes_id) references minutes (tenant_id, id),
    foreign key (tenant_id, said_by_line) references meeting_people (tenant_id, id),
    foreign key (tenant_id, recorded_by) references people (tenant_id, id))`,
  `create index minutes_lines_by_minutes on minutes_lines (tenant_id, minutes_id, id)`,
  // Every version as it was read, so that it can be told what somebody found right.
  `create table minutes_versions (
    tenant_id integer not null,
    minutes_id bigint not null,
    version integer not null,
    body jsonb not null,
    made_by bigint,
    made_at timestamptz not null,
    primary key (tenant_id, minutes_id, version),
    foreign key (tenant_id, minutes_id) references minutes (tenant_id, id),
    foreign key (tenant_id, made_by) references people (tenant_id, id))`,
  // Those who were asked; no row says that anybody agreed who did not say so.
  `create table minutes_answers (
    tenant_id integer not null,
    minutes_id bigint not null,
    meeting_person_id bigint not null,
    told_version integer not null,
    fine_version integer,
    answered_at timestamptz,
    primary key (tenant_id, minutes_id, meeting_person_id),
    foreign key (tenant_id, minutes_id) references minutes (tenant_id, id),
    foreign key (tenant_id, meeting_person_id) references meeting_people (tenant_id, id))`,
  `create table minutes_corrections (
    tenant_id integer not null,
    id bigint generated always as identity,
    minutes_id bigint not null,
    number integer not null,
    meeting_person_id bigint not null,
    line_id bigint,
    version integer not null,
    words text not null,
    state text not null check (state in ('open', 'adopted', 'declined')),
    reason text,
    asked_at timestamptz not null,
    settled_by bigint,
    settled_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, minutes_id, number),
    foreign key (tenant_id, minutes_id) references minutes (tenant_id, id),
    foreign key (tenant_id, meeting_person_id) references meeting_people (tenant_id, id),
    foreign key (tenant_id, line_id) references minutes_lines (tenant_id, id),
    foreign key (tenant_id, settled_by) references people (tenant_id, id))`,
  // Whose turn it is to speak; absent = nobody was called yet.
  `alter table meetings add column speaking_at integer`,
  // Tries of a code by one person, so that nobody guesses it.
  `create table check_in_tries (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    person_id bigint not null,
    at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create index check_in_tries_by_person on check_in_tries (tenant_id, person_id, at)`,
  ...[
    "minutes",
    "minutes_lines",
    "minutes_versions",
    "minutes_answers",
    "minutes_corrections",
    "check_in_tries",
  ].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  `create policy claimed_by_jobs on minutes for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_minutes(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select m.tenant_id, m.id, m.due_at as at from minutes m
          where m.tenant_id = t.tenant_id and m.state = 'reviewing'
            and m.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by m.due_at limit batch
        ) due
        order by due.at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
