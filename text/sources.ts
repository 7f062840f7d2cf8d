import { type TopicSource, topicSourceNames, topicSources } from "../domain/topic-source.ts";
import { sayMoment } from "./moment.ts";
import { lines, please, type Place } from "./phrases.ts";
import { sayScreening } from "./rounds.ts";
import { statusNames } from "./screening.ts";
import { sayDetail } from "./topics.ts";

interface Entered {
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  readonly source: TopicSource;
  readonly actor: string | undefined;
  readonly screenBy: Date | null;
}

/** The receipt for what the staff entered. */
export function topicEntered(
  topic: Entered,
  { place, enteredBy }: { readonly place: Place; readonly enteredBy: string },
): string {
  const { number } = topic;
  return lines(
    `已录入，编为${number}号：`,
    "",
    `「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    `来源：${saySource(topic.source, topic.actor)}，${enteredBy}录入`,
    "",
    topic.screenBy === null ? undefined : sayScreening(topic.screenBy, "entered"),
    `要改${please(place)}：修改 ${number}　　要收回${please(place)}：撤回 ${number}`,
  );
}

/** 党政交题（县委办） */
export function saySource(source: TopicSource, actor: string | undefined): string {
  return `${topicSourceNames[source]}${actor === undefined ? "" : `（${actor}）`}`;
}

interface Count<T> {
  readonly name: T;
  readonly count: number;
}

interface Counts {
  readonly total: number;
  readonly sources: readonly Count<TopicSource>[];
  readonly statuses: readonly Count<string>[];
  readonly categories: readonly Count<string | null>[];
  readonly actors: readonly Count<string>[];
}

/** 议题 统计: every source is named, so that none is forgotten. */
export function topicStatistics(
  counts: Counts,
  { year, now }: { readonly year: number; readonly now: Date },
): string {
  if (counts.total === 0) return `${year}年还没有议题。`;
  const sources = topicSources.map((name) => ({
    name: topicSourceNames[name],
    count: counts.sources.find((each) => each.name === name)?.count ?? 0,
  }));
  const statuses = Object.entries(statusNames).flatMap(([status, name]) => {
    const count = counts.statuses.find((each) => each.name === status)?.count;
    return count === undefined ? [] : [{ name, count }];
  });
  const categories = counts.categories.map(({ name, count }) => ({
    name: name ?? "未分类",
    count,
  }));
  return lines(
    `${year}年议题${counts.total}件，撤回和并入别题的不算`,
    "",
    `来源　${sayCounts(sources)}`,
    `进展　${sayCounts(statuses)}`,
    `类别　${sayCounts(categories)}`,
    counts.actors.length === 0 ? undefined : `交题单位　${sayCounts(counts.actors)}`,
    "",
    `数字截至${sayMoment(now)}。`,
  );
}

function sayCounts(counts: readonly Count<string>[]): string {
  const shown = counts.slice(0, COUNTS_SHOWN_MAX).map(({ name, count }) => `${name}${count}件`);
  const rest = counts.slice(COUNTS_SHOWN_MAX).reduce((sum, { count }) => sum + count, 0);
  return [...shown, ...(rest === 0 ? [] : [`其余${rest}件`])].join("，");
}

const COUNTS_SHOWN_MAX = 15;

export const sourceQuestions = {
  actor: "请接着告诉我是哪个单位交的题",
  title: "请接着告诉我议题的题目",
  from: "请接着告诉我是谁提出来的，单位或哪些群众都行",
} as const;
