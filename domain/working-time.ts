import { fromLocal, nextSpeakingTime, toLocal } from "./time.ts";
import { addWorkdays, type CivilDay, type Workdays } from "./workdays.ts";

/**
 * When somebody may be spoken to unasked: not in the quiet hours, and not on a day off. What a
 * person does on a day off is answered and passed on at once; only what the bot begins by itself
 * waits for the workday.
 * @returns the moment itself, the end of the quiet hours, or 9:00 of the next workday
 */
export function nextWorkingTime(at: Date, workdays: Workdays): Date {
  const speaking = nextSpeakingTime(at);
  const day = toLocal(speaking);
  return workdays.isWorkday(day) ? speaking : morningOf(addWorkdays(workdays, day, 1).day);
}

/** That day if it is a workday, else the first one after it. */
export function onOrAfter(workdays: Workdays, day: CivilDay): CivilDay {
  return workdays.isWorkday(day) ? day : addWorkdays(workdays, day, 1).day;
}

/** 9:00 */
export function morningOf({ year, month, day }: CivilDay): Date {
  return fromLocal({ year, month, day, hour: 9, minute: 0 });
}
