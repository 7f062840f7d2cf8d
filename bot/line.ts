import type { CardTap, GroupChange, InboundMessage } from "../domain/inbound.ts";
import type { Handled, Log } from "./server.ts";

/**
 * A connection that the bot opens itself and keeps, for platforms that talk over one instead of
 * calling a web address.
 */
export interface Line {
  readonly platform: string;
  /** Among the lines of one account. */
  readonly name: string;
  /**
   * Keeps the connection until the signal aborts, whatever happens to it, and settles once it is
   * closed. Never rejects.
   */
  keep(ports: LinePorts, signal: AbortSignal): Promise<void>;
}

/** What a line does with what it hears. */
export interface LinePorts {
  /** @throws BusyError before anything is written */
  handle(message: InboundMessage): Promise<Handled>;
  /** Undefined if there is no such card. */
  tap(tap: CardTap): Promise<Handled | undefined>;
  groupChanged(change: GroupChange): Promise<void>;
  /** Another program took the connection from us. */
  kicked(): Promise<void>;
  readonly lease: Lease;
  readonly log: Log;
  /** The wall clock. */
  now(): Date;
}

/** One holder among all replicas: two that hold the same line would push each other out. */
export interface Lease {
  /**
   * Takes or prolongs it for that long.
   * @returns false while another replica has it
   */
  take(forMs: number): Promise<boolean>;
  /** Lets another replica have it at once. */
  give(): Promise<void>;
}
