import { sql } from "kysely";

import type { Tx } from "./database.ts";
import { type MeetingPerson, toMeetingPerson } from "./meeting-person-row.ts";
import type { Meeting } from "./meeting-row.ts";
import type { MeetingPeopleTable } from "./schema/meetings.ts";

export { type MeetingPerson, toMeetingPerson } from "./meeting-person-row.ts";

export type NewMeetingPerson = Pick<
  MeetingPerson,
  "personId" | "name" | "organization" | "category" | "capacity"
>;

type Key = Pick<Meeting, "tenantId" | "id">;

/**
 * Adds them in the order given, behind those who are there already; nobody twice. Whoever was taken
 * out before begins anew.
 * @returns how many were new
 */
export async function insertMeetingPeople(
  tx: Tx,
  { tenantId, id }: Key,
  people: readonly NewMeetingPerson[],
): Promise<number> {
  // One statement may not touch a line twice.
  const once = people.filter(
    ({ personId }, index) =>
      personId === undefined || people.findIndex((each) => each.personId === personId) === index,
  );
  if (once.length === 0) return 0;
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(position), 0)::int as last from meeting_people
    where tenant_id = ${tenantId} and meeting_id = ${id}`.execute(tx);
  const last = rows[0]?.last ?? 0;
  const made = await tx
    .insertInto("meeting_people")
    .values(
      once.map((person, index) => ({
        tenant_id: tenantId,
        meeting_id: id,
        person_id: person.personId ?? null,
        name: person.name,
        organization: person.organization ?? null,
        category: person.category,
        capacity: person.capacity,
        position: last + index + 1,
        reply: "none" as const,
        told_version: 0,
        is_online: false,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "meeting_id", "person_id"])
        .where("person_id", "is not", null)
        .doUpdateSet((set) => ({
          removed_at: null,
          position: set.ref("excluded.position"),
          capacity: set.ref("excluded.capacity"),
          category: set.ref("excluded.category"),
          reply: "none" as const,
          reply_reason: null,
          replied_at: null,
          entered_by: null,
          told_version: 0,
          chased: 0,
          materials_chased: 0,
          reminded_at: null,
        }))
        .where("meeting_people.removed_at", "is not", null),
    )
    .returning("id")
    .execute();
  return made.length;
}

/** In the order in which they are named, without those who were taken out. */
export async function listMeetingPeople(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly MeetingPerson[]> {
  const rows = await tx
    .selectFrom("meeting_people")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("removed_at", "is", null)
    .orderBy("position")
    .orderBy("id")
    .execute();
  return rows.map(toMeetingPerson);
}

/** Undefined = this person was not asked to come. */
export async function findMeetingPerson(
  tx: Tx,
  { tenantId, id }: Key,
  personId: number,
): Promise<MeetingPerson | undefined> {
  const row = await tx
    .selectFrom("meeting_people")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("person_id", "=", personId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row && toMeetingPerson(row);
}

export type MeetingPersonChange = Partial<
  Pick<
    MeetingPerson,
    | "name"
    | "capacity"
    | "reply"
    | "replyReason"
    | "repliedAt"
    | "enteredBy"
    | "toldVersion"
    | "attendance"
    | "checkedInAt"
    | "checkInBy"
    | "isOnline"
    | "leftAt"
    | "speakingPosition"
    | "chased"
    | "materialsChased"
    | "remindedAt"
  >
>;

/** Keys that are there with `undefined` are emptied. */
export async function updateMeetingPerson(
  tx: Tx,
  { tenantId, id }: Pick<MeetingPerson, "tenantId" | "id">,
  change: MeetingPersonChange,
): Promise<void> {
  const columns = Object.fromEntries(
    Object.entries(change).map(([key, value]) => [
      columnNames[key as keyof MeetingPersonChange],
      value ?? null,
    ]),
  );
  if (Object.keys(columns).length === 0) return;
  await tx
    .updateTable("meeting_people")
    .set(columns)
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** The draft is drafted again: its list with it. Nobody has been told or has answered. */
export async function deleteMeetingPeople(tx: Tx, { tenantId, id }: Key): Promise<void> {
  await tx
    .deleteFrom("meeting_people")
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .execute();
}

/** Everybody who was told of an earlier version than this one, held for who tells them now. */
export async function lockUntold(
  tx: Tx,
  { tenantId, id, version }: Pick<Meeting, "tenantId" | "id" | "version">,
): Promise<readonly MeetingPerson[]> {
  const rows = await tx
    .selectFrom("meeting_people")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("told_version", "<", version)
    .where("removed_at", "is", null)
    .orderBy("position")
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toMeetingPerson);
}

/** They are asked no more, and count for nothing from now on. */
export async function updateRemoved(
  tx: Tx,
  { tenantId, id }: Key,
  { ids, at }: { readonly ids: readonly number[]; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable("meeting_people")
    .set({ removed_at: at })
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("id", "in", [...ids, -1])
    .execute();
}

/** All of them know that version now. */
export async function updateTold(
  tx: Tx,
  { tenantId, id, version }: Pick<Meeting, "tenantId" | "id" | "version">,
): Promise<void> {
  await tx
    .updateTable("meeting_people")
    .set({ told_version: version })
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("told_version", "<", version)
    .execute();
}

const columnNames = {
  name: "name",
  capacity: "capacity",
  reply: "reply",
  replyReason: "reply_reason",
  repliedAt: "replied_at",
  enteredBy: "entered_by",
  toldVersion: "told_version",
  attendance: "attendance",
  checkedInAt: "checked_in_at",
  checkInBy: "check_in_by",
  isOnline: "is_online",
  leftAt: "left_at",
  speakingPosition: "speaking_position",
  chased: "chased",
  materialsChased: "materials_chased",
  remindedAt: "reminded_at",
} as const satisfies Record<keyof MeetingPersonChange, keyof MeetingPeopleTable>;
