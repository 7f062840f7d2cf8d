import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";

/** 议题 and what may happen to it. Pure: state in, new state or a UserError out. */
export type TopicStatus = "proposed" | "withdrawn";

export interface Topic {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  readonly status: TopicStatus;
  readonly proposerId: number;
  /** Counted from rows, never a running number. */
  readonly endorsements: number;
}

export interface TopicWords {
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
}

/** @throws UserError for words that are too long or say nothing */
export function checkTopicWords(words: TopicWords): TopicWords {
  const title = words.title.replaceAll(/\s+/g, " ").trim();
  // A title of one character or of marks alone is a slip of the thumb.
  if ((title.match(/[\p{L}\p{N}]/gu) ?? []).length < 2) throw new UserError("topicTitleEmpty");
  if (lengthOf(title) > limits.topicTitleCharsMax) {
    throw new UserError("topicTitleTooLong", { max: limits.topicTitleCharsMax });
  }
  const detail = words.detail?.trim() || undefined;
  if (detail !== undefined && lengthOf(detail) > limits.topicDetailCharsMax) {
    throw new UserError("topicDetailTooLong", { max: limits.topicDetailCharsMax });
  }
  const category = words.category?.trim() || undefined;
  if (category !== undefined && lengthOf(category) > limits.categoryCharsMax) {
    throw new UserError("topicCategoryTooLong", { max: limits.categoryCharsMax });
  }
  return { title, detail, category };
}

/** @throws UserError when the topic can no longer be supported, or by its own proposer */
export function checkEndorsement(topic: Topic, personId: number): void {
  if (topic.status === "withdrawn") {
    throw new UserError("topicWithdrawn", { number: topic.number });
  }
  if (topic.proposerId === personId) {
    throw new UserError("topicOwnEndorsement", { number: topic.number });
  }
}

/** 修改: by the proposer, while nobody built on it; afterwards supporters would be moved silently. */
export function reviseTopic(topic: Topic, personId: number, change: Partial<TopicWords>): Topic {
  checkOwnAndFree(topic, personId, "topicReviseEndorsed");
  const words = checkTopicWords({
    title: change.title ?? topic.title,
    detail: change.detail ?? topic.detail,
    category: change.category ?? topic.category,
  });
  return { ...topic, ...words };
}

/** 撤回: by the proposer, while nobody built on it. */
export function withdrawTopic(topic: Topic, personId: number): Topic {
  checkOwnAndFree(topic, personId, "topicWithdrawEndorsed");
  return { ...topic, status: "withdrawn" };
}

function checkOwnAndFree(
  topic: Topic,
  personId: number,
  endorsedCode: "topicReviseEndorsed" | "topicWithdrawEndorsed",
): void {
  if (topic.status === "withdrawn") {
    throw new UserError("topicWithdrawn", { number: topic.number });
  }
  if (topic.proposerId !== personId) throw new UserError("topicNotYours", { number: topic.number });
  if (topic.endorsements > 0) {
    throw new UserError(endorsedCode, { number: topic.number, count: topic.endorsements });
  }
}

/** Characters as people count them, not UTF-16 units. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
