import { type Selectable, sql } from "kysely";

import type {
  Attendance,
  MeetingCapacity,
  MeetingReply,
  ParticipantCategory,
} from "../domain/meeting.ts";
import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";
import type { MeetingPeopleTable } from "./schema/meetings.ts";

/** Somebody who is asked to come; a guest has a name and no person. */
export interface MeetingPerson {
  readonly tenantId: number;
  readonly id: number;
  readonly meetingId: number;
  readonly personId: number | undefined;
  readonly name: string;
  /** 单位 or 片区, as it is printed. */
  readonly organization: string | undefined;
  readonly category: ParticipantCategory;
  readonly capacity: MeetingCapacity;
  readonly position: number;
  readonly reply: MeetingReply;
  readonly replyReason: string | undefined;
  readonly repliedAt: Date | undefined;
  /** Who entered the reply for them. */
  readonly enteredBy: number | undefined;
  /** The version of the meeting they were told last; 0 = nothing yet. */
  readonly toldVersion: number;
  readonly attendance: Attendance | undefined;
  readonly checkedInAt: Date | undefined;
  readonly checkInBy: "code" | "word" | "staff" | undefined;
  readonly isOnline: boolean;
  readonly leftAt: Date | undefined;
  readonly speakingPosition: number | undefined;
  /** How often they were reminded to answer, and to hand something in. */
  readonly chased: number;
  readonly materialsChased: number;
}

export type NewMeetingPerson = Pick<
  MeetingPerson,
  "personId" | "name" | "organization" | "category" | "capacity"
>;

type Key = Pick<Meeting, "tenantId" | "id">;

/**
 * Adds them in the order given, behind those who are there already; nobody twice.
 * @returns how many were new
 */
export async function insertMeetingPeople(
  tx: Tx,
  { tenantId, id }: Key,
  people: readonly NewMeetingPerson[],
): Promise<number> {
  if (people.length === 0) return 0;
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(position), 0)::int as last from meeting_people
    where tenant_id = ${tenantId} and meeting_id = ${id}`.execute(tx);
  const last = rows[0]?.last ?? 0;
  const made = await tx
    .insertInto("meeting_people")
    .values(
      people.map((person, index) => ({
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
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  return made.length;
}

/** In the order in which they are named. */
export async function listMeetingPeople(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly MeetingPerson[]> {
  const rows = await tx
    .selectFrom("meeting_people")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
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
    .orderBy("position")
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toMeetingPerson);
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
} as const satisfies Record<keyof MeetingPersonChange, keyof MeetingPeopleTable>;

export function toMeetingPerson(row: Selectable<MeetingPeopleTable>): MeetingPerson {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    meetingId: row.meeting_id,
    personId: row.person_id ?? undefined,
    name: row.name,
    organization: row.organization ?? undefined,
    category: row.category,
    capacity: row.capacity,
    position: row.position,
    reply: row.reply,
    replyReason: row.reply_reason ?? undefined,
    repliedAt: row.replied_at ?? undefined,
    enteredBy: row.entered_by ?? undefined,
    toldVersion: row.told_version,
    attendance: row.attendance ?? undefined,
    checkedInAt: row.checked_in_at ?? undefined,
    checkInBy: row.check_in_by ?? undefined,
    isOnline: row.is_online,
    leftAt: row.left_at ?? undefined,
    speakingPosition: row.speaking_position ?? undefined,
    chased: row.chased,
    materialsChased: row.materials_chased,
  };
}
