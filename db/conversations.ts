import type { ConversationRef } from "../domain/inbound.ts";
import type { Tx } from "./database.ts";

export interface Conversation extends ConversationRef {
  readonly id: number;
  readonly accountId: number;
  readonly unitId: number | undefined;
  readonly pushAddress: string | undefined;
  /** There is a push address, but it was sealed with another key or damaged since. */
  readonly isPushAddressUnreadable: boolean;
  /** The group was disbanded, as far as is known. */
  readonly isGone: boolean;
}

/** The first message of a conversation; a second replica may be a moment earlier. */
export async function insertConversation(
  tx: Tx,
  accountId: number,
  conversation: ConversationRef,
  at: Date,
): Promise<void> {
  await tx
    .insertInto("conversations")
    .values({
      account_id: accountId,
      kind: conversation.kind,
      external_id: conversation.externalId,
      title: conversation.title ?? null,
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(["account_id", "kind", "external_id"]).doNothing())
    .execute();
}

/**
 * A push address that cannot be opened counts as none: the group can be given another.
 * @throws Error if there is none: every caller has the id from a row that refers to it
 */
export async function getConversation(tx: Tx, id: number): Promise<Conversation> {
  const row = await tx
    .selectFrom("conversations")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const pushAddress = row.push_address === null ? undefined : tx.sealer.open(row.push_address);
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    externalId: row.external_id,
    ...(row.title === null ? {} : { title: row.title }),
    unitId: row.unit_id ?? undefined,
    pushAddress,
    isPushAddressUnreadable: row.push_address !== null && pushAddress === undefined,
    isGone: row.gone_at !== null,
  };
}

/** The group's own number, by the platform's name for it; undefined if nobody spoke there yet. */
export async function findGroup(
  tx: Tx,
  accountId: number,
  externalId: string,
): Promise<number | undefined> {
  const row = await tx
    .selectFrom("conversations")
    .select("id")
    .where("account_id", "=", accountId)
    .where("kind", "=", "group")
    .where("external_id", "=", externalId)
    .executeTakeFirst();
  return row?.id;
}

/** 登记群: from now on the group belongs to this unit. */
export async function updateConversationUnit(
  tx: Tx,
  id: number,
  change: { readonly unitId: number; readonly title?: string | undefined },
): Promise<void> {
  await tx
    .updateTable("conversations")
    .set({ unit_id: change.unitId, ...(change.title === undefined ? {} : { title: change.title }) })
    .where("id", "=", id)
    .execute();
}

/** Keeps the group's own push address, sealed: whoever has it can speak in the group. */
export async function updatePushAddress(tx: Tx, id: number, address: string): Promise<void> {
  await tx
    .updateTable("conversations")
    .set({ push_address: tx.sealer.seal(address) })
    .where("id", "=", id)
    .execute();
}

/** The 1:1 conversation with a person on an account, made if the two never spoke. */
export async function upsertSingleConversation(
  tx: Tx,
  account: { readonly id: number; readonly externalId: string },
  at: Date,
): Promise<number> {
  const conversation: ConversationRef = { kind: "single", externalId: account.externalId };
  await insertConversation(tx, account.id, conversation, at);
  const row = await tx
    .selectFrom("conversations")
    .select("id")
    .where("account_id", "=", account.id)
    .where("kind", "=", "single")
    .where("external_id", "=", account.externalId)
    .executeTakeFirstOrThrow();
  return row.id;
}

/** A conversation as people call it: a group by its name, another one by who it is. */
export interface Place {
  readonly id: number;
  readonly kind: "group" | "single";
  /** The group's name; undefined if nobody told it. */
  readonly title: string | undefined;
  /** Who the other one is, if known. */
  readonly personName: string | undefined;
}

export async function listPlaces(
  tx: Tx,
  tenantId: number,
  ids: readonly number[],
): Promise<readonly Place[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("conversations as c")
    .leftJoin("identities as i", (join) =>
      join
        .on("i.tenant_id", "=", tenantId)
        .onRef("i.account_id", "=", "c.account_id")
        .onRef("i.external_id", "=", "c.external_id")
        .on("c.kind", "=", "single"),
    )
    .leftJoin("people as p", (join) =>
      join.onRef("p.tenant_id", "=", "i.tenant_id").onRef("p.id", "=", "i.person_id"),
    )
    .select(["c.id", "c.kind", "c.title", "p.name"])
    .where("c.id", "in", [...ids])
    .execute();
  return rows.map(({ id, kind, title, name }) => ({
    id,
    kind,
    title: title ?? undefined,
    personName: name ?? undefined,
  }));
}

/** Groups of these accounts, newest first: what 登记群 in 1:1 offers to choose from. */
export async function listGroups(
  tx: Tx,
  accountIds: readonly number[],
): Promise<readonly { id: number; title: string | undefined; unitId: number | undefined }[]> {
  const rows = await tx
    .selectFrom("conversations")
    .select(["id", "title", "unit_id"])
    .where("account_id", "in", [...accountIds])
    .where("kind", "=", "group")
    .where("gone_at", "is", null)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.title ?? undefined,
    unitId: row.unit_id ?? undefined,
  }));
}

/** The registered groups of these units, in the order in which they were first heard. */
export async function listUnitGroups(
  tx: Tx,
  accountIds: readonly number[],
  unitIds: readonly number[],
): Promise<readonly { id: number; title: string | null }[]> {
  const query = tx.selectFrom("conversations").select(["id", "title"]).where("kind", "=", "group");
  const open = query.where("gone_at", "is", null).where("account_id", "in", [...accountIds, 0]);
  return open
    .where("unit_id", "in", [...unitIds, 0])
    .orderBy("id")
    .execute();
}

/** Forgets where these accounts ever talked; nothing may refer to it any more. */
export async function deleteConversations(tx: Tx, accountIds: readonly number[]): Promise<void> {
  await tx
    .deleteFrom("conversations")
    .where("account_id", "in", [...accountIds])
    .execute();
}

/** Every conversation of these accounts. */
export async function listConversations(
  tx: Tx,
  accountIds: readonly number[],
): Promise<readonly (ConversationRef & { readonly id: number; readonly accountId: number })[]> {
  if (accountIds.length === 0) return [];
  const rows = await tx
    .selectFrom("conversations")
    .select(["id", "account_id", "kind", "external_id"])
    .where("account_id", "in", [...accountIds])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    externalId: row.external_id,
  }));
}

/** A line somebody wrote, and the answer it got. */
export interface Heard {
  readonly conversationId: number;
  readonly sender: string;
  /** Undefined once the words are past their time, or if another key sealed them. */
  readonly words: string | undefined;
  readonly answer: unknown;
  readonly receivedAt: Date;
  readonly answeredAt: Date;
}

/** The newest lines that came in by these accounts, the oldest of them first. */
export async function listHeard(
  tx: Tx,
  accountIds: readonly number[],
  limit: number,
): Promise<readonly Heard[]> {
  if (accountIds.length === 0) return [];
  const rows = await tx
    .selectFrom("inbox")
    .selectAll()
    .where("account_id", "in", [...accountIds])
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.toReversed().map((row) => ({
    conversationId: row.conversation_id,
    sender: row.sender_external_id,
    words: row.words === null ? undefined : tx.sealer.open(row.words),
    answer: row.answer,
    receivedAt: row.received_at,
    answeredAt: row.answered_at,
  }));
}
