import { z } from "zod";
import { PermanentError, TransientError } from "../domain/errors.ts";

/** Requests that go out. Addresses carry tokens, so no error and no log names one. */

export type Fetch = typeof globalThis.fetch;

export interface Outgoing {
  /** What it is for, in the words of an error message. */
  readonly what: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Ends the request, time-out included. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Undefined if the body is no JSON. */
  readonly json: unknown;
}

const answerBytesMax = 1024 * 1024;

/**
 * Sends one request; redirects are not followed, because a redirected POST loses its body.
 * @throws TransientError with `fateUnknown` unless the request surely never reached the platform
 * @throws PermanentError on a redirect
 */
export async function request(fetch: Fetch, outgoing: Outgoing): Promise<Answer> {
  const { what, method, url, headers, json, signal } = outgoing;
  if (signal.aborted) throw new TransientError(`${what}: out of time before it was sent`);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(json !== undefined && { "content-type": "application/json" }), ...headers },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      redirect: "manual",
      signal,
    });
    const body = await readBounded(response);
    return { status: response.status, json: parseJson(body) };
  } catch (error) {
    const reason = signal.aborted ? "out of time" : reasonOf(error);
    throw new TransientError(`${what}: ${reason}`, { fateUnknown: !neverSent.has(reason) });
  }
}

/**
 * The part of an answer that is the same everywhere: a status that needs no reading of the body.
 * @throws TransientError  @throws PermanentError
 */
export function checkStatus(what: string, status: number): void {
  if (status === 429) throw new TransientError(`${what}: HTTP 429`, { retryAfterMs: 60_000 });
  // A gateway that gave up on the server behind it does not know what that server did.
  if (status >= 500) {
    throw new TransientError(`${what}: HTTP ${status}`, {
      fateUnknown: [502, 504].includes(status),
    });
  }
  if (status >= 300) throw new PermanentError(`${what}: HTTP ${status}`);
}

/** @throws TransientError of unknown fate: the platform acted, but what it said is unreadable. */
export function parseAnswer<T>(schema: z.ZodType<T>, what: string, answer: Answer): T {
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new TransientError(`${what}: unreadable answer (HTTP ${answer.status})`, {
    fateUnknown: true,
  });
}

/** Platforms write error numbers as numbers or as text. */
export const errcodeSchema = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** Failures before the first byte of the request left this machine, by the code Node gives them. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The code only: messages may quote the address. */
function reasonOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "connection failed";
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error("answer too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
