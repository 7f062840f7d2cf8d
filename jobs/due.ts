import type { Database, Tx } from "../db/database.ts";
import { enterTenant, getTenant } from "../db/tenants.ts";
import type { HandlerPorts } from "../handlers/command.ts";
import type { JobLog } from "./log.ts";

/** With what handlers need to know of the channels, so that both can use the same functions. */
export interface DuePorts extends Pick<HandlerPorts, "voice" | "cards"> {
  readonly db: Database;
  /** The wall clock; each tenant's business clock is that far ahead of it as the tenant says. */
  readonly now: () => Date;
  readonly log: JobLog;
}

/** Something that is due in one tenant: its number, and nothing of what it says. */
export interface DueKey {
  readonly tenantId: number;
  readonly id: number;
}

/** One kind of thing that becomes due. */
export interface DueKind {
  /** For the log. */
  readonly name: string;
  /** What is due by the tenants' clocks, the oldest first; no tenant has been entered. */
  list(tx: Tx, wallNow: Date, batch: number): Promise<readonly DueKey[]>;
  /**
   * Does it, inside its tenant. It takes what it needs with `for update skip locked`: another
   * worker may be there already.
   * @returns false if there was nothing to do any more, or it was put off
   */
  fire(moment: DueMoment, key: DueKey): Promise<boolean>;
  /**
   * The same for many of one tenant in one transaction, for what comes by the thousand at one hour.
   * If it throws, each is fired by itself.
   * @returns how many there were to do
   */
  readonly fireTogether?: (moment: DueMoment, keys: readonly DueKey[]) => Promise<number>;
}

/** A transaction inside the tenant of what is due. */
export interface DueMoment {
  readonly tx: Tx;
  readonly tenantId: number;
  /** The tenant's business clock: what every rule goes by. */
  readonly now: Date;
  /** For the outbox. */
  readonly wallNow: Date;
  /** What of the bot can be used outside a conversation. */
  readonly ports: DuePorts;
}

/** Does something due of this tenant in a transaction of its own. */
export function fireIn<T>(
  ports: DuePorts,
  tenantId: number,
  fire: (moment: DueMoment) => Promise<T>,
): Promise<T> {
  return ports.db.transaction(async (tx) => {
    await enterTenant(tx, tenantId);
    const wallNow = ports.now();
    const { clockOffsetMs } = await getTenant(tx, tenantId);
    const now = new Date(wallNow.getTime() + clockOffsetMs);
    return fire({ tx, tenantId, now, wallNow, ports });
  });
}

/** The wall clock at a moment of the business clock: for what is to be said then. */
export function toWall({ now, wallNow }: Pick<DueMoment, "now" | "wallNow">, at: Date): Date {
  return new Date(wallNow.getTime() + at.getTime() - now.getTime());
}
