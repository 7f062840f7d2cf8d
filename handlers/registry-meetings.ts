import type { Command } from "./command.ts";
import { meetingAgendaDone } from "./commands/meeting-agenda.ts";
import { meetingAttend, meetingLeave } from "./commands/meeting-reply.ts";
import { meetingCalendar } from "./commands/meeting-calendar.ts";
import { meetingCancel, meetingSeriesCancel } from "./commands/meeting-cancel.ts";
import { meetingContinue } from "./commands/meeting-continue.ts";
import { meetingDraft } from "./commands/meeting-draft.ts";
import { meetingEdit } from "./commands/meeting-edit.ts";
import { meetingLeaveGrant, meetingLeaveRefuse } from "./commands/meeting-leave.ts";
import { meetingMaterial } from "./commands/meeting-material.ts";
import { meetingPeople } from "./commands/meeting-people.ts";
import { meetingReplyFor } from "./commands/meeting-reply-for.ts";
import { meetingSeries } from "./commands/meeting-series.ts";
import { meetingShow } from "./commands/meeting-show.ts";
import { methodChecklistSet, methodChecklistShow } from "./commands/method-checklist.ts";
import { minutesCorrect, minutesFine } from "./commands/minutes-answer.ts";
import { minutesLine, minutesLineWithdraw } from "./commands/minutes-line.ts";
import { microRecord } from "./commands/minutes-micro.ts";
import { minutesAdopt, minutesDecline } from "./commands/minutes-settle.ts";
import { minutesShow } from "./commands/minutes-show.ts";
import { taskDone, taskOpen, taskShow } from "./commands/task.ts";
import {
  minutesBegin,
  minutesEnd,
  minutesRecorder,
  minutesRelease,
} from "./commands/minutes-take.ts";
import { attendanceCheckIn } from "./commands/attendance-check-in.ts";
import { attendanceCode } from "./commands/attendance-code.ts";
import { attendanceEnter, attendanceTakeBack } from "./commands/attendance-enter.ts";
import { attendanceLeft } from "./commands/attendance-left.ts";
import { speakingNext, speakingOrderSet } from "./commands/attendance-speaking.ts";
import { timePollAnswer } from "./commands/time-poll-answer.ts";
import { timePollAnswerFor } from "./commands/time-poll-answer-for.ts";
import { timePollCancel } from "./commands/time-poll-cancel.ts";
import { timePollOpen } from "./commands/time-poll-open.ts";
import { timePollSettle } from "./commands/time-poll-settle.ts";
import { timePollShow } from "./commands/time-poll-show.ts";

/** 约时间, 会议, 签到 and 纪要, in the order of 帮助. */
export const meetingCommands: readonly Command[] = [
  timePollOpen,
  timePollAnswer,
  timePollAnswerFor,
  timePollShow,
  timePollSettle,
  timePollCancel,
  meetingShow,
  meetingAttend,
  meetingLeave,
  meetingCalendar,
  meetingMaterial,
  meetingDraft,
  meetingEdit,
  meetingPeople,
  meetingCancel,
  meetingSeriesCancel,
  meetingContinue,
  meetingSeries,
  meetingAgendaDone,
  meetingLeaveGrant,
  meetingLeaveRefuse,
  meetingReplyFor,
  attendanceCheckIn,
  attendanceCode,
  attendanceEnter,
  attendanceTakeBack,
  attendanceLeft,
  speakingOrderSet,
  speakingNext,
  minutesBegin,
  taskDone,
  taskOpen,
  minutesLine,
  minutesLineWithdraw,
  minutesEnd,
  minutesRecorder,
  minutesRelease,
  minutesShow,
  minutesFine,
  minutesCorrect,
  minutesAdopt,
  minutesDecline,
  taskShow,
  microRecord,
  methodChecklistShow,
  methodChecklistSet,
];
