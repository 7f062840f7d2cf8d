import type { Tx } from "../db/database.ts";
import type { Arrival } from "../db/route.ts";
import type { Card } from "../domain/card.ts";
import type { InboundMessage } from "../domain/inbound.ts";
import type { Ahead } from "./ahead.ts";
import type { Account, HandlerPorts } from "./command.ts";
import type { Question } from "./question.ts";

/** A message with all that is known of it. */
export interface Incoming {
  readonly tx: Tx;
  readonly ports: HandlerPorts;
  readonly account: Account;
  readonly message: InboundMessage;
  readonly arrival: Arrival;
  readonly ahead?: Ahead | undefined;
  readonly receiptId: number;
  /** The tenant's business clock. */
  readonly now: Date;
  readonly wallNow: Date;
  /** When it was said, if that was long ago: it is carried out only now. */
  readonly keptSince?: Date;
}

/** One message on its way to an answer. */
export interface Turn {
  readonly incoming: Incoming;
  readonly place: "group" | "single";
  /** The question that waits, until it is answered or something else is done. */
  open: Question | undefined;
  /** The claim of an identity that was asked about; only its own answer ends it. */
  claim: string | undefined;
  asked: Question | undefined;
  /** What was wanted could not be done. */
  isRefused?: boolean;
  /** Shown under the answer. */
  card: Card | undefined;
  /** The words are not kept, nor anything they say. */
  isForgotten?: boolean;
  /** Said in place of the answer where others would hear it. */
  aloud?: string;
}
