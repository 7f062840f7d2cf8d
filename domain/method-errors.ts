/** 工作法: what could not be done. */
export type MethodErrorCode =
  | "methodMissing"
  | "methodNone"
  | "methodStepMissing"
  | "methodStepTooLong"
  | "methodStepTwice"
  | "methodTooMany"
  | "methodTopicOver"
  | "methodUnitUnknown"
  | "methodUnread";
