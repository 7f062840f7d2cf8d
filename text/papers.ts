import { limits } from "../domain/limits.ts";
import type { Paper } from "../domain/paper.ts";
import { toLocal } from "../domain/time.ts";
import { isPublishable, type TopicStatus } from "../domain/topic.ts";
import { sayMoment } from "./moment.ts";
import { lines } from "./phrases.ts";

/** The words on papers, and about them. */

/** The boxes under a paper that goes up for a signature. */
export const signColumns = {
  /** For what the office itself puts out. */
  issue: ["拟稿", "审核", "签发"],
  /** For what a leader writes on. */
  instruct: ["签批"],
} as const;

/** 2026年3月27日 */
export function sayPrintDay(at: Date): string {
  const { year, month, day } = toLocal(at);
  return `${year}年${month}月${day}日`;
}

/** 2026年3月27日下午3:00: papers are read years later. */
export function sayCountedAt(at: Date): string {
  return `${toLocal(at).year}年${sayMoment(at)}`;
}

export const printQuestion = "请接着告诉我要打印什么";

interface Printed {
  readonly name: string;
  /** Undefined = it cannot be told for sure. */
  readonly pages: number | undefined;
  /** It has columns for those who sign. */
  readonly isToSign: boolean;
  /** Whole sentences. */
  readonly next: string | undefined;
  readonly url: string;
}

/** 打印: the paper is there, and how to get it. */
export function printed({ name, pages, isToSign, next, url }: Printed): string {
  const sheets = pages === undefined ? "A4纸" : `A4纸${pages}页`;
  const use = isToSign ? "可以直接送签" : "打印出来就能用";
  return lines(
    `${name}已生成，${sheets}，${use}。`,
    next,
    "",
    `请点开下载：${url}`,
    `${limits.fileKeepHours}小时内有效，只给您自己用，请不要转发。`,
  );
}

/** Instead of a file whose time has run out. */
export const linkOver = "这个链接已经过期了。请单独找小协，再说一遍要打印什么，例：打印 议题清单";

/** A token that is not known, or not any more. */
export const noSuchLink =
  "这个链接打不开了，可能没有复制完整，也可能时间太久。请单独找小协，再要一次，例：打印 议题清单，或者：加入日程 7号";

export const calendarOver = "这个链接已经过期了。请单独找小协，再要一次，例：加入日程 7号";

/** Instead of a file that was fetched far more often than one person does. */
export const openedOften =
  "这个链接打开的次数太多了。请单独找小协，再说一遍要打印什么，例：打印 议题清单";

/** Instead of a file that could not be made now. */
export const notMade = "刚才没有生成好，请过一分钟再点一次链接。";

/** The title of those pages. */
export const botNameOnPages = "小协";

/** Instead of a visitor's number to call. */
export const phoneOver = "这个链接已经过期了。请单独找小协，再说一遍，例：接待日 电话 3";

/** Instead of a picture whose time has run out. */
export const pictureOver = "这张图已经过期了，不能再看。要看结果，请找联络员。";

/** The line that stands at the end of every paper. */
export function paperFooting(countedAt: string | undefined, printedOn: string): string {
  return countedAt === undefined
    ? `打印日期：${printedOn}`
    : `数字截至${countedAt}　　打印日期：${printedOn}`;
}

/** In the box below each name of a sign column: the day, to be filled in. */
export const signDate = "　　年　　月　　日";

interface TopicOnSheet {
  readonly number: number;
  readonly title: string;
  readonly category: string | null;
  readonly status: TopicStatus;
  readonly proposerName: string;
  readonly endorsements: number;
}

interface SheetSetting {
  readonly tenantName: string;
  readonly year: number;
  readonly now: Date;
}

/** 议题清单, in the order of the numbers. */
export function topicSheet(topics: readonly TopicOnSheet[], setting: SheetSetting): Paper {
  const { tenantName, year, now } = setting;
  const hidden = topics.filter((topic) => !isPublishable(topic)).length;
  return {
    title: `${tenantName}${year}年协商议题清单`,
    orientation: "portrait",
    parts: [
      { kind: "paragraph", text: `${year}年现有议题${topics.length}件，按编号排列。` },
      ...(hidden === 0
        ? []
        : ([
            {
              kind: "paragraph",
              text: `其中${hidden}件还没有受理，只列编号、附议人数和状态。`,
            },
          ] as const)),
      {
        kind: "table",
        columns: [
          { title: "编号", share: 8, align: "center" },
          { title: "题目", share: 34 },
          { title: "荐题人", share: 12, align: "center" },
          { title: "附议", share: 10, align: "center" },
          { title: "类别", share: 16, align: "center" },
          { title: "状态", share: 16, align: "center" },
        ],
        rows: topics.map(topicRow),
      },
    ],
    signColumns: signColumns.issue,
    countedAt: sayCountedAt(now),
  };
}

function topicRow(topic: TopicOnSheet): readonly string[] {
  const { number, title, proposerName, category, endorsements, status } = topic;
  // What a member typed stands on paper only once the office has taken it up.
  const words = isPublishable(topic) ? { title, proposerName, category: category ?? "" } : none;
  return [
    `${number}号`,
    words.title,
    words.proposerName,
    `${endorsements}人`,
    words.category,
    statusOnSheet[status],
  ];
}

const none = { title: "", proposerName: "", category: "" };

/** As short as a column of a table wants it. */
const statusOnSheet: Readonly<Record<TopicStatus, string>> = {
  proposed: "待受理",
  withdrawn: "已撤回",
  erased: "已删除",
  accepted: "已受理",
  shortlisted: "入围",
  referred: "转办",
  deferred: "暂缓",
  done: "已办",
  listed: "列入计划",
  reserve: "列为备选",
  merged: "已并入",
  split: "已拆分",
};
