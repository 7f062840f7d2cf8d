import type { ColumnType, Generated } from "kysely";

import type { MeetingAlarmKind } from "../../domain/meeting-alarms.ts";
import type {
  Attendance,
  MeetingCapacity,
  MeetingForm,
  MeetingReply,
  MeetingState,
  ParticipantCategory,
  Requirement,
} from "../../domain/meeting.ts";
import type { Quorum } from "../../domain/selection.ts";

type Json<T> = ColumnType<T, string, string>;

/** Meetings that follow one another. */
export interface MeetingSeriesTable {
  tenant_id: number;
  id: Generated<number>;
  unit_id: number;
  title: string;
  /** How they recur (RFC 5545), if they do. */
  rule: string | null;
  state: "open" | "ended";
  created_at: Date;
  /** 每月第一个周三下午3点. */
  said: Generated<string | null>;
  /** The first one: days of an interval are counted from it, and its hour is that of all. */
  anchor: Generated<Date | null>;
  next_at: Generated<Date | null>;
  draft_at: Generated<Date | null>;
  drafter_id: Generated<number | null>;
  conversation_id: Generated<number | null>;
}

export interface MeetingsTable {
  tenant_id: number;
  id: Generated<number>;
  unit_id: number;
  series_id: number | null;
  title: string;
  form: MeetingForm;
  /** What the place calls it: 院坝会. */
  alias: string | null;
  /** 现场 (true) or 会场. */
  is_on_site: boolean;
  /** 移动 or 固定. */
  is_mobile: boolean;
  /** 分散 or 集中. */
  is_dispersed: boolean;
  /** 线上 or 线下. */
  is_online: boolean;
  place: string | null;
  rain_place: string | null;
  starts_at: Date;
  ends_at: Date;
  /** Beyond the published calendar of workdays. */
  is_provisional: boolean;
  notes: string | null;
  /** 主持人. */
  host_id: number | null;
  /** Working days between notice and meeting. */
  notice_days: number;
  quorum: Json<Quorum>;
  requirements: Json<readonly Requirement[]>;
  /** Seats; those who come later wait. */
  capacity: number | null;
  materials_due_at: Date | null;
  /** Four digits: 签到 4827. */
  check_in_code: string | null;
  /** The speaking position that was called last. */
  speaking_at: ColumnType<number | null, number | null | undefined, number | null>;
  state: MeetingState;
  /** Grows with every change that people must hear of. */
  version: number;
  cancel_reason: string | null;
  drafter_id: number;
  created_at: Date;
  announced_at: Date | null;
  held_at: Date | null;
  cancelled_at: Date | null;
}

export interface MeetingTopicsTable {
  tenant_id: number;
  meeting_id: number;
  topic_id: number;
  position: number;
}

export interface MeetingPeopleTable {
  tenant_id: number;
  id: Generated<number>;
  meeting_id: number;
  /** Null for a guest without an account. */
  person_id: number | null;
  name: string;
  /** 单位 or 片区, as it is printed. */
  organization: string | null;
  category: ParticipantCategory;
  capacity: MeetingCapacity;
  position: number;
  reply: MeetingReply;
  reply_reason: string | null;
  replied_at: Date | null;
  /** Who entered the reply for them. */
  entered_by: number | null;
  /** The version of the meeting they were told last; 0 = nothing yet. */
  told_version: number;
  attendance: Attendance | null;
  checked_in_at: Date | null;
  check_in_by: "code" | "word" | "staff" | null;
  is_online: boolean;
  left_at: Date | null;
  speaking_position: number | null;
  /** Reminders to answer, and to hand something in. */
  chased: Generated<number>;
  materials_chased: Generated<number>;
  reminded_at: Generated<Date | null>;
  /** Taken out after the notice; the line stays as a record and counts for nothing. */
  removed_at: Generated<Date | null>;
}

/** When a meeting says something by itself. */
export interface MeetingAlarmsTable {
  tenant_id: number;
  id: Generated<number>;
  meeting_id: number;
  kind: MeetingAlarmKind;
  at: Date;
}

export interface MeetingAgendaTable {
  tenant_id: number;
  meeting_id: number;
  position: number;
  title: string;
  /** Time box. */
  minutes: number | null;
  speaker: string | null;
  /** The meeting whose unfinished item it is. */
  carried_from: number | null;
  is_done: boolean;
}

export interface MeetingMaterialsTable {
  tenant_id: number;
  id: Generated<number>;
  meeting_id: number;
  meeting_person_id: number;
  words: string;
  handed_in_at: Date;
}
