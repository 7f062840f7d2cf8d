import type { DutyErrorCode } from "./duty-errors.ts";
import type { MethodErrorCode } from "./method-errors.ts";
import type { MeetingErrorCode } from "./meeting-errors.ts";
import type { MinutesErrorCode } from "./minutes-errors.ts";
import type { SelectionErrorCode } from "./selection-errors.ts";
import type { ResultErrorCode } from "./result-errors.ts";
import type { TimePollErrorCode } from "./time-poll-errors.ts";
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
  /** This process does not hold the connection; another one does. Not an attempt. */
  readonly isElsewhere: boolean;
  /** Nobody holds the connection, and not for a moment only: another way may be tried meanwhile. */
  readonly isShut: boolean;
  /** The way on which it happened; set by whoever tries several ways one after the other. */
  via: Sent["via"] | undefined;
  constructor(
    message: string,
    options: {
      retryAfterMs?: number;
      fateUnknown?: boolean;
      isElsewhere?: boolean;
      isShut?: boolean;
    } = {},
  ) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.fateUnknown = options.fateUnknown ?? false;
    this.isElsewhere = options.isElsewhere ?? false;
    this.isShut = options.isShut ?? false;
  }
}

/** It will never work as it is: stop, and tell whoever can change it. */
export class PermanentError extends Error {
  override name = "PermanentError";
  /** What is wrong with the channel, where the platform told so. */
  readonly fault: ChannelFault | undefined;
  /** What whoever puts it right must know of it: the address to be trusted. Never a secret. */
  readonly detail: string | undefined;
  constructor(message: string, options: { fault?: ChannelFault; detail?: string } = {}) {
    super(message);
    this.fault = options.fault;
    this.detail = options.detail;
  }
}

/** What an administrator can put right on a platform's own pages; the sentences are in `text/`. */
export type ChannelFault =
  /** Wrong credentials. */
  | "secret"
  /** The person is outside the range the app may be seen in. */
  | "scope"
  /** The platform does not take calls from this address, which is told in `detail`. */
  | "trustedAddress"
  /** The app was not granted this call. */
  | "permission"
  /** The app or the robot was disabled or removed. */
  | "disabled"
  | "notInGroup"
  /** The group was disbanded. */
  | "groupGone"
  /** The group's push address is not valid. */
  | "pushAddress"
  | "tooLong"
  /** The platform refuses what is said. */
  | "content"
  /** What the platform allows in a month is used up. */
  | "quota"
  | "unknown";

/** Too many messages of one conversation are waiting: refuse before any write, the platform repeats. */
export class BusyError extends Error {
  override name = "BusyError";
}

export type ErrorParams = Readonly<Record<string, string | number>>;

/** 审定 and 协商计划. */
export type RulingErrorCode =
  | "planItemNotFound"
  | "planUsage"
  | "rulingOther"
  | "rulingOtherStep"
  | "rulingOut"
  | "rulingReasonMissing"
  | "rulingUnpublished"
  | "rulingTwice";

export type UserErrorCode =
  | MeetingErrorCode
  | DutyErrorCode
  | MethodErrorCode
  | MinutesErrorCode
  | TimePollErrorCode
  | SelectionErrorCode
  | ResultErrorCode
  | RulingErrorCode
  | "claimNoRoster"
  | "claimNotOnRoster"
  | "claimOftenToday"
  | "claimOutsider"
  | "claimTwins"
  | "claimsWaiting"
  | "deliveryNotFound"
  | "digestHourQuiet"
  | "digestNothingHeld"
  | "digestNothingToHold"
  | "digestTimeUnclear"
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
  | "printNothing"
  | "printUnknown"
  | "opinionDuePast"
  | "opinionDueTooFar"
  | "opinionNoGroup"
  | "opinionTitleTooLong"
  | "opinionTooLong"
  | "opinionTooMany"
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
  | "returnTooLong"
  | "rosterEmpty"
  | "rosterLastLiaison"
  | "commonNotFound"
  | "roundClosed"
  | "roundExtendEarlier"
  | "roundExtendReason"
  | "roundExtendTime"
  | "roundGone"
  | "roundNoSuchDay"
  | "roundNoTime"
  | "roundOpenAlready"
  | "roundPast"
  | "roundReasonTooLong"
  | "roundScreenedTooEarly"
  | "roundTitleTooLong"
  | "roundTooFar"
  | "scoreAxis"
  | "scoreClosed"
  | "scoreNotAsked"
  | "scoreRange"
  | "scoreUsage"
  | "screeningReasonTooLong"
  | "screeningTooMany"
  | "screeningUsage"
  | "setupDone"
  | "setupLocked"
  | "setupUsage"
  | "setupWrongCode"
  | "singleOnly"
  | "sourceActorTooLong"
  | "tellingTooLong"
  | "tellingsToday"
  | "topicCategoryTooLong"
  | "topicDetailTooLong"
  | "topicErased"
  | "topicNotEndorsed"
  | "topicNotFound"
  | "topicNotYours"
  | "topicOwnEndorsement"
  | "topicReviseNothing"
  | "topicShortTitleTooLong"
  | "topicScreened"
  | "topicSettled"
  | "topicStateStays"
  | "topicTitleEmpty"
  | "topicTitleTooLong"
  | "topicWithdrawEndorsed"
  | "topicWithdrawn"
  | "mergeAlready"
  | "mergeInSelection"
  | "mergeNotMerged"
  | "mergeReasonTooLong"
  | "mergeSelf"
  | "mergeTarget"
  | "settingUnknown"
  | "settingValueWrong"
  | "opinionProxyNothing"
  | "opinionProxyUsage"
  | "splitInSelection"
  | "splitOnePart"
  | "splitSameParts"
  | "splitSettled"
  | "splitTooManyParts"
  | "stillNothing"
  | "topicDetailEmoji"
  | "topicMerged"
  | "topicSplit"
  | "topicTitleEmoji"
  | "workdaysNoticeUsage"
  | "workdaysUsage"
  | "unitNotFound"
  | "unitNameTooLong";
