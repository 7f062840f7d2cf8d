import type { Selectable } from "kysely";

import type {
  Attendance,
  MeetingCapacity,
  MeetingReply,
  ParticipantCategory,
} from "../domain/meeting.ts";
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
  /** Of whatever it was. */
  readonly remindedAt: Date | undefined;
}

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
    remindedAt: row.reminded_at ?? undefined,
  };
}
