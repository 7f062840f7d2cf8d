import { PermanentError, TransientError } from "../domain/errors.ts";
import type { ReplyAddress } from "../domain/inbound.ts";
import type { Delivery, MonthlyQuota, RateLimit, Sent, Speaker, Target } from "../domain/voice.ts";

/** One way of reaching a target: what it is called, and how to send along it. */
export interface Way {
  readonly via: Sent["via"];
  /** What each message on it is limited by; left out = by nothing. */
  limits?(target: Target): readonly RateLimit[];
  send(delivery: Delivery): Promise<Sent>;
}

export interface SpeakerParts {
  /** The ways open to this target at that moment, the best first. */
  ways(target: Target, at: Date): readonly Way[];
  /** Puts words on the card they belong on; where that cannot be done, they are said. */
  readonly changeCard?: Way | undefined;
  readonly idempotent: readonly Sent["via"][];
  /** Ways that a month has no endless room for. */
  readonly quotas?: Readonly<Partial<Record<Sent["via"], MonthlyQuota>>>;
  /** How a card reaches each kind of conversation. */
  readonly cards: Speaker["cards"];
  /** Whether these words are an address by which a group lets this account speak. */
  isPushAddress(words: string): boolean;
  /** For the whole delivery, all its requests together. */
  readonly timeoutMs: number;
}

/** A speaker that takes the best way, and the next one when a way is closed for good. */
export function createWaysSpeaker(parts: SpeakerParts): Speaker {
  return {
    cards: parts.cards,
    voice: (target, at) => parts.ways(target, at)[0]?.via,
    isPushAddress: (words) => parts.isPushAddress(words),
    // Of the best way: one that is taken because that one is closed is taken seldom.
    limits: (target, at) => parts.ways(target, at)[0]?.limits?.(target) ?? [],
    quota: (via) => parts.quotas?.[via],
    isIdempotent: (via) => parts.idempotent.includes(via),
    async send(delivery) {
      const signal = AbortSignal.any([delivery.signal, AbortSignal.timeout(parts.timeoutMs)]);
      const { message, part, target, now } = delivery;
      const belongsOnCard = message.kind === "text" && message.onCard !== undefined && part === 0;
      const change = belongsOnCard && parts.changeCard !== undefined ? [parts.changeCard] : [];
      return await sendAlong([...change, ...parts.ways(target, now)], { ...delivery, signal });
    },
  };
}

/** An address that is about to close is not worth a try. */
export function isOpen(address: ReplyAddress | undefined, at: Date): address is ReplyAddress {
  return address !== undefined && address.expiresAt.getTime() - closingMarginMs > at.getTime();
}

const closingMarginMs = 60_000;

/** Only what surely was not said leads to the next way: else the message might come twice. */
async function sendAlong(ways: readonly Way[], delivery: Delivery): Promise<Sent> {
  let refusal = new PermanentError("no way to reach this conversation");
  let shut: TransientError | undefined;
  for (const way of ways) {
    try {
      return await way.send(delivery);
    } catch (error) {
      if (error instanceof TransientError) error.via = way.via;
      if (error instanceof TransientError && error.isShut) shut ??= error;
      else if (error instanceof PermanentError) refusal = error;
      else throw error;
    }
  }
  // A way that may open again is worth waiting for.
  throw shut ?? refusal;
}
