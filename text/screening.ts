import { topicProfiles, type TopicProfile, type TopicSize } from "../domain/profile.ts";
import type { TopicChange } from "../domain/topic-state.ts";
import type { TopicStatus } from "../domain/topic.ts";
import { fixedPhrases, topicSizeNames } from "./fixed.ts";
import { itemNumber, lines, sayNumber } from "./phrases.ts";
import { shorten } from "./shorten.ts";

export interface Named {
  readonly year: number;
  readonly number: number;
  readonly title: string;
}

/** How a state is called where it stands by itself. */
export const statusNames: Readonly<Record<string, string>> = {
  proposed: "待初选",
  accepted: "已受理",
  shortlisted: "初选入围",
  referred: "已转办",
  deferred: "暂缓",
  done: "已办",
  listed: "已列入协商计划",
  reserve: "列为备选",
  withdrawn: "已撤回",
  erased: "已依规删除",
  merged: "已并入其他议题",
  split: "已拆成几件议题",
};

export interface Stands {
  readonly status: TopicStatus;
  readonly place: string | undefined;
  readonly reason: string | undefined;
}

/** 初选入围, 已转社区：邻里之间的事: with where to and why, if that was said. */
export function sayState({ status, place, reason }: Stands): string {
  const name = status === "referred" && place !== undefined ? `已转${place}` : statusNames[status];
  return reason === undefined ? `${name}` : `${name}：${shorten(reason, REASON_CHARS_MAX)}`;
}

/** How a matter of this size is talked over: form, notice, 规定人数, who agrees. */
export function sayProfile(size: TopicSize): string {
  const { form, noticeDays, approval } = topicProfiles[size];
  const notice = noticeDays === 0 ? "随到随议" : `提前${noticeDays}个工作日通知`;
  return `${topicSizeNames[size]}：${formNames[form]}，${notice}，${sayQuorum(topicProfiles[size])}，${approvalNames[approval]}同意后召开`;
}

const formNames: Readonly<Record<TopicProfile["form"], string>> = {
  meeting: "会议协商",
  "on-site": "现场、楼栋或网络协商",
  "any-time": "随时协商、微协商",
};

const approvalNames: Readonly<Record<TopicProfile["approval"], string>> = {
  "chairs-meeting": "主席会议",
  convener: "组长",
  liaison: "联络员",
};

function sayQuorum({ quorum }: TopicProfile): string {
  if (quorum.count !== undefined) return `${quorum.count}人以上参加`;
  return quorum.share?.isStrict === true ? "过半数参加" : "不限人数";
}

export interface Waiting extends Named {
  readonly id: number;
  readonly status: TopicStatus;
  readonly proposerName: string;
  readonly endorsements: number;
}

/** 初选: what waits, the first page of it or the one asked for. */
export function screeningWaiting(
  all: readonly Waiting[],
  { page, thisYear }: { readonly page: number; readonly thisYear: number },
): string {
  const topics = all.filter(({ status }) => status !== "deferred");
  const shown = pageOf(topics, page);
  const again = sayDeferred(all, thisYear);
  const first = shown[0];
  if (first === undefined) {
    return lines("现在没有等初选的议题。", again, "看初选入围的，请回复：初选 汇总");
  }
  const number = sayNumber(first, thisYear);
  return lines(
    `等初选的${topics.length}件，按“${fixedPhrases.selectionRule}”：`,
    "",
    ...shown.map((topic) => {
      const accepted = topic.status === "accepted" ? "，已受理" : "";
      const title = shorten(topic.title, TITLE_CHARS_MAX);
      return `${itemNumber(topic, thisYear)}　${title}（${topic.proposerName}，附议${topic.endorsements}人${accepted}）`;
    }),
    sayMore(topics.length, page, "初选"),
    again,
    "",
    `先受理，请回复：受理 ${number}　　评分：评分 ${number} 4 5 3`,
    `定下来，例：初选 ${number} 入围，初选 ${number} 转社区 理由`,
  );
}

/** Those who brought them were told that they would be looked at again. */
function sayDeferred(all: readonly Waiting[], thisYear: number): string | undefined {
  const deferred = all.filter(({ status }) => status === "deferred");
  if (deferred.length === 0) return undefined;
  const numbers = deferred.slice(0, DEFERRED_SHOWN_MAX).map((topic) => sayNumber(topic, thisYear));
  const more = deferred.length > DEFERRED_SHOWN_MAX ? "等" : "";
  return `上次暂缓的${deferred.length}件：${numbers.join("、")}号${more}`;
}

/** The people of a topic who could not be told alone: the 联络员 calls them. */
export interface Told {
  readonly told: number;
  readonly unreached: readonly string[];
  /** They hear it only after the quiet hours. */
  readonly isHeld: boolean;
}

interface Screened {
  readonly topics: readonly Named[];
  readonly change: TopicChange | undefined;
  readonly place: string | undefined;
  readonly reason: string | undefined;
  readonly size: TopicSize | undefined;
}

/** The answer to whoever screened. */
export function screeningDone(screened: Screened, told: Told, thisYear: number): string {
  const { topics, change, reason, size } = screened;
  const [only] = topics;
  const what =
    topics.length === 1 && only !== undefined
      ? `${itemNumber(only, thisYear)}「${shorten(only.title, TITLE_CHARS_MAX)}」`
      : `${topics.map((topic) => sayNumber(topic, thisYear)).join("、")}号，共${topics.length}件，`;
  return lines(
    change === undefined ? `${what}记下了。` : `${what}${sayDone(change, screened.place)}。`,
    reason === undefined ? undefined : `理由：${shorten(reason, REASON_CHARS_MAX)}`,
    size === undefined ? undefined : sayProfile(size),
    ...(change === undefined ? [] : ["", ...sayTold(told)]),
  );
}

function sayDone(change: TopicChange, place: string | undefined): string {
  switch (change) {
    case "accept":
      return "已受理，从现在起可以在小结、卡片和打印件里写出题目";
    case "refer":
    case "rule-refer":
      return `已转${place ?? "办"}`;
    case "return":
      return "退回初选，重新考虑";
    case "shortlist":
      return "初选入围";
    case "defer":
    case "rule-defer":
      return "暂缓";
    case "finish":
      return "已办";
    case "rule-list":
      return "列入协商计划";
    case "rule-reserve":
      return "列为备选";
  }
}

export function sayTold({ told, unreached, isHeld }: Told): readonly string[] {
  const who = told === 0 ? undefined : `荐题和附议的${told}人`;
  const names = unreached.slice(0, NAMES_SHOWN_MAX).join("、");
  const more = unreached.length > NAMES_SHOWN_MAX ? `等${unreached.length}人` : "";
  return [
    who === undefined ? undefined : isHeld ? `早上8:00告知${who}。` : `已单独告知${who}。`,
    unreached.length === 0 ? undefined : `没法单独告知的，请打电话：${names}${more}。`,
  ].filter((line) => line !== undefined);
}

export function pageOf<T>(items: readonly T[], page: number): readonly T[] {
  return items.slice((page - 1) * PAGE_LENGTH, page * PAGE_LENGTH);
}

export function sayMore(count: number, page: number, command: string): string | undefined {
  const left = count - page * PAGE_LENGTH;
  return left > 0 ? `后面还有${left}件，请回复：${command} 第${page + 1}页` : undefined;
}

const PAGE_LENGTH = 8;
const DEFERRED_SHOWN_MAX = 10;
const TITLE_CHARS_MAX = 24;
const REASON_CHARS_MAX = 60;
const NAMES_SHOWN_MAX = 12;

export const screeningQuestions = {
  numbers: "请接着告诉我是几号议题，怎么办",
  accept: "请接着告诉我受理几号议题",
  invite: "请接着告诉我请大家给几号议题评分",
  reason: "请接着告诉我理由，荐题和附议的人会看到",
  score: "请接着告诉我是几号议题、几分",
} as const;
