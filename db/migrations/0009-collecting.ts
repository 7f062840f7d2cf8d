import { type Kysely, sql } from "kysely";

/** Similar topics, merging, versions, the threshold of 附议, and what each office sets for itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...isolation]) await sql.raw(statement).execute(db);
}

const tables = [
  `create table tenant_settings (
    tenant_id integer not null references tenants,
    key text not null,
    value jsonb not null,
    set_by bigint,
    set_at timestamptz not null,
    primary key (tenant_id, key),
    foreign key (tenant_id, set_by) references people (tenant_id, id))`,
  `alter table topics
    add scope text check (scope in ('central-work', 'livelihood', 'governance', 'public-concern')),
    add merged_into bigint,
    add status_before_merge text,
    add version integer not null default 1,
    add threshold_reached_at timestamptz,
    add check ((status = 'merged') = (merged_into is not null)),
    add foreign key (tenant_id, merged_into) references topics (tenant_id, id)
      deferrable initially immediate`,
  `create index topics_by_merged on topics (tenant_id, merged_into) where merged_into is not null`,
  `drop index topics_open`,
  `create index topics_open on topics (tenant_id, id desc)
    where status not in ('withdrawn', 'merged')`,
  // One row a term and topic, not an array with an index of its kind: under row-level security only
  // leakproof comparisons may use an index, and those of arrays and of trigrams are not.
  `create table topic_terms (
    tenant_id integer not null,
    term text not null,
    topic_id bigint not null,
    primary key (tenant_id, term, topic_id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id))`,
  `create index topic_terms_by_topic on topic_terms (tenant_id, topic_id)`,
  // 补充情况: what somebody who endorsed it had written about the same thing.
  `create table topic_supplements (
    tenant_id integer not null,
    id bigint generated always as identity,
    topic_id bigint not null,
    person_id bigint not null,
    words text not null,
    added_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create index topic_supplements_by_topic on topic_supplements (tenant_id, topic_id)`,
];

const isolation = ["tenant_settings", "topic_terms", "topic_supplements"].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_tenant on ${table}
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
]);
