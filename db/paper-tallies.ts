import type { PaperTally } from "../domain/tally.ts";
import type { Tx } from "./database.ts";
import type { SelectionKey } from "./selections.ts";

/** Keeps one 线下计票. */
export async function insertPaperTally(
  tx: Tx,
  key: SelectionKey,
  entry: PaperTally & { readonly enteredBy: number; readonly at: Date },
): Promise<void> {
  await tx
    .insertInto("paper_tallies")
    .values({
      tenant_id: key.tenantId,
      selection_id: key.id,
      occasion: entry.occasion,
      papers_out: entry.papersOut,
      papers_back: entry.papersBack,
      papers_spoiled: entry.papersSpoiled,
      votes: JSON.stringify(entry.votes) as unknown as PaperTally["votes"],
      overseer: entry.overseer,
      counter: entry.counter,
      entered_by: entry.enteredBy,
      entered_at: entry.at,
    })
    .execute();
}

/** In the order in which they were entered. */
export async function listPaperTallies(tx: Tx, key: SelectionKey): Promise<readonly PaperTally[]> {
  const rows = await tx
    .selectFrom("paper_tallies")
    .selectAll()
    .where("tenant_id", "=", key.tenantId)
    .where("selection_id", "=", key.id)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    occasion: row.occasion,
    papersOut: row.papers_out,
    papersBack: row.papers_back,
    papersSpoiled: row.papers_spoiled,
    votes: row.votes,
    overseer: row.overseer,
    counter: row.counter,
  }));
}
