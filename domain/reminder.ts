import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { lengthOf } from "./topic.ts";
import type { Workdays } from "./workdays.ts";
import { nextWorkingTime } from "./working-time.ts";

/** 提醒: whom, of what, when. */
export interface ReminderPlan {
  readonly words: string;
  readonly dueAt: Date;
  /** It was put off to the end of the quiet hours, or to the next workday. */
  readonly isPutOff: boolean;
}

/**
 * One's own reminder comes when it was asked for, at any hour; what speaks to a whole group keeps
 * the quiet hours and the days off.
 * @param state.workdays asked for only if the whole group is meant
 * @throws UserError for words or times that cannot be kept
 */
export function planReminder(
  asked: { readonly words: string; readonly dueAt: Date; readonly audience: "self" | "everyone" },
  state: {
    readonly now: Date;
    readonly openCount: number;
    readonly workdays: Workdays | undefined;
  },
): ReminderPlan {
  const words = asked.words.replaceAll(/\s+/g, " ").trim();
  if (words === "") throw new UserError("reminderWordsEmpty");
  if (lengthOf(words) > limits.reminderWordsCharsMax) {
    throw new UserError("reminderWordsTooLong", { max: limits.reminderWordsCharsMax });
  }
  const aheadMs = asked.dueAt.getTime() - state.now.getTime();
  if (aheadMs > limits.reminderAheadDaysMax * DAY_MS) {
    throw new UserError("reminderTooFar", { days: limits.reminderAheadDaysMax });
  }
  if (state.openCount >= limits.remindersOpenPerPersonMax) {
    throw new UserError("reminderTooMany", { max: limits.remindersOpenPerPersonMax });
  }
  const dueAt = speakingTime(asked.dueAt, state.workdays);
  return { words, dueAt, isPutOff: dueAt.getTime() !== asked.dueAt.getTime() };
}

/**
 * When a reminder that is due may be said.
 * @param workdays undefined = it is somebody's own, and comes at any hour
 */
export function speakingTime(at: Date, workdays: Workdays | undefined): Date {
  return workdays === undefined ? at : nextWorkingTime(at, workdays);
}

const DAY_MS = 24 * 60 * 60 * 1000;
