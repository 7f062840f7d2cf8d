/** What cannot be done about a 议题推荐 that closes, or has closed. */
export type ResultErrorCode =
  | "paperCounts"
  | "paperMethod"
  | "paperNamed"
  | "paperNumbers"
  | "paperUsage"
  | "resultNotYet"
  | "selectionExtendMet"
  | "selectionExtendPast"
  | "selectionExtendReason"
  | "selectionExtendTime"
  | "selectionMoveMet"
  | "selectionNoneClosed"
  | "selectionNoneOpen"
  | "selectionNotClosed"
  | "selectionWhich";
