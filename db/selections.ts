import { sql } from "kysely";

import type {
  Elector,
  Selection,
  SelectionOption,
  SelectionState,
  SelectionTerms,
} from "../domain/selection.ts";
import type { Tx } from "./database.ts";

export interface SelectionKey {
  readonly tenantId: number;
  readonly id: number;
}

export interface NewSelection {
  readonly tenantId: number;
  readonly title: string;
  readonly unitId: number;
  readonly drafterId: number;
  readonly conversationId: number;
  readonly terms: SelectionTerms;
  readonly purpose: string;
  readonly dueAt: Date;
  /** It opens by itself then. */
  readonly opensAt?: Date | undefined;
  readonly lotSeed: string | undefined;
  readonly options: readonly SelectionOption[];
  readonly at: Date;
}

/** Keeps a draft with its options. @returns its id */
export async function insertSelection(tx: Tx, draft: NewSelection): Promise<number> {
  const { id } = await tx
    .insertInto("selections")
    .values({
      tenant_id: draft.tenantId,
      title: draft.title,
      unit_id: draft.unitId,
      drafter_id: draft.drafterId,
      conversation_id: draft.conversationId,
      terms: JSON.stringify(draft.terms) as unknown as SelectionTerms,
      purpose: draft.purpose,
      state: "draft",
      drafted_at: draft.at,
      opens_at: draft.opensAt ?? null,
      opened_at: null,
      due_at: draft.dueAt,
      closed_at: null,
      published_at: null,
      close_reason: null,
      extended_reason: null,
      reminders_sent: 0,
      remind_at: null,
      lot_seed: draft.lotSeed ?? null,
      result: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("selection_options")
    .values(
      draft.options.map((option, position) => ({
        tenant_id: draft.tenantId,
        selection_id: id,
        number: option.number,
        position,
        topic_id: option.topicId ?? null,
        label: option.label,
        short_label: option.shortLabel,
        cost: null,
      })),
    )
    .execute();
  return id;
}

export async function findSelection(tx: Tx, key: SelectionKey): Promise<Selection | undefined> {
  return (await selectSelections(tx, sql`tenant_id = ${key.tenantId} and id = ${key.id}`))[0];
}

/**
 * For whoever chooses: many at once, and none while it is being closed. The lock is waited for, so
 * what is read is how it stands afterwards.
 */
export function shareSelection(tx: Tx, key: SelectionKey): Promise<Selection | undefined> {
  return selectSelections(tx, sql`tenant_id = ${key.tenantId} and id = ${key.id} for share`).then(
    first,
  );
}

/** For whoever changes it: closes, extends, publishes. */
export function lockSelection(tx: Tx, key: SelectionKey): Promise<Selection | undefined> {
  return selectSelections(tx, sql`tenant_id = ${key.tenantId} and id = ${key.id} for update`).then(
    first,
  );
}

/** Like `lockSelection`; undefined also if somebody else holds it at the moment. */
export function claimSelection(tx: Tx, key: SelectionKey): Promise<Selection | undefined> {
  const held = sql`tenant_id = ${key.tenantId} and id = ${key.id} for update skip locked`;
  return selectSelections(tx, held).then(first);
}

/** In the given states, the newest first. */
export function listSelections(
  tx: Tx,
  tenantId: number,
  states: readonly SelectionState[],
): Promise<readonly Selection[]> {
  return selectSelections(
    tx,
    sql`tenant_id = ${tenantId} and state = any(${[...states]}::text[]) order by id desc`,
  );
}

export async function listOptions(tx: Tx, key: SelectionKey): Promise<readonly SelectionOption[]> {
  const rows = await tx
    .selectFrom("selection_options")
    .selectAll()
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    number: row.number,
    topicId: row.topic_id ?? undefined,
    label: row.label,
    shortLabel: row.short_label,
  }));
}

/** The roll in the office's order. */
export async function listRoll(tx: Tx, key: SelectionKey): Promise<readonly Elector[]> {
  const rows = await tx
    .selectFrom("selection_roll")
    .selectAll()
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .orderBy("position")
    .orderBy("person_id")
    .execute();
  return rows.map((row) => ({
    personId: row.person_id,
    position: row.position,
    name: row.name,
    territories: row.territories,
    sectors: row.sectors,
    residence: row.residence ?? undefined,
    takesPart: row.takes_part,
    hasChosen: row.has_chosen,
  }));
}

/** Selections of any tenant that are to be closed, or whose reminder is due: ids and nothing else. */
export async function listDueSelections(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly SelectionKey[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_selections(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

const first = (found: readonly Selection[]): Selection | undefined => found[0];

/** A row as other files of this room read it. */
export interface SelectionRow {
  readonly tenant_id: number;
  readonly id: number;
  readonly title: string;
  readonly unit_id: number;
  readonly drafter_id: number;
  readonly conversation_id: number;
  readonly terms: SelectionTerms;
  readonly purpose: string;
  readonly state: SelectionState;
  readonly opens_at: Date | null;
  readonly opened_at: Date | null;
  readonly due_at: Date;
  readonly closed_at: Date | null;
  readonly close_reason: "deadline" | "everyone" | "early" | null;
  readonly extended_reason: string | null;
  readonly reminders_sent: number;
  readonly remind_at: Date | null;
  readonly lot_seed: string | null;
}

/** @param condition on one tenant's selections, with whatever lock it ends in */
export async function selectSelections(
  tx: Tx,
  condition: ReturnType<typeof sql>,
): Promise<readonly Selection[]> {
  const { rows } = await sql<SelectionRow>`
    select tenant_id, id, title, unit_id, drafter_id, conversation_id, terms, purpose, state,
      opens_at, opened_at, due_at, closed_at, close_reason, extended_reason, reminders_sent, remind_at, lot_seed
    from selections where ${condition}`.execute(tx);
  return rows.map(toSelection);
}

export function toSelection(row: SelectionRow): Selection {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    title: row.title,
    unitId: row.unit_id,
    drafterId: row.drafter_id,
    conversationId: row.conversation_id,
    terms: row.terms,
    purpose: row.purpose,
    state: row.state,
    opensAt: row.opens_at ?? undefined,
    openedAt: row.opened_at ?? undefined,
    dueAt: row.due_at,
    closedAt: row.closed_at ?? undefined,
    closeReason: row.close_reason ?? undefined,
    extendedReason: row.extended_reason ?? undefined,
    remindersSent: row.reminders_sent,
    remindAt: row.remind_at ?? undefined,
    lotSeed: row.lot_seed ?? undefined,
  };
}
