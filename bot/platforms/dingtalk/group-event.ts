import { z } from "zod";
import type { Inbound } from "../../../domain/inbound.ts";
import { idSchema } from "../../untrusted.ts";

/**
 * What an event tells that is of use, whichever way it came.
 * @param type e.g. `chat_update_title`  @param body its own fields
 */
export function readEvent(type: string, body: unknown): Inbound {
  const ignored: Inbound = { kind: "ignored", reason: `event ${type}` };
  const fields = z.record(z.string(), z.unknown()).safeParse(body).data;
  const event = groupSchema.safeParse(foldNames(fields ?? {})).data;
  if (event === undefined) return ignored;
  const { openconversationid: externalId, title } = event;
  if (type === "chat_disband") return { kind: "group", change: { kind: "gone", externalId } };
  if (type === "chat_update_title" && title !== undefined) {
    return { kind: "group", change: { kind: "renamed", externalId, title } };
  }
  return ignored;
}

/** The platform writes the names of the fields now this way, now that. */
export function foldNames(
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

const groupSchema = z.object({
  openconversationid: idSchema,
  title: z.string().min(1).max(1000).optional().catch(undefined),
});
