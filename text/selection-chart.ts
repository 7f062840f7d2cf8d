import type { Chart } from "../domain/chart.ts";
import type { OptionTally, SelectionResult } from "../domain/tally.ts";
import { formatDateTime } from "../domain/time.ts";
import { countsLine, headingTitle, type ResultView, turnoutWords } from "./selection-results.ts";

/** The bars of a result; undefined where nothing is ranked, or the rule counts no votes. */
export function resultChart(view: ResultView): Chart | undefined {
  const { result, labels } = view;
  const unit = units[result.method];
  if (!result.quorum.isMet || unit === undefined) return undefined;
  return {
    title: `${headingTitle(view.title)}推荐结果`,
    subtitle: [`${formatDateTime(view.closedAt)}截止`, countsLine(result)],
    rows: result.options.map((option) => ({
      label: `${option.number}号　${labels.get(option.number) ?? ""}`,
      value: valueOf(result, option),
      unit,
      isMarked: result.taken.includes(option.number),
    })),
    footer: [`${turnoutWords(result.turnout)}。`, `以上${view.purpose}。`],
  };
}

/** A place in a ranking is no length. */
const units: Readonly<Record<SelectionResult["method"], string | undefined>> = {
  approval: "票",
  "yes-no": "票同意",
  score: "分",
  ranking: undefined,
  "proportional-ranking": undefined,
  "equal-shares": "票",
};

function valueOf({ method }: SelectionResult, { votes, raters }: OptionTally): number {
  if (method !== "score" || raters === undefined) return votes;
  return raters === 0 ? 0 : Math.round((votes * 100) / raters) / 100;
}

/** The words for channels that show no pictures. */
export function pictureLine(words: string, url: string): string {
  return `${words}\n结果图：${url}`;
}
