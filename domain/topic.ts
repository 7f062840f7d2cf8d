import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { checkNotMerged, checkNotSplit } from "./topic-lineage.ts";
import { isOpenForEndorsement, isScreened } from "./topic-state.ts";

/** 议题 and what may happen to it. Pure: state in, new state or a UserError out. */
export type TopicStatus =
  | "proposed"
  | "withdrawn"
  | "erased"
  /** 受理: from then on its words may be repeated elsewhere. */
  | "accepted"
  /** 初选入围. */
  | "shortlisted"
  /** 转办: 转社区, 转12345, 转社情民意. */
  | "referred"
  /** 暂缓. */
  | "deferred"
  /** 已办. */
  | "done"
  /** 列入 and 备选, by 审定. */
  | "listed"
  | "reserve"
  /** 并入: another topic took its place; who had endorsed it was asked, not moved. */
  | "merged"
  /** 拆分: several topics took its place, likewise. */
  | "split";

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
  /** 第几版, from 1: one more with every 修改. */
  readonly version: number;
  /** The topic that took its place; present while its status is merged. */
  readonly mergedInto: MergedInto | undefined;
  /** The topics that took its place; present while its status is split. */
  readonly splitInto?: readonly { readonly year: number; readonly number: number }[] | undefined;
}

/** A topic as another one refers to it. */
export interface MergedInto {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  /** What 取消合并 goes back to. */
  readonly statusBefore: TopicStatus;
  /** Where it leads in the end, if that one was merged, too. */
  readonly leadsTo?: { readonly year: number; readonly number: number } | undefined;
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
  if (hasPicture(title)) throw new UserError("topicTitleEmoji");
  if (lengthOf(title) > limits.topicTitleCharsMax) {
    throw new UserError("topicTitleTooLong", { max: limits.topicTitleCharsMax });
  }
  const detail = checkDetail(words.detail);
  const category = words.category?.trim() || undefined;
  if (category !== undefined && lengthOf(category) > limits.categoryCharsMax) {
    throw new UserError("topicCategoryTooLong", { max: limits.categoryCharsMax });
  }
  return { title, detail, category };
}

/** 补充情况, by the rules of a detail. @throws UserError */
export function checkSupplement(words: string | undefined): string | undefined {
  return checkDetail(words);
}

function checkDetail(words: string | undefined): string | undefined {
  const detail = words?.trim() || undefined;
  if (detail === undefined) return undefined;
  if (lengthOf(detail) > limits.topicDetailCharsMax) {
    throw new UserError("topicDetailTooLong", { max: limits.topicDetailCharsMax });
  }
  if (hasPicture(detail)) throw new UserError("topicDetailEmoji");
  return detail;
}

/** @throws UserError when the topic can no longer be supported, or by its own proposer */
export function checkEndorsement(topic: Topic, personId: number): void {
  checkOpen(topic);
  checkEndorsable(topic);
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
  checkNotMerged(topic);
  checkNotSplit(topic);
  checkNotErased(topic);
}

/** @throws UserError when its words are gone and only its number is left */
export function checkNotErased(topic: Topic): void {
  if (topic.status === "erased") throw new UserError("topicErased", { number: topic.number });
}

/** What a member typed is repeated in lists, papers and notices only once it was accepted. */
export function isPublishable({ status }: { readonly status: TopicStatus }): boolean {
  return publishable.has(status);
}

const publishable: ReadonlySet<TopicStatus> = new Set([
  "accepted",
  "shortlisted",
  "deferred",
  "done",
  "listed",
  "reserve",
]);

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
    mergedInto: undefined,
    splitInto: undefined,
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

/** @throws UserError when it has left the consultation */
export function checkEndorsable({ number, status }: Topic): void {
  if (!isOpenForEndorsement(status)) throw new UserError("topicSettled", { number, status });
}

/** 代附议 of several at once: whose own it is need not endorse it. @throws UserError */
export function splitEndorsers<P extends { readonly id: number }>(
  topic: Topic,
  people: readonly P[],
): { readonly own: P | undefined; readonly others: readonly P[] } {
  checkOpen(topic);
  checkEndorsable(topic);
  return {
    own: people.find((person) => person.id === topic.proposerId),
    others: people.filter((person) => person.id !== topic.proposerId),
  };
}

/**
 * 修改: by the proposer or who wrote it down for them, until 初选 begins. Whoever has endorsed it must
 * be told what was changed: nobody supports words they have not seen.
 */
export function reviseTopic<T extends Topic>(
  topic: T,
  personId: number,
  change: Partial<TopicWords>,
): T {
  checkOwn(topic, personId);
  const words = checkTopicWords({
    title: change.title ?? topic.title,
    detail: change.detail ?? topic.detail,
    category: change.category ?? topic.category,
  });
  const isSame = (["title", "detail", "category"] as const).every(
    (key) => words[key] === topic[key],
  );
  return { ...topic, ...words, version: topic.version + (isSame ? 0 : 1) };
}

/** 撤回: by the proposer or who wrote it down for them, while nobody built on it. */
export function withdrawTopic(topic: Topic, personId: number): Topic {
  checkOwn(topic, personId);
  const { number, endorsements: count } = topic;
  if (count > 0) throw new UserError("topicWithdrawEndorsed", { number, count });
  return { ...topic, status: "withdrawn" };
}

function checkOwn(topic: Topic, personId: number): void {
  checkOpen(topic);
  const isTheirs = topic.proposerId === personId || topic.enteredById === personId;
  if (!isTheirs) throw new UserError("topicNotYours", { number: topic.number });
  if (isScreened(topic.status)) {
    throw new UserError("topicScreened", { number: topic.number, status: topic.status });
  }
}

/** Emoji: paper and official documents do not show them. © and the like are letters there. */
function hasPicture(text: string): boolean {
  return /\p{Emoji_Presentation}|[\u2600-\u27BF\u{1F000}-\u{1FAFF}]/u.test(text);
}

/** Characters as people count them, not UTF-16 units. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
