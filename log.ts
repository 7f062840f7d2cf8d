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
