import { PermanentError, TransientError } from "../domain/errors.ts";

export interface Token {
  readonly value: string;
  readonly lifeMs: number;
}

export interface KeptToken {
  readonly value: string;
  /** Not to be used from then on. */
  readonly until: Date;
}

/** Where the replicas of one account leave their token for each other. May be out of order. */
export interface SharedToken {
  /** Undefined if none is open. */
  read(): Promise<KeptToken | undefined>;
  write(token: KeptToken): Promise<void>;
}

/** Access tokens of one account: fetched once for all who wait, kept almost to their end. */
export interface Tokens {
  /** @throws PermanentError if the credentials are wrong  @throws TransientError */
  get(now: Date): Promise<string>;
  /**
   * The platform refused this token. A newer one, fetched by somebody else meanwhile, stays.
   * @returns false while no new one may be asked for
   */
  drop(value: string, now: Date): boolean;
  /** The platform refused a token that it had just given out: no more of them for a while. */
  doubt(now: Date): void;
}

/** Taken off a token's life, for clocks that differ and requests that take their time. */
const marginMs = 5 * 60 * 1000;
/** Wrong credentials are not tried again before this: platforms ban addresses that insist. */
const refusedForMs = 10 * 60 * 1000;

/**
 * @param fetchToken throws PermanentError if the credentials are wrong
 * @param shared without it, and while it is out of order, every replica has a token of its own
 */
export function createTokens(fetchToken: () => Promise<Token>, shared?: SharedToken): Tokens {
  let kept: KeptToken | undefined;
  let dropped: KeptToken | undefined;
  let refused: { error: Error; until: number } | undefined;
  let doubtedUntil = 0;
  let flight: Promise<string> | undefined;

  const fetchFresh = async (now: Date): Promise<KeptToken> => {
    try {
      const { value, lifeMs } = await fetchToken();
      const until = new Date(now.getTime() + Math.max(lifeMs - marginMs, lifeMs / 2));
      return { value, until };
    } catch (error) {
      const quietMs = quietAfter(error);
      const unsent = asUnsent(error);
      if (quietMs > 0) refused = { error: unsent, until: now.getTime() + quietMs };
      throw unsent;
    }
  };
  const find = async (now: Date): Promise<string> => {
    try {
      const left = await readShared(shared);
      if (left !== undefined && isNewer(left, dropped, now)) {
        kept = left;
        return left.value;
      }
      const fresh = await fetchFresh(now);
      kept = fresh;
      await writeShared(shared, fresh);
      return fresh.value;
    } finally {
      flight = undefined;
    }
  };

  return {
    async get(now) {
      if (kept !== undefined && now < kept.until) return kept.value;
      if (refused !== undefined && now.getTime() < refused.until) throw refused.error;
      flight ??= find(now);
      return flight;
    },
    drop(value, now) {
      if (now.getTime() < doubtedUntil) return false;
      if (kept?.value === value) [dropped, kept] = [kept, undefined];
      return true;
    },
    doubt(now) {
      doubtedUntil = now.getTime() + refusedForMs;
    },
  };
}

/** What another replica left is no help if it is the very token that was refused, or older. */
function isNewer(left: KeptToken, dropped: KeptToken | undefined, now: Date): boolean {
  if (left.until <= now) return false;
  return dropped === undefined || (left.value !== dropped.value && left.until > dropped.until);
}

async function readShared(shared: SharedToken | undefined): Promise<KeptToken | undefined> {
  try {
    return await shared?.read();
  } catch {
    // It only spares requests: without it a token is fetched, and works.
    return undefined;
  }
}

async function writeShared(shared: SharedToken | undefined, token: KeptToken): Promise<void> {
  try {
    await shared?.write(token);
  } catch {
    // The others fetch one themselves.
  }
}

/** How long not to ask again, ms. A request for a token counts against us like any other. */
function quietAfter(error: unknown): number {
  if (error instanceof PermanentError) return refusedForMs;
  return error instanceof TransientError ? (error.retryAfterMs ?? 0) : 0;
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
    if (!(error instanceof TokenError) || !tokens.drop(token, now)) throw error;
  }
  try {
    return await call(await tokens.get(now));
  } catch (error) {
    if (error instanceof TokenError) tokens.doubt(now);
    throw error;
  }
}

/** The platform does not take this token. Permanent, unless a fresh one is taken. */
export class TokenError extends PermanentError {
  override name = "TokenError";
}

/** Whatever became of the request for a token, the message itself was not sent. */
function asUnsent(error: unknown): Error {
  if (!(error instanceof TransientError))
    return error instanceof Error ? error : new Error("no token");
  const { message, retryAfterMs } = error;
  return new TransientError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
}
