import type { NumberedRound, OptionTally, SelectionResult } from "../domain/tally.ts";
import type { Part } from "../domain/turnout.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import {
  headingTitle,
  type ResultView,
  sayNumbers,
  sayPart,
  tallyWords,
} from "./selection-results.ts";

/** 推荐结果 明细: everything that was counted, in pages of one screen each. */
export function resultDetails(view: ResultView, page: number, place: Place): string {
  const all = [...rankingPart(view), ...turnoutPart(view.result), ...countingPart(view.result)];
  const pageCount = Math.ceil(all.length / PAGE_LINES);
  const shown = Math.min(Math.max(page, 1), pageCount);
  const body = all.slice((shown - 1) * PAGE_LINES, shown * PAGE_LINES);
  return lines(
    `【推荐结果明细】${headingTitle(view.title)}（${shown}/${pageCount}）`,
    "",
    ...body,
    ...(shown < pageCount ? ["", `往下看，${pleaseReply(place)}：推荐结果 明细 ${shown + 1}`] : []),
  );
}

const PAGE_LINES = 10;

function rankingPart({ result, labels }: ResultView): readonly string[] {
  return result.options.map(
    (option) =>
      `${placeWords(result, option)}${option.number}号　${labels.get(option.number) ?? ""}　${tallyWords(result, option)}`,
  );
}

/** 并列第2 where several share a place; in counts of votes the order says it. */
function placeWords({ ranking }: SelectionResult, { number }: OptionTally): string {
  const group = ranking.findIndex((each) => each.includes(number));
  const place = 1 + ranking.slice(0, group).reduce((sum, each) => sum + each.length, 0);
  return (ranking[group]?.length ?? 0) > 1 ? `并列第${place}　` : `第${place}　`;
}

function turnoutPart({ turnout }: SelectionResult): readonly string[] {
  return [
    ...partLines("属地", turnout.territories),
    ...partLines("界别", turnout.sectors),
    ...partLines("城乡", turnout.residences),
  ];
}

function partLines(name: string, parts: readonly Part[]): readonly string[] {
  return parts.map((part) => `${name}：${part.name}${sayPart(part)}`);
}

/** How it was counted, in words; the numbers of every stage are in the file for a recount. */
function countingPart({ method, rounds, drawn, papers }: SelectionResult): readonly string[] {
  return [
    `计票：${methodWords[method]}`,
    ...drawn.map((group) => `抽签：${sayNumbers(group)}并列`),
    ...(drawn.length === 0 ? [] : [`抽签办法：${lotRule}`]),
    ...rounds.flatMap(roundWords),
    ...papers.map(
      ({ occasion, overseer, counter }) =>
        `线下计票：${occasion}，监票人${overseer}，计票人${counter}`,
    ),
  ];
}

const methodWords: Readonly<Record<SelectionResult["method"], string>> = {
  approval: "每件得几票，票多的在前",
  "yes-no": "逐项表决，每项单独计",
  score: "平均分高的在前，没打分的不计入那一件",
  ranking: "两两相比，排得靠前的委员多的在前",
  "proportional-ranking": "按排序逐轮计，够数的入选，多出的和淘汰的转给后面的选择",
  "equal-shares": "每位委员的份额一样，分给自己选的各件，凑够份额的入选",
};

/** Whoever wants to can draw it again. */
export const lotRule =
  "把发起前公布的种子和议题号连起来写，逐个算出摘要（安全散列算法256位），从小到大排先后";

/** Only what moved somebody in or out: whole tables are in the file. */
function roundWords({ step, elected, options }: NumberedRound, index: number): readonly string[] {
  if (elected !== undefined && elected.length > 0)
    return [`第${index + 1}步：${sayNumbers(elected)}入选`];
  if (step === "exclude" && options !== undefined)
    return [`第${index + 1}步：${sayNumbers(options)}不再计`];
  return [];
}
