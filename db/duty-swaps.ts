import type { Selectable } from "kysely";

import type { Tx } from "./database.ts";
import type { DutySwapsTable } from "./schema/duty.ts";

/** Somebody is asked to take a turn, in exchange for one of their own or of somebody on leave. */
export interface DutySwap {
  readonly tenantId: number;
  readonly id: number;
  readonly turnId: number;
  /** What is given back; undefined = the asker is on leave. */
  readonly otherTurnId: number | undefined;
  readonly askerId: number;
  readonly otherId: number;
}

export type NewDutySwap = Omit<DutySwap, "id">;

/** Takes the place of what was asked about this turn before. */
export async function insertSwap(tx: Tx, swap: NewDutySwap, at: Date): Promise<void> {
  await tx
    .updateTable("duty_swaps")
    .set({ state: "void", answered_at: at })
    .where("tenant_id", "=", swap.tenantId)
    .where("turn_id", "=", swap.turnId)
    .where("state", "=", "asked")
    .execute();
  await tx
    .insertInto("duty_swaps")
    .values({
      tenant_id: swap.tenantId,
      turn_id: swap.turnId,
      other_turn_id: swap.otherTurnId ?? null,
      asker_id: swap.askerId,
      other_id: swap.otherId,
      state: "asked",
      asked_at: at,
      answered_at: null,
    })
    .execute();
}

/** What this person is asked and has not answered, the oldest first. */
export async function listAskedSwaps(
  tx: Tx,
  tenantId: number,
  otherId?: number,
): Promise<readonly DutySwap[]> {
  const rows = await tx
    .selectFrom("duty_swaps")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "asked")
    .$if(otherId !== undefined, (query) => query.where("other_id", "=", otherId ?? 0))
    .orderBy("id")
    .execute();
  return rows.map(toSwap);
}

/** Who said no to this turn already. */
export async function listDeclined(
  tx: Tx,
  tenantId: number,
  turnId: number,
): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("duty_swaps")
    .select("other_id")
    .where("tenant_id", "=", tenantId)
    .where("turn_id", "=", turnId)
    .where("state", "=", "declined")
    .execute();
  return rows.map((row) => row.other_id);
}

export async function updateSwap(
  tx: Tx,
  { tenantId, id }: Pick<DutySwap, "tenantId" | "id">,
  state: "agreed" | "declined" | "void",
  at: Date,
): Promise<void> {
  await tx
    .updateTable("duty_swaps")
    .set({ state, answered_at: at })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

function toSwap(row: Selectable<DutySwapsTable>): DutySwap {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    turnId: row.turn_id,
    otherTurnId: row.other_turn_id ?? undefined,
    askerId: row.asker_id,
    otherId: row.other_id,
  };
}
