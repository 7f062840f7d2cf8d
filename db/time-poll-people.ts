import type { ParticipantCategory } from "../domain/meeting.ts";
import type { SlotAnswer } from "../domain/time-poll.ts";
import type { Tx } from "./database.ts";
import type { TimePoll } from "./time-polls.ts";

/** Somebody whose answer is waited for; a guest has a name and no person. */
export interface TimePollPerson {
  readonly id: number;
  readonly personId: number | undefined;
  readonly name: string;
  readonly organization: string | undefined;
  readonly category: ParticipantCategory;
  readonly answers: readonly SlotAnswer[];
  readonly answeredAt: Date | undefined;
}

type Key = Pick<TimePoll, "tenantId" | "id">;
type NewTimePollPerson = Omit<TimePollPerson, "id" | "answers" | "answeredAt">;

/** In the order given; nobody has answered yet. */
export async function insertTimePollPeople(
  tx: Tx,
  { tenantId, id }: Key,
  people: readonly NewTimePollPerson[],
): Promise<void> {
  const rows = people.map((person, position) => ({
    tenant_id: tenantId,
    poll_id: id,
    person_id: person.personId ?? null,
    name: person.name,
    organization: person.organization ?? null,
    category: person.category,
    position,
    answers: "[]",
  }));
  await tx.insertInto("time_poll_people").values(rows).execute();
}

/** In the order in which they were asked. */
export async function listTimePollPeople(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly TimePollPerson[]> {
  const rows = await tx
    .selectFrom("time_poll_people")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("poll_id", "=", id)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id ?? undefined,
    name: row.name,
    organization: row.organization ?? undefined,
    category: row.category,
    answers: row.answers,
    answeredAt: row.answered_at ?? undefined,
  }));
}

/** The caller holds the poll. */
export async function updateTimeAnswers(
  tx: Tx,
  tenantId: number,
  answered: {
    readonly id: number;
    readonly answers: readonly SlotAnswer[];
    readonly at: Date;
    /** Who answered for them. */
    readonly enteredBy: number | undefined;
  },
): Promise<void> {
  await tx
    .updateTable("time_poll_people")
    .set({
      answers: JSON.stringify(answered.answers),
      answered_at: answered.at,
      entered_by: answered.enteredBy ?? null,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", answered.id)
    .execute();
}
