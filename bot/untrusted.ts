import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ForgedError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";

/** What arrives from outside, before anything in it is believed. */

/** @throws ForgedError if the parameter is missing, empty or given twice: which one was signed? */
export function onlyParam(query: URLSearchParams, name: string): string {
  const [value, ...more] = query.getAll(name);
  if (value === undefined || value === "" || more.length > 0) {
    throw new ForgedError(`query parameter ${name} is missing, empty or repeated`);
  }
  return value;
}

/** @throws ForgedError */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ForgedError("body is not JSON");
  }
}

/** @throws ForgedError unless it has that shape; the words themselves are not quoted. */
export function parseShape<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new ForgedError(`body lacks or misuses: ${where}`);
}

/** Compares in the same time wherever the first difference lies. */
export function isSameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** @throws ForgedError if the request was signed too long ago, or too far ahead of our clock. */
export function checkWindow(signedAtMs: number, now: Date): void {
  const distanceMs = Math.abs(now.getTime() - signedAtMs);
  // Written so that NaN fails too.
  if (!(distanceMs <= limits.callbackWindowMs)) throw new ForgedError("signed outside the window");
}

/** A platform's id: any printable text, bounded because it becomes a key of the database. */
export const idSchema = z
  .string()
  .max(512)
  .regex(/^\P{Cc}+$/u);

/** Words without what a database or JSON cannot hold: NUL and halves of surrogate pairs. */
export const wordsSchema = z.string().transform((text) => text.toWellFormed().replaceAll("\0", ""));

/** Text runs belong together; where something unreadable stood between them, a line ends. */
export function joinRuns(runs: readonly (string | undefined)[]): string {
  return runs
    .filter((run, index) => run !== undefined || runs[index - 1] !== undefined)
    .map((run) => run ?? "\n")
    .join("")
    .trim();
}
