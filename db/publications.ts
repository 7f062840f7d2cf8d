import { type Selectable, sql } from "kysely";

import { openStates, type PublicationState } from "../domain/publication.ts";
import type { Tx } from "./database.ts";
import type { PublicationsTable } from "./schema/publications.ts";

export interface Publication {
  readonly tenantId: number;
  readonly id: number;
  readonly kind: string;
  readonly objectId: number;
  readonly unitId: number;
  readonly drafterId: number;
  readonly conversationId: number;
  readonly state: PublicationState;
  readonly version: number;
  readonly draftedAt: Date;
  readonly reviewerId: number | undefined;
  readonly sentAt: Date | undefined;
  /** Of the full text that the reviewer was sent. */
  readonly shownDigest: string | undefined;
  readonly reviewedAt: Date | undefined;
  readonly reviewWords: string | undefined;
  readonly signedAt: Date | undefined;
}

export type NewPublication = Pick<
  Publication,
  "tenantId" | "kind" | "objectId" | "unitId" | "drafterId" | "conversationId" | "draftedAt"
>;

/**
 * The thing's open publication as a new draft: what was said of an earlier draft does not hold for
 * this one.
 */
export async function upsertDraft(tx: Tx, draft: NewPublication): Promise<Publication> {
  const { rows } = await sql<Selectable<PublicationsTable>>`
    insert into publications (tenant_id, kind, object_id, unit_id, drafter_id, conversation_id,
      state, drafted_at)
    values (${draft.tenantId}, ${draft.kind}, ${draft.objectId}, ${draft.unitId},
      ${draft.drafterId}, ${draft.conversationId}, 'draft', ${draft.draftedAt})
    on conflict (tenant_id, kind, object_id)
      where state in ('draft', 'reviewing', 'approved', 'returned')
    do update set unit_id = excluded.unit_id, drafter_id = excluded.drafter_id,
      conversation_id = excluded.conversation_id, state = 'draft',
      version = publications.version + 1, drafted_at = excluded.drafted_at, reviewer_id = null,
      sent_at = null, shown_digest = null, remind_at = null, reviewed_at = null,
      review_words = null, signer_id = null, signed_at = null, signature_entered_by = null
    returning *`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned nothing");
  return toPublication(row);
}

/** Holds it until the end of the transaction; undefined if there is none of that number. */
export async function lockPublication(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<Publication | undefined> {
  const row = await tx
    .selectFrom("publications")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row && toPublication(row);
}

/** Written out: the index holds only these, and a plan for any values could not use it. */
const isOpen = sql<boolean>`state in (${sql.join(openStates.map((state) => sql.lit(state)))})`;

/** Holds the open publication of a thing; undefined if it is out, given up or was never drafted. */
export async function lockOpenPublication(
  tx: Tx,
  tenantId: number,
  { kind, objectId }: Pick<Publication, "kind" | "objectId">,
): Promise<Publication | undefined> {
  const row = await tx
    .selectFrom("publications")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("kind", "=", kind)
    .where("object_id", "=", objectId)
    .where(isOpen)
    .forUpdate()
    .executeTakeFirst();
  return row && toPublication(row);
}

/** What is on its way, the newest draft first. */
export async function listOpenPublications(
  tx: Tx,
  tenantId: number,
  of: { readonly drafterId: number } | { readonly reviewerId: number } | "everybody",
): Promise<readonly Publication[]> {
  let query = tx
    .selectFrom("publications")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where(isOpen);
  if (of !== "everybody" && "drafterId" in of) query = query.where("drafter_id", "=", of.drafterId);
  if (of !== "everybody" && "reviewerId" in of) {
    query = query.where("reviewer_id", "=", of.reviewerId).where("state", "=", "reviewing");
  }
  const rows = await query.orderBy("drafted_at", "desc").orderBy("id", "desc").execute();
  return rows.map(toPublication);
}

/** What happens to a publication that the caller holds. */
export type PublicationChange =
  | {
      readonly state: "reviewing";
      readonly reviewerId: number;
      readonly sentAt: Date;
      readonly shownDigest: string;
      readonly remindAt: Date;
    }
  | { readonly state: "approved"; readonly reviewedAt: Date }
  | { readonly state: "returned"; readonly reviewedAt: Date; readonly reviewWords: string }
  | { readonly state: "published"; readonly publishedAt: Date }
  | { readonly state: "dropped" };

export async function updatePublication(
  tx: Tx,
  { tenantId, id }: Pick<Publication, "tenantId" | "id">,
  change: PublicationChange,
): Promise<void> {
  await tx
    .updateTable("publications")
    .set({ ...columnsOf(change), state: change.state })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

function columnsOf(change: PublicationChange) {
  switch (change.state) {
    case "reviewing":
      return {
        reviewer_id: change.reviewerId,
        sent_at: change.sentAt,
        shown_digest: change.shownDigest,
        remind_at: change.remindAt,
        reviewed_at: null,
        review_words: null,
      };
    case "approved":
      return { reviewed_at: change.reviewedAt, remind_at: null };
    case "returned":
      return {
        reviewed_at: change.reviewedAt,
        review_words: change.reviewWords,
        remind_at: null,
      };
    case "published":
      return { published_at: change.publishedAt, remind_at: null };
    case "dropped":
      return { remind_at: null };
  }
}

/** It stands for another thing of its kind from now on: one that says the same. */
export async function movePublication(
  tx: Tx,
  { tenantId, id }: Pick<Publication, "tenantId" | "id">,
  objectId: number,
): Promise<void> {
  await tx
    .updateTable("publications")
    .set({ object_id: objectId })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** What the reviewer has been shown since, by its digest. */
export async function updateShown(
  tx: Tx,
  { tenantId, id }: Pick<Publication, "tenantId" | "id">,
  shownDigest: string,
): Promise<void> {
  await tx
    .updateTable("publications")
    .set({ shown_digest: shownDigest })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** 取消送审: a draft again, under a new version, so that no card of the old one decides it. */
export async function updateBackToDraft(
  tx: Tx,
  { tenantId, id, version }: Pick<Publication, "tenantId" | "id" | "version">,
): Promise<void> {
  await tx
    .updateTable("publications")
    .set({ state: "draft", version: version + 1, reviewer_id: null, remind_at: null })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export function toPublication(row: Selectable<PublicationsTable>): Publication {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    kind: row.kind,
    objectId: row.object_id,
    unitId: row.unit_id,
    drafterId: row.drafter_id,
    conversationId: row.conversation_id,
    state: row.state,
    version: row.version,
    draftedAt: row.drafted_at,
    reviewerId: row.reviewer_id ?? undefined,
    sentAt: row.sent_at ?? undefined,
    shownDigest: row.shown_digest ?? undefined,
    reviewedAt: row.reviewed_at ?? undefined,
    reviewWords: row.review_words ?? undefined,
    signedAt: row.signed_at ?? undefined,
  };
}
