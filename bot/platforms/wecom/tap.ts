import { createHash } from "node:crypto";
import { z } from "zod";
import type { Tap } from "../../../domain/card.ts";
import { ForgedError } from "../../../domain/errors.ts";
import { idSchema, parseShape } from "../../untrusted.ts";

/** A tap as an event tells it, whichever way the event came. */
export interface CardEvent extends Tap {
  readonly cardId: string;
}

/**
 * Reads `{card_type, event_key, task_id, selected_items}`. The platform's own pages spell the names
 * with underscores, without them, and in XML with capitals.
 * @throws ForgedError
 */
export function readCardEvent(event: unknown): CardEvent {
  const { taskid, eventkey, selecteditems } = parseShape(eventSchema, foldNames(event));
  const chosen = selecteditems.map(({ questionkey, optionids }) => [questionkey, optionids]);
  return { cardId: taskid, key: eventkey, chosen: Object.fromEntries(chosen) };
}

/** The code that comes with a tap on a card of the app, and lets it be changed once later. */
export function readResponseCode(event: unknown): string | undefined {
  return codeSchema.safeParse(foldNames(event)).data?.responsecode;
}

const codeSchema = z.object({ responsecode: z.string().min(1).max(1024) });

/**
 * The same for a redelivery of the same tap. Some versions give the event an id; else it is known
 * by who tapped what, and when.
 * @param createdAt as the platform tells it
 */
export function tapIdOf(
  { cardId, key }: CardEvent,
  { msgid, userId, createdAt }: EventFrame,
): string {
  if (msgid !== undefined) return msgid;
  if (createdAt === undefined) throw new ForgedError("body lacks or misuses: create_time");
  const parts = JSON.stringify([cardId, userId, key, String(createdAt)]);
  return `tap-${createHash("sha256").update(parts).digest("hex")}`;
}

interface EventFrame {
  readonly msgid: string | undefined;
  readonly userId: string;
  readonly createdAt: string | number | undefined;
}

const keySchema = z.string().min(1).max(1024);

/** Where there is one thing of a list, some clients leave out the list. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.union([z.array(item), item.transform((one) => [one])]);
}

const selectedSchema = z.object({
  questionkey: keySchema,
  optionids: z
    .object({ optionid: listOf(keySchema).default([]) })
    .transform(({ optionid }) => optionid)
    .default([]),
});

const eventSchema = z.object({
  taskid: idSchema,
  eventkey: keySchema,
  // A card without questions has nothing here, or something empty.
  selecteditems: z.preprocess(
    (items) => items || undefined,
    z
      .object({ selecteditem: listOf(selectedSchema).default([]) })
      .transform(({ selecteditem }) => selecteditem)
      .default([]),
  ),
});

/** `event_key`, `eventkey` and `EventKey` are one name. */
function foldNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(foldNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name.replaceAll("_", "").toLowerCase(),
      foldNames(held),
    ]),
  );
}
