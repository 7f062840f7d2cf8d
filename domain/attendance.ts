import type { Attendance, MeetingReply } from "./meeting.ts";

/** 应到, 实到, 请假, 未到. */
export interface Turnout {
  readonly expected: number;
  readonly present: number;
  /** Of those present. */
  readonly late: number;
  /** Of those present: gone before the end. */
  readonly left: number;
  readonly online: number;
  readonly onLeave: number;
  readonly absent: number;
}

interface Attending {
  readonly reply: MeetingReply;
  readonly attendance: Attendance | undefined;
  readonly isOnline: boolean;
  readonly leftAt: Date | undefined;
}

export function countTurnout(people: readonly Attending[]): Turnout {
  const here = people.filter(hasCome);
  const onLeave = people.filter((each) => !hasCome(each) && each.reply === "on-leave").length;
  return {
    expected: people.length,
    present: here.length,
    late: here.filter(({ attendance }) => attendance === "late").length,
    left: here.filter(({ leftAt }) => leftAt !== undefined).length,
    online: here.filter(({ isOnline }) => isOnline).length,
    onLeave,
    absent: people.length - here.length - onLeave,
  };
}

export function hasCome({ attendance }: Pick<Attending, "attendance">): boolean {
  return attendance === "present" || attendance === "late";
}

/** What not coming means for the record of duty: with leave, or without a word. */
export function absenceOf({ reply }: Pick<Attending, "reply">): Attendance {
  return reply === "on-leave" ? "absent" : "absent-without-leave";
}

/** When one may check in, and what one is then. */
export type CheckInTime = "early" | "present" | "late" | "over";

export function checkInTime(
  { startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt: Date },
  now: Date,
): CheckInTime {
  if (now.getTime() < startsAt.getTime() - checkInBeforeMs) return "early";
  if (now <= startsAt) return "present";
  return now <= endsAt ? "late" : "over";
}

export const checkInBeforeMs = 60 * 60_000;

/** Minutes for each, of equal length: what is said at the agenda item, or of the time there is. */
export function speakingMinutes(agenda: readonly { readonly title: string }[]): number | undefined {
  for (const { title } of agenda) {
    const found = /每人(?:不超过|最多)?\s?(?<minutes>\d{1,2})\s?分钟/.exec(title);
    const minutes = found?.groups?.["minutes"];
    if (minutes !== undefined) return Number(minutes);
  }
  return undefined;
}
