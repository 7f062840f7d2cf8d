import { type Kysely, sql } from "kysely";

/** What people say before they are known, and what the 联络员 does for those without a phone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table people
    add gender text check (gender in ('男', '女')),
    add residence text check (residence in ('城区', '乡镇'))`,
  `create table pending_messages (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    account_id integer not null references accounts,
    external_id text not null,
    conversation_id bigint not null,
    inbox_id bigint not null,
    words bytea not null,
    said_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, id))`,
  `create index pending_messages_by_sender on pending_messages
    (tenant_id, account_id, external_id)`,
  `create index pending_messages_by_age on pending_messages (tenant_id, expires_at)`,
  `alter table pending_messages enable row level security`,
  `alter table pending_messages force row level security`,
  `create policy own_tenant on pending_messages
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  // 代荐 and 代附议: who wrote it down for the person, and how the person had told it.
  ...["topics", "endorsements"].map(
    (table) => `alter table ${table}
      add entered_by bigint,
      add channel text,
      add check ((entered_by is null) = (channel is null)),
      add foreign key (tenant_id, entered_by) references people (tenant_id, id)`,
  ),
];
