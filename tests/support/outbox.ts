import type { Office } from "./talk.ts";

/** What is on its way to whom, and forgets it. */
export async function heard(office: Office): Promise<readonly (readonly [string, string])[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["outbox.id", "external_id", "message"])
      .orderBy("outbox.id")
      .execute(),
  );
  await office.inTenant((tx) => tx.deleteFrom("outbox").execute());
  return rows.map(({ external_id: to, message }) => [
    to,
    String((message as { text: unknown }).text),
  ]);
}
