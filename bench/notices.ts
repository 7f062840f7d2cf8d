import { createDatabase, type Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { enterTenant } from "../db/tenants.ts";
import { meetingNoticePublication } from "../handlers/publications/meeting-notice.ts";
import type { Bench } from "./bench.ts";
import { personOf, seedSetting } from "./setting.ts";
import { type Figure, printFigures } from "./table.ts";

const invited = 500;
const secondsMax = 2;
const runs = 5;

/** 会议通知 of one large meeting, from 确认 to the commit: each its own message with its own card. */
export async function measureNotices(bench: Bench): Promise<readonly Figure[]> {
  const people = bench.isQuick ? 20 : invited;
  const name = "bench_notices";
  const databaseUrl = await prepare(bench, name, people);
  await using db = createDatabase({ url: databaseUrl, dataKey: Buffer.from(bench.dataKey, "hex") });
  const seconds: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const startedAt = performance.now();
    await announce(db, run);
    seconds.push((performance.now() - startedAt) / 1000);
  }
  const [row] = await bench.cluster.query<{ queued: string }>(
    name,
    "select count(*) as queued from outbox where message->>'kind' = 'card'",
  );
  const queued = Number(row?.queued ?? 0);
  const slowest = Math.max(...seconds);
  const figures: Figure[] = [
    {
      what: `${people}人的会，通知排队（${runs}次里最慢的）`,
      value: `${slowest.toFixed(2)} 秒，每次 ${queued / runs} 条`,
      target: `< ${secondsMax} 秒，一条不少`,
      isMet: slowest < secondsMax && queued === people * runs,
    },
    {
      what: "最快的一次",
      value: `${Math.min(...seconds).toFixed(2)} 秒`,
    },
  ];
  printFigures("会议通知", figures);
  return figures;
}

/** A fresh database gives the first tenant and the first meetings the numbers from 1. */
function announce(db: Database, meetingId: number): Promise<string> {
  const tenantId = 1;
  return db.transaction(async (tx) => {
    await enterTenant(tx, tenantId);
    return meetingNoticePublication.publish(
      {
        tx,
        tenantId,
        now: wednesday,
        wallNow: wednesday,
        ports: { voice: () => "person", cards: () => "beside" },
        actorId: undefined,
        receiptId: undefined,
      },
      meetingId,
    );
  });
}

const wednesday = new Date("2026-03-18T02:00:00Z");

async function prepare(bench: Bench, name: string, people: number): Promise<string> {
  const databaseUrl = await bench.cluster.createDatabase(name);
  await migrate(databaseUrl);
  await seedSetting({
    databaseUrl,
    keys: bench.keys,
    dataKey: bench.dataKey,
    platformUrl: "http://127.0.0.1:9",
    topics: 0,
    groups: [],
    people: Array.from({ length: people }, (_, index) =>
      personOf(index, index % 2 === 0 ? "wecom" : "dingtalk"),
    ),
  });
  for (const statement of filling) await bench.cluster.query(name, statement);
  await bench.cluster.query(name, "vacuum analyze");
  return databaseUrl;
}

const filling = [
  `insert into meetings (tenant_id, unit_id, title, form, is_on_site, is_mobile, is_dispersed,
      is_online, place, starts_at, ends_at, is_provisional, notice_days, quorum, requirements,
      state, version, drafter_id, created_at)
    select t.tenant_id, (select min(id) from units), '「老旧小区没地方充电」现场协商会', 'on-site',
      true, true, false, false, '幸福里小区2栋前空地', timestamptz '2026-03-25 15:00+08',
      timestamptz '2026-03-25 16:30+08', false, 3, '{"count": 3}', '[]', 'draft', 1,
      (select min(id) from people), timestamptz '2026-03-18 09:00+08'
    from tenants t, generate_series(1, ${runs})`,
  `insert into meeting_people (tenant_id, meeting_id, person_id, name, category, capacity, position,
      reply, told_version, is_online)
    select m.tenant_id, m.id, p.id, p.name, 'member', 'participant', p.position, 'none', 0, false
    from meetings m join people p using (tenant_id)`,
  `insert into meeting_agenda (tenant_id, meeting_id, position, title, minutes, is_done)
    select tenant_id, id, n, '第' || n || '项', 15, false from meetings, generate_series(1, 5) n`,
];
