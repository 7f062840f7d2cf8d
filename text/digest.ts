import {
  type DigestRhythm,
  isPlainWeek,
  type WeekNumbers,
  type WeekSelection,
  weekOf,
} from "../domain/digest.ts";
import { formatDateTime, formatTime, fromLocal, toLocal } from "../domain/time.ts";
import { sayDay, sayMoment } from "./moment.ts";
import { sayChecked, sayHeld, sayNext } from "./digest-meetings.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { sayShare } from "./share.ts";
import { shorten } from "./shorten.ts";

interface Told {
  readonly unitName: string;
  readonly numbers: WeekNumbers;
  /** Monday 0:00, or where the one before ended. */
  readonly from: Date;
  readonly asOf: Date;
  /** The hour it was to come at, if it comes late. */
  readonly plannedAt?: Date | undefined;
}

/** 一周小结: the same order every week, at most twelve lines. */
export function digestText({ numbers, asOf, plannedAt, ...told }: Told, place: Place): string {
  const { meetings } = numbers;
  const said = lines(
    `【一周小结】${told.unitName}　${sayDays(told.from, asOf)}`,
    plannedAt === undefined ? undefined : `原定${sayMoment(plannedAt)}发，这次晚了，请谅解。`,
    "",
    meetings && sayHeld(meetings, asOf),
    sayTopics(numbers.topics),
    ...saySelections(numbers.selections),
    sayAhead(numbers.ahead, meetings && sayChecked(meetings, asOf)),
    meetings && sayNext(meetings, asOf),
    "",
    `数字截至${sayMoment(asOf)}。看明细${place === "group" ? "请@我" : "请回复"}：周报 明细`,
  ).split("\n");
  // A full week goes without blank lines.
  return lines(...(said.length > LINES_MAX ? said.filter((line) => line !== "") : said));
}

/**
 * 3月23日至27日: the workdays of its week, or up to today. Where it counts more than the week:
 * 3月13日下午3:00至3月27日下午3:00.
 */
function sayDays(from: Date, asOf: Date): string {
  if (!isPlainWeek(from, asOf)) {
    const { hour, minute } = toLocal(from);
    const first = hour + minute === 0 ? sayDay(from) : sayMoment(from);
    return `${first}至${sayMoment(asOf)}`;
  }
  const { from: monday } = weekOf(new Date(asOf.getTime() - 1));
  const friday = new Date(monday.getTime() + 4 * DAY_MS);
  const last = asOf < friday ? asOf : friday;
  const [first, end] = [toLocal(monday), toLocal(last)];
  if (first.month === end.month && first.day === end.day) return sayDay(monday);
  return first.month === end.month
    ? `${sayDay(monday)}至${end.day}日`
    : `${sayDay(monday)}至${sayDay(last)}`;
}

function saySelections(selections: readonly WeekSelection[]): readonly string[] {
  if (selections.length === 0) return ["推荐　本周没有进行中的议题推荐"];
  const open = selections.filter(({ isOpen }) => isOpen).length === 1 ? "进行中1项" : "进行中";
  const shown = selections.slice(0, SELECTIONS_SHOWN_MAX).map((selection) => {
    const { eligible, taken } = selection;
    const title = `${shorten(selection.title, TITLE_CHARS_MAX)}，应参加${eligible}人`;
    const share = `（${sayShare(taken, eligible)}）`;
    if (selection.isOpen) {
      const due = formatDateTime(new Date(selection.dueAt));
      return `推荐　${open}：${title}，已参加${taken}人${share}，${due}截止`;
    }
    const first = selection.first.map((number) => `${number}号`).join("、");
    const result = first === "" ? "" : `，排在前面的是${first}`;
    return `推荐　已截止：${title}，实际参加${taken}人${share}${result}`;
  });
  const rest = selections.length - shown.length;
  return rest === 0 ? shown : [...shown, `推荐　另有${rest}项`];
}

function sayTopics(topics: WeekNumbers["topics"]): string {
  const ruled = [
    topics.listed > 0 ? `审定列入${topics.listed}件` : "",
    topics.deferred > 0 ? `暂缓${topics.deferred}件` : "",
  ];
  const planned = topics.planned > 0 ? `，其中列入计划${topics.planned}件` : "";
  const news = [`新荐${topics.proposed}件`, `附议${topics.endorsements}人次`, ...ruled];
  return `议题　${news.filter((part) => part !== "").join("，")}；在办${topics.active}件${planned}`;
}

function sayAhead(
  { selections, opinionCalls, rounds }: WeekNumbers["ahead"],
  checked: string | undefined,
): string | undefined {
  const due = [
    selections > 0 ? `议题推荐${selections}项` : "",
    opinionCalls > 0 ? `征求意见${opinionCalls}项` : "",
    rounds > 0 ? `征题${rounds}项` : "",
  ].filter((part) => part !== "");
  const soon = due.length === 0 ? undefined : `七天内截止：${due.join("，")}`;
  const said = [checked, soon].filter((part) => part !== undefined);
  return said.length === 0 ? undefined : `请留意　${said.join("；")}`;
}

const LINES_MAX = 12;
const SELECTIONS_SHOWN_MAX = 3;
const TITLE_CHARS_MAX = 20;
const DAY_MS = 24 * 60 * 60_000;

/** What the 联络员 sees an hour before. The lines of 送审 are the same for everything. */
export function digestPreview(
  preview: {
    readonly salutation: string;
    readonly sendAt: Date;
    readonly groups: number;
    readonly leader: string | undefined;
  },
  text: string,
): string {
  const { salutation, sendAt, groups, leader } = preview;
  return lines(
    `${salutation}您好，本周小结${formatTime(sendAt)}发到${groups}个群，请先过目（正文在下面）。`,
    leader === undefined ? undefined : `要先给领导看，请回复：送审 ${leader}`,
    "这周不发，请回复：本周不发",
    "不回复，到时按这个发。",
    ...text.split("\n").filter((line) => line !== ""),
  );
}

export function digestTitle(): string {
  return "一周小结";
}

export function digestSummary(planned: string): string {
  return `定在${planned}发到群里。`;
}

export function digestSent(groups: number): string {
  return `一周小结已发到${groups}个群。`;
}

export function digestEmpty(salutation: string, unitName: string): string {
  return `${salutation}您好，${unitName}本周没有要小结的事，这周的一周小结不发了。`;
}

export function digestMissed(salutation: string, unitName: string, plannedAt: Date): string {
  return lines(
    `${salutation}您好，${unitName}原定${sayMoment(plannedAt)}发的一周小结没有赶上，这段时间的事并到下一次一起说。`,
    "要看数字，请回复：周报",
  );
}

export function digestWaitsForLeader(salutation: string, unitName: string): string {
  return lines(
    `${salutation}您好，${unitName}的一周小结还在等领导审阅，到点先没有发。`,
    "同意了就发；这周不发，请回复：本周不发",
  );
}

/** For groups the bot cannot speak in: to be copied as it stands. */
export function digestDraft(salutation: string, title: string, text: string): string {
  return lines(
    `${salutation}您好，我在「${title}」里还不能主动说话，请把下面的内容转发到群里：`,
    ...text.split("\n").filter((line) => line !== ""),
  );
}

export function digestSet(
  set: {
    readonly rhythm: DigestRhythm;
    readonly sendAt: Date;
    readonly now: Date;
    readonly title: string;
  },
  place: Place,
): string {
  const at = fromLocal({ ...toLocal(set.sendAt) });
  return lines(
    `「${set.title}」的一周小结定在每周${sayWeekday(set.rhythm)}${formatTime(at)}发。`,
    `下一次是${formatDateTime(at, set.now)}，提前一小时请联络员过目。`,
    `不要了，${pleaseReply(place)}：周报 停`,
  );
}

export function digestStopped(title: string, place: Place): string {
  return lines(
    `「${title}」的一周小结停了。`,
    `再要发，${pleaseReply(place)}：周报 设置 周五 下午4点`,
  );
}

export function noDigestSet(place: Place): string {
  return lines("这里还没有定一周小结。", `要定，${pleaseReply(place)}：周报 设置 周五 下午4点`);
}

/** After 登记群, once; it is set in the group. */
export const digestOffer = "要每周自动发一周小结，请在群里@我：周报 设置 周五 下午4点";

export function digestHeld(groups: number, place: Place): string {
  return lines(
    `好的，这周的一周小结不发了（${groups}个群），这周的事并到下一次一起说。`,
    `又要发，${pleaseReply(place)}：本周照发`,
  );
}

export function digestResumed(sendAt: Date): string {
  return `好的，这周的一周小结照发，时间是${formatDateTime(sendAt)}。`;
}

export function digestDetail(
  detail: { readonly proposed: readonly string[]; readonly active: readonly string[] },
  days: { readonly from: Date; readonly asOf: Date },
): string {
  return lines(
    `本周明细　${sayDays(days.from, days.asOf)}`,
    "",
    `新荐：${detail.proposed.length === 0 ? "没有" : detail.proposed.join("、")}`,
    `在办：${detail.active.length === 0 ? "没有" : detail.active.join("、")}`,
    "",
    `数字截至${sayMoment(days.asOf)}。`,
  );
}

function sayWeekday({ weekday }: DigestRhythm): string {
  return "一二三四五六日".charAt(weekday - 1);
}

/** In 1:1, where there are several. */
export function whichDigestGroup(titles: readonly string[]): string {
  return lines(
    "是哪个群？请回复群前面的数：",
    ...titles.slice(0, GROUPS_SHOWN_MAX).map((title, index) => `${index + 1}　${title}`),
  );
}

const GROUPS_SHOWN_MAX = 12;

export const digestQuestions = {
  when: "请接着告诉我每周什么时候发",
} as const;
