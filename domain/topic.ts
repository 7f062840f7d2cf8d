import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";

/** 议题 and what may happen to it. Pure: state in, new state or a UserError out. */
export type TopicStatus = "proposed" | "withdrawn" | "erased";

export interface Topic {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  readonly status: TopicStatus;
  readonly proposerId: number;
  /** Who wrote it down for the proposer (代荐); undefined = the proposer. */
  readonly enteredById: number | undefined;
  /** Counted from rows, never a running number. */
  readonly endorsements: number;
  /** How many of them somebody else wrote down (代附议). */
  readonly proxyEndorsements: number;
}

/** A topic as one line of a list shows it. */
export type TopicLine = Pick<
  Topic,
  "year" | "number" | "title" | "status" | "endorsements" | "proxyEndorsements"
>;

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
  checkOpen(topic);
  if (topic.proposerId === personId) {
    throw new UserError("topicOwnEndorsement", { number: topic.number });
  }
}

/** @throws UserError when nothing can be done with the topic any more */
export function checkOpen(topic: Topic): void {
  if (topic.status === "withdrawn") {
    // What was written down for the proposer may have been taken back by who wrote it.
    const by = topic.enteredById === undefined ? "由荐题人" : "";
    throw new UserError("topicWithdrawn", { number: topic.number, by });
  }
  checkNotErased(topic);
}

/** @throws UserError when its words are gone and only its number is left */
export function checkNotErased(topic: Topic): void {
  if (topic.status === "erased") throw new UserError("topicErased", { number: topic.number });
}

/** What stands in the place of words that were erased by the rules. */
export const ERASED_TITLE = "已依规删除";

/** 删除, asked by one and confirmed by another; the number and the endorsements stay. */
export function eraseTopic<T extends Topic>(topic: T): T {
  checkNotErased(topic);
  return {
    ...topic,
    title: ERASED_TITLE,
    detail: undefined,
    category: undefined,
    status: "erased",
  };
}

/** @throws UserError for a reason that is too long */
export function checkEraseReason(words: string): string {
  const reason = words.replaceAll(/\s+/g, " ").trim();
  if (lengthOf(reason) > limits.eraseReasonCharsMax) {
    throw new UserError("eraseReasonTooLong", { max: limits.eraseReasonCharsMax });
  }
  return reason;
}

/** 代附议 of several at once: whose own it is need not endorse it. @throws UserError */
export function splitEndorsers<P extends { readonly id: number }>(
  topic: Topic,
  people: readonly P[],
): { readonly own: P | undefined; readonly others: readonly P[] } {
  checkOpen(topic);
  return {
    own: people.find((person) => person.id === topic.proposerId),
    others: people.filter((person) => person.id !== topic.proposerId),
  };
}

/**
 * 修改: by the proposer or who wrote it down for them, while nobody built on it; afterwards
 * supporters would be moved silently.
 */
export function reviseTopic(topic: Topic, personId: number, change: Partial<TopicWords>): Topic {
  checkOwnAndFree(topic, personId, "topicReviseEndorsed");
  const words = checkTopicWords({
    title: change.title ?? topic.title,
    detail: change.detail ?? topic.detail,
    category: change.category ?? topic.category,
  });
  return { ...topic, ...words };
}

/** 撤回: by the proposer or who wrote it down for them, while nobody built on it. */
export function withdrawTopic(topic: Topic, personId: number): Topic {
  checkOwnAndFree(topic, personId, "topicWithdrawEndorsed");
  return { ...topic, status: "withdrawn" };
}

function checkOwnAndFree(
  topic: Topic,
  personId: number,
  endorsedCode: "topicReviseEndorsed" | "topicWithdrawEndorsed",
): void {
  checkOpen(topic);
  const isTheirs = topic.proposerId === personId || topic.enteredById === personId;
  if (!isTheirs) throw new UserError("topicNotYours", { number: topic.number });
  if (topic.endorsements > 0) {
    throw new UserError(endorsedCode, { number: topic.number, count: topic.endorsements });
  }
}

/** Characters as people count them, not UTF-16 units. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
