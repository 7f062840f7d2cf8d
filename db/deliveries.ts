import { sql } from "kysely";

import type { ChannelFault } from "../domain/errors.ts";
import { listPlaces, type Place } from "./conversations.ts";
import type { Tx } from "./database.ts";
import { parseMessage } from "./message.ts";
import { urgency } from "./outbox.ts";

/** One message that the bot said, or means to say, by its own motion, and what became of it. */
export interface DeliveryReport extends Omit<Place, "id"> {
  readonly id: number;
  readonly conversationId: number;
  /** Undefined if the stored message cannot be read. */
  readonly text: string | undefined;
  /** What somebody asked to be reminded of alone is nobody else's business. */
  readonly isPrivateReminder: boolean;
  readonly state: "waiting" | "sent" | "failed" | "cancelled";
  readonly mayBeRepeated: boolean;
  readonly via: string | undefined;
  readonly failure: string | undefined;
  readonly fault: ChannelFault | undefined;
  /** Wall clock. */
  readonly createdAt: Date;
  readonly sentAt: Date | undefined;
}

/** Whose messages: those of one conversation, or the whole tenant's. */
export interface DeliveryScope {
  readonly tenantId: number;
  readonly conversationId: number | undefined;
}

/** The newest first. Late answers are left out: somebody had asked for them. */
export async function listDeliveries(
  tx: Tx,
  { tenantId, conversationId }: DeliveryScope,
  limit: number,
): Promise<readonly DeliveryReport[]> {
  const { rows } = await sql<DeliveryRow>`
    select id, conversation_id, message, class, state, maybe_repeated, sent_via, failure,
      fault, created_at, sent_at
    from outbox
    where tenant_id = ${tenantId} and inbox_id is null
      and (${conversationId ?? null}::bigint is null
        or conversation_id = ${conversationId ?? null}::bigint)
    order by id desc limit ${limit}`.execute(tx);
  const ids = new Set(rows.map((row) => row.conversation_id));
  const places = await listPlaces(tx, tenantId, [...ids]);
  return rows.flatMap((row) => {
    const place = places.find(({ id }) => id === row.conversation_id);
    return place === undefined ? [] : [toReport(row, place)];
  });
}

interface DeliveryRow {
  readonly id: number;
  readonly conversation_id: number;
  readonly message: unknown;
  readonly class: number;
  readonly state: "waiting" | "sending" | "sent" | "failed" | "cancelled";
  readonly maybe_repeated: boolean;
  readonly sent_via: string | null;
  readonly failure: string | null;
  readonly fault: ChannelFault | null;
  readonly created_at: Date;
  readonly sent_at: Date | null;
}

function toReport(row: DeliveryRow, { kind, title, personName }: Place): DeliveryReport {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    kind,
    title,
    personName,
    text: parseMessage(row.message)?.text,
    isPrivateReminder: kind === "single" && row.class === urgency.reminder,
    state: row.state === "sending" ? "waiting" : row.state,
    mayBeRepeated: row.maybe_repeated,
    via: row.sent_via ?? undefined,
    failure: row.failure ?? undefined,
    fault: row.fault ?? undefined,
    createdAt: row.created_at,
    sentAt: row.sent_at ?? undefined,
  };
}
