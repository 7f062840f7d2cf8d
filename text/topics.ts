import { formatDate } from "../domain/time.ts";
import type { Topic } from "../domain/topic.ts";
import { itemNumber, lines, pleaseReply, type Place, please, sayNumber } from "./phrases.ts";

interface Listed extends Topic {
  readonly proposerName: string;
  readonly proposedAt: Date;
}

export interface Setting {
  readonly place: Place;
  readonly thisYear: number;
}

interface Proposed {
  readonly salutation: string;
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  readonly isFirst: boolean;
}

/** 荐题 receipt. The last line comes only with a member's first topic. */
export function topicProposed(topic: Proposed, place: Place): string {
  const { number } = topic;
  return lines(
    `收到${topic.salutation}的荐题，编为${number}号：`,
    "",
    `「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    "来源：委员荐题",
    "",
    `要改${please(place)}：修改 ${number}　　要收回${please(place)}：撤回 ${number}`,
    topic.isFirst ? "这里收的是协商议题；要提交提案，请走政协提案系统。" : undefined,
  );
}

export function topicList(topics: readonly Listed[], hasMore: boolean, setting: Setting): string {
  const { place, thisYear } = setting;
  const first = topics[0];
  if (first === undefined) {
    return lines("还没有人荐题。", `${pleaseReply(place)}，例：荐题 老旧小区充电难`);
  }
  return lines(
    hasMore ? `最近的${topics.length}件议题` : `现有${topics.length}件议题`,
    "",
    ...topics.map((topic) => {
      const count = topic.endorsements > 0 ? `　附议${topic.endorsements}人` : "";
      return `${itemNumber(topic, thisYear)}　${topic.title}${count}`;
    }),
    "",
    `看详情，${pleaseReply(place)}：议题 ${sayNumber(first, thisYear)}`,
    `想一起推动，${pleaseReply(place)}：附议 ${sayNumber(first, thisYear)}`,
  );
}

export function topicDetail(topic: Listed, setting: Setting & { readonly now: Date }): string {
  const { place, thisYear, now } = setting;
  const number = sayNumber(topic, thisYear);
  return lines(
    `${itemNumber(topic, thisYear)}「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    `${topic.proposerName}荐，${formatDate(topic.proposedAt, now)}`,
    topic.status === "withdrawn" ? "荐题人已撤回" : `附议${topic.endorsements}人`,
    topic.status === "withdrawn" ? undefined : "",
    topic.status === "withdrawn" ? undefined : `想一起推动，${pleaseReply(place)}：附议 ${number}`,
  );
}

export function topicEndorsed(
  topic: Topic,
  salutation: string,
  setting: Setting & { readonly isNew: boolean },
): string {
  const { place, thisYear } = setting;
  return lines(
    setting.isNew
      ? `${salutation}附议了${itemNumber(topic, thisYear)}「${topic.title}」。`
      : `${salutation}，您已经附议过${itemNumber(topic, thisYear)}「${topic.title}」，不用再说一遍。`,
    "",
    `现在附议${topic.endorsements}人。`,
    `想收回，${pleaseReply(place)}：取消附议 ${sayNumber(topic, thisYear)}`,
  );
}

export function endorsementWithdrawn(topic: Topic, salutation: string, setting: Setting): string {
  return lines(
    `${salutation}，您对${itemNumber(topic, setting.thisYear)}「${topic.title}」的附议已收回。`,
    `现在附议${topic.endorsements}人。`,
  );
}

export function topicRevised(topic: Topic, setting: Setting): string {
  return lines(
    `${itemNumber(topic, setting.thisYear)}改好了：`,
    "",
    `「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
  );
}

export function topicWithdrawn(topic: Topic, setting: Setting): string {
  const { place, thisYear } = setting;
  return lines(
    `${itemNumber(topic, thisYear)}「${topic.title}」已撤回，编号不再使用。`,
    `想重新提，${pleaseReply(place)}：荐题 ${topic.title}`,
  );
}

/** At most as many lines as leave the answer on one screen. */
function sayDetail(detail: string | undefined): string | undefined {
  if (detail === undefined) return undefined;
  const all = detail.split("\n");
  if (all.length <= DETAIL_LINES_MAX) return `说明：${detail}`;
  const shown = all.slice(0, DETAIL_LINES_MAX - 1);
  return lines(`说明：${shown.join("\n")}`, "（说明较长，全文已存。）");
}

const DETAIL_LINES_MAX = 7;

/** Questions for what is missing. */
export const topicQuestions = {
  title: "请接着告诉我议题的题目",
  number: "请接着告诉我是几号议题",
  change: "请接着告诉我新的题目",
} as const;
