import type { Database } from "../db/database.ts";
import { eraseClosedAddresses, eraseOldWords } from "../db/inbox.ts";
import { limits } from "../domain/limits.ts";

/** Forgets words and answers past their time; receipts stay, so redeliveries are still known. */
export async function cleanInbox(db: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - limits.receiptKeepDays * 24 * 60 * 60 * 1000);
  await db.transaction((tx) => eraseClosedAddresses(tx, now));
  let erased = 0;
  for (;;) {
    const count = await db.transaction((tx) => eraseOldWords(tx, before, limits.cleanBatchMax));
    erased += count;
    if (count < limits.cleanBatchMax) return erased;
  }
}
