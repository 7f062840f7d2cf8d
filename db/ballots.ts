import { sql } from "kysely";

import type { Choices, Selection, SelectionOption } from "../domain/selection.ts";
import type { Tx } from "./database.ts";
import { type SelectionKey, type SelectionRow, toSelection } from "./selections.ts";

/** An open selection as one person has it before them. */
export interface OwnSelection {
  readonly selection: Selection;
  readonly options: readonly SelectionOption[];
  /** Undefined = not on the roll. */
  readonly elector: OwnPlace | undefined;
}

interface OwnPlace {
  readonly takesPart: boolean;
  readonly hasChosen: boolean;
  /** What they chose, or somebody wrote down for them; undefined also where it is 无记名. */
  readonly choices: Choices | undefined;
  readonly isProxy: boolean;
}

/**
 * Everything that is open, the oldest first, with the person's own place in each, in one statement.
 * @param held `share` = none of them is closed until the transaction ends
 */
export async function listOwnSelections(
  tx: Tx,
  { tenantId, personId }: { readonly tenantId: number; readonly personId: number },
  held: "share" | "free",
): Promise<readonly OwnSelection[]> {
  const rows = await tx.query<OwnRow>(
    held === "share" ? `${selectOwn} for share of s` : selectOwn,
    [tenantId, personId],
  );
  return rows.map((row) => ({
    selection: toSelection(row),
    options: (row.options ?? []).map(({ number, topicId, label, shortLabel }) => ({
      number,
      topicId: topicId ?? undefined,
      label,
      shortLabel,
    })),
    elector:
      row.takes_part === null
        ? undefined
        : {
            takesPart: row.takes_part,
            hasChosen: row.has_chosen === true,
            choices: row.choices ?? undefined,
            isProxy: row.entered_by !== null,
          },
  }));
}

interface OwnRow extends SelectionRow {
  readonly options:
    | readonly (Omit<SelectionOption, "topicId"> & { readonly topicId: number | null })[]
    | null;
  readonly takes_part: boolean | null;
  readonly has_chosen: boolean | null;
  readonly choices: Choices | null;
  readonly entered_by: number | null;
}

const selectOwn = `
  select s.tenant_id, s.id, s.title, s.unit_id, s.drafter_id, s.conversation_id, s.terms, s.purpose,
    s.state, s.opened_at, s.due_at, s.closed_at, s.close_reason, s.extended_reason,
    s.reminders_sent, s.remind_at, s.lot_seed, r.takes_part, r.has_chosen, b.choices, b.entered_by,
    (select json_agg(json_build_object('number', o.number, 'topicId', o.topic_id, 'label', o.label,
        'shortLabel', o.short_label) order by o.position)
      from selection_options o where o.tenant_id = s.tenant_id and o.selection_id = s.id) as options
  from selections s
  left join selection_roll r on r.tenant_id = s.tenant_id and r.selection_id = s.id
    and r.person_id = $2
  left join ballots b on b.tenant_id = s.tenant_id and b.selection_id = s.id and b.person_id = $2
  where s.tenant_id = $1 and s.state = 'open' order by s.id`;

export interface NewBallot {
  readonly tenantId: number;
  readonly selectionId: number;
  readonly personId: number;
  readonly choices: Choices;
  readonly at: Date;
}

/**
 * What somebody chose takes the place of what they, or anybody for them, had chosen before. The
 * caller shares the selection.
 * @returns the number of their place on the roll, held from now on
 */
export async function upsertBallot(tx: Tx, ballot: NewBallot): Promise<number> {
  return writeBallot(tx, { ...ballot, enteredBy: null, channel: null });
}

/** 代录: the same for somebody who told it. */
export async function upsertProxyBallot(
  tx: Tx,
  ballot: NewBallot & { readonly enteredBy: number; readonly channel: string },
): Promise<number> {
  return writeBallot(tx, ballot);
}

async function writeBallot(
  tx: Tx,
  ballot: NewBallot & { readonly enteredBy: number | null; readonly channel: string | null },
): Promise<number> {
  // The place on the roll is taken first: whoever writes for the same person waits there.
  const rows = await tx.query<{ id: number }>(
    `with elector as (
      update selection_roll set has_chosen = true
      where tenant_id = $1 and selection_id = $2 and person_id = $3
      returning tenant_id, selection_id, person_id, id
    ), kept as (
      insert into ballots (tenant_id, selection_id, person_id, choices, cast_at, entered_by, channel)
      select tenant_id, selection_id, person_id, $4::jsonb, $5::timestamptz, $6::bigint, $7::text
      from elector
      on conflict (tenant_id, selection_id, person_id) do update set choices = excluded.choices,
        cast_at = excluded.cast_at, entered_by = excluded.entered_by, channel = excluded.channel,
        reviewed_at = null
    )
    select id from elector`,
    [
      ballot.tenantId,
      ballot.selectionId,
      ballot.personId,
      JSON.stringify(ballot.choices),
      ballot.at,
      ballot.enteredBy,
      ballot.channel,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("a ballot of somebody who is not on the roll");
  return row.id;
}

/**
 * 无记名: marks the person and keeps the choices, with nothing from the one to the other.
 * @returns the number of their place on the roll; undefined if they had chosen already
 */
export async function insertSecretBallot(
  tx: Tx,
  ballot: Omit<NewBallot, "at">,
): Promise<number | undefined> {
  const rows = await tx.query<{ id: number }>(
    `with elector as (
      update selection_roll set has_chosen = true
      where tenant_id = $1 and selection_id = $2 and person_id = $3 and not has_chosen
      returning tenant_id, selection_id, id
    ), kept as (
      insert into secret_ballots (tenant_id, selection_id, choices)
      select tenant_id, selection_id, $4::jsonb from elector
    )
    select id from elector`,
    [ballot.tenantId, ballot.selectionId, ballot.personId, JSON.stringify(ballot.choices)],
  );
  return rows[0]?.id;
}

/** A place on the roll with what was chosen from it. */
export interface HeldPlace {
  readonly id: number;
  readonly personId: number;
  readonly takesPart: boolean;
  readonly hasChosen: boolean;
  readonly choices: Choices | undefined;
  /** Who wrote it down for the person; undefined = they chose themselves, or nobody did. */
  readonly enteredBy: number | undefined;
  readonly reviewedAt: Date | undefined;
}

/** Holds somebody's place until the end of the transaction; undefined if they have none. */
export async function lockPlace(
  tx: Tx,
  key: SelectionKey,
  personId: number,
): Promise<HeldPlace | undefined> {
  const held = await tx
    .selectFrom("selection_roll")
    .select(["id", "takes_part", "has_chosen"])
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .where("person_id", "=", personId)
    .forUpdate()
    .executeTakeFirst();
  if (held === undefined) return undefined;
  // Read in a second statement: its snapshot is taken after the wait for the lock.
  const ballot = await tx
    .selectFrom("ballots")
    .select(["choices", "entered_by", "reviewed_at"])
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return {
    id: held.id,
    personId,
    takesPart: held.takes_part,
    hasChosen: held.has_chosen,
    choices: ballot?.choices,
    enteredBy: ballot?.entered_by ?? undefined,
    reviewedAt: ballot?.reviewed_at ?? undefined,
  };
}

/** 已复核, of a place that the caller holds. */
export async function updateReviewed(
  tx: Tx,
  key: SelectionKey,
  { personId, at }: { readonly personId: number; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable("ballots")
    .set({ reviewed_at: at })
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .where("person_id", "=", personId)
    .execute();
}

/** 有异议: what was written down does not count any more. The caller holds the place. */
export async function deleteBallot(tx: Tx, key: SelectionKey, personId: number): Promise<void> {
  await sql`
    with gone as (delete from ballots where tenant_id = ${key.tenantId}
      and selection_id = ${key.id} and person_id = ${personId})
    update selection_roll set has_chosen = false where tenant_id = ${key.tenantId}
      and selection_id = ${key.id} and person_id = ${personId}`.execute(tx);
}

/** How many take part. */
export async function countRoll(tx: Tx, key: SelectionKey): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from selection_roll where tenant_id = ${key.tenantId}
      and selection_id = ${key.id} and takes_part`.execute(tx);
  return rows[0]?.count ?? 0;
}
