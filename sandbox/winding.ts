import { formatDateTime, fromLocal, toLocal } from "../domain/time.ts";

/** What 快进 offers at any time: a name, and where it leads from this moment. */
export interface WindChoice {
  readonly id: string;
  readonly label: string;
  readonly to: Date;
  /** `3月10日（星期二）上午9:00` */
  readonly when: string;
}

export function listWindChoices(now: Date): readonly WindChoice[] {
  return choices.map(({ id, label, from }) => {
    const to = from(now);
    return { id, label, to, when: formatDateTime(to, now) };
  });
}

const choices = [
  { id: "hour", label: "一小时后", from: (now: Date) => new Date(now.getTime() + 3_600_000) },
  { id: "tomorrow", label: "明天上午9:00", from: (now: Date) => morningIn(now, 1) },
  { id: "friday", label: "星期五下午3:00", from: nextFriday },
  { id: "monday", label: "下周一上午9:00", from: nextMonday },
] as const;

function morningIn(now: Date, days: number): Date {
  const { year, month, day } = toLocal(now);
  return fromLocal({ year, month, day: day + days, hour: 9, minute: 0 });
}

function nextMonday(now: Date): Date {
  return morningIn(now, 8 - toLocal(now).weekday);
}

/** The next one that is still to come. */
function nextFriday(now: Date): Date {
  const { year, month, day, weekday } = toLocal(now);
  const inDays = (days: number) => fromLocal({ year, month, day: day + days, hour: 15, minute: 0 });
  const next = inDays((5 - weekday + 7) % 7);
  return next > now ? next : inDays(((5 - weekday + 7) % 7) + 7);
}
