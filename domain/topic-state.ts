import { UserError } from "./errors.ts";
import type { TopicStatus } from "./topic.ts";

/**
 * What may become of a 议题, and by whom: `proposer` (or who wrote it down for them), `screener`
 * (初选: 联络员, 组长) or `authority` (审定). Later stages add their own changes here.
 */
export type TopicChange =
  | "accept"
  | "shortlist"
  | "refer"
  | "defer"
  | "finish"
  | "return"
  | "rule-list"
  | "rule-reserve"
  | "rule-defer"
  | "rule-refer";

interface ChangeRule {
  readonly from: readonly TopicStatus[];
  readonly to: TopicStatus;
  readonly by: "screener" | "authority";
  /** The people named on the topic are told why. */
  readonly needsReason: boolean;
}

const candidates = ["shortlisted", "deferred", "reserve"] as const;
const waiting = ["proposed", "accepted"] as const;

export const topicChanges: Readonly<Record<TopicChange, ChangeRule>> = {
  accept: { from: ["proposed"], to: "accepted", by: "screener", needsReason: false },
  shortlist: {
    from: [...waiting, "deferred", "reserve"],
    to: "shortlisted",
    by: "screener",
    needsReason: false,
  },
  refer: {
    from: [...waiting, ...candidates],
    to: "referred",
    by: "screener",
    needsReason: true,
  },
  defer: {
    from: [...waiting, "shortlisted", "reserve"],
    to: "deferred",
    by: "screener",
    needsReason: true,
  },
  finish: {
    from: [...waiting, ...candidates, "referred", "listed"],
    to: "done",
    by: "screener",
    needsReason: true,
  },
  // 重新初选: a slip, or things have changed.
  return: {
    from: ["shortlisted", "deferred", "reserve", "referred", "done"],
    to: "accepted",
    by: "screener",
    needsReason: true,
  },
  "rule-list": { from: candidates, to: "listed", by: "authority", needsReason: false },
  "rule-reserve": { from: candidates, to: "reserve", by: "authority", needsReason: false },
  "rule-defer": {
    from: [...candidates, "listed"],
    to: "deferred",
    by: "authority",
    needsReason: true,
  },
  "rule-refer": {
    from: [...candidates, "listed"],
    to: "referred",
    by: "authority",
    needsReason: true,
  },
};

/** A topic whose state is to be changed. */
interface Changing {
  readonly number: number;
  readonly status: TopicStatus;
}

/**
 * The state it is in afterwards.
 * @throws UserError `topicStateStays` when this cannot happen to a topic in its state
 */
export function changeStatus(topic: Changing, change: TopicChange): TopicStatus {
  const rule = topicChanges[change];
  if (!rule.from.includes(topic.status)) {
    const { number, status } = topic;
    throw new UserError("topicStateStays", { number, status, wanted: rule.to });
  }
  return rule.to;
}

/** 附议 is welcome until the topic has left the consultation. */
export function isOpenForEndorsement(status: TopicStatus): boolean {
  return openStates.has(status);
}

const openStates: ReadonlySet<TopicStatus> = new Set([...waiting, ...candidates, "listed"]);

/** 评分 goes on until something was decided that ends it. */
export function isScorable(status: TopicStatus): boolean {
  return scorable.has(status);
}

const scorable: ReadonlySet<TopicStatus> = new Set([...waiting, "shortlisted", "deferred"]);

/** Once 初选 began, its proposer changes or withdraws it only through the 联络员. */
export function isScreened(status: TopicStatus): boolean {
  return status !== "proposed" && status !== "withdrawn" && status !== "erased";
}
