import type { ColumnType, Generated } from "kysely";

import type { MeetingForm, ParticipantCategory } from "../../domain/meeting.ts";
import type {
  PollRequirement,
  SlotAnswer,
  StoredSlot,
  TimePollState,
} from "../../domain/time-poll.ts";

type Json<T> = ColumnType<T, string, string>;

/** 约时间: several times are offered, and everybody says which suit them. */
export interface TimePollsTable {
  tenant_id: number;
  id: Generated<number>;
  unit_id: number;
  /** As it is said: 7号「老旧小区没地方充电」现场协商会. */
  title: string;
  topic_id: number | null;
  form: MeetingForm | null;
  alias: string | null;
  slots: Json<readonly StoredSlot[]>;
  requirements: Json<readonly PollRequirement[]>;
  asker_id: number;
  /** The group it was asked in. */
  conversation_id: number | null;
  state: TimePollState;
  due_at: Date;
  /** When those who have not answered are reminded; null once they were. */
  remind_at: Date | null;
  /** When the asker was told that everybody has answered, or how it stood at the deadline. */
  told_at: Date | null;
  /** Which slot was chosen, from 0. */
  chosen: number | null;
  meeting_id: number | null;
  created_at: Date;
  closed_at: Date | null;
}

export interface TimePollPeopleTable {
  tenant_id: number;
  id: Generated<number>;
  poll_id: number;
  /** Null for a guest without an account. */
  person_id: number | null;
  name: string;
  organization: string | null;
  category: ParticipantCategory;
  position: number;
  /** One for each slot; null = left blank. */
  answers: Json<readonly SlotAnswer[]>;
  answered_at: Date | null;
  entered_by: number | null;
}
