import { sql } from "kysely";

import type { Selection, SelectionTerms } from "../domain/selection.ts";
import type { Tx } from "./database.ts";
import { type SelectionKey, selectSelections } from "./selections.ts";

/** What may still be changed before anybody has chosen: everything but the options. */
export async function updateDraft(
  tx: Tx,
  key: SelectionKey,
  draft: Pick<
    Selection,
    "title" | "unitId" | "terms" | "purpose" | "dueAt" | "opensAt" | "lotSeed"
  >,
): Promise<void> {
  await tx
    .updateTable("selections")
    .set({
      title: draft.title,
      unit_id: draft.unitId,
      terms: JSON.stringify(draft.terms) as unknown as SelectionTerms,
      purpose: draft.purpose,
      due_at: draft.dueAt,
      opens_at: draft.opensAt ?? null,
      lot_seed: draft.lotSeed ?? null,
    })
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .where("state", "=", "draft")
    .execute();
}

/** What this person drafted last and did not send yet, held; undefined if there is none. */
export function lockDraftOf(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<Selection | undefined> {
  return selectSelections(
    tx,
    sql`tenant_id = ${tenantId} and drafter_id = ${personId} and state = 'draft'
      order by id desc limit 1 for update`,
  ).then(([newest]) => newest);
}

/** From now on it can be chosen. The caller holds it, and has frozen the roll. */
export async function updateOpened(
  tx: Tx,
  key: SelectionKey,
  opened: {
    readonly at: Date;
    readonly remindAt: Date | undefined;
    readonly conversationIds: readonly number[];
  },
): Promise<void> {
  await tx
    .updateTable("selections")
    .set({ state: "open", opened_at: opened.at, remind_at: opened.remindAt ?? null })
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .execute();
  await sql`insert into selection_places (tenant_id, selection_id, conversation_id)
    select ${key.tenantId}::integer, ${key.id}::bigint, place
    from unnest(${[...opened.conversationIds]}::bigint[]) as place`.execute(tx);
}

/** 不发了, or it does not open by itself after all. The caller holds it. */
export async function updateUnopened(
  tx: Tx,
  key: SelectionKey,
  change: { readonly state: "dropped" } | { readonly opensAt: Date | undefined },
): Promise<void> {
  await tx
    .updateTable("selections")
    .set("state" in change ? { state: change.state } : { opens_at: change.opensAt ?? null })
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .where("state", "=", "draft")
    .execute();
}

/** Drafts that open by themselves, the next first. */
export function listScheduled(tx: Tx, tenantId: number): Promise<readonly Selection[]> {
  return selectSelections(
    tx,
    sql`tenant_id = ${tenantId} and state = 'draft' and opens_at is not null order by opens_at, id`,
  );
}

/** Of any tenant, those whose moment has come: ids and nothing else. */
export async function listDueOpenings(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly SelectionKey[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_selection_openings(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** 依规删除: the words of a topic are gone wherever it could be chosen; its number stays. */
export async function eraseOptionWords(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
): Promise<void> {
  await tx
    .updateTable("selection_options")
    .set({ label: "", short_label: "" })
    .where("tenant_id", "=", tenantId)
    .where("topic_id", "=", topicId)
    .execute();
}
