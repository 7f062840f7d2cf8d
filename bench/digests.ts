import { createDatabase, type Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { fireDue } from "../jobs/fire-due.ts";
import type { DuePorts } from "../jobs/due.ts";
import type { Bench } from "./bench.ts";
import { groupOf, personOf, seedSetting } from "./setting.ts";
import { type Figure, printFigures } from "./table.ts";

const smaller = 1_000;
const larger = 5_000;
const secondsMax = 10;
/** Five times as many groups may take so much longer, of five times. */
const linearMax = 1.3;

/** 周报 of many groups at one hour: counted and shown to the 联络员, then queued for the groups. */
export async function measureDigests(bench: Bench): Promise<readonly Figure[]> {
  const few = await runWeek(bench, bench.isQuick ? 20 : smaller);
  const many = await runWeek(bench, bench.isQuick ? 100 : larger);
  const ratio = many.seconds / few.seconds / (many.groups / few.groups);
  const figures: Figure[] = [
    {
      ...sayWeek(few),
      target: `< ${secondsMax} 秒，一条不少`,
      isMet: few.seconds < secondsMax && few.queued === few.groups,
    },
    sayWeek(many),
  ];
  const linear = {
    what: "群多几倍，时间多几倍（相除）",
    value: ratio.toFixed(2),
    target: `≤ ${linearMax}`,
    isMet: ratio <= linearMax && many.queued === many.groups,
  };
  printFigures("一周小结", [...figures, linear]);
  return [...figures, linear];
}

interface Week {
  readonly groups: number;
  readonly seconds: number;
  readonly queued: number;
}

function sayWeek({ groups, seconds, queued }: Week): Figure {
  return {
    what: `${groups}个群：数、请过目、排队`,
    value: `${seconds.toFixed(1)} 秒，${queued} 条`,
  };
}

async function runWeek(bench: Bench, groups: number): Promise<Week> {
  const name = `bench_digests_${groups}`;
  const databaseUrl = await prepare(bench, name, groups);
  await using db = createDatabase({ url: databaseUrl, dataKey: Buffer.from(bench.dataKey, "hex") });
  let now = friday;
  const ports = portsOf(db, () => now);
  const startedAt = performance.now();
  await fireAll(ports);
  now = new Date(friday.getTime() + 60 * 60_000);
  await fireAll(ports);
  const seconds = (performance.now() - startedAt) / 1000;
  const [row] = await bench.cluster.query<{ queued: string }>(
    name,
    "select count(*) as queued from outbox where class = 2",
  );
  return { groups, seconds, queued: Number(row?.queued ?? 0) };
}

async function fireAll(ports: DuePorts): Promise<void> {
  while ((await fireDue(ports)) > 0);
}

function portsOf(db: Database, now: () => Date): DuePorts {
  return {
    db,
    now,
    voice: () => "push",
    cards: () => "none",
    log: {
      info: () => {},
      error: () => {},
      fault: (error) => {
        throw error;
      },
    },
  };
}

/** Friday 15:00, an hour before. */
const friday = new Date("2026-03-13T07:00:00Z");

/** Each group has a unit of its own, with five topics of this week and two endorsements of each. */
async function prepare(bench: Bench, name: string, groups: number): Promise<string> {
  const databaseUrl = await bench.cluster.createDatabase(name);
  await migrate(databaseUrl);
  await seedSetting({
    databaseUrl,
    keys: bench.keys,
    dataKey: bench.dataKey,
    platformUrl: "http://127.0.0.1:9",
    topics: 0,
    groups: Array.from({ length: groups }, (_, index) => groupOf(index, "wecom")),
    people: [0, 1, 2].map((index) => personOf(index, "wecom")),
  });
  for (const statement of filling) await bench.cluster.query(name, statement);
  await bench.cluster.query(name, "vacuum analyze");
  return databaseUrl;
}

const filling = [
  `insert into roles (tenant_id, person_id, role)
    select tenant_id, id, 'liaison' from people order by position limit 1`,
  `insert into units (tenant_id, kind, name, parent_id, position)
    select u.tenant_id, '片区', '第' || c.id || '片区', u.id, c.id::integer
    from units u, conversations c where u.parent_id is null and c.kind = 'group'`,
  `update conversations c set unit_id = u.id from units u
    where c.kind = 'group' and u.name = '第' || c.id || '片区'`,
  `insert into topics (tenant_id, year, number, title, status, source, proposer_id, unit_id,
      conversation_id, proposed_at, updated_at)
    select t.tenant_id, 2026, row_number() over (), '第' || n || '件', 'proposed', 'member', p.id,
      c.unit_id, c.id, timestamptz '2026-03-10 10:00+08', timestamptz '2026-03-10 10:00+08'
    from tenants t, conversations c, generate_series(1, 5) n,
      lateral (select id from people order by position limit 1) p
    where c.kind = 'group'`,
  `insert into endorsements (tenant_id, topic_id, person_id, endorsed_at)
    select t.tenant_id, t.id, p.id, timestamptz '2026-03-11 10:00+08'
    from topics t, lateral (select id from people order by position offset 1 limit 2) p`,
  `insert into digest_schedules (tenant_id, conversation_id, unit_id, weekday, minute, send_at,
      due_at,
      set_by, set_at)
    select t.tenant_id, c.id, c.unit_id, 5, 960, timestamptz '2026-03-13 16:00+08',
      timestamptz '2026-03-13 15:00+08', p.id, timestamptz '2026-03-09 10:00+08'
    from tenants t, conversations c, lateral (select id from people order by position limit 1) p
    where c.kind = 'group'`,
  // The week before, so that the planner knows what such tables hold.
  `insert into digests (tenant_id, conversation_id, week, unit_id, state, numbers, as_of, planned_at,
      send_at, sent_at)
    select tenant_id, conversation_id, '2026-W10', unit_id, 'sent', '{"selections": []}',
      send_at - interval '7 days', send_at - interval '7 days', send_at - interval '7 days',
      send_at - interval '7 days' from digest_schedules`,
  `insert into publications (tenant_id, kind, object_id, unit_id, drafter_id, conversation_id, state,
      drafted_at, published_at)
    select d.tenant_id, 'digest', d.id, d.unit_id, s.set_by, d.conversation_id, 'published',
      d.as_of, d.sent_at from digests d join digest_schedules s using (conversation_id)`,
  `with made as (
      insert into events (tenant_id, object_kind, object_id, seq, kind, happened_at, words_digest, hash)
      select tenant_id, 'publication', id, n, 'published', published_at, '', sha256(n::text::bytea)
      from publications, generate_series(1, 2) n returning tenant_id, id
    )
    insert into event_words (tenant_id, event_id, salt, words) select tenant_id, id, '', '{}' from made`,
];
