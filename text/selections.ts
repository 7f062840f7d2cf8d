import type { Disclosure, Quorum } from "../domain/selection.ts";
import { kindOfMethod } from "../domain/selection-choices.ts";
import { countCardPages, countPages, pageOf } from "../domain/selection-pages.ts";
import { formatDateTime } from "../domain/time.ts";
import { neededOf } from "../domain/turnout.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { headingTitle, shortTitle } from "./selection-results.ts";
import { exampleFor, sayMethod, sayTie, type SelectionView } from "./selection-rules.ts";

/** 议题推荐: shown to those who choose. */

/** To the leader: the counts and the deadline. */
export function selectionSummary({ selection, options, eligible }: SelectionView): string[] {
  return [
    `候选${options.length}件，${eligible}位委员参加，${formatDateTime(selection.dueAt)}截止。`,
  ];
}

/**
 * To the groups: what is chosen from and the rules, which are fixed from then on.
 * @param how the last line
 */
export function selectionAnnounced(
  view: SelectionView & { lotSeed: string | undefined },
  how: string,
) {
  const { selection } = view;
  return lines(
    `【议题推荐】${headingTitle(selection.title)}`,
    "",
    ...optionLines(view),
    "",
    "规则",
    ...ruleLines(view),
    `截止：${formatDateTime(selection.dueAt)}`,
    "",
    how,
  );
}

function ruleLines({
  selection: { terms, purpose },
  eligible,
  lotSeed,
}: SelectionView & { lotSeed: string | undefined }): readonly string[] {
  const needed = sayNeeded(terms.quorum, eligible);
  const end = purpose.includes("审定参考") ? "结果供审定参考，不直接作决定。" : `结果${purpose}。`;
  const ties =
    terms.tie === "list" ? "票数并列的如实列出。" : `票数并列的${sayTie("lot", lotSeed)}。`;
  return [
    `${sayMethod(terms, "每位委员")}；${needed}`,
    changeRule[terms.disclosure],
    `${ties}${end}`,
  ];
}

function sayNeeded(quorum: Quorum, eligible: number): string {
  const needed = neededOf(quorum, eligible);
  const parts = (quorum.categories ?? []).map(({ name, min }) => `其中${name}至少${min}人`);
  if (needed === undefined && parts.length === 0) return `${eligible}位委员参加。`;
  const all = needed === undefined ? [] : [`${needed}人及以上参加`];
  return `${eligible}位委员中${[...all, ...parts].join("，")}，结果有效。`;
}

const changeRule: Readonly<Record<Disclosure, string>> = {
  open: "截止前可以改，票数和个人选择都公开。",
  "until-close": "截止前可以改，不显示票数和个人选择，截止后公布。",
  hidden: "截止前可以改，不显示票数，个人选择不公布。",
  secret:
    "无记名：选好不能改，不留姓名、时间和先后。截止时打乱一次，在那以前管数据库的人从技术上有可能对上。",
};

/** Every option on a line where there is room, else in short. */
function optionLines({ options }: SelectionView): readonly string[] {
  const all = options.map(({ number, label }) => `${number}号　${label}`);
  if (all.length <= OPTION_LINES_MAX) return all;
  const short = options.map(({ number, shortLabel }) => `${number}号${shortLabel}`).join("　");
  if (options.length <= SHORT_LABELS_MAX) return [short];
  const [first, last] = [options[0]?.number, options.at(-1)?.number];
  return [`共${options.length}件，${first}号至${last}号，分页看，例：推荐 第1页`];
}

const OPTION_LINES_MAX = 10;

const SHORT_LABELS_MAX = 24;

export function chooseByCard(view: SelectionView): string {
  return `请点下面的卡片选；点不开的，单独发给我，例：${exampleFor(view)}`;
}

/** Where no card can be pushed: the answer to 推荐 brings it. */
export function chooseByWords(view: SelectionView): string {
  // What pushes it may go by another name, and hears nothing.
  return `请@小协回复：推荐。也可以单独发给我，例：${exampleFor(view)}`;
}

export function selectionOpened(
  view: Pick<SelectionView, "selection" | "unitName" | "eligible">,
  groups: number,
): string {
  const { selection, eligible } = view;
  const where = groups === 0 ? "还没有登记的群，没有在群里说" : `已发到${groups}个群`;
  return lines(
    `${shortTitle({ title: selection.title, unitName: view.unitName })}开始了，${where}，${eligible}位委员可以推荐。`,
    `${formatDateTime(selection.dueAt)}到点自己截止，结果先单独发给您。看有多少人参加了，请回复：推荐情况`,
  );
}

interface Shown extends SelectionView {
  /** What this person chose, in words; undefined = not yet. */
  readonly own: string | undefined;
  readonly hasCard: boolean;
  readonly others: readonly string[];
  readonly page: number;
}

/** 推荐: what is being chosen from now. */
export function selectionShown(shown: Shown, place: Place, now: Date): string {
  const { selection, eligible, own, others, page } = shown;
  const { terms, dueAt, title } = selection;
  const needed = neededOf(terms.quorum, eligible);
  const valid = needed === undefined ? "" : `；${eligible}位委员中${needed}人及以上参加有效`;
  const where = place === "group" ? "也可以单独发给我" : "也可以直接回复";
  const kind = kindOfMethod(terms.method);
  const pages = countPages(shown.options);
  const cards = kind === "approval" ? 1 : countCardPages(kind, shown.options);
  const how = shown.hasCard
    ? `请点卡片选，${where}，例：${exampleFor(shown)}`
    : `${place === "group" ? "请单独发给我" : "请回复"}，例：${exampleFor(shown)}`;
  return lines(
    `【议题推荐】${headingTitle(title)}${pages > 1 ? `（第${page}页，共${pages}页）` : ""}`,
    "",
    ...optionLines({ ...shown, options: pages > 1 ? pageOf(shown.options, page) : shown.options }),
    "",
    `${sayMethod(terms, "每位委员")}${valid}。${formatDateTime(dueAt, now)}截止。`,
    own,
    how,
    shown.hasCard && cards > 1
      ? `卡片共${cards}张，这是第${page}张，看下一张，${pleaseReply(place)}：推荐 第${(page % cards) + 1}页`
      : undefined,
    others.length === 0
      ? undefined
      : `另外正在推荐：${others.join("、")}，看那一项，${pleaseReply(place)}：推荐 ${others[0]}`,
  );
}
