import { type Kysely, sql } from "kysely";

/** 协商会: what is convened, who is asked to come, what is on the agenda, and who came. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...isolation]) await sql.raw(statement).execute(db);
}

const tables = [
  // Meetings that follow one another; what was left open is carried to the next.
  `create table meeting_series (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    unit_id bigint not null,
    title text not null,
    rule text,
    state text not null check (state in ('open', 'ended')),
    created_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id))`,
  `create table meetings (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    unit_id bigint not null,
    series_id bigint,
    title text not null,
    form text not null,
    alias text,
    is_on_site boolean not null,
    is_mobile boolean not null,
    is_dispersed boolean not null,
    is_online boolean not null,
    place text,
    rain_place text,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    is_provisional boolean not null,
    notes text,
    host_id bigint,
    notice_days integer not null,
    quorum jsonb not null,
    requirements jsonb not null,
    capacity integer,
    materials_due_at timestamptz,
    check_in_code text,
    state text not null check (state in ('draft', 'announced', 'held', 'cancelled')),
    version integer not null,
    cancel_reason text,
    drafter_id bigint not null,
    created_at timestamptz not null,
    announced_at timestamptz,
    held_at timestamptz,
    cancelled_at timestamptz,
    primary key (tenant_id, id),
    check (ends_at > starts_at),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, series_id) references meeting_series (tenant_id, id),
    foreign key (tenant_id, host_id) references people (tenant_id, id),
    foreign key (tenant_id, drafter_id) references people (tenant_id, id))`,
  `create index meetings_by_start on meetings (tenant_id, starts_at)`,
  // A code opens one meeting at a time.
  `create unique index meetings_by_code on meetings (tenant_id, check_in_code)
    where state = 'announced' and check_in_code is not null`,
  `create table meeting_topics (
    tenant_id integer not null,
    meeting_id bigint not null,
    topic_id bigint not null,
    position integer not null,
    primary key (tenant_id, meeting_id, topic_id),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id))`,
  `create index meeting_topics_by_topic on meeting_topics (tenant_id, topic_id)`,
  // One line a person; a guest has a name and no person. A department may send several.
  `create table meeting_people (
    tenant_id integer not null,
    id bigint generated always as identity,
    meeting_id bigint not null,
    person_id bigint,
    name text not null,
    organization text,
    category text not null,
    capacity text not null check (capacity in ('host', 'participant', 'invited', 'observer')),
    position integer not null,
    reply text not null
      check (reply in ('none', 'attending', 'leave-asked', 'on-leave', 'leave-refused', 'waiting')),
    reply_reason text,
    replied_at timestamptz,
    entered_by bigint,
    told_version integer not null,
    attendance text check (attendance in ('present', 'late', 'absent', 'absent-without-leave')),
    checked_in_at timestamptz,
    check_in_by text check (check_in_by in ('code', 'word', 'staff')),
    is_online boolean not null,
    left_at timestamptz,
    speaking_position integer,
    primary key (tenant_id, id),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  `create unique index meeting_people_once on meeting_people (tenant_id, meeting_id, person_id)
    where person_id is not null`,
  `create index meeting_people_by_meeting on meeting_people (tenant_id, meeting_id, position)`,
  `create index meeting_people_by_person on meeting_people (tenant_id, person_id)`,
  `create table meeting_agenda (
    tenant_id integer not null,
    meeting_id bigint not null,
    position integer not null,
    title text not null,
    minutes integer,
    speaker text,
    carried_from bigint,
    is_done boolean not null,
    primary key (tenant_id, meeting_id, position),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id))`,
  // What people hand in beforehand, in their own words or as a file.
  `create table meeting_materials (
    tenant_id integer not null,
    id bigint generated always as identity,
    meeting_id bigint not null,
    meeting_person_id bigint not null,
    words text not null,
    handed_in_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id),
    foreign key (tenant_id, meeting_person_id) references meeting_people (tenant_id, id))`,
];

const isolation = [
  "meeting_series",
  "meetings",
  "meeting_topics",
  "meeting_people",
  "meeting_agenda",
  "meeting_materials",
].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_tenant on ${table}
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
]);
