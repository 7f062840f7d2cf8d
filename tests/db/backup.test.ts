import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { listTables } from "../../db/backup-tables.ts";
import { readHeader } from "../../db/backup-file.ts";
import { writeBackup } from "../../db/backup.ts";
import { createDatabase } from "../../db/database.ts";
import { findChainFault } from "../../db/events.ts";
import { restoreBackup } from "../../db/restore.ts";
import { enterTenant } from "../../db/tenants.ts";
import { BackupError } from "../../domain/backup.ts";
import { seedTenant } from "../../handlers/seed.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type Office, openOffice, smallSeed, startOfPlay } from "../support/talk.ts";

const dataKey = Buffer.alloc(32, 7);
const now = new Date("2026-03-09T18:30:00Z");
const topics = 100_000;

let office: Office;
let folder: string;
/** A backup of everything, made once. */
let path: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(join(inject("runDir"), "backup-"));
  office = await openOffice();
  await office.person("李梅").alone('荐题 老旧小区充电难\n说明：第一行\n第二行\t"引号"\\n');
  await office.person("刘志强").alone("附议 1");
  await office.person("刘志强").alone("提醒 30分钟后 交材料");
  await office.person("李梅").alone("荐题");
  await office.db.transaction((tx) =>
    seedTenant(tx, [], { ...smallSeed, tenantName: "乙单位", groups: [] }, startOfPlay),
  );
  await fill(office, topics);
  path = join(folder, "all.backup");
  await writeBackup({ databaseUrl: office.url, dataKey, path, now });
}, 180_000);
afterAll(() => office[Symbol.asyncDispose]());

function superuserUrl(url: string): string {
  const changed = new URL(inject("testCluster").superuserUrl);
  changed.pathname = new URL(url).pathname;
  return changed.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Many topics with their chains, and one row with awkward values in every other table. */
function fill({ url, tenantId: tenant }: Office, count: number): Promise<void> {
  return withClient(superuserUrl(url), async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "select id from people where tenant_id = $1 order by id limit 1",
      [tenant],
    );
    const person = rows[0]?.id ?? "";
    const statements = [
      `insert into topics (tenant_id, year, number, title, detail, status, source, proposer_id,
         conversation_id, proposed_at, updated_at)
       select ${tenant}, 2025, n, '第' || n || '件：老旧小区充电难', repeat('要办的事。', n % 30),
         'proposed', 'member', ${person}, 1,
         '2025-01-01 00:00:00.123456+08'::timestamptz + n * interval '1.000001 second', now()
       from generate_series(1, ${count}) n`,
      `with new as (
         select tenant_id, id, gen_random_uuid()::text::bytea as salt,
           '{"title":"' || title || '"}' as words
         from topics where year = 2025
       ), digested as (select *, sha256(salt || convert_to(words, 'UTF8')) as digest from new),
       entry as (
         insert into events (tenant_id, object_kind, object_id, seq, kind, happened_at,
           words_digest, hash)
         select tenant_id, 'topic', id, 1, 'proposed', '2025-01-01T00:00:00Z', digest,
           sha256(convert_to(concat_ws(E'\\n', 'v1', repeat('0', 64), tenant_id, 'topic', id, 1,
             'proposed', '-', 1735689600000, encode(digest, 'hex')), 'UTF8'))
         from digested returning id, object_id)
       insert into event_words (tenant_id, event_id, salt, words)
       select d.tenant_id, entry.id, d.salt, d.words
       from entry join digested d on d.id = entry.object_id`,
      // So far apart that the two do not come back in one statement.
      `begin; set constraints all deferred;
       insert into units (tenant_id, id, parent_id, kind, name, position)
         overriding system value values (${tenant}, 5000, 90000, 'zone', '孩子在前', 1);
       insert into units (tenant_id, id, kind, name, position) overriding system value
         select ${tenant}, n, 'zone', n || repeat('某某社区', 20), 1
         from generate_series(10000, 14000) n;
       insert into units (tenant_id, id, kind, name, position)
         overriding system value values (${tenant}, 90000, 'zone', '后来的', 2);
       commit`,
      `update tenants set clock_offset_ms = 9007199254740993 where tenant_id = ${tenant}`,
      `update accounts set setup_tries = 3`,
      `insert into outbox (tenant_id, conversation_id, class, message, available_at, created_at)
       values (${tenant}, 1, 0, '{"b": 1.10, "a": 12345678901234567890, "text": "话\\n行"}',
         'infinity', '2026-03-09 02:00:00.000001+00')`,
      `insert into identity_claims (tenant_id, account_id, external_id, conversation_id, person_id,
         state, claimed_at) values (${tenant}, 1, E'a\\tb\\\\c''d"', 1, ${person}, 'open', now())`,
      `insert into pending_messages (tenant_id, account_id, external_id, conversation_id, inbox_id,
         words, said_at, expires_at) values (${tenant}, 1, 'x', 1, 1, '\\x00ff0a5b', now(), now())`,
      `insert into files (tenant_id, token_digest, kind, name, mime, content, made_at, expires_at)
         values (${tenant}, sha256('token'), 'picture', '图.png', 'image/png', '{"kind":"picture"}', now(), now())`,
      `insert into cards (tenant_id, id, conversation_id, card, created_at)
       values (${tenant}, 'card', 1, '{"title": "1号\\n"}', now())`,
      `insert into channel_notices (tenant_id, account_id, about, since)
       values (${tenant}, 1, 'secret', now())`,
      `insert into quota_counts (tenant_id, account_id, key, month, count)
       values (${tenant}, 1, 'api', now(), 4000)`,
      `insert into publications (tenant_id, kind, object_id, unit_id, drafter_id, conversation_id,
         state, drafted_at) values (${tenant}, 'digest', 1, 5000, ${person}, 1, 'draft', now())`,
      `insert into review_rules (tenant_id, unit_id, kind, set_by, set_at)
       values (${tenant}, 5000, '*', ${person}, now())`,
      `with call as (
         insert into opinion_calls (tenant_id, title, unit_id, drafter_id, is_named, state, due_at,
           drafted_at) values (${tenant}, '草案', 5000, ${person}, false, 'open', now(), now())
         returning id
       ), place as (
         insert into opinion_places (tenant_id, call_id, conversation_id)
         select ${tenant}, id, 1 from call
       )
       insert into opinions (tenant_id, call_id, words) select ${tenant}, id, '一行\n两行' from call`,
      `insert into collection_rounds (tenant_id, unit_id, title, state, opened_by, drafted_at,
         due_at, screen_by)
       values (${tenant}, 5000, '一季度征题', 'draft', ${person}, now(), now(), 'infinity')`,
      `insert into screening_scores (tenant_id, topic_id, axis, person_id, points, reason,
         is_for_others, scored_at)
       select tenant_id, id, 'wish', ${person}, 5, '一行\n两行', false, now()
       from topics where tenant_id = ${tenant} limit 1`,
      `insert into workday_calendar (tenant_id, day, source, kind, name, notice_no, covers_year, set_at)
       values (${tenant}, '2027-02-06', 'notice', 'restday', '春节', '国办发', 2027, now()),
         (${tenant}, '2027-02-06', 'local', 'workday', '补班', null, null, now())`,
      `insert into provisional_dates (tenant_id, object_kind, object_id, from_day, workdays,
         said_day, recheck_at, recorded_at)
       values (${tenant}, 'round', 1, '2027-01-31', 1, '2027-02-01', 'infinity', now())`,
      `with poll as (
         insert into time_polls (tenant_id, unit_id, title, slots, requirements, asker_id, state,
           due_at, created_at)
         values (${tenant}, 5000, '现场协商会', '[]', '[]', ${person}, 'open', now(), now())
         returning id
       )
       insert into time_poll_people (tenant_id, poll_id, name, category, position, answers)
       select ${tenant}, id, '居民代表', 'resident', 0, '[null]' from poll`,
      `insert into erasure_requests (tenant_id, topic_id, requested_by, reason, requested_at,
         expires_at) select tenant_id, id, ${person}, '理由', now(), now()
       from topics where tenant_id = ${tenant} limit 1`,
    ];
    for (const statement of [
      ...statements,
      ...consultation(tenant, person),
      ...meetings(tenant, person),
      ...duty(tenant, person),
    ]) {
      await client.query(statement);
    }
  });
}

/** One row of everything between 征题 and the plan. */
function consultation(tenant: number, person: string): readonly string[] {
  const topic = `(select id from topics where tenant_id = ${tenant} order by year desc, id limit 1)`;
  return [
    `insert into tenant_settings (tenant_id, key, value, set_at)
     values (${tenant}, 'endorsement-threshold', '5', now()) on conflict do nothing`,
    `insert into topic_supplements (tenant_id, topic_id, person_id, words, added_at)
     values (${tenant}, ${topic}, ${person}, '还有\n一句 🙂', now())`,
    `insert into selections (tenant_id, title, unit_id, drafter_id, conversation_id, terms, purpose,
       state, drafted_at, due_at, result) values (${tenant}, '推荐', 5000, ${person}, 1,
       '{"quorum": {"count": 1.0}}', '参考', 'closed', now(), now(), '{"ranking": [[1], [2, 3]]}')`,
    ...[
      `selection_options (tenant_id, selection_id, number, position, label, short_label, cost)
         select tenant_id, id, 1, 1, '甲', '甲', 9007199254740993 from selections`,
      `selection_roll (tenant_id, selection_id, person_id, position, name, territories, sectors,
         takes_part) select tenant_id, id, ${person}, 1, '李"梅', '{"城南,片区"}', '{}', true
         from selections`,
      `ballots (tenant_id, selection_id, person_id, choices, cast_at)
         select tenant_id, id, ${person}, '{"kind": "approval", "numbers": [1]}', now()
         from selections`,
      `secret_ballots (tenant_id, selection_id, choices)
         select tenant_id, id, '{"kind": "approval", "numbers": [1]}' from selections`,
      `paper_tallies (tenant_id, selection_id, occasion, papers_out, papers_back, papers_spoiled,
         votes, overseer, counter, entered_by, entered_at)
         select tenant_id, id, '居民会议', 3, 2, 1, '{"1": 1}', '甲', '乙', ${person}, now()
         from selections`,
      `selection_places (tenant_id, selection_id, conversation_id)
         select tenant_id, id, 1 from selections`,
    ].map((statement) => `insert into ${statement}`),
    `insert into kept_pictures (tenant_id, kind, object_id, place, entered_by, entered_at)
     values (${tenant}, 'tally', 1, '周敏保存', ${person}, now())`,
    `insert into selection_series (tenant_id, title, unit_id, drafter_id, conversation_id, wish,
       rhythm, state, next_at, ends_at, made_at) values (${tenant}, '推荐', 5000, ${person}, 1,
       '{"sentence": "初选议题"}', '{"every": "month"}', 'active', now(), now(), now())`,
    `insert into ruling_steps (tenant_id, unit_id, position, body)
     values (${tenant}, 5000, 1, '主席会议')`,
    `insert into rulings (tenant_id, unit_id, body, held_on, step, is_final, state, drafter_id,
       drafted_at) values (${tenant}, 5000, '主席会议', now(), 1, true, 'draft', ${person}, now())`,
    `insert into ruling_items (tenant_id, ruling_id, topic_id, position, decision)
     select tenant_id, id, ${topic}, 1, 'listed' from rulings`,
    `insert into plan_items (tenant_id, year, number, quarter, content, is_planned, state, created_at)
     values (${tenant}, 2026, 1, 2, '一项', true, 'open', now())`,
    `insert into digest_schedules (tenant_id, conversation_id, unit_id, weekday, minute, send_at,
       due_at, set_by, set_at) values (${tenant}, 1, 5000, 5, 960, now(), now(), ${person}, now())`,
    `insert into digests (tenant_id, conversation_id, week, unit_id, state, numbers, as_of,
       planned_at, send_at)
     values (${tenant}, 1, '2026-W11', 5000, 'sent', '{"selections": []}', now(), now(), now())`,
  ];
}

/** One meeting with all that belongs to it. */
function meetings(tenant: number, person: string): readonly string[] {
  const topic = `(select id from topics where tenant_id = ${tenant} order by year desc, id limit 1)`;
  return [
    `insert into meeting_series (tenant_id, unit_id, title, state, created_at)
     values (${tenant}, 5000, '协商会', 'open', now())`,
    `insert into meetings (tenant_id, unit_id, series_id, title, form, is_on_site, is_mobile,
       is_dispersed, is_online, starts_at, ends_at, is_provisional, notice_days, quorum,
       requirements, state, version, drafter_id, created_at)
     select ${tenant}, 5000, id, '协商会', 'on-site', true, true, false, false, 'now',
       timestamptz 'now' + interval '90 minutes', false, 3, '{"count": 3}', '[]', 'announced', 1,
       ${person}, now() from meeting_series`,
    ...[
      `meeting_topics (tenant_id, meeting_id, topic_id, position)
         select tenant_id, id, ${topic}, 1 from meetings`,
      `meeting_people (tenant_id, meeting_id, name, category, capacity, position, reply,
         told_version, is_online)
         select tenant_id, id, '黄"春梅', 'resident', 'participant', 1, 'none', 1, false
         from meetings`,
      `meeting_agenda (tenant_id, meeting_id, position, title, minutes, is_done)
         select tenant_id, id, 1, '现场察看', 20, false from meetings`,
      `meeting_alarms (tenant_id, meeting_id, kind, at)
         select tenant_id, id, 'day-before', 'infinity' from meetings`,
      `meeting_calendar (tenant_id, meeting_id, account_id, key, organizer, entry_id, people,
         wanted, done, state, available_at, wanted_at)
         select tenant_id, id, (select min(id) from accounts), 'a-key', 'ZhouMin', 'an-entry', '{1,2}',
           1, 1, 'idle', now(), now() from meetings`,
      `account_calendars (tenant_id, account_id, calendar_id, made_at)
         select ${tenant}, min(id), 'a-calendar', now() from accounts`,
      `meeting_materials (tenant_id, meeting_id, meeting_person_id, words, handed_in_at)
         select tenant_id, meeting_id, id, '一行\n两行', now() from meeting_people`,
      `minutes (tenant_id, meeting_id, state, version, recorder_id, is_taking, created_at)
         select tenant_id, id, 'draft', 1, ${person}, false, now() from meetings`,
      `minutes_lines (tenant_id, minutes_id, kind, words, is_done, is_withdrawn, recorded_by,
         recorded_at)
         select tenant_id, id, 'task', '一行\n两行', false, false, ${person}, now() from minutes`,
      `minutes_versions (tenant_id, minutes_id, version, body, made_at)
         select tenant_id, id, 1, '[{"words": "话\\n行"}]', now() from minutes`,
      `minutes_answers (tenant_id, minutes_id, meeting_person_id, told_version)
         select m.tenant_id, m.id, p.id, 1 from minutes m join meeting_people p
           on p.tenant_id = m.tenant_id and p.meeting_id = m.meeting_id`,
      `minutes_corrections (tenant_id, minutes_id, number, meeting_person_id, version, words, state,
         asked_at)
         select tenant_id, minutes_id, 1, meeting_person_id, 1, '改"一"句', 'open', now()
         from minutes_answers`,
      `check_in_tries (tenant_id, person_id, at) values (${tenant}, ${person}, now())`,
    ].map((statement) => `insert into ${statement}`),
  ];
}

/** One row of everything about 接待日, 调研 and 人才库. */
function duty(tenant: number, person: string): readonly string[] {
  const topic = `(select id from topics where tenant_id = ${tenant} order by year desc, id limit 1)`;
  return [
    `insert into duty_rotas (tenant_id, unit_id, place, said, rule, anchor, minute, state,
       created_by, created_at)
     values (${tenant}, 5000, '联络站', '每周三', 'FREQ=WEEKLY;BYDAY=WE', '2026-03-11', 540,
       'active', ${person}, now())`,
    `insert into duty_people (tenant_id, rota_id, person_id, position)
     select ${tenant}, id, ${person}, 1 from duty_rotas`,
    `insert into duty_turns (tenant_id, rota_id, day, planned_day, starts_at, person_id, state)
     select ${tenant}, id, '2026-03-11', '2026-03-11', now(), ${person}, 'planned'
     from duty_rotas`,
    `insert into duty_leaves (tenant_id, person_id, day, asked_at)
     values (${tenant}, ${person}, '2026-03-18', now())`,
    `insert into duty_swaps (tenant_id, turn_id, asker_id, other_id, state, asked_at)
     select ${tenant}, id, ${person}, ${person}, 'asked', now() from duty_turns`,
    `insert into duty_visits (tenant_id, turn_id, number, visitor, persons, matter, phone,
       received_by, entered_by, visited_at, state)
     select ${tenant}, id, 1, '张"大爷', 2, '一行\n两行', '\\x0102', ${person}, ${person}, now(),
       'kept' from duty_turns`,
    `insert into field_visits (tenant_id, topic_id, kind, held_on, findings, entered_by, entered_at)
     values (${tenant}, ${topic}, 'visit', '2026-03-20', '一行\n两行', ${person}, now())`,
    `insert into field_visit_people (tenant_id, visit_id, name)
     select ${tenant}, id, '陈工' from field_visits`,
    `insert into talents (tenant_id, name, skills, entered_by, entered_at)
     values (${tenant}, '陈立', '充电、消防', ${person}, now())`,
    `insert into lot_draws (tenant_id, number, words, seed, names, drawn, substitutes, drawn_by,
       drawn_at)
     values (${tenant}, 1, '人才库', 'a', '{"陈立,甲","李梅"}', '{1}', '{2}', ${person}, now())`,
    `insert into methods (tenant_id, unit_id, name, steps, set_by, set_at)
     select ${tenant}, min(id), '两步"法', '{"听,意见","商量"}', ${person}, now()
     from units where tenant_id = ${tenant}`,
    `insert into topic_steps (tenant_id, topic_id, step, moved_by, moved_at)
     values (${tenant}, ${topic}, '商量', ${person}, now())`,
  ];
}

/** Each table by the number of its rows and a digest over all of them; sequences by what is next. */
function look(database: { readonly url: string }): Promise<Record<string, string>> {
  return withClient(superuserUrl(database.url), async (client) => {
    const seen: Record<string, string> = {};
    await client.query("set work_mem = '64MB'");
    const { rows: relations } = await client.query<{ name: string; kind: string }>(
      `select relname as name, relkind as kind from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'S')
         and relname not like 'kysely%' order by 1`,
    );
    for (const { name, kind } of relations) {
      const { rows } = await client.query<{ seen: string }>(
        kind === "S"
          ? `select (last_value + is_called::int)::text as seen from ${name}`
          : `select count(*) || ' ' || coalesce(md5(string_agg(md5(row), '' order by md5(row))), '')
             as seen from (select t::text as row from ${name} t) r`,
      );
      seen[name] = rows[0]?.seen ?? "";
    }
    return seen;
  });
}

const isEmptyLook = (seen: Record<string, string>) =>
  Object.values(seen).every((each) => each === "0 " || each === "1");

test("十万件议题：备份，恢复进空的数据库，每张表每一行都一样，序号接得上，链没有断", async () => {
  await using target = await createTestDatabase();
  const before = await look(office);
  const empty = Object.entries(before).filter(([, seen]) => seen.startsWith("0 "));
  expect(empty, "every table has something to lose").toEqual([]);
  expect(Number(before["topics"]?.split(" ")[0])).toBeGreaterThan(topics);
  const restored = await restoreBackup({ databaseUrl: target.url, dataKey, path });
  expect(restored.createdAt).toBe(now.toISOString());
  expect(restored.rows).toBeGreaterThan(3 * topics);
  expect(await look(target)).toEqual(before);
  await using db = createDatabase({ url: target.url, dataKey });
  await db.transaction(async (tx) => {
    await enterTenant(tx, office.tenantId);
    const some = await tx
      .selectFrom("topics")
      .select("id")
      .where("number", "in", [1, 777])
      .execute();
    expect(some.length).toBeGreaterThan(2);
    for (const { id } of some) {
      const object = { tenantId: office.tenantId, objectKind: "topic", objectId: id } as const;
      expect(await findChainFault(tx, object)).toBeUndefined();
    }
  });
  // It can be gone on with: new rows get the numbers that they would have got before.
  expect(await insertNext(target)).toEqual(await insertNext(office));
}, 180_000);

function insertNext(database: { readonly url: string }): Promise<unknown[]> {
  return withClient(superuserUrl(database.url), async (client) => {
    const { rows } = await client.query<object>(
      `insert into people (tenant_id, name, title, salutation, position, created_at)
       values (${office.tenantId}, '新', '委员', '新委员', 99, '2026-01-01')
       returning id, nextval('inbox_ids') as receipt`,
    );
    return rows;
  });
}

test("文件只有本人能读，没有半份留下；里面看不到一个字，也没有密钥", async () => {
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(folder)).toEqual(["all.backup"]);
  const bytes = fs.readFileSync(path);
  expect(bytes.includes("老旧小区")).toBe(false);
  expect(bytes.includes(dataKey)).toBe(false);
  expect(bytes.includes(dataKey.toString("hex"))).toBe(false);
  expect(await readHeader(path)).toMatchObject({
    format: "xiaoxie-backup",
    version: 1,
    createdAt: now.toISOString(),
    migration: expect.stringMatching(/^\d{4}-/) as string,
  });
});

test("每张有单位的表都在备份里，被引用的在前；自己引用自己的可以先后颠倒", async () => {
  await withClient(office.url, async (client) => {
    const names = (await listTables(client)).map((table) => table.name);
    const { rows } = await client.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace
       and relkind = 'r' and relname not like 'kysely%'`,
    );
    expect(names.toSorted()).toEqual(rows.map((row) => row.relname).toSorted());
    const references = await client.query<{ from: string; to: string; deferrable: boolean }>(
      `select conrelid::regclass::text as "from", confrelid::regclass::text as "to",
         condeferrable as deferrable from pg_constraint
       where contype = 'f' and connamespace = 'public'::regnamespace`,
    );
    expect(references.rows.length).toBeGreaterThan(10);
    for (const { from, to, deferrable } of references.rows) {
      if (from === to) expect(deferrable, `${from} refers to itself`).toBe(true);
      else expect(names.indexOf(to), `${from} after ${to}`).toBeLessThan(names.indexOf(from));
    }
  });
});

function markNewer(copy: Buffer): Buffer {
  return Buffer.from(copy.toString("latin1").replace('"version":1', '"version":2'), "latin1");
}

async function make(to: string, signal?: AbortSignal): Promise<string> {
  const options = { databaseUrl: office.url, dataKey, path: to, now };
  try {
    await writeBackup({ ...options, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (error instanceof BackupError) return error.code;
    throw error;
  }
  return "made";
}

describe("不该恢复的：说清为什么，什么都没写", () => {
  /** A small one is enough for these, and every byte of it can be tried. */
  let small: string;
  let bytes: Buffer;
  let target: TestDatabase;
  beforeAll(async () => {
    await using source = await createTestDatabase();
    await using db = createDatabase({ url: source.url, dataKey });
    await db.transaction((tx) => seedTenant(tx, [], { ...smallSeed, groups: [] }, startOfPlay));
    // Incompressible, so that the file has several frames.
    const noise = Array.from({ length: 300 }, () => randomBytes(500).toString("base64")).join("");
    await withClient(superuserUrl(source.url), (client) =>
      client.query("update people set title = $1", [noise]),
    );
    small = join(folder, "small.backup");
    await writeBackup({ databaseUrl: source.url, dataKey, path: small, now });
    bytes = fs.readFileSync(small);
    target = await createTestDatabase();
  });
  afterAll(() => target[Symbol.asyncDispose]());

  async function refuse(file: string, options: { key?: Buffer; url?: string } = {}) {
    const { key = dataKey, url = target.url } = options;
    try {
      await restoreBackup({ databaseUrl: url, dataKey: key, path: file });
    } catch (error) {
      if (error instanceof BackupError) return error.code;
      throw error;
    }
    return "restored";
  }

  function changed(change: (copy: Buffer) => Buffer): string {
    const file = join(folder, `changed-${randomBytes(4).toString("hex")}`);
    fs.writeFileSync(file, change(Buffer.from(bytes)));
    return file;
  }

  const headerLength = () => bytes.indexOf("\n") + 1;
  const firstFrame = () => headerLength() + 5 + bytes.readUInt32BE(headerLength());

  test("密钥不对", async () => {
    expect(await refuse(small, { key: Buffer.alloc(32, 8) })).toBe("wrongKey");
    expect(isEmptyLook(await look(target))).toBe(true);
  });

  test("没有文件、是目录、不是备份、是以后的格式", async () => {
    expect(await refuse(join(folder, "none"))).toBe("noFile");
    expect(await refuse(folder)).toBe("notReadable");
    expect(await refuse(changed(() => Buffer.from("hello\n")))).toBe("notBackup");
    expect(await refuse(changed(() => Buffer.alloc(0)))).toBe("notBackup");
    expect(await refuse(changed(markNewer))).toBe("newerFormat");
  });

  test("断在哪里都认得：每一帧的边上、里面、文件头后面", async () => {
    expect(bytes.length).toBeGreaterThan(3 * 64 * 1024);
    const ends = [
      headerLength(),
      headerLength() + 3,
      firstFrame(),
      firstFrame() + 7,
      bytes.length - 1,
    ];
    for (const end of ends) {
      expect(await refuse(changed((copy) => copy.subarray(0, end))), `cut at ${end}`).toBe("cut");
    }
    expect(isEmptyLook(await look(target))).toBe(true);
  });

  test("改了一个字节、换了次序、后面多了东西、文件头被改，都认得", async () => {
    const flip = (at: number) =>
      changed((copy) => {
        copy[at] = (copy[at] ?? 0) ^ 1;
        return copy;
      });
    const places = [headerLength() + 4, headerLength() + 20, firstFrame() + 4, bytes.length - 20];
    for (const at of places) expect(await refuse(flip(at)), `changed at ${at}`).toBe("damaged");
    const length = firstFrame() - headerLength();
    const swapped = changed((copy) => {
      const [one, two] = [headerLength(), firstFrame()].map((at) => copy.subarray(at, at + length));
      return Buffer.concat([
        copy.subarray(0, headerLength()),
        two ?? copy,
        one ?? copy,
        copy.subarray(firstFrame() + length),
      ]);
    });
    expect(await refuse(swapped)).toBe("damaged");
    expect(await refuse(changed((copy) => Buffer.concat([copy, Buffer.of(0)])))).toBe("damaged");
    const dated = changed((copy) =>
      Buffer.from(copy.toString("latin1").replace("2026-03-09T", "2026-03-08T"), "latin1"),
    );
    expect(await refuse(dated)).toBe("damaged");
    expect(isEmptyLook(await look(target))).toBe(true);
  });

  test("里面有东西的、差一次更新的、正在用的", async () => {
    expect(await refuse(small, { url: office.url })).toBe("notEmpty");
    await using used = await createTestDatabase();
    await withClient(used.url, (client) =>
      client.query("insert into accounts (platform, slug) values ('x', 'y')"),
    );
    expect(await refuse(small, { url: used.url })).toBe("notEmpty");
    await using older = await createTestDatabase();
    await withClient(older.superuserUrl, (client) =>
      client.query(`delete from kysely_migration where name =
        (select max(name) from kysely_migration)`),
    );
    expect(await refuse(small, { url: older.url })).toBe("otherMigration");
    await withClient(older.superuserUrl, (client) => client.query("drop table kysely_migration"));
    expect(await refuse(small, { url: older.url })).toBe("notMigrated");
    await withClient(target.url, async (client) => {
      await client.query("begin; select from tenants");
      expect(await refuse(small)).toBe("busy");
      await client.query("rollback");
    });
  });

  test("恢复到一半出错：前面写的也都没有了，改好再来就成", async () => {
    await withClient(target.superuserUrl, (client) =>
      client.query("alter table roles add constraint no_liaison check (role <> 'liaison')"),
    );
    await expect(restoreBackup({ databaseUrl: target.url, dataKey, path: small })).rejects.toThrow(
      "no_liaison",
    );
    expect(isEmptyLook(await look(target))).toBe(true);
    await withClient(target.superuserUrl, (client) =>
      client.query("alter table roles drop constraint no_liaison"),
    );
    expect(await refuse(small)).toBe("restored");
    expect(await refuse(small)).toBe("notEmpty");
  });
});

describe("写不成的：说清为什么，不留半份", () => {
  test("文件已经有了、目录没有、有一份没写完的", async () => {
    const before = fs.readFileSync(path);
    expect(await make(path)).toBe("backupExists");
    expect(fs.readFileSync(path).equals(before)).toBe(true);
    expect(await make(join(folder, "none", "x"))).toBe("noFolder");
    const halfway = join(folder, "halfway");
    fs.writeFileSync(`${halfway}.partial`, "x");
    expect(await make(halfway)).toBe("backupUnfinished");
    expect(fs.readFileSync(`${halfway}.partial`, "utf8")).toBe("x");
    expect(fs.existsSync(halfway)).toBe(false);
  });

  test("中途停下：没有留下半份", async () => {
    const stop = new AbortController();
    const to = join(folder, "stopped");
    const making = make(to, stop.signal);
    const watcher = fs.watch(folder, () => {
      if (fs.existsSync(`${to}.partial`)) stop.abort();
    });
    await expect(making).rejects.toThrow("abort");
    watcher.close();
    expect(fs.readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual([]);
  });

  test("备份时有人接着写：备份里只有开始那一刻的", async () => {
    await using busy = await openOffice();
    await fill(busy, 5000);
    const to = join(folder, "moving");
    const making = { isOver: false };
    const writer = withClient(superuserUrl(busy.url), async (client) => {
      let steps = 0;
      for (; !making.isOver && steps < 90; steps += 1) {
        await client.query(
          `with moved as (update topics set number = number + 1000000
             where year = 2025 and number between ${steps * 50 + 1} and ${steps * 50 + 50})
           insert into counters values (${busy.tenantId}, 'moving', ${steps}, ${steps})`,
        );
      }
      return steps;
    });
    await writeBackup({ databaseUrl: busy.url, dataKey, path: to, now });
    making.isOver = true;
    expect(await writer).toBeGreaterThan(0);
    await using target = await createTestDatabase();
    await restoreBackup({ databaseUrl: target.url, dataKey, path: to });
    const counts = await withClient(superuserUrl(target.url), (client) =>
      client.query<{ moved: number; counted: number }>(
        `select (select count(*)::int from topics where number > 1000000) as moved,
           (select count(*)::int from counters where kind = 'moving') as counted`,
      ),
    );
    const { moved = -1, counted = -2 } = counts.rows[0] ?? {};
    // Two tables as of one moment: fifty topics a step.
    expect(moved).toBe(counted * 50);
  });
});
