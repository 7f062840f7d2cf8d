import { type Selectable, sql } from "kysely";

import type { MeetingForm } from "../domain/meeting.ts";
import type { PollRequirement, Slot, TimePollState } from "../domain/time-poll.ts";
import type { Tx } from "./database.ts";
import type { TimePollsTable } from "./schema/time-polls.ts";

export interface TimePoll {
  readonly tenantId: number;
  readonly id: number;
  readonly unitId: number;
  readonly title: string;
  readonly topicId: number | undefined;
  readonly form: MeetingForm | undefined;
  readonly alias: string | undefined;
  readonly slots: readonly Slot[];
  readonly requirements: readonly PollRequirement[];
  readonly askerId: number;
  readonly conversationId: number | undefined;
  readonly state: TimePollState;
  readonly dueAt: Date;
  readonly remindAt: Date | undefined;
  readonly toldAt: Date | undefined;
}

export interface NewTimePoll extends Omit<TimePoll, "id" | "state" | "toldAt"> {
  readonly at: Date;
}

export async function insertTimePoll(tx: Tx, poll: NewTimePoll): Promise<TimePoll> {
  const slots = poll.slots.map(({ startsAt, endsAt }) => ({
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }));
  const row = await tx
    .insertInto("time_polls")
    .values({
      tenant_id: poll.tenantId,
      unit_id: poll.unitId,
      title: poll.title,
      topic_id: poll.topicId ?? null,
      form: poll.form ?? null,
      alias: poll.alias ?? null,
      slots: JSON.stringify(slots),
      requirements: JSON.stringify(poll.requirements),
      asker_id: poll.askerId,
      conversation_id: poll.conversationId ?? null,
      state: "open",
      due_at: poll.dueAt,
      remind_at: poll.remindAt ?? null,
      created_at: poll.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toPoll(row);
}

/** Those in these states, the newest first; with a person only those in which they are asked. */
export async function listTimePolls(
  tx: Tx,
  tenantId: number,
  states: readonly TimePollState[],
  { askedId, limit }: { readonly askedId?: number; readonly limit: number },
): Promise<readonly TimePoll[]> {
  const rows = await tx
    .selectFrom("time_polls")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "in", states)
    .$if(askedId !== undefined, (query) =>
      query.where((where) =>
        where.exists(
          where
            .selectFrom("time_poll_people as a")
            .select(sql`1`.as("one"))
            .whereRef("a.tenant_id", "=", "time_polls.tenant_id")
            .whereRef("a.poll_id", "=", "time_polls.id")
            .where("a.person_id", "=", askedId ?? 0),
        ),
      ),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toPoll);
}

/**
 * Held until the end of the transaction: of two who answer last, one sees that everybody has.
 * @throws Error if there is none: every caller has the id from a row
 */
export async function lockTimePoll(tx: Tx, tenantId: number, id: number): Promise<TimePoll> {
  const row = await tx
    .selectFrom("time_polls")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toPoll(row);
}

/** Undefined if it is not open any more, or another worker has it. */
export async function claimTimePoll(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<TimePoll | undefined> {
  const row = await tx
    .selectFrom("time_polls")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "open")
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && toPoll(row);
}

/** What is to be closed or reminded of, by the tenants' clocks: ids and nothing else. */
export async function listDueTimePolls(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_time_polls(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

interface Change {
  readonly state?: TimePollState;
  readonly remindAt?: Date | null;
  readonly toldAt?: Date;
  readonly closedAt?: Date;
  readonly chosen?: number;
  readonly meetingId?: number;
}

/** The caller holds it. */
export async function updateTimePoll(
  tx: Tx,
  { tenantId, id }: Pick<TimePoll, "tenantId" | "id">,
  change: Change,
): Promise<void> {
  await tx
    .updateTable("time_polls")
    .set({
      ...(change.state && { state: change.state }),
      ...(change.remindAt !== undefined && { remind_at: change.remindAt }),
      ...(change.toldAt && { told_at: change.toldAt }),
      ...(change.closedAt && { closed_at: change.closedAt }),
      ...(change.chosen !== undefined && { chosen: change.chosen }),
      ...(change.meetingId !== undefined && { meeting_id: change.meetingId }),
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

function toPoll(row: Selectable<TimePollsTable>): TimePoll {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    unitId: row.unit_id,
    title: row.title,
    topicId: row.topic_id ?? undefined,
    form: row.form ?? undefined,
    alias: row.alias ?? undefined,
    slots: row.slots.map(({ startsAt, endsAt }) => ({
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    })),
    requirements: row.requirements,
    askerId: row.asker_id,
    conversationId: row.conversation_id ?? undefined,
    state: row.state,
    dueAt: row.due_at,
    remindAt: row.remind_at ?? undefined,
    toldAt: row.told_at ?? undefined,
  };
}
