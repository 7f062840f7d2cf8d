import type { Inbound } from "../domain/inbound.ts";
import type { Message } from "../domain/message.ts";

/** One HTTP request of a platform, before anything in it is believed. */
export interface RawRequest {
  readonly method: "GET" | "POST";
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface RawReply {
  readonly status: number;
  readonly type: "text/plain" | "application/json" | "application/xml";
  readonly body: string;
}

/** A request that proved to be genuine, and how to answer it in the form the platform expects. */
export interface Received {
  readonly inbound: Inbound;
  /** `undefined` = nothing to say. Falls back to plain text rather than failing. */
  reply(answer: Message | undefined): RawReply;
}

/** One webhook address of one account. */
export interface Door {
  /** The platform's name, as it is stored with the account. */
  readonly platform: string;
  /** e.g. `/webhook/<platform>/robot`; the server adds `/:account`. */
  readonly path: string;
  readonly methods: readonly ("GET" | "POST")[];
  /** The platform stops waiting after this long; a later answer must go another way. */
  readonly answerWithinMs: number;
  /** @throws ForgedError unless every check holds. `now` is the wall clock. */
  receive(request: RawRequest, now: Date): Received;
}
