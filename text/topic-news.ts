import type { Liaison } from "../domain/person.ts";
import type { TopicChange } from "../domain/topic-state.ts";
import { itemNumber, lines, sayContact, sayNumber } from "./phrases.ts";
import type { Named } from "./screening.ts";
import { shorten } from "./shorten.ts";

interface Concerned {
  readonly salutation: string;
  readonly part: "proposer" | "supporter";
}

interface News {
  readonly topic: Named;
  readonly change: TopicChange;
  readonly place: string | undefined;
  readonly reason: string | undefined;
  readonly thisYear: number;
  readonly liaison: Pick<Liaison, "name" | "phone"> | undefined;
}

/** To one person named on the topic, in 1:1: what became of it and what comes next. */
export function topicNews(person: Concerned, news: News): string {
  const { topic, change, reason, thisYear, liaison } = news;
  const how = person.part === "proposer" ? "荐" : "附议";
  const called = `您${how}的${itemNumber(topic, thisYear)}「${topic.title}」`;
  const contact = liaison === undefined ? "联络员" : `联络员${sayContact(liaison)}`;
  const why = reason === undefined ? "" : `：${shorten(reason, NEWS_REASON_CHARS_MAX)}`;
  const { what, next } = newsWords(change, news.place);
  return lines(
    `${person.salutation}，${called}${what}${why.replace(/[。.]$/, "")}。`,
    "",
    next === undefined
      ? `有什么要补充的，请找${contact}。`
      : `${next}有什么要补充的，请找${contact}。`,
  );
}

/** 6号、9号已转社区办理: for the 联络员, who calls those that could not be told alone. */
export function newsHeading(
  topics: readonly Named[],
  { change, place, thisYear }: Pick<News, "change" | "place" | "thisYear">,
): string {
  const numbers = topics.map((topic) => sayNumber(topic, thisYear)).join("、");
  return `${numbers}号${newsWords(change, place).what}`;
}

function newsWords(
  change: TopicChange,
  place: string | undefined,
): { readonly what: string; readonly next: string | undefined } {
  switch (change) {
    case "accept":
      return { what: "已受理", next: "接下来由联络站初选，结果会告诉您。" };
    case "shortlist":
      return { what: "初选入围", next: "接下来由委员推荐、会议审定，结果会告诉您。" };
    case "refer":
    case "rule-refer":
      return { what: `已转${place ?? "有关单位"}办理`, next: undefined };
    case "defer":
      return { what: "初选后暂缓", next: "下一轮初选时再看，再把情况告诉您。" };
    case "finish":
      return { what: "已办", next: undefined };
    case "return":
      return { what: "退回初选、重新考虑", next: "结果会告诉您。" };
    case "rule-list":
      return { what: "已列入协商计划", next: "什么时候协商，定了告诉您。" };
    case "rule-reserve":
      return { what: "列为备选", next: "有进一步安排再告诉您。" };
    case "rule-defer":
      return { what: "研究后暂缓", next: "到时再看，再把情况告诉您。" };
  }
}

const NEWS_REASON_CHARS_MAX = 200;
