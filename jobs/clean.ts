import {
  type Cleaning,
  deleteCards,
  deleteCheckInTries,
  deleteDecidedClaims,
  deleteDoneReminders,
  deleteErasureRequests,
  deleteFiles,
  deletePendingMessages,
  deleteQuestions,
  eraseOutgoingWords,
  listTenantIds,
} from "../db/cleaning.ts";
import type { Database, Tx } from "../db/database.ts";
import { eraseClosedAddresses, eraseOldWords } from "../db/inbox.ts";
import { enterTenant, getTenant } from "../db/tenants.ts";
import { limits } from "../domain/limits.ts";
import { keptSince, type retention } from "../domain/retention.ts";
import type { JobLog } from "./log.ts";

export interface CleanPorts {
  readonly db: Database;
  /** The wall clock. */
  readonly now: () => Date;
  readonly log: JobLog;
}

/** What was cleaned away, by the name of its rule. */
export type Cleaned = Partial<Record<keyof typeof retention, number>>;

/**
 * Forgets what has had its time, rule by rule of domain/retention.ts, in small transactions. A
 * tenant in which something goes wrong keeps no other waiting. Two workers may run it at once.
 */
export async function clean({ db, now, log }: CleanPorts): Promise<Cleaned> {
  const wallNow = now();
  await db.transaction((tx) => eraseClosedAddresses(tx, wallNow));
  const before = keptSince("words", wallNow);
  const words = await repeat((batch) => db.transaction((tx) => eraseOldWords(tx, before, batch)));
  const cleaned: Record<string, number> = { words };
  for (const tenantId of await db.transaction(listTenantIds)) {
    try {
      await cleanTenant(db, { tenantId, wallNow }, cleaned);
    } catch (error) {
      log.fault(error, "a tenant could not be cleaned");
      log.error({ tenantId }, "tenant not cleaned");
    }
  }
  return cleaned;
}

/** Which clock a rule goes by is the clock that the rows were dated by. */
const rules: readonly {
  readonly kind: keyof typeof retention;
  readonly clock: "wall" | "business";
  /** The row carries the moment at which it runs out itself. */
  readonly isDated?: boolean;
  readonly run: (tx: Tx, cleaning: Cleaning) => Promise<number>;
}[] = [
  { kind: "outgoing", clock: "wall", run: eraseOutgoingWords },
  { kind: "cards", clock: "wall", run: deleteCards },
  { kind: "files", clock: "wall", run: deleteFiles },
  { kind: "pending", clock: "wall", isDated: true, run: deletePendingMessages },
  { kind: "questions", clock: "business", run: deleteQuestions },
  { kind: "claims", clock: "business", run: deleteDecidedClaims },
  { kind: "reminders", clock: "business", run: deleteDoneReminders },
  { kind: "tries", clock: "business", run: deleteCheckInTries },
  { kind: "erasures", clock: "business", isDated: true, run: deleteErasureRequests },
];

async function cleanTenant(
  db: Database,
  { tenantId, wallNow }: { readonly tenantId: number; readonly wallNow: Date },
  cleaned: Record<string, number>,
): Promise<void> {
  const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await enterTenant(tx, tenantId);
      return work(tx);
    });
  const { clockOffsetMs } = await inTenant((tx) => getTenant(tx, tenantId));
  const business = new Date(wallNow.getTime() + clockOffsetMs);
  for (const { kind, clock, isDated, run } of rules) {
    const now = clock === "wall" ? wallNow : business;
    const before = isDated === true ? now : keptSince(kind, now);
    const count = await repeat((batch) => inTenant((tx) => run(tx, { tenantId, before, batch })));
    cleaned[kind] = (cleaned[kind] ?? 0) + count;
  }
}

/** Until a batch is not full. */
async function repeat(run: (batch: number) => Promise<number>): Promise<number> {
  const batch = limits.cleanBatchMax;
  for (let total = 0; ;) {
    const count = await run(batch);
    total += count;
    if (count < batch) return total;
  }
}
