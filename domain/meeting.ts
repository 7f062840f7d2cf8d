/**
 * 协商会: the vocabulary of meetings. The four forms of 会议协商 come first, then the lighter ones;
 * what a place calls its own (院坝会, 板凳会) is an alias of one of them, so that statistics agree.
 */
export const meetingForms = [
  "plenary",
  "thematic",
  "counterpart",
  "sector",
  "on-site",
  "liaison",
  "building",
  "online",
  "micro",
] as const;

export type MeetingForm = (typeof meetingForms)[number];

export const meetingFormNames: Readonly<Record<MeetingForm, string>> = {
  plenary: "专题议政性常委会协商",
  thematic: "专题协商",
  counterpart: "对口协商",
  sector: "界别协商",
  "on-site": "现场协商",
  liaison: "沟通协商",
  building: "楼栋协商",
  online: "网络协商",
  micro: "微协商",
};

/** As what somebody is there. Required ones are counted by category. */
export const participantCategories = [
  "member",
  "department",
  "resident",
  "official",
  "expert",
  "enterprise",
  "other",
] as const;

export type ParticipantCategory = (typeof participantCategories)[number];

export const participantCategoryNames: Readonly<Record<ParticipantCategory, string>> = {
  member: "委员",
  department: "职能部门",
  resident: "群众代表",
  official: "镇街和社区干部",
  expert: "专家",
  enterprise: "企业代表",
  other: "特邀人员",
};

/** In which capacity: 主持, 参会, 特邀, 列席. */
export type MeetingCapacity = "host" | "participant" | "invited" | "observer";

export type MeetingState = "draft" | "announced" | "held" | "cancelled";

/** What somebody answered to the notice; leave is asked for and answered. */
export type MeetingReply =
  | "none"
  | "attending"
  | "leave-asked"
  | "on-leave"
  | "leave-refused"
  | "waiting";

export type Attendance = "present" | "late" | "absent" | "absent-without-leave";

/** At least so many of a category must be able to come. */
export interface Requirement {
  readonly category: ParticipantCategory;
  readonly count: number;
}
