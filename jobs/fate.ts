import { PermanentError, TransientError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";

/** What happens to a message whose sending did not end well. */
export type Fate =
  | { readonly kind: "failed"; readonly failure: string }
  | {
      readonly kind: "retry";
      readonly failure: string;
      readonly availableAt: Date;
      readonly mayBeRepeated: boolean;
    };

export interface Circumstances {
  /** Including the one that just ended. */
  readonly attempts: number;
  /** An earlier attempt ended without our knowing whether it arrived. */
  readonly mayBeRepeated: boolean;
  /** The platform drops repetitions on this way. */
  readonly isIdempotent: boolean;
  readonly now: Date;
}

/**
 * Of unknown fate: with an idempotency key it is simply tried again; without one, once, after a
 * minute, and marked as possibly said twice. Saying nothing would be the worse mistake.
 */
export function decideFate(error: unknown, circumstances: Circumstances): Fate {
  const failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { attempts, isIdempotent, mayBeRepeated, now } = circumstances;
  if (error instanceof PermanentError || attempts >= limits.deliverAttemptsMax) {
    return { kind: "failed", failure };
  }
  const isUnknown = error instanceof TransientError && error.fateUnknown && !isIdempotent;
  if (isUnknown && mayBeRepeated) return { kind: "failed", failure };
  const waitMs = isUnknown ? limits.deliverUnknownRetryMs : backoffMs(error, attempts);
  return {
    kind: "retry",
    failure,
    availableAt: new Date(now.getTime() + waitMs),
    mayBeRepeated: mayBeRepeated || isUnknown,
  };
}

/** The time the other side named, else 2, 4, 8 … seconds up to ten minutes. */
function backoffMs(error: unknown, attempts: number): number {
  const named = error instanceof TransientError ? error.retryAfterMs : undefined;
  const doubling = limits.deliverBackoffMs * 2 ** (attempts - 1);
  return named ?? Math.min(doubling, limits.deliverBackoffMaxMs);
}
