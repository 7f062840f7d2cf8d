import { sql } from "kysely";

import type { Choices, Selection } from "../domain/selection.ts";
import type { CountedBallot, SelectionResult } from "../domain/tally.ts";
import type { RollPart } from "../domain/turnout.ts";
import type { Tx } from "./database.ts";
import type { SelectionKey } from "./selections.ts";

/** Whether everybody who takes part has chosen; nobody is not everybody. */
export async function hasEverybodyChosen(tx: Tx, key: SelectionKey): Promise<boolean> {
  const { rows } = await sql<{ all: boolean | null }>`
    select bool_and(has_chosen) as all from selection_roll
    where tenant_id = ${key.tenantId} and selection_id = ${key.id} and takes_part`.execute(tx);
  return rows[0]?.all ?? false;
}

/** What was chosen, without who: with names or 无记名 alike. */
export async function listCountedBallots(
  tx: Tx,
  key: SelectionKey,
): Promise<readonly CountedBallot[]> {
  const [named, secret] = await Promise.all([
    tx
      .selectFrom("ballots")
      .select(["choices", "entered_by", "reviewed_at"])
      .where("tenant_id", "=", key.tenantId)
      .where("selection_id", "=", key.id)
      .execute(),
    tx
      .selectFrom("secret_ballots")
      .select("choices")
      .where("tenant_id", "=", key.tenantId)
      .where("selection_id", "=", key.id)
      .orderBy("id")
      .execute(),
  ]);
  return [
    ...named.map((row) => ({
      choices: row.choices,
      isProxy: row.entered_by !== null,
      isReviewed: row.reviewed_at !== null,
    })),
    ...secret.map(({ choices }) => ({ choices, isProxy: false, isReviewed: false })),
  ];
}

/**
 * 无记名: writes the ballots anew, under other ids and in random order, so that neither their place
 * in the table nor the transaction that wrote them leads to whoever chose.
 */
export async function shuffleSecretBallots(tx: Tx, key: SelectionKey): Promise<void> {
  await sql`
    with gone as (delete from secret_ballots
      where tenant_id = ${key.tenantId} and selection_id = ${key.id}
      returning tenant_id, selection_id, choices)
    insert into secret_ballots (tenant_id, selection_id, choices)
    select tenant_id, selection_id, choices from gone order by gen_random_uuid()`.execute(tx);
}

/** What happens to a selection that the caller holds. */
export type SelectionChange =
  | {
      readonly state: "closed";
      readonly closedAt: Date;
      readonly reason: NonNullable<Selection["closeReason"]>;
      readonly result: SelectionResult;
    }
  | {
      /** 延期, also of one that had closed with too few. */
      readonly state: "open";
      readonly dueAt: Date;
      readonly reason: string;
      readonly remindAt: Date | undefined;
    }
  | { readonly state: "published"; readonly at: Date }
  | { readonly state: "cancelled"; readonly at: Date };

export async function updateSelectionState(
  tx: Tx,
  { tenantId, id }: SelectionKey,
  change: SelectionChange,
): Promise<void> {
  await tx
    .updateTable("selections")
    .set({ ...columnsOf(change), state: change.state })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

function columnsOf(change: SelectionChange) {
  switch (change.state) {
    case "closed":
      return {
        closed_at: change.closedAt,
        close_reason: change.reason,
        remind_at: null,
        result: JSON.stringify(change.result),
      };
    case "open":
      return {
        due_at: change.dueAt,
        extended_reason: change.reason,
        remind_at: change.remindAt ?? null,
        closed_at: null,
        close_reason: null,
        published_at: null,
        result: null,
      };
    case "published":
      return { published_at: change.at };
    case "cancelled":
      return { closed_at: change.at, remind_at: null };
  }
}

/** Counted anew while it is closed: 线下计票 came in. */
export async function updateResult(
  tx: Tx,
  key: SelectionKey,
  result: SelectionResult,
): Promise<void> {
  await tx
    .updateTable("selections")
    .set({ result: JSON.stringify(result) })
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .execute();
}

/** As it was counted when it closed; undefined before. */
export async function findResult(tx: Tx, key: SelectionKey): Promise<SelectionResult | undefined> {
  const row = await tx
    .selectFrom("selections")
    .select("result")
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  // Written by this program and by no other; its shape is that of `updateSelectionState`.
  return (row?.result ?? undefined) as SelectionResult | undefined;
}

/** The newest of the given states in which this number could be chosen. */
export async function findSelectionWithOption(
  tx: Tx,
  tenantId: number,
  option: { readonly number: number; readonly states: readonly Selection["state"][] },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select s.id from selections s
    join selection_options o on o.tenant_id = s.tenant_id and o.selection_id = s.id
    where s.tenant_id = ${tenantId} and o.number = ${option.number}
      and s.state = any(${[...option.states]}::text[])
    order by s.id desc limit 1`.execute(tx);
  return rows[0]?.id;
}

/** The groups it was shown in. */
export async function findSelectionPlaces(tx: Tx, key: SelectionKey): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("selection_places")
    .select("conversation_id")
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .orderBy("conversation_id")
    .execute();
  return rows.map((row) => row.conversation_id);
}

/** What was chosen, with who where names are public: for the file of a recount. */
export async function listBallotsForFile(
  tx: Tx,
  key: SelectionKey,
  isNamed: boolean,
): Promise<readonly { choices: Choices; who: string | undefined }[]> {
  const { rows } = await sql<{ choices: Choices; name: string | null }>`
    select b.choices, case when ${isNamed}::boolean then r.name end as name
    from ballots b
    join selection_roll r on r.tenant_id = b.tenant_id and r.selection_id = b.selection_id
      and r.person_id = b.person_id
    where b.tenant_id = ${key.tenantId} and b.selection_id = ${key.id}
    union all
    select s.choices, null from secret_ballots s
    where s.tenant_id = ${key.tenantId} and s.selection_id = ${key.id}`.execute(tx);
  return rows.map(({ choices, name }) => ({ choices, who: name ?? undefined }));
}

/** The roll in groups of those who are alike in all that is counted; in the office's order. */
export async function listRollParts(tx: Tx, key: SelectionKey): Promise<readonly RollPart[]> {
  const { rows } = await sql<RollPartRow>`
    select territories, sectors, residence, takes_part, has_chosen, count(*)::integer as count
    from selection_roll
    where tenant_id = ${key.tenantId} and selection_id = ${key.id}
    group by territories, sectors, residence, takes_part, has_chosen
    order by min(position), has_chosen`.execute(tx);
  return rows.map((row) => ({
    territories: row.territories,
    sectors: row.sectors,
    residence: row.residence ?? undefined,
    takesPart: row.takes_part,
    hasChosen: row.has_chosen,
    count: row.count,
  }));
}

interface RollPartRow {
  readonly territories: readonly string[];
  readonly sectors: readonly string[];
  readonly residence: "城区" | "乡镇" | null;
  readonly takes_part: boolean;
  readonly has_chosen: boolean;
  readonly count: number;
}
