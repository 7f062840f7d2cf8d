import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** 接待记录 */
export interface DutyVisit {
  readonly tenantId: number;
  readonly id: number;
  /** Its place in the office's list. */
  readonly number: number;
  readonly rotaId: number;
  readonly unitId: number;
  readonly place: string;
  readonly visitor: string | undefined;
  readonly persons: number;
  readonly matter: string;
  readonly phone: string | undefined;
  readonly receivedBy: number;
  readonly receiverName: string;
  readonly visitedAt: Date;
  readonly state: "kept" | "topic" | "passed";
  /** The number by which people call the topic that it became. */
  readonly topicNumber: number | undefined;
  readonly topicYear: number | undefined;
  readonly markedByName: string | undefined;
}

export interface NewDutyVisit {
  readonly tenantId: number;
  readonly turnId: number;
  readonly visitor: string | undefined;
  readonly persons: number;
  readonly matter: string;
  readonly phone: string | undefined;
  readonly receivedBy: number;
  readonly enteredBy: number;
  readonly at: Date;
}

/** The caller holds the office's duty. @returns its number */
export async function insertVisit(
  tx: Tx,
  visit: NewDutyVisit,
): Promise<{ readonly id: number; readonly number: number }> {
  const phone = visit.phone === undefined ? null : tx.sealer.seal(visit.phone);
  const { rows } = await sql<{ id: number; number: number }>`
    insert into duty_visits (tenant_id, turn_id, number, visitor, persons, matter, phone,
      received_by, entered_by, visited_at, state)
    select ${visit.tenantId}::integer, ${visit.turnId}::bigint,
      coalesce((select max(number) from duty_visits where tenant_id = ${visit.tenantId}), 0) + 1,
      ${visit.visitor ?? null}::text, ${visit.persons}::integer, ${visit.matter}::text,
      ${phone}::bytea, ${visit.receivedBy}::bigint, ${visit.enteredBy}::bigint,
      ${visit.at}::timestamptz, 'kept'
    returning id, number`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("the visit was not kept");
  return row;
}

interface Listing {
  /** Undefined = everybody's. */
  readonly receivedBy?: number | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function listVisits(
  tx: Tx,
  tenantId: number,
  { receivedBy, limit }: Listing,
): Promise<readonly DutyVisit[]> {
  const { rows } = await sql<VisitRow>`${selectVisits}
    where v.tenant_id = ${tenantId}
      and (${receivedBy ?? null}::bigint is null or v.received_by = ${receivedBy ?? null}::bigint)
    order by v.number desc limit ${limit}`.execute(tx);
  return rows.map((row) => toVisit(tx, row));
}

export async function findVisit(
  tx: Tx,
  tenantId: number,
  number: number,
): Promise<DutyVisit | undefined> {
  const { rows } = await sql<VisitRow>`${selectVisits}
    where v.tenant_id = ${tenantId} and v.number = ${number}`.execute(tx);
  return rows[0] && toVisit(tx, rows[0]);
}

interface Mark {
  readonly state: "topic" | "passed";
  readonly topicId: number | undefined;
  readonly markedBy: number;
  readonly at: Date;
}

/** What becomes of it. The caller holds the office's duty. */
export async function updateVisit(
  tx: Tx,
  { tenantId, id }: Pick<DutyVisit, "tenantId" | "id">,
  { state, topicId, markedBy, at }: Mark,
): Promise<void> {
  await sql`update duty_visits set state = ${state}, topic_id = ${topicId ?? null},
      marked_by = ${markedBy}, marked_at = ${at}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export interface VisitCounts {
  /** 批: how often somebody came. */
  readonly visits: number;
  /** 人次 */
  readonly persons: number;
  readonly topics: number;
  readonly passed: number;
}

export async function countVisits(
  tx: Tx,
  tenantId: number,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<VisitCounts> {
  const { rows } = await sql<VisitCounts>`
    select count(*)::integer as visits, coalesce(sum(persons), 0)::integer as persons,
      count(*) filter (where state = 'topic')::integer as topics,
      count(*) filter (where state = 'passed')::integer as passed
    from duty_visits
    where tenant_id = ${tenantId} and visited_at >= ${from} and visited_at < ${until}`.execute(tx);
  return rows[0] ?? { visits: 0, persons: 0, topics: 0, passed: 0 };
}

/** 删除 of the topic takes the words with it that it was made of; that somebody came stays. */
export async function eraseVisitWords(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
): Promise<void> {
  await sql`update duty_visits set matter = '', visitor = null, phone = null
    where tenant_id = ${tenantId} and topic_id = ${topicId}`.execute(tx);
}

interface VisitRow {
  readonly tenant_id: number;
  readonly id: number;
  readonly number: number;
  readonly rota_id: number;
  readonly unit_id: number;
  readonly place: string;
  readonly visitor: string | null;
  readonly persons: number;
  readonly matter: string;
  readonly phone: Buffer | null;
  readonly received_by: number;
  readonly receiver_name: string;
  readonly visited_at: Date;
  readonly state: DutyVisit["state"];
  readonly topic_number: number | null;
  readonly topic_year: number | null;
  readonly marked_by_name: string | null;
}

const selectVisits = sql`
  select v.tenant_id, v.id, v.number, t.rota_id, r.unit_id, r.place, v.visitor, v.persons, v.matter, v.phone,
    v.received_by, p.name as receiver_name, v.visited_at, v.state, g.number as topic_number,
    g.year as topic_year, m.name as marked_by_name
  from duty_visits v
  join duty_turns t on t.tenant_id = v.tenant_id and t.id = v.turn_id
  join duty_rotas r on r.tenant_id = t.tenant_id and r.id = t.rota_id
  join people p on p.tenant_id = v.tenant_id and p.id = v.received_by
  left join topics g on g.tenant_id = v.tenant_id and g.id = v.topic_id
  left join people m on m.tenant_id = v.tenant_id and m.id = v.marked_by`;

function toVisit(tx: Tx, row: VisitRow): DutyVisit {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    number: row.number,
    rotaId: row.rota_id,
    unitId: row.unit_id,
    place: row.place,
    visitor: row.visitor ?? undefined,
    persons: row.persons,
    matter: row.matter,
    phone: row.phone === null ? undefined : tx.sealer.open(row.phone),
    receivedBy: row.received_by,
    receiverName: row.receiver_name,
    visitedAt: row.visited_at,
    state: row.state,
    topicNumber: row.topic_number ?? undefined,
    topicYear: row.topic_year ?? undefined,
    markedByName: row.marked_by_name ?? undefined,
  };
}
