import type { SelectionTerms } from "../domain/selection.ts";
import type { Rhythm } from "../domain/selection-opening.ts";
import { formatDate, formatDateTime, formatTime, fromLocal } from "../domain/time.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { sayMethod } from "./selection-rules.ts";

/** 议题推荐 that go out by themselves, and those that are drafted again and again. */

interface Planned {
  readonly title: string;
  readonly rhythm: Rhythm;
  readonly nextAt: Date;
  readonly endsAt: Date;
  readonly dueAt: Date;
  readonly now: Date;
  readonly terms: SelectionTerms;
  /** Its own options, not those of 初选. */
  readonly isFree: boolean;
}

export function seriesTitle(unitName: string): string {
  return `${unitName}定期推荐`;
}

/** 每月1日上午9:00 */
export function sayRhythm({ every, day, hour, minute }: Rhythm): string {
  const clock = formatTime(fromLocal({ year: 2026, month: 1, day: 1, hour, minute }));
  return every === "month" ? `每月${day}日${clock}` : `每季度首月${day}日${clock}`;
}

/** To be confirmed before anything is kept. */
export function seriesToConfirm(
  series: Planned & { readonly salutation: string },
  place: Place,
): string {
  const { nextAt, dueAt, endsAt, now } = series;
  return lines(
    `请${series.salutation}核对，现在还没有定：`,
    "",
    series.title,
    `${sayRhythm(series.rhythm)}起草一份给您，您确认了才发出`,
    series.isFree ? "候选：您写的这几项" : "候选：当时初选入围的议题",
    `方法：${sayMethod(series.terms)}`,
    `第一次：${formatDateTime(nextAt, now)}起草，${formatDateTime(dueAt, now)}截止`,
    `到${formatDate(endsAt, now)}为止`,
    "",
    `可以定下来，${pleaseReply(place)}：确认`,
  );
}

export function seriesPlanned({ title, nextAt, now }: Planned, place: Place): string {
  return lines(
    `定好了：「${title}」，第一份${formatDateTime(nextAt, now)}起草，单独发给您。`,
    `不要了，${pleaseReply(place)}：取消定时推荐`,
  );
}

/** Under a draft: when the next one comes. */
export function seriesNext(title: string, nextAt: Date | undefined, now: Date): string {
  return nextAt === undefined
    ? `这是「${title}」的最后一次。`
    : `下一次${formatDate(nextAt, now)}起草；以后不要了，请回复：取消定时推荐`;
}

export function seriesNotDrafted(said: {
  readonly salutation: string;
  readonly title: string;
  /** A whole sentence. */
  readonly why: string;
  readonly next: string;
}): string {
  return lines(`${said.salutation}，「${said.title}」这一次没有起草。`, said.why, "", said.next);
}

/** Why it did not open at its moment. */
export type Unopened = "unconfirmed" | "reviewing" | "returned" | "nobody" | "past";

export function notOpened(
  { salutation, title }: { readonly salutation: string; readonly title: string },
  why: Unopened,
): string {
  return lines(`${salutation}，「${title}」到点没有自动发出：${whys[why]}`, nexts[why]);
}

const whys: Readonly<Record<Unopened, string>> = {
  unconfirmed: "还没有确认。",
  reviewing: "还在请领导审阅。",
  returned: "领导退回修改了。",
  nobody: "名单里没有可以参加的委员。",
  past: "截止时间已经过了。",
};

const nexts: Readonly<Record<Unopened, string>> = {
  unconfirmed: "现在发出，请回复：发布。另定时间，例：发出改到 明天上午9点",
  reviewing: "领导同意后马上发出，您不用再做什么。",
  returned: "改好以后请回复：发布",
  nobody: "名单录好以后请回复：发布",
  past: "要接着办，请回复，例：截止改到 下周五下午5点",
};

interface Scheduled {
  readonly title: string;
  readonly opensAt: Date;
  readonly isAllowed: boolean;
}

interface Repeated {
  readonly title: string;
  readonly rhythm: Rhythm;
  readonly endsAt: Date;
}

/** Under 推荐, for the staff alone. */
export function plannedLines(
  scheduled: readonly Scheduled[],
  series: readonly Repeated[],
  now: Date,
): string | undefined {
  if (scheduled.length + series.length === 0) return undefined;
  return lines(
    "",
    ...scheduled
      .slice(0, SHOWN_MAX)
      .map(
        ({ title, opensAt, isAllowed }) =>
          `「${title}」${formatDateTime(opensAt, now)}自动发出${isAllowed ? "" : "，还没有确认"}`,
      ),
    ...series
      .slice(0, SHOWN_MAX)
      .map(
        ({ title, rhythm, endsAt }) =>
          `「${title}」${sayRhythm(rhythm)}起草，到${formatDate(endsAt, now)}为止`,
      ),
    "不要了，请回复：取消定时推荐",
  );
}

const SHOWN_MAX = 3;

export function unscheduled(title: string, place: Place): string {
  return lines(
    `「${title}」不会自动发出了。`,
    `要重新安排，${pleaseReply(place)}，例：发起推荐 初选议题 选3件 下周一上午9点发出 下周五下午5点截止`,
  );
}

export function seriesEnded(title: string): string {
  return `「${title}」以后不再起草。已经起草、还没有发出的，不受影响。`;
}

export function nothingPlanned(place: Place): string {
  return lines(
    "没有定时发出的推荐，也没有定期的推荐。",
    `看正在进行的，${pleaseReply(place)}：推荐`,
  );
}

export function whichPlanned(titles: readonly string[], place: Place): string {
  return lines(
    `定好的不止一项：${titles.join("、")}。`,
    `${pleaseReply(place)}，例：取消定时推荐 ${titles[0]}`,
  );
}
