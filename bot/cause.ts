/** What went wrong and where, without the message: it may quote people's words or a secret. */
export function causeOf(error: unknown): { cause: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { cause: typeof error };
  const at = error.stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join("\n");
  return {
    cause: error.name,
    ...("code" in error && typeof error.code === "string" && { code: error.code }),
    ...(at !== undefined && { at }),
  };
}
