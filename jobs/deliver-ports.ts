import type { Database } from "../db/database.ts";
import type { Claim, Outgoing } from "../db/outbox.ts";
import type { Delivery, RateLimit, Sent, Speaker } from "../domain/voice.ts";
import type { JobLog } from "./log.ts";

export interface DeliverPorts {
  readonly db: Database;
  /** The mouth of an account; undefined if this process does not serve it. */
  speaker(accountId: number): Speaker | undefined;
  /** What people call the platform of an account. */
  readonly platformName?: (accountId: number) => string | undefined;
  /** The wall clock. */
  readonly now: () => Date;
  readonly log: JobLog;
  /** How long a claim holds; shorter in tests. */
  readonly claimMs?: number;
  /** Called at named points, for tests that stop the process there. */
  readonly onStep?: (step: "claimed" | "sent") => Promise<void> | void;
}

/** One message with everything that is needed to say it. */
export interface Prepared {
  readonly claim: Claim;
  readonly outgoing: Outgoing;
  readonly accountId: number;
  readonly speaker: Speaker;
  readonly via: Sent["via"];
  /** `now` is the moment for which room was taken. */
  readonly delivery: Omit<Delivery, "signal">;
  readonly limits: readonly RateLimit[];
  /** Of the message, and of those that go out with it. */
  readonly ids: readonly number[];
}
