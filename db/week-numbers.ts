import { sql } from "kysely";

import type { WeekNumbers, WeekSelection } from "../domain/digest.ts";
import type { SelectionResult } from "../domain/tally.ts";
import type { TopicStatus } from "../domain/topic.ts";
import type { Tx } from "./database.ts";
import { countMeetings } from "./week-meetings.ts";

export interface Week {
  readonly tenantId: number;
  /** Of these units. */
  readonly unitIds: readonly number[];
  /** With what belongs to no unit. */
  readonly isWhole: boolean;
  readonly from: Date;
  /** Not counted itself; the as-of moment of a week that is not over. */
  readonly until: Date;
}

const aheadMs = 7 * 24 * 60 * 60_000;
/** More would not fit into a message. */
const selectionsMax = 20;

/** Counted from rows, so that a recount at any time gives the same. */
export async function countWeek(tx: Tx, week: Week): Promise<WeekNumbers> {
  const [topics, ahead, selections, meetings] = await Promise.all([
    countTopics(tx, week),
    countAhead(tx, week),
    listWeekSelections(tx, week),
    countMeetings(tx, week),
  ]);
  return { selections, topics, ahead, meetings };
}

const idsOf = ({ unitIds }: Week) => sql`any(${[...unitIds]}::bigint[])`;

function topicsOf(week: Week) {
  const { tenantId, isWhole } = week;
  return sql`(
    select t.id, t.status, coalesce(t.known_at, t.proposed_at) as proposed_at from topics t
      where t.tenant_id = ${tenantId} and t.unit_id = ${idsOf(week)}
    union all
    select t.id, t.status, coalesce(t.known_at, t.proposed_at) as proposed_at from topics t
      where ${isWhole}::boolean and t.tenant_id = ${tenantId} and t.unit_id is null
  ) c`;
}

/** 在办: neither settled nor passed on; what was put off is looked at again. */
const activeStatuses: readonly TopicStatus[] = [
  "proposed",
  "accepted",
  "shortlisted",
  "reserve",
  "listed",
  "deferred",
];

async function countTopics(tx: Tx, week: Week): Promise<WeekNumbers["topics"]> {
  const { tenantId, from, until } = week;
  const { rows } = await sql<WeekNumbers["topics"]>`
    select
      count(*) filter (where c.proposed_at >= ${from} and c.proposed_at < ${until}
        and c.status not in ('withdrawn', 'erased', 'merged', 'split')) as proposed,
      coalesce(sum(e.endorsements), 0)::integer as endorsements,
      count(*) filter (where c.status = any(${[...activeStatuses]}::text[])) as active,
      count(*) filter (where c.status = 'listed') as planned,
      coalesce(sum(r.listed), 0)::integer as listed,
      coalesce(sum(r.deferred), 0)::integer as deferred
    from ${topicsOf(week)}
    left join lateral (
      select count(*) filter (where i.decision = 'listed') as listed,
        count(*) filter (where i.decision = 'deferred') as deferred
      from ruling_items i join rulings p on p.tenant_id = i.tenant_id and p.id = i.ruling_id
      where i.tenant_id = ${tenantId} and i.topic_id = c.id and p.state = 'published'
        and p.published_at >= ${from} and p.published_at < ${until}
    ) r on true
    left join lateral (
      select count(*) as endorsements from endorsements e
      where e.tenant_id = ${tenantId} and e.topic_id = c.id
        and coalesce(e.known_at, e.endorsed_at) >= ${from}
        and coalesce(e.known_at, e.endorsed_at) < ${until}
    ) e on true`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("a count returned nothing");
  return row;
}

async function countAhead(tx: Tx, week: Week): Promise<WeekNumbers["ahead"]> {
  const { tenantId, until } = week;
  const end = new Date(until.getTime() + aheadMs);
  const { rows } = await sql<WeekNumbers["ahead"]>`
    select (select count(*) from selections s
        where s.tenant_id = ${tenantId} and s.unit_id = ${idsOf(week)} and s.state = 'open'
          and s.due_at >= ${until} and s.due_at < ${end}) as selections,
      (select count(*) from opinion_calls c
        where c.tenant_id = ${tenantId} and c.unit_id = ${idsOf(week)} and c.state = 'open'
          and c.due_at >= ${until} and c.due_at < ${end}) as "opinionCalls",
      (select count(*) from collection_rounds r
        where r.tenant_id = ${tenantId} and r.unit_id = ${idsOf(week)} and r.state = 'open'
          and r.due_at >= ${until} and r.due_at < ${end}) as rounds`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("a count returned nothing");
  return row;
}

interface SelectionRow {
  readonly title: string;
  readonly state: string;
  readonly due_at: Date;
  readonly eligible: number;
  readonly taken: number;
  readonly result: SelectionResult | null;
}

/** Open, or closed in that week; what has been chosen is told only once it was published. */
async function listWeekSelections(tx: Tx, week: Week): Promise<readonly WeekSelection[]> {
  const { tenantId, from, until } = week;
  const { rows } = await sql<SelectionRow>`
    select s.title, s.state, s.due_at, s.result, r.eligible, r.taken
    from selections s
    cross join lateral (
      select count(*) filter (where r.takes_part) as eligible,
        count(*) filter (where r.takes_part and r.has_chosen) as taken
      from selection_roll r where r.tenant_id = s.tenant_id and r.selection_id = s.id
    ) r
    where s.tenant_id = ${tenantId} and s.unit_id = ${idsOf(week)} and (
      (s.state = 'open' and s.opened_at < ${until}) or (s.state in ('closed', 'published')
        and s.closed_at >= ${from} and s.closed_at < ${until}))
    order by s.id limit ${selectionsMax}`.execute(tx);
  return rows.map((row) => ({
    title: row.title,
    isOpen: row.state === "open",
    eligible: row.eligible,
    taken: row.taken,
    dueAt: row.due_at.toISOString(),
    first: firstOf(row),
  }));
}

/** Best first; nothing before it was published, and nothing where too few took part. */
function firstOf({ state, result }: SelectionRow): readonly number[] {
  if (state !== "published" || result?.quorum.isMet !== true) return [];
  return result.ranking.flat().slice(0, firstMax);
}

const firstMax = 3;

export interface WeekTopic {
  readonly year: number;
  readonly number: number;
  /** Proposed in that week; otherwise at work. */
  readonly isNew: boolean;
}

/** What stands behind the numbers, at most as many as a message takes; a new one once. */
export async function listWeekTopics(tx: Tx, week: Week): Promise<readonly WeekTopic[]> {
  const { tenantId, from, until } = week;
  const { rows } = await sql<WeekTopic>`
    select t.year, t.number, c.proposed_at >= ${from} as "isNew"
    from ${topicsOf(week)} join topics t on t.tenant_id = ${tenantId} and t.id = c.id
    where (c.proposed_at >= ${from} and c.proposed_at < ${until}
        and t.status not in ('withdrawn', 'erased', 'merged', 'split'))
      or t.status = any(${[...activeStatuses]}::text[])
    order by t.year desc, t.number desc limit ${topicsMax}`.execute(tx);
  return rows;
}

const topicsMax = 100;
