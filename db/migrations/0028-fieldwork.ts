import { type Kysely, sql } from "kysely";

/** 调研, 走访 and 勘查; 人才库 and 抽选. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = ["field_visits", "field_visit_people", "talents", "lot_draws"];

const statements = [
  `create table field_visits (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    topic_id bigint not null,
    kind text not null check (kind in ('survey', 'visit', 'inspection', 'household')),
    held_on date not null,
    place text,
    findings text,
    pictures text,
    report text,
    entered_by bigint not null,
    entered_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  `create index field_visits_by_topic on field_visits (tenant_id, topic_id, held_on)`,
  // Whoever is not on the roster has a name and no person.
  `create table field_visit_people (
    tenant_id integer not null,
    id bigint generated always as identity,
    visit_id bigint not null,
    person_id bigint,
    name text not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, visit_id) references field_visits (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create index field_visit_people_by_visit on field_visit_people (tenant_id, visit_id, id)`,
  `create table talents (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    name text not null,
    person_id bigint,
    skills text not null,
    zone text,
    organization text,
    entered_by bigint not null,
    entered_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  `create unique index talents_once on talents (tenant_id, name, coalesce(organization, ''))`,
  `create table lot_draws (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    number integer not null,
    words text not null,
    seed text not null,
    names text[] not null,
    drawn integer[] not null,
    substitutes integer[] not null,
    drawn_by bigint not null,
    drawn_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, number),
    foreign key (tenant_id, drawn_by) references people (tenant_id, id))`,
  ...tables.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
];
