import { sql } from "kysely";

import type { DutyLeave, DutyRecord } from "../domain/duty.ts";
import type { CivilDay } from "../domain/workdays.ts";
import { dayNumber } from "../domain/workdays.ts";
import type { Tx } from "./database.ts";
import { dayText, readDay } from "./workdays.ts";

/** 接待日 of one place. */
export interface DutyRota {
  readonly tenantId: number;
  readonly id: number;
  readonly unitId: number;
  readonly place: string;
  /** The rhythm as it was said. */
  readonly said: string;
  readonly rule: string;
  readonly anchor: CivilDay;
  /** Minutes after midnight. */
  readonly minute: number;
}

export interface NewDutyRota extends Omit<DutyRota, "id"> {
  readonly personIds: readonly number[];
  readonly createdBy: number;
  readonly at: Date;
}

/** Of the whole office, until the end of the transaction: a turn is given to one person only. */
export async function holdDuty(tx: Tx, tenantId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('duty', ${tenantId}))`.execute(tx);
}

export async function insertRota(tx: Tx, rota: NewDutyRota): Promise<DutyRota> {
  const { id } = await tx
    .insertInto("duty_rotas")
    .values({
      tenant_id: rota.tenantId,
      unit_id: rota.unitId,
      place: rota.place,
      said: rota.said,
      rule: rota.rule,
      anchor: dayText(rota.anchor),
      minute: rota.minute,
      state: "active",
      created_by: rota.createdBy,
      created_at: rota.at,
      ended_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("duty_people")
    .values(
      rota.personIds.map((personId, index) => ({
        tenant_id: rota.tenantId,
        rota_id: id,
        person_id: personId,
        position: index + 1,
      })),
    )
    .execute();
  return { ...rota, id };
}

/** Those that are in use, the oldest first. */
export async function listRotas(tx: Tx, tenantId: number): Promise<readonly DutyRota[]> {
  const { rows } = await sql<RotaRow>`
    select id, unit_id, place, said, rule, anchor::text as anchor, minute from duty_rotas
    where tenant_id = ${tenantId} and state = 'active' order by id`.execute(tx);
  return rows.map((row) => toRota(tenantId, row));
}

/** @throws Error if there is none: every caller has the id from a row */
export async function getRota(tx: Tx, tenantId: number, id: number): Promise<DutyRota> {
  const { rows } = await sql<RotaRow>`
    select id, unit_id, place, said, rule, anchor::text as anchor, minute from duty_rotas
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no rota ${id}`);
  return toRota(tenantId, row);
}

/** It is not used from now on; what was still to come does not come. */
export async function endRota(tx: Tx, { tenantId, id }: DutyRota, now: Date): Promise<void> {
  await sql`update duty_rotas set state = 'ended', ended_at = ${now}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  await sql`update duty_swaps s set state = 'void', answered_at = ${now} from duty_turns t
    where s.tenant_id = ${tenantId} and s.state = 'asked' and t.tenant_id = s.tenant_id
      and t.id = s.turn_id and t.rota_id = ${id}`.execute(tx);
  await sql`update duty_turns set state = 'cancelled', remind_at = null
    where tenant_id = ${tenantId} and rota_id = ${id} and starts_at > ${now}`.execute(tx);
}

interface Counting {
  readonly tenantId: number;
  readonly unitId: number;
  readonly personIds: readonly number[];
  /** Only turns before it; undefined = also those to come. */
  readonly before: Date | undefined;
}

/** How often each of them has had a turn in that unit, in the order in which they are given. */
export async function listDutyRecords(
  tx: Tx,
  { tenantId, unitId, personIds, before }: Counting,
): Promise<readonly DutyRecord[]> {
  const { rows } = await sql<{ person_id: number; turns: number; last_day: string }>`
    select t.person_id, count(*)::integer as turns, max(t.day)::text as last_day
    from duty_turns t join duty_rotas r on r.tenant_id = t.tenant_id and r.id = t.rota_id
    where t.tenant_id = ${tenantId} and r.unit_id = ${unitId} and t.state = 'planned'
      and (${before ?? null}::timestamptz is null or t.starts_at < ${before ?? null}::timestamptz)
    group by t.person_id`.execute(tx);
  return personIds.map((personId, position) => {
    const row = rows.find((each) => each.person_id === personId);
    const lastDay = row === undefined ? undefined : dayNumber(readDay(row.last_day));
    return { personId, position, turns: row?.turns ?? 0, lastDay };
  });
}

/** Those who take turns there, in their order. */
export async function listDutyPeople(
  tx: Tx,
  { tenantId, id }: Pick<DutyRota, "tenantId" | "id">,
): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("duty_people")
    .select("person_id")
    .where("tenant_id", "=", tenantId)
    .where("rota_id", "=", id)
    .orderBy("position")
    .execute();
  return rows.map((row) => row.person_id);
}

/** Leave from that day on. */
export async function listDutyLeaves(
  tx: Tx,
  tenantId: number,
  from: CivilDay,
): Promise<readonly DutyLeave[]> {
  const { rows } = await sql<{ person_id: number; day: string }>`
    select person_id, day::text as day from duty_leaves
    where tenant_id = ${tenantId} and day >= ${dayText(from)}::date`.execute(tx);
  return rows.map((row) => ({ personId: row.person_id, day: readDay(row.day) }));
}

interface NewLeave extends DutyLeave {
  readonly tenantId: number;
  readonly reason: string | undefined;
  readonly at: Date;
}

/** Said again, the newer reason counts. */
export async function upsertDutyLeave(tx: Tx, leave: NewLeave): Promise<void> {
  const reason = leave.reason ?? null;
  await tx
    .insertInto("duty_leaves")
    .values({
      tenant_id: leave.tenantId,
      person_id: leave.personId,
      day: dayText(leave.day),
      reason,
      asked_at: leave.at,
    })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "person_id", "day"]).doUpdateSet({ reason }),
    )
    .execute();
}

interface RotaRow {
  readonly id: number;
  readonly unit_id: number;
  readonly place: string;
  readonly said: string;
  readonly rule: string;
  readonly anchor: string;
  readonly minute: number;
}

function toRota(tenantId: number, row: RotaRow): DutyRota {
  const { id, place, said, rule, minute } = row;
  return {
    tenantId,
    id,
    unitId: row.unit_id,
    place,
    said,
    rule,
    anchor: readDay(row.anchor),
    minute,
  };
}
