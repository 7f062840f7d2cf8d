import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { formatDateTime } from "./time.ts";
import { lengthOf } from "./topic.ts";

/** 征求意见: opinions on a draft, as often as wanted, until a deadline. */
export type OpinionCallState = "draft" | "open" | "closed" | "announced" | "dropped";

export interface OpinionCallPlan {
  /** Without 《》. */
  readonly title: string;
  readonly dueAt: Date;
  /** False = what is listed and printed carries no names. */
  readonly isNamed: boolean;
}

/** @throws UserError for a title or a deadline that cannot be */
export function planOpinionCall(plan: OpinionCallPlan, now: Date): OpinionCallPlan {
  const title = plan.title.replaceAll(/\s+/g, " ").trim();
  if (lengthOf(title) > limits.opinionTitleCharsMax) {
    throw new UserError("opinionTitleTooLong", { max: limits.opinionTitleCharsMax });
  }
  checkDue(plan.dueAt, now);
  const aheadMs = plan.dueAt.getTime() - now.getTime();
  if (aheadMs > limits.opinionAheadDaysMax * DAY_MS) {
    throw new UserError("opinionDueTooFar", { days: limits.opinionAheadDaysMax });
  }
  return { ...plan, title };
}

/** @throws UserError if the deadline is over, when it is planned and when it goes out */
export function checkDue(dueAt: Date, now: Date): void {
  if (dueAt > now) return;
  throw new UserError("opinionDuePast", { time: formatDateTime(dueAt, now) });
}

/** As written, only without spaces around it. @throws UserError if there is too much of it */
export function checkOpinionWords(words: string): string {
  const kept = words.trim();
  if (lengthOf(kept) > limits.opinionCharsMax) {
    throw new UserError("opinionTooLong", { max: limits.opinionCharsMax });
  }
  return kept;
}

/** @throws UserError if this person has said enough */
export function checkOpinionCount(own: number): void {
  if (own < limits.opinionsPerPersonMax) return;
  throw new UserError("opinionTooMany", { max: limits.opinionsPerPersonMax });
}

const DAY_MS = 24 * 60 * 60 * 1000;
