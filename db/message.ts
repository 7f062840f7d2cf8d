import { type Message, textMessage } from "../domain/message.ts";

/** Stored messages may be older than this program: what is not understood is shown as nothing. */
export function parseMessage(stored: unknown): Message | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  if (!("kind" in stored) || !("text" in stored) || typeof stored.text !== "string")
    return undefined;
  // Written by this program only, whole or not at all.
  return kinds.has(stored.kind) ? (stored as Message) : textMessage(stored.text);
}

const kinds: ReadonlySet<unknown> = new Set(["text", "rich", "card"] satisfies Message["kind"][]);
