import type { Selection } from "../domain/selection.ts";
import type { OptionTally, SelectionResult } from "../domain/tally.ts";
import { formatDateTime } from "../domain/time.ts";
import type { Part, QuorumVerdict, Turnout } from "../domain/turnout.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 推荐结果: what came of a 议题推荐, for a group, for the convener, for whoever asks. */
export interface ResultView {
  readonly title: string;
  /** 城南片区 */
  readonly unitName: string;
  /** When it closed, as it was announced. */
  readonly closedAt: Date;
  readonly closeReason: Selection["closeReason"];
  readonly purpose: string;
  readonly result: SelectionResult;
  readonly labels: ReadonlyMap<number, string>;
  /** 刘主任: who decides what happens if too few took part. */
  readonly convener: string;
}

/** 二季度议题推荐, where everybody knows whose. */
export function shortTitle({ title, unitName }: Pick<ResultView, "title" | "unitName">): string {
  const rest = title.startsWith(unitName) ? title.slice(unitName.length) : title;
  return rest.replace("协商议题推荐", "议题推荐") || title;
}

/** 城南片区二季度协商议题 */
export function headingTitle(title: string): string {
  return title.replace(/推荐$/, "") || title;
}

/** 87.5%, with one decimal only where there is one. */
export function sayPercent(part: number, whole: number): string {
  const tenths = whole === 0 ? 0 : Math.round((part * 1000) / whole);
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)}%`;
}

/** To the groups, or to whoever asks. One screen: what does not fit is in the picture and in 明细. */
export function resultAnnounced(view: ResultView, place: Place): string {
  const { result, purpose } = view;
  const heading = `【推荐结果】${headingTitle(view.title)}`;
  if (!result.quorum.isMet) {
    return lines(
      heading,
      countsLine(result),
      `可以延期，也可以改在会上推荐，请${view.convener}定。已经选过的不用重选。`,
    );
  }
  const notes = noteLines(result);
  return lines(
    heading,
    `${formatDateTime(view.closedAt)}${view.closeReason === "deadline" ? "截止" : "提前截止"}`,
    "",
    countsLine(result),
    "",
    ...rankingLines(view, OPTION_LINES_MAX - notes.length, place),
    ...notes,
    "",
    [turnoutWords(result.turnout), proxyWords(result)].filter(Boolean).join("；") + "。",
    `以上${purpose.split("，")[0] ?? purpose}。谢谢各位委员。`,
  );
}

/** Lines of options, with the notes about ties and papers, that fit on a screen. */
const OPTION_LINES_MAX = 6;

/** 应参加24人，实际参加21人（87.5%），符合规定人数，结果有效。 */
export function countsLine({
  turnout,
  quorum,
}: Pick<SelectionResult, "turnout" | "quorum">): string {
  const { eligible, took } = turnout;
  if (!quorum.isMet) {
    return `应参加${eligible}人，实际参加${took}人，${missingWords(quorum, took)}，本次不排名次。`;
  }
  const counts = `应参加${eligible}人，实际参加${took}人（${sayPercent(took, eligible)}）`;
  const isSet = quorum.needed !== undefined;
  return isSet ? `${counts}，符合规定人数，结果有效。` : `${counts}。`;
}

function missingWords({ needed, missing }: QuorumVerdict, took: number): string {
  if (needed === undefined && missing.length === 0) return "没有人参加";
  if (needed !== undefined && took < needed) return `未达到规定的${needed}人`;
  return missing
    .map(({ name, min, took: came }) => `其中${name}${came}人，未达到规定的${min}人`)
    .join("，");
}

/** Ties, lots and papers, a line each. */
export function noteLines({ tied, drawn, taken, papers }: SelectionResult): readonly string[] {
  // Who is last of all need not be told to everybody.
  const decided = drawn.filter((group) => group.some((number) => taken.includes(number)));
  return [
    tied.length === 0 ? [] : [`${sayNumbers(tied)}并列，如实列出，由审定会议研究。`],
    decided.map((group) => `${sayNumbers(group)}并列，先后按发起前公布的办法抽签。`),
    papers.map(
      (paper) =>
        `线下计票（${paper.occasion}）：发出${paper.papersOut}张，收回${paper.papersBack}张，废票${paper.papersSpoiled}张，已计入。`,
    ),
  ].flat();
}

export function sayNumbers(numbers: readonly number[]): string {
  return numbers.map((number) => `${number}号`).join("、");
}

/** 7号 老旧小区没地方充电 17票, the best first. */
export function rankingLines(
  { result, labels }: Pick<ResultView, "result" | "labels">,
  max: number,
  place: Place,
): readonly string[] {
  const { options } = result;
  const shown = options.length <= max ? options : options.slice(0, max - 1);
  const said = shown.map(
    (option) =>
      `${option.number}号　${labels.get(option.number) ?? ""}　${tallyWords(result, option)}`,
  );
  const left = options.length - shown.length;
  return left === 0
    ? said
    : [...said, `还有${left}件，看全部，${pleaseReply(place)}：推荐结果 明细`];
}

/** 17票, or what the rule counts instead. */
export function tallyWords(result: SelectionResult, option: OptionTally): string {
  const place = result.ranking.findIndex((group) => group.includes(option.number));
  switch (result.method) {
    case "approval":
      return option.onPaper === 0
        ? `${option.votes}票`
        : `${option.votes}票（其中线下${option.onPaper}票）`;
    case "yes-no": {
      const { against = 0, abstained = 0, isCarried } = option;
      const verdict = isCarried === true ? "达到要求" : "未达到要求";
      return `同意${option.votes}、反对${against}、弃权${abstained}，${verdict}`;
    }
    case "score":
      return option.raters === undefined || option.raters === 0
        ? "没有人打分"
        : `平均${sayMean(option.votes, option.raters)}分（${option.raters}人打分）`;
    case "ranking":
      return `第${rankOf(result, place)}位`;
    case "proportional-ranking":
      return result.taken.includes(option.number) ? "入选" : "列后";
    case "equal-shares":
      return `${option.votes}票${result.taken.includes(option.number) ? "，入选" : ""}`;
  }
}

/** Equals share their place, and the next one is as many further. */
function rankOf({ ranking }: SelectionResult, group: number): number {
  return 1 + ranking.slice(0, group).reduce((sum, each) => sum + each.length, 0);
}

/** To two decimals, halves up; nothing behind the point that says nothing. */
function sayMean(sum: number, count: number): string {
  const hundredths = Math.floor((sum * 200 + count) / (2 * count));
  return String(hundredths / 100);
}

/** 城区委员15人参加14人，乡镇委员9人参加7人 */
export function turnoutWords({ residences, territories, eligible, took }: Turnout): string {
  const parts = residences.length > 1 ? residences : territories.length > 1 ? territories : [];
  if (parts.length === 0 || parts.length > PARTS_MAX) return `${eligible}人中参加${took}人`;
  const suffix = parts === residences ? "委员" : "";
  return parts.map((part) => `${part.name}${suffix}${sayPart(part)}`).join("，");
}

const PARTS_MAX = 6;

export function sayPart({ eligible, took }: Part): string {
  return `${eligible}人参加${took}人`;
}

export function proxyWords({ proxies: { count, reviewed } }: SelectionResult): string {
  if (count === 0) return "";
  if (reviewed === count) return `代录${count}人，已复核`;
  return `代录${count}人，已复核${reviewed}人`;
}

/** To a leader who is asked to look at it: whole sentences. */
export function resultSummary(view: ResultView): readonly string[] {
  const { result } = view;
  if (!result.quorum.isMet) return [countsLine(result)];
  return [
    countsLine(result),
    `${rankingLines(view, 1 + SUMMARY_MAX, "single")
      .slice(0, SUMMARY_MAX)
      .join("；")}。`,
  ];
}

const SUMMARY_MAX = 3;

/** What is asked when it is missing. */
export const selectionQuestions = {
  extend: "请接着告诉我延到什么时候、为什么",
  cancel: "请接着告诉我取消的理由",
  paper: "请接着告诉我计票的数字：发出、收回、废票、各件票数、监票人、计票人",
} as const;
