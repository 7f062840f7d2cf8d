import { PermanentError, TransientError } from "../domain/errors.ts";

export interface Token {
  readonly value: string;
  readonly lifeMs: number;
}

/** Access tokens of one account: fetched once for all who wait, kept almost to their end. */
export interface Tokens {
  get(now: Date): Promise<string>;
  /** The platform refused this token. A newer one, fetched by somebody else meanwhile, stays. */
  drop(value: string): void;
}

/** Taken off a token's life, for clocks that differ and requests that take their time. */
const marginMs = 5 * 60 * 1000;
/** Wrong credentials are not tried again before this: platforms ban addresses that insist. */
const refusedForMs = 10 * 60 * 1000;

/** @param fetchToken throws PermanentError if the credentials are wrong */
export function createTokens(fetchToken: () => Promise<Token>): Tokens {
  let kept: { value: string; until: number } | undefined;
  let refused: { error: PermanentError; until: number } | undefined;
  let flight: Promise<string> | undefined;

  const fetchAndKeep = async (now: Date): Promise<string> => {
    try {
      const { value, lifeMs } = await fetchToken();
      kept = { value, until: now.getTime() + Math.max(lifeMs - marginMs, lifeMs / 2) };
      return value;
    } catch (error) {
      if (error instanceof PermanentError) {
        refused = { error, until: now.getTime() + refusedForMs };
      }
      throw asUnsent(error);
    } finally {
      flight = undefined;
    }
  };

  return {
    async get(now) {
      if (kept !== undefined && now.getTime() < kept.until) return kept.value;
      if (refused !== undefined && now.getTime() < refused.until) throw refused.error;
      flight ??= fetchAndKeep(now);
      return flight;
    },
    drop(value) {
      if (kept?.value === value) kept = undefined;
    },
  };
}

/**
 * Runs a call with a token, and once more with a fresh one if the platform says the token is bad.
 * Once only: platforms ban addresses that keep asking.
 */
export async function withToken<T>(
  tokens: Tokens,
  now: Date,
  call: (token: string) => Promise<T>,
): Promise<T> {
  const token = await tokens.get(now);
  try {
    return await call(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    tokens.drop(token);
    return await call(await tokens.get(now));
  }
}

/** The platform does not take this token. Permanent, unless a fresh one is taken. */
export class TokenError extends PermanentError {
  override name = "TokenError";
}

/** Whatever became of the request for a token, the message itself was not sent. */
function asUnsent(error: unknown): unknown {
  if (!(error instanceof TransientError)) return error;
  const { message, retryAfterMs } = error;
  return new TransientError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
}
