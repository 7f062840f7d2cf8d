import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { isOpenForEndorsement } from "./topic-state.ts";
import { checkEndorsable, checkNotErased, checkOpen, lengthOf, type Topic } from "./topic.ts";

/**
 * 合并: the topic leaves the list and points to the one that takes its place. Its 附议 stay its own;
 * who gave them is asked, never moved.
 * @throws UserError when either of them is no longer open, or both are the same
 */
export function mergeTopic<T extends Topic>(topic: T, target: Topic): T {
  const { number } = topic;
  if (topic.id === target.id) throw new UserError("mergeSelf", { number });
  if (topic.mergedInto !== undefined) {
    throw new UserError("mergeAlready", { number, target: topic.mergedInto.number });
  }
  checkOpen(topic);
  checkEndorsable(topic);
  checkOpen(target);
  if (!isOpenForEndorsement(target.status)) {
    throw new UserError("mergeTarget", { number: target.number });
  }
  const mergedInto = {
    id: target.id,
    year: target.year,
    number: target.number,
    statusBefore: topic.status,
  };
  return { ...topic, status: "merged", mergedInto };
}

/** 取消合并: it is again what it was. @throws UserError when it was not merged */
export function unmergeTopic<T extends Topic>(topic: T): T {
  checkNotErased(topic);
  if (topic.mergedInto === undefined) {
    throw new UserError("mergeNotMerged", { number: topic.number });
  }
  return { ...topic, status: topic.mergedInto.statusBefore, mergedInto: undefined };
}

/** @throws UserError for a reason that is too long */
export function checkMergeReason(words: string): string {
  const reason = words.replaceAll(/\s+/g, " ").trim();
  if (lengthOf(reason) > limits.mergeReasonCharsMax) {
    throw new UserError("mergeReasonTooLong", { max: limits.mergeReasonCharsMax });
  }
  return reason;
}
