import pino from "pino";

/** Ids and codes go into the log; words, secrets and addresses do not. */
export type Log = pino.Logger;

/** Structured lines on stderr, so that what the program tells its operator on stdout stays clear. */
export function createLog(level = "info"): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      // Whoever adds a field with one of these names by mistake still writes no secret.
      redact: [
        "*.token",
        "*.secret",
        "*.url",
        "*.text",
        "*.words",
        "token",
        "secret",
        "url",
        "text",
        "words",
      ],
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** The kind and place of a fault; messages of errors may quote what people wrote. */
export function causeOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as Error & { readonly code?: unknown };
  const places = error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { name: error.name, code, places: places?.slice(0, 6).map((line) => line.trim()) };
}

/** Anyone can send requests that are refused, and must not fill the disk: one line a minute. */
export function limitRefusals(log: Log, now: () => Date): Refusals {
  let silentUntil = 0;
  let leftOut = 0;
  return {
    error: (fields, message) => log.error(fields, message),
    warn(fields, message) {
      const at = now().getTime();
      if (at < silentUntil) {
        leftOut += 1;
        return;
      }
      log.warn({ ...fields, leftOut }, message);
      silentUntil = at + REFUSALS_EVERY_MS;
      leftOut = 0;
    },
  };
}

const REFUSALS_EVERY_MS = 60_000;

/** What a server tells of requests: what went wrong, and what it refused. */
interface Refusals {
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
