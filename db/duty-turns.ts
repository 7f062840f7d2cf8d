import { sql } from "kysely";

import type { CivilDay } from "../domain/workdays.ts";
import type { Tx } from "./database.ts";
import { dayText, readDay } from "./workdays.ts";

/** One day on which somebody receives visitors. */
export interface DutyTurn {
  readonly tenantId: number;
  readonly id: number;
  readonly rotaId: number;
  readonly place: string;
  readonly day: CivilDay;
  readonly plannedDay: CivilDay;
  readonly startsAt: Date;
  readonly personId: number;
  readonly name: string;
  readonly salutation: string;
  readonly remindAt: Date | undefined;
}

export type NewDutyTurn = Pick<
  DutyTurn,
  "tenantId" | "rotaId" | "day" | "plannedDay" | "startsAt" | "personId" | "remindAt"
>;

export async function insertTurns(tx: Tx, turns: readonly NewDutyTurn[]): Promise<void> {
  if (turns.length === 0) return;
  await tx
    .insertInto("duty_turns")
    .values(
      turns.map((turn) => ({
        tenant_id: turn.tenantId,
        rota_id: turn.rotaId,
        day: dayText(turn.day),
        planned_day: dayText(turn.plannedDay),
        starts_at: turn.startsAt,
        person_id: turn.personId,
        state: "planned" as const,
        remind_at: turn.remindAt ?? null,
      })),
    )
    .execute();
}

interface Wanted {
  readonly from: Date;
  readonly until?: Date;
  readonly rotaId?: number;
  readonly personId?: number;
}

/** Planned turns from that moment on, the next first. */
export async function listTurns(
  tx: Tx,
  tenantId: number,
  { from, until, rotaId, personId }: Wanted,
): Promise<readonly DutyTurn[]> {
  const { rows } = await sql<TurnRow>`${selectTurns}
    where t.tenant_id = ${tenantId} and t.state = 'planned' and t.starts_at >= ${from}
      and (${until ?? null}::timestamptz is null or t.starts_at < ${until ?? null}::timestamptz)
      and (${rotaId ?? null}::bigint is null or t.rota_id = ${rotaId ?? null}::bigint)
      and (${personId ?? null}::bigint is null or t.person_id = ${personId ?? null}::bigint)
    order by t.starts_at, t.id`.execute(tx);
  return rows.map(toTurn);
}

/** The last one that had begun by then; of that person, or of anybody. */
export async function findTurnBegun(
  tx: Tx,
  tenantId: number,
  { by, since, personId }: { readonly by: Date; readonly since: Date; readonly personId?: number },
): Promise<DutyTurn | undefined> {
  const turns = await listTurns(tx, tenantId, {
    from: since,
    until: by,
    ...(personId === undefined ? {} : { personId }),
  });
  return turns.at(-1);
}

/** Undefined if it was cancelled. */
export async function findTurn(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<DutyTurn | undefined> {
  const { rows } = await sql<TurnRow>`${selectTurns}
    where t.tenant_id = ${tenantId} and t.id = ${id} and t.state = 'planned'`.execute(tx);
  return rows[0] && toTurn(rows[0]);
}

/** The day of the rhythm that was planned last. */
export async function findLastPlanned(
  tx: Tx,
  tenantId: number,
  rotaId: number,
): Promise<CivilDay | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    select max(planned_day)::text as day from duty_turns
    where tenant_id = ${tenantId} and rota_id = ${rotaId} and state = 'planned'`.execute(tx);
  const day = rows[0]?.day ?? undefined;
  return day === undefined ? undefined : readDay(day);
}

/** The caller holds the office's duty. */
export async function updateTurnPerson(
  tx: Tx,
  { tenantId, id }: Pick<DutyTurn, "tenantId" | "id">,
  personId: number,
): Promise<void> {
  await sql`update duty_turns set person_id = ${personId}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Undefined = there is nothing more to say of it. */
export async function updateTurnReminder(
  tx: Tx,
  { tenantId, id }: Pick<DutyTurn, "tenantId" | "id">,
  at: Date | undefined,
): Promise<void> {
  await sql`update duty_turns set remind_at = ${at ?? null}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** It is held on another day. The caller holds the office's duty. */
export async function moveTurn(
  tx: Tx,
  turn: Pick<DutyTurn, "tenantId" | "id" | "day" | "startsAt" | "remindAt">,
): Promise<void> {
  await sql`update duty_turns set day = ${dayText(turn.day)}::date, starts_at = ${turn.startsAt},
      remind_at = ${turn.remindAt ?? null}
    where tenant_id = ${turn.tenantId} and id = ${turn.id}`.execute(tx);
}

/** What is due by the tenants' clocks: ids and nothing else. */
export async function listDueTurns(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_duty_turns(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** 次: days that have been held this year, of the whole office. */
export async function countTurnsHeld(
  tx: Tx,
  tenantId: number,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from duty_turns
    where tenant_id = ${tenantId} and state = 'planned'
      and starts_at >= ${from} and starts_at < ${until}`.execute(tx);
  return rows[0]?.count ?? 0;
}

interface TurnRow {
  readonly tenant_id: number;
  readonly id: number;
  readonly rota_id: number;
  readonly place: string;
  readonly day: string;
  readonly planned_day: string;
  readonly starts_at: Date;
  readonly person_id: number;
  readonly name: string;
  readonly salutation: string;
  readonly remind_at: Date | null;
}

const selectTurns = sql`
  select t.tenant_id, t.id, t.rota_id, r.place, t.day::text as day,
    t.planned_day::text as planned_day, t.starts_at, t.person_id, p.name, p.salutation, t.remind_at
  from duty_turns t
  join duty_rotas r on r.tenant_id = t.tenant_id and r.id = t.rota_id
  join people p on p.tenant_id = t.tenant_id and p.id = t.person_id`;

function toTurn(row: TurnRow): DutyTurn {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    rotaId: row.rota_id,
    place: row.place,
    day: readDay(row.day),
    plannedDay: readDay(row.planned_day),
    startsAt: row.starts_at,
    personId: row.person_id,
    name: row.name,
    salutation: row.salutation,
    remindAt: row.remind_at ?? undefined,
  };
}
