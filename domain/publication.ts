import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { fromLocal, isRealDay, toLocal } from "./time.ts";
import { lengthOf } from "./topic.ts";
import { nextWorkday, type Workdays } from "./workdays.ts";
import { nextWorkingTime } from "./working-time.ts";

/** 送审: what goes to a group may have to be seen by a leader first. */
export type PublicationState =
  | "draft"
  | "reviewing"
  | "approved"
  | "returned"
  | "published"
  | "dropped";

/** On its way: neither out nor given up. */
export const openStates = ["draft", "reviewing", "approved", "returned"] as const;

/** The rule under which a unit names its leader. */
export const ANY_KIND = "*";

/** What a unit's leader sees without being asked for each kind. */
export const usuallyReviewed: ReadonlySet<string> = new Set([
  "ruling",
  "meeting-notice",
  "selection-result",
]);

/** 送审 设置 of one unit. */
export interface ReviewRule {
  readonly unitId: number;
  readonly kind: string;
  /** Undefined = nobody needs to see it. */
  readonly reviewerId: number | undefined;
}

/**
 * Who has to see this kind before it goes out; undefined = nobody.
 * @param path the unit and those above it, the nearest first: the nearest rule holds
 */
export function reviewerFor(
  kind: string,
  path: readonly number[],
  rules: readonly ReviewRule[],
): number | undefined {
  const rule = findRule(kind, path, rules);
  if (rule !== undefined) return rule.reviewerId;
  if (!usuallyReviewed.has(kind)) return undefined;
  return findRule(ANY_KIND, path, rules)?.reviewerId;
}

/** The leader to be named where 送审 is offered. */
export function leaderOf(
  path: readonly number[],
  rules: readonly ReviewRule[],
): number | undefined {
  return findRule(ANY_KIND, path, rules)?.reviewerId;
}

function findRule(
  kind: string,
  path: readonly number[],
  rules: readonly ReviewRule[],
): ReviewRule | undefined {
  return path
    .map((unitId) => rules.find((rule) => rule.unitId === unitId && rule.kind === kind))
    .find((rule) => rule !== undefined);
}

/**
 * When the drafter is told that there is no answer yet: the same hour of the next workday, outside
 * the quiet hours.
 */
export function remindDrafterAt(sentAt: Date, workdays: Workdays): Date {
  const { hour, minute } = toLocal(sentAt);
  const at = fromLocal({ ...nextWorkday(workdays, toLocal(sentAt)), hour, minute });
  return nextWorkingTime(at, workdays);
}

/** 何秀兰副主席: how a leader stands in a text; others by their name alone. */
export function formalName({
  name,
  title,
}: {
  readonly name: string;
  readonly title: string;
}): string {
  const clauses = title.split(/[\s,，、;；]+/);
  const office = clauses.map((clause) => /副?(?:主席|书记)$/.exec(clause)?.[0]);
  return name + (office.find((each) => each !== undefined) ?? "");
}

/** Whom 送审 names as an example, if a unit has not named its leader. */
export function isLeader({ title }: { readonly title: string }): boolean {
  return title.includes("主席");
}

/**
 * The day of a signature: 3月12日, 3-12, 今天, 昨天. Never ahead of `now`; a day that is still to
 * come this year was last year's.
 * @returns midnight of that day, and the words behind it; undefined if they name no day
 */
export function readSignedDay(
  words: string,
  now: Date,
): { readonly at: Date; readonly rest: string } | undefined {
  const today = toLocal(now);
  const near = /^(今天|昨天|前天)\s*/.exec(words);
  if (near !== null) {
    const back = ["今天", "昨天", "前天"].indexOf(near[1] ?? "");
    const at = fromLocal({ ...today, day: today.day - back, hour: 0, minute: 0 });
    return { at, rest: words.slice(near[0].length) };
  }
  const date = /^(?:(\d{4})年)?(\d{1,2})(?:月|-|\.|\/)(\d{1,2})[日号]?\s*/.exec(words);
  if (date === null) return undefined;
  const [month, day] = [Number(date[2]), Number(date[3])];
  const isAhead = month > today.month || (month === today.month && day > today.day);
  const year = Number(date[1] ?? (isAhead ? today.year - 1 : today.year));
  const at = fromLocal({ year, month, day, hour: 0, minute: 0 });
  const isLongAgo = now.getTime() - at.getTime() > SIGNED_AGO_MS_MAX;
  if (!isRealDay(year, month, day) || at > now || isLongAgo) return undefined;
  return { at, rest: words.slice(date[0].length) };
}

/** Nobody enters a signature later than half a year. */
const SIGNED_AGO_MS_MAX = 183 * 24 * 60 * 60 * 1000;

/** 退回修改, in the leader's own words. @throws UserError if they are too long */
export function checkReturnWords(words: string): string {
  const reason = words.trim();
  if (lengthOf(reason) > limits.returnWordsCharsMax) {
    throw new UserError("returnTooLong", { max: limits.returnWordsCharsMax });
  }
  return reason;
}
