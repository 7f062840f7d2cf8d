import { sql } from "kysely";
import { expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

const hourMs = 60 * 60_000;
const monday = new Date("2026-03-09T00:00:00+08:00");
const weeks = 8;

/** The same numbers every time (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const kinds = [
  "proposed",
  "endorsed",
  "listed",
  "deferred",
  "held",
  "consensus",
  "advice",
  "task",
] as const;
type Kind = (typeof kinds)[number];
interface Happening {
  readonly kind: Kind;
  readonly at: Date;
}

/** At any second of the eight weeks; some at the very hour, on Friday evening or at the weekend. */
function happenings(random: (below: number) => number): readonly Happening[] {
  return kinds.flatMap((kind) =>
    Array.from({ length: 24 }, (_, index) => {
      const anywhere = new Date(monday.getTime() + random(weeks * 7 * 24 * 3600) * 1000);
      if (index % 4 !== 0) return { kind, at: anywhere };
      const hours = [4 * 24 + 15, 4 * 24 + 16, 4 * 24 + 20, 6 * 24 + 23.5][random(4)] ?? 0;
      return { kind, at: new Date(monday.getTime() + (random(weeks) * 7 * 24 + hours) * hourMs) };
    }),
  );
}

/** Written as rows before anything is counted: what is still to come is not counted before it does. */
async function write(office: Office, all: readonly Happening[]): Promise<void> {
  const of = (kind: Kind) => all.flatMap((each) => (each.kind === kind ? [each.at] : []));
  await office.inTenant(async (tx) => {
    const one = sql`(select min(id) from people)`;
    const unit = sql`(select id from units where name = '城南片区')`;
    await sql`insert into topics (tenant_id, year, number, title, status, source, proposer_id,
        unit_id, conversation_id, proposed_at, updated_at)
      select ${office.tenantId}::integer, 2026, n, '第' || n || '件', 'proposed', 'member', ${one},
        ${unit}, (select min(id) from conversations), at, at
      from unnest(${of("proposed")}::timestamptz[]) with ordinality as x (at, n)`.execute(tx);
    await sql`insert into endorsements (tenant_id, topic_id, person_id, endorsed_at)
      select ${office.tenantId}::integer, t.id, (select max(id) from people), x.at
      from unnest(${of("endorsed")}::timestamptz[]) with ordinality as x (at, n)
      join topics t on t.number = x.n`.execute(tx);
    for (const decision of ["listed", "deferred"] as const) {
      await sql`with ruled as (insert into rulings (tenant_id, unit_id, body, held_on, step, is_final,
          state, drafter_id, drafted_at, published_at)
        select ${office.tenantId}::integer, ${unit}, '主席会议', at, 1, true, 'published', ${one}, at,
          at from unnest(${of(decision)}::timestamptz[]) as at returning tenant_id, id)
        insert into ruling_items (tenant_id, ruling_id, topic_id, position, decision)
        select tenant_id, id, (select min(id) from topics), 0, ${decision}::text from ruled`.execute(
        tx,
      );
    }
    await sql`insert into meetings (tenant_id, unit_id, title, form, is_on_site, is_mobile,
        is_dispersed, is_online, starts_at, ends_at, is_provisional, notice_days, quorum,
        requirements, state, version, drafter_id, created_at, held_at)
      select ${office.tenantId}::integer, ${unit}, '协商会', 'on-site', true, true, false, false,
        at - interval '1 day', at - interval '23 hours', false, 3, '{"count": 3}', '[]', 'held', 1,
        ${one}, ${monday}, at
      from unnest(${of("held")}::timestamptz[]) as at`.execute(tx);
    for (const kind of ["consensus", "advice", "task"] as const) {
      // Of a meeting long ago: only what came of it falls into these weeks.
      await sql`with met as (insert into meetings (tenant_id, unit_id, title, form, is_on_site,
          is_mobile, is_dispersed, is_online, starts_at, ends_at, is_provisional, notice_days, quorum,
          requirements, state, version, drafter_id, created_at, held_at, notes)
        select ${office.tenantId}::integer, ${unit}, '协商会', 'on-site', true, true, false, false,
          '2026-01-05 15:00+08', '2026-01-05 16:00+08', false, 3, '{"count": 3}', '[]', 'held', 1,
          ${one}, '2026-01-05', '2026-01-05', at::text
        from unnest(${of(kind)}::timestamptz[]) as at returning tenant_id, id, notes),
        told as (insert into minutes (tenant_id, meeting_id, state, version, recorder_id, is_taking,
          created_at, sent_at, closed_at)
        select tenant_id, id, 'closed', 1, ${one}, false, '2026-01-05', notes::timestamptz,
          notes::timestamptz from met returning tenant_id, id)
        insert into minutes_lines (tenant_id, minutes_id, kind, words, is_done, is_withdrawn,
          recorded_by, recorded_at)
        select tenant_id, id, ${kind}::text, '一条', false, false, ${one}, '2026-01-05'
        from told`.execute(tx);
    }
  });
}

interface Told {
  readonly conversation_id: number;
  readonly state: string;
  readonly from_at: Date;
  readonly as_of: Date;
  readonly numbers: {
    readonly topics: { proposed: number; endorsements: number; listed: number; deferred: number };
    readonly meetings: { held: unknown[]; consensus: number; advice: number; tasks: number };
  };
}

function countsOf({ numbers: { topics, meetings } }: Told): Record<Kind, number> {
  return {
    proposed: topics.proposed,
    endorsed: topics.endorsements,
    listed: topics.listed,
    deferred: topics.deferred,
    held: meetings.held.length,
    consensus: meetings.consensus,
    advice: meetings.advice,
    task: meetings.tasks,
  };
}

function recount(all: readonly Happening[], from: Date, until: Date): Record<Kind, number> {
  const counted = kinds.map((kind) => [
    kind,
    all.filter((each) => each.kind === kind && each.at >= from && each.at < until).length,
  ]);
  return Object.fromEntries(counted) as Record<Kind, number>;
}

/** One week as it may go in an office; the clock ends after its hour. */
async function live(office: Office, how: number): Promise<void> {
  const zhou = office.person("周敏");
  const at = async (time: Date) => {
    if (time > office.now) office.now = time;
    await fireDue(duePorts(office));
  };
  const hour = await nextHour(office);
  const after = (hours: number) => new Date(hour.getTime() + hours * hourMs);
  if (how === 0) {
    office.now = after(-1.5);
    await zhou.alone("本周不发");
  }
  if (how === 1) {
    // Only this group: from now on the two groups count from different hours.
    office.now = after(-1.5);
    await zhou.inGroup("本周不发");
  }
  if (how === 2) return at(after(24 * 9));
  if (how === 3) {
    await at(after(0.5));
    return at(after(1.5));
  }
  await at(after(-1));
  if (how === 4) await zhou.alone("本周不发");
  if (how === 5) {
    await zhou.alone("送审 刘志强");
    await at(hour);
    office.now = after(0.5);
    await office.person("刘志强").alone("同意");
    return at(after(1));
  }
  if (how === 6) await zhou.alone("送审 刘志强");
  if (how === 7) return at(after(20));
  if (how === 8) {
    await at(hour);
    office.now = after(1);
    await zhou.inGroup("周报 设置 周四 上午10点");
    return;
  }
  await at(hour);
  if (how === 6) for (const hours of [20, 68, 92]) await at(after(hours));
}

async function nextHour(office: Office): Promise<Date> {
  const { send_at } = await office.inTenant((tx) =>
    tx
      .selectFrom("digest_schedules")
      .select("send_at")
      .orderBy("send_at")
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
  return send_at;
}

test.each([1, 2, 3, 4])("八周里不管怎么停、怎么晚，每件事正好算一次（%i）", async (seed) => {
  const random = randomOf(seed * 7919);
  await using office = await openOffice();
  const all = happenings(random);
  await write(office, all);
  const zhou = office.person("周敏");
  const asked = await zhou.alone("周报 设置 周五 下午4点");
  const other = /(?<at>\d)　工商联群/.exec(asked)?.groups?.["at"] ?? "";
  await zhou.alone(other);
  await zhou.inGroup("周报 设置 周五 下午4点");
  const end = new Date(monday.getTime() + weeks * 7 * 24 * hourMs);
  while ((await nextHour(office)) < end) await live(office, random(12));

  const rows = await office.inTenant(async (tx) => {
    const found =
      await sql<Told>`select conversation_id, state, from_at, as_of, numbers from digests
      where state in ('sent', 'empty') order by id`.execute(tx);
    return found.rows;
  });
  const groups = [...Map.groupBy(rows, (row) => row.conversation_id).values()];
  expect(groups).toHaveLength(2);
  for (const told of groups) {
    let from = monday;
    const sum = recount([], monday, monday);
    for (const row of told) {
      expect(row.from_at).toEqual(from);
      const counts = countsOf(row);
      expect(counts).toEqual(recount(all, from, row.as_of));
      for (const kind of kinds) sum[kind] += counts[kind];
      from = row.as_of;
    }
    expect(sum).toEqual(recount(all, monday, from));
    expect(Object.values(sum).reduce((total, each) => total + each, 0)).toBeGreaterThan(50);
  }
});
