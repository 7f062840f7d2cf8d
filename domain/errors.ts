import type { Sent } from "./voice.ts";

/**
 * Four kinds of failure, because four different things are done about them
 * (docs/decisions/0005-errors-by-consequence.md).
 */

/** The person can put it right; `text/errors.ts` holds the sentence for every code. */
export class UserError extends Error {
  override name = "UserError";
  readonly code: UserErrorCode;
  readonly params: ErrorParams;
  constructor(code: UserErrorCode, params: ErrorParams = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

/** The request does not come from the platform. One uniform refusal, nothing stored, nothing said. */
export class ForgedError extends Error {
  override name = "ForgedError";
}

/** It may work later: try again, not before `retryAfterMs` if the other side named a time. */
export class TransientError extends Error {
  override name = "TransientError";
  readonly retryAfterMs: number | undefined;
  /** The other side may already have acted on it (a time-out after sending). */
  readonly fateUnknown: boolean;
  /** The way on which it happened; set by whoever tries several ways one after the other. */
  via: Sent["via"] | undefined;
  constructor(message: string, options: { retryAfterMs?: number; fateUnknown?: boolean } = {}) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.fateUnknown = options.fateUnknown ?? false;
  }
}

/** It will never work as it is: stop, and tell whoever can change it. */
export class PermanentError extends Error {
  override name = "PermanentError";
}

/** Too many messages of one conversation are waiting: refuse before any write, the platform repeats. */
export class BusyError extends Error {
  override name = "BusyError";
}

export type ErrorParams = Readonly<Record<string, string | number>>;

export type UserErrorCode =
  | "claimNoRoster"
  | "claimNotOnRoster"
  | "claimOftenToday"
  | "claimOutsider"
  | "claimTwins"
  | "claimsWaiting"
  | "deliveryNotFound"
  | "deliveryPrivate"
  | "forwardNothing"
  | "forwardPlaceTooLong"
  | "eraseAsked"
  | "eraseNobodyElse"
  | "eraseNotAsked"
  | "eraseOwn"
  | "eraseReasonTooLong"
  | "groupOnly"
  | "groupUnregistered"
  | "identityUnknown"
  | "messageTooLong"
  | "noTenant"
  | "nobodyToConfirm"
  | "noVoiceGroup"
  | "noVoiceSingle"
  | "notAllowed"
  | "proxyNotOnRoster"
  | "proxyOnePerson"
  | "proxySelf"
  | "proxyTooMany"
  | "pushAddressInGroup"
  | "pushAddressWrong"
  | "reminderNotFound"
  | "reminderPast"
  | "reminderNoSuchDay"
  | "reminderNoSuchTime"
  | "reminderTooFar"
  | "reminderTooMany"
  | "reminderWordsEmpty"
  | "reminderWordsTooLong"
  | "rosterEmpty"
  | "rosterLastLiaison"
  | "setupDone"
  | "setupLocked"
  | "setupUsage"
  | "setupWrongCode"
  | "singleOnly"
  | "tellingTooLong"
  | "tellingsToday"
  | "topicCategoryTooLong"
  | "topicDetailTooLong"
  | "topicErased"
  | "topicNotEndorsed"
  | "topicNotFound"
  | "topicNotYours"
  | "topicOwnEndorsement"
  | "topicReviseEndorsed"
  | "topicReviseNothing"
  | "topicTitleEmpty"
  | "topicTitleTooLong"
  | "topicWithdrawEndorsed"
  | "topicWithdrawn"
  | "unitNotFound"
  | "unitNameTooLong";
