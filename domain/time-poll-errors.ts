/** 约时间: what could not be done. */
export type TimePollErrorCode =
  | "timePollClosed"
  | "timePollDueLate"
  | "timePollGone"
  | "timePollGuestUnknown"
  | "timePollLetter"
  | "timePollSettleWhich"
  | "timePollNone"
  | "timePollNotAsked"
  | "timePollOthers"
  | "timePollSlotOver"
  | "timePollSlotTwice"
  | "timePollSlotUnread"
  | "timePollSlots"
  | "timePollSoon"
  | "timePollUnfit"
  | "timePollUnitUnknown";
