import type { Selectable } from "kysely";

import type { MeetingForm, MeetingState, Requirement } from "../domain/meeting.ts";
import type { Quorum } from "../domain/selection.ts";
import type { MeetingsTable } from "./schema/meetings.ts";

/** What a meeting is to be, whoever convenes it. */
export interface MeetingPlan {
  readonly title: string;
  readonly form: MeetingForm;
  /** What the place calls it: 院坝会. */
  readonly alias: string | undefined;
  readonly isOnSite: boolean;
  readonly isMobile: boolean;
  readonly isDispersed: boolean;
  readonly isOnline: boolean;
  readonly place: string | undefined;
  readonly rainPlace: string | undefined;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Beyond the published calendar of workdays. */
  readonly isProvisional: boolean;
  /** 请准备. */
  readonly notes: string | undefined;
  readonly hostId: number | undefined;
  /** Working days between notice and meeting. */
  readonly noticeDays: number;
  readonly quorum: Quorum;
  readonly requirements: readonly Requirement[];
  /** Seats; those who come later wait. */
  readonly capacity: number | undefined;
  readonly materialsDueAt: Date | undefined;
}

export interface Meeting extends MeetingPlan {
  readonly tenantId: number;
  readonly id: number;
  readonly unitId: number;
  readonly seriesId: number | undefined;
  readonly checkInCode: string | undefined;
  readonly state: MeetingState;
  /** Grows with every change that people must hear of; 1 = the first notice. */
  readonly version: number;
  readonly cancelReason: string | undefined;
  readonly drafterId: number;
  readonly createdAt: Date;
  readonly announcedAt: Date | undefined;
  readonly heldAt: Date | undefined;
  readonly cancelledAt: Date | undefined;
}

/** A plan as its columns. */
export function columnsOf(plan: MeetingPlan) {
  return {
    title: plan.title,
    form: plan.form,
    alias: plan.alias ?? null,
    is_on_site: plan.isOnSite,
    is_mobile: plan.isMobile,
    is_dispersed: plan.isDispersed,
    is_online: plan.isOnline,
    place: plan.place ?? null,
    rain_place: plan.rainPlace ?? null,
    starts_at: plan.startsAt,
    ends_at: plan.endsAt,
    is_provisional: plan.isProvisional,
    notes: plan.notes ?? null,
    host_id: plan.hostId ?? null,
    notice_days: plan.noticeDays,
    quorum: JSON.stringify(plan.quorum),
    requirements: JSON.stringify(plan.requirements),
    capacity: plan.capacity ?? null,
    materials_due_at: plan.materialsDueAt ?? null,
  };
}

export function toMeeting(row: Selectable<MeetingsTable>): Meeting {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    unitId: row.unit_id,
    seriesId: row.series_id ?? undefined,
    title: row.title,
    form: row.form,
    alias: row.alias ?? undefined,
    isOnSite: row.is_on_site,
    isMobile: row.is_mobile,
    isDispersed: row.is_dispersed,
    isOnline: row.is_online,
    place: row.place ?? undefined,
    rainPlace: row.rain_place ?? undefined,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    isProvisional: row.is_provisional,
    notes: row.notes ?? undefined,
    hostId: row.host_id ?? undefined,
    noticeDays: row.notice_days,
    quorum: row.quorum,
    requirements: row.requirements,
    capacity: row.capacity ?? undefined,
    materialsDueAt: row.materials_due_at ?? undefined,
    checkInCode: row.check_in_code ?? undefined,
    state: row.state,
    version: row.version,
    cancelReason: row.cancel_reason ?? undefined,
    drafterId: row.drafter_id,
    createdAt: row.created_at,
    announcedAt: row.announced_at ?? undefined,
    heldAt: row.held_at ?? undefined,
    cancelledAt: row.cancelled_at ?? undefined,
  };
}
