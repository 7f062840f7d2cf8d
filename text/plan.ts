import { sayQuarter } from "./rulings.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { sayShare } from "./share.ts";
import { shorten } from "./shorten.ts";

export interface SaidItem {
  readonly year: number;
  readonly number: number;
  readonly quarter: number;
  readonly content: string;
  readonly form: string | undefined;
  readonly principle: string | undefined;
  readonly procedure: string | undefined;
  readonly lead: string | undefined;
  readonly isPlanned: boolean;
  readonly state: "open" | "done" | "dropped";
}

/** 协商计划: what is planned this year, and how far it was kept to. */
export function planList(items: readonly SaidItem[], year: number, place: Place): string {
  if (items.length === 0) {
    return lines(
      `${year}年还没有协商计划。审定列入的议题会自动进来。`,
      `要自己加，${pleaseReply(place)}，例：协商计划 增加 夏季防汛 三季度`,
    );
  }
  const planned = items.filter(({ isPlanned }) => isPlanned);
  const outside = items.filter(({ isPlanned }) => !isPlanned);
  const shown = items.slice(0, ITEMS_SHOWN_MAX);
  return lines(
    `${year}年协商计划`,
    "",
    ...shown.map(sayItem),
    items.length > shown.length
      ? `（另有${items.length - shown.length}项，全部请打印）`
      : undefined,
    "",
    `计划内${planned.length}项，已办${countDone(planned)}项（${sayShare(countDone(planned), planned.length)}）${
      outside.length === 0 ? "" : `；计划外${outside.length}项，已办${countDone(outside)}项`
    }。`,
    `全文${pleaseReply(place)}：打印 协商计划`,
  );
}

const countDone = (items: readonly SaidItem[]): number =>
  items.filter(({ state }) => state === "done").length;

function sayItem(item: SaidItem): string {
  const parts = [item.form, item.lead === undefined ? undefined : `${item.lead}牵头`].filter(
    (part) => part !== undefined,
  );
  const state = item.state === "done" ? "（已办）" : item.isPlanned ? "" : "（计划外）";
  const how = parts.length === 0 ? "" : `　${parts.join("，")}`;
  return `${item.number}　${sayQuarter(item.quarter)}　${shorten(item.content, CONTENT_CHARS_MAX)}${how}${state}`;
}

const ITEMS_SHOWN_MAX = 9;
const CONTENT_CHARS_MAX = 20;

export function planAdded(item: SaidItem, place: Place): string {
  return lines(
    `记下了，${item.year}年协商计划第${item.number}项：`,
    `${sayQuarter(item.quarter)}　${item.content}${item.isPlanned ? "" : "（计划外）"}`,
    item.form === undefined ? undefined : `形式：${item.form}`,
    item.principle === undefined ? undefined : `原则：${item.principle}`,
    item.procedure === undefined ? undefined : `程序：${item.procedure}`,
    item.lead === undefined ? undefined : `牵头：${item.lead}`,
    "",
    `办完了，${pleaseReply(place)}：协商计划 完成 ${item.number}`,
  );
}

export function planClosed(item: SaidItem): string {
  const done = item.state === "done" ? "办完了" : "不再列在计划里";
  return `记下了：协商计划第${item.number}项「${item.content}」${done}。`;
}

/** To the 联络员, when the quarter begins. */
export function planItemDue(salutation: string, item: SaidItem): string {
  const lead = item.lead === undefined ? "" : `，${item.lead}牵头`;
  const form = item.form === undefined ? "" : `（${item.form}${lead}）`;
  return lines(
    `${salutation}您好，${sayQuarter(item.quarter)}协商计划第${item.number}项该准备了：`,
    `${item.content}${form}`,
    `办完了，请回复：协商计划 完成 ${item.number}`,
  );
}

export const planQuestions = { number: "请接着告诉我是计划里的第几项" } as const;
