import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { isQuietTime, nextSpeakingTime } from "./time.ts";
import { lengthOf } from "./topic.ts";

/** 提醒: whom, of what, when. */
export interface ReminderPlan {
  readonly words: string;
  readonly dueAt: Date;
  /** It was put off to the end of the quiet hours. */
  readonly isPutOff: boolean;
}

/**
 * One's own reminder comes when it was asked for, at any hour; what speaks to a whole group keeps
 * the quiet hours.
 * @throws UserError for words or times that cannot be kept
 */
export function planReminder(
  asked: { readonly words: string; readonly dueAt: Date; readonly audience: "self" | "everyone" },
  state: { readonly now: Date; readonly openCount: number },
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
  const dueAt = speakingTime(asked.dueAt, asked.audience);
  return { words, dueAt, isPutOff: dueAt.getTime() !== asked.dueAt.getTime() };
}

/** When a reminder that is due may be said: at once, or after the quiet hours. */
export function speakingTime(at: Date, audience: "self" | "everyone"): Date {
  return audience === "everyone" && isQuietTime(at) ? nextSpeakingTime(at) : at;
}

const DAY_MS = 24 * 60 * 60 * 1000;
