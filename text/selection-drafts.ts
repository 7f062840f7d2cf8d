import type { Card } from "../domain/card.ts";
import { formatDateTime, formatTime, formatWait, toLocal } from "../domain/time.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayOddDay } from "./day-kind.ts";
import { sayDay } from "./moment.ts";
import { lines, type Place } from "./phrases.ts";
import {
  disclosureNames,
  sayMethod,
  sayQuorum,
  sayTie,
  type SelectionView,
} from "./selection-rules.ts";

/** 发起推荐, before it goes out, and who is not counted. */

interface Drafting extends SelectionView {
  readonly salutation: string;
  readonly isShortlist: boolean;
  readonly lotSeed: string | undefined;
  readonly ways: readonly string[];
  readonly now: Date;
  readonly workdays: Workdays;
  /** When it should have opened, had that not been in the quiet hours. */
  readonly movedFrom?: Date | undefined;
  /** The last line, instead of how to change it. */
  readonly tail?: string;
}

/** 发起推荐, before it goes out. */
export function selectionDrafted(draft: Drafting, place: Place): string {
  const { selection, unitName, eligible, salutation, now } = draft;
  const { terms, dueAt, opensAt } = selection;
  const fixed = opensAt === undefined ? "名单就此固定" : "名单到发出时固定";
  return lines(
    `请${salutation}核对，现在还没有发出：`,
    "",
    selection.title,
    `候选：${sayOptions(draft)}`,
    `参加：${unitName}委员${eligible}人，${fixed}`,
    `方法：${sayMethod(terms)}`,
    `公开：${disclosureNames[terms.disclosure]}`,
    `有效：${sayQuorum(terms.quorum, eligible)}`,
    `并列：${sayTie(terms.tie, draft.lotSeed)}`,
    opensAt === undefined
      ? `截止：${formatDateTime(dueAt, now)}，${sayOddDay(dueAt, draft.workdays)}还有${formatWait(now, dueAt)}`
      : `时间：${sayOpening(opensAt, draft)}`,
    `用途：${selection.purpose}`,
    "",
    ...draft.ways,
    draft.tail ?? `要改，${place === "group" ? "请@我，" : ""}例：截止改到 周六中午12点`,
  );
}

/** 3月20日（星期五）上午9:00自动发出，3月27日（星期五）下午5:00截止 */
function sayOpening(opensAt: Date, { now, movedFrom, selection }: Drafting): string {
  const due = formatDateTime(selection.dueAt, now);
  const when = `${formatDateTime(opensAt, now)}自动发出，${due}截止`;
  if (movedFrom === undefined) return when;
  return `${when}（夜里和休息日不打扰；一定要按原来的时间，例：发出改到 ${sayDay(movedFrom)}${formatTime(movedFrom)} 准时）`;
}

function sayOptions({ options, isShortlist }: Drafting): string {
  const all = options.map(({ number }) => number).join("、");
  const numbers = `${all}号`;
  const count = `${isShortlist ? "初选入围" : ""}${options.length}件`;
  const isFree = options.every(({ topicId }) => topicId === undefined);
  if (!isFree) return `${count}（${numbers}）`;
  const labels = options.map(({ number, shortLabel }) => `${number}${shortLabel}`).join("、");
  return labels.length > LABELS_CHARS_MAX ? `${count}（${numbers}）` : `${count}（${labels}）`;
}

const LABELS_CHARS_MAX = 120;

/** Under the draft, for whoever would rather tap. */
export function confirmCard(title: string): Card {
  return {
    kind: "buttons",
    title,
    buttons: [
      { key: "confirm", text: "确认发出", says: "确认", style: "main" },
      { key: "drop", text: "先不发", says: "取消" },
    ],
  };
}

export const selectionQuestions = {
  due: "请接着告诉我什么时候截止",
  half: "请接着告诉我是上午还是下午",
  which: "请接着告诉我是哪一项",
} as const;

/** 城南片区二季度协商议题推荐: for the quarter that the deadline leads to. */
export function usualTitle(unitName: string, dueAt: Date, isOfTopics: boolean): string {
  if (!isOfTopics) return `${unitName}推荐`;
  const quarter = ["一", "二", "三", "四"][Math.floor((toLocal(dueAt).month % 12) / 3)];
  return `${unitName}${quarter}季度协商议题推荐`;
}

/** 供县政协主席会议审定参考，不直接作决定 */
export function usualPurpose(committee: string | undefined): string {
  return committee === undefined
    ? "供审定参考，不直接作决定"
    : `供${committee}主席会议审定参考，不直接作决定`;
}

export function stoodAside(
  names: readonly string[],
  takesPart: boolean,
  all: readonly string[],
): string {
  if (takesPart) return `已记下：${names.join("、")}参加推荐，从下一次发起起算。`;
  return lines(
    `已记下：${names.join("、")}不参加推荐，从下一次发起起，不计入应参加人数。`,
    `现在不参加的有：${all.join("、")}`,
    `要恢复，请回复：恢复推荐 ${names.join(" ")}`,
  );
}

export const standAsideQuestion = "请接着告诉我是哪几位委员不参加推荐";
