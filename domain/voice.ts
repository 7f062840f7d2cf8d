import type { ConversationRef, ReplyAddress } from "./inbound.ts";
import type { Message } from "./message.ts";

/** Whom to reach, and every way that is known of reaching them. */
export interface Target {
  readonly conversation: ConversationRef;
  /** The group's own push address, bound by its administrator. Secret: never logged. */
  readonly pushAddress?: string;
  /** The newest reply address that is still open. */
  readonly replyAddress?: ReplyAddress;
}

export interface Delivery {
  readonly target: Target;
  readonly message: Message;
  /** The same for every attempt of one message: the idempotency key where a platform takes one. */
  readonly key: string;
  /** Which part of a message that is too long for one; 0 = the first. */
  readonly part: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Wall clock, for tokens and expiries. */
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What became of a delivery. */
export interface Sent {
  readonly via: "reply" | "push" | "group" | "person" | "socket";
  /** The platform's name for the message, if it gave one. */
  readonly platformMessageId?: string;
  /** There is a further part to send. */
  readonly hasMore?: boolean;
}

/** How often something may be done: at most `max` times in any stretch of `spanMs`. */
export interface RateLimit {
  /** What is counted, within the account. It is kept and compared: a digest or an id, no secret. */
  readonly key: string;
  readonly max: number;
  readonly spanMs: number;
}

/** What a calendar month has room for, in all that the account does. */
export interface MonthlyQuota {
  readonly key: "api" | "push";
  readonly max: number;
}

/** How a conversation shows cards: with the answer, in a message of their own, or not at all. */
export type CardPlace = "beside" | "after" | "none";

/** The mouth of one account on one platform. */
export interface Speaker {
  /** Which way a message to this target would take at that moment; undefined = no voice. */
  voice(target: Target, at: Date): Sent["via"] | undefined;
  /** How a card reaches this kind of conversation. */
  cards(kind: ConversationRef["kind"]): CardPlace;
  /** Whether these words are an address by which a group lets this account speak. */
  isPushAddress(words: string): boolean;
  /** True if the platform drops a repetition of the same delivery on this way. */
  isIdempotent(via: Sent["via"]): boolean;
  /** What the way to this target is limited by, for each message or part of one. */
  limits(target: Target, at: Date): readonly RateLimit[];
  /** What a message on this way is counted to; undefined = a month has no end to them. */
  quota(via: Sent["via"]): MonthlyQuota | undefined;
  /**
   * @throws TransientError it may work later  @throws PermanentError it never will
   */
  send(delivery: Delivery): Promise<Sent>;
}
