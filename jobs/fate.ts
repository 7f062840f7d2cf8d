import { type ChannelFault, PermanentError, TransientError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";

/** What happens to a message whose sending did not end well. */
export type Fate =
  | {
      readonly kind: "failed";
      readonly failure: string;
      readonly fault?: ChannelFault | undefined;
      readonly detail?: string | undefined;
    }
  | {
      readonly kind: "retry";
      readonly failure: string;
      readonly availableAt: Date;
      readonly mayBeRepeated: boolean;
    }
  /** It surely was not said, and that is nobody's fault: this was no attempt. */
  | {
      readonly kind: "later";
      readonly failure: string;
      readonly availableAt: Date;
      /** By the platform, which then wants to hear nothing on this way; else by us. */
      readonly isRefused: boolean;
    };

export interface Circumstances {
  /** Including the one that just ended. */
  readonly attempts: number;
  /** An earlier attempt ended without our knowing whether it arrived. */
  readonly mayBeRepeated: boolean;
  /** The platform drops repetitions on this way. */
  readonly isIdempotent: boolean;
  readonly createdAt: Date;
  readonly now: Date;
}

/**
 * Of unknown fate: with an idempotency key it is simply tried again; without one, once, after a
 * minute, and marked as possibly said twice. Saying nothing would be the worse mistake.
 */
export function decideFate(error: unknown, circumstances: Circumstances): Fate {
  const failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (error instanceof PermanentError) {
    return { kind: "failed", failure, fault: error.fault, detail: error.detail };
  }
  const { attempts, isIdempotent, mayBeRepeated, now } = circumstances;
  const isUnknown = error instanceof TransientError && error.fateUnknown && !isIdempotent;
  const laterMs = isUnknown ? undefined : findLaterMs(error, circumstances);
  if (laterMs !== undefined) {
    const isRefused = error instanceof TransientError && !error.isElsewhere;
    return { kind: "later", failure, availableAt: new Date(now.getTime() + laterMs), isRefused };
  }
  if (attempts >= limits.deliverAttemptsMax) return { kind: "failed", failure };
  if (isUnknown && mayBeRepeated) return { kind: "failed", failure };
  const waitMs = isUnknown ? limits.deliverUnknownRetryMs : backoffMs(attempts);
  return {
    kind: "retry",
    failure,
    availableAt: new Date(now.getTime() + waitMs),
    mayBeRepeated: mayBeRepeated || isUnknown,
  };
}

/**
 * The time the other side named. A platform may refuse for an hour what is too much for it, and a
 * message must outlast that; but not for ever.
 */
function findLaterMs(error: unknown, { createdAt, now }: Circumstances): number | undefined {
  if (!(error instanceof TransientError)) return undefined;
  const isOld = now.getTime() - createdAt.getTime() >= limits.deliverRefusedMsMax;
  if (isOld) return undefined;
  return error.retryAfterMs ?? (error.isElsewhere ? limits.heartbeatMs : undefined);
}

/** 2, 4, 8 … seconds up to ten minutes. */
function backoffMs(attempts: number): number {
  const doubling = limits.deliverBackoffMs * 2 ** (attempts - 1);
  return Math.min(doubling, limits.deliverBackoffMaxMs);
}
