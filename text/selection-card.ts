import type { CardOption, CardSelect, FormCard, VoteCard } from "../domain/card.ts";
import type { Choices, SelectionOption } from "../domain/selection.ts";
import { kindOfMethod, numbersOf, SCORE_MAX } from "../domain/selection-choices.ts";
import { cardPageOf, countCardPages, RANKS_ON_CARD } from "../domain/selection-pages.ts";
import { formatTime, toLocal } from "../domain/time.ts";
import { neededOf } from "../domain/turnout.ts";
import { pleaseReply, type Place } from "./phrases.ts";
import type { SelectionView } from "./selection-rules.ts";

/** What is tapped instead of typed; every control says what could be typed. */
export type SelectionCard = VoteCard | FormCard;

/** A page of a selection. Undefined where its method has no card for so many options. */
export function selectionCard(view: SelectionView, page: number): SelectionCard | undefined {
  const { selection, options, source } = view;
  const { terms } = selection;
  const kind = kindOfMethod(terms.method);
  const pages = countCardPages(kind, options);
  // What cannot be changed must be said at once.
  if (terms.disclosure === "secret" && pages > 1) return undefined;
  const shown = cardPageOf(kind, options, page);
  if (page > pages || shown.length === 0) return undefined;
  const which = pages === 1 ? "" : `（第${page}页，共${pages}页）`;
  const face = {
    title: `${selection.title}${which}`,
    note: noteOf(view, kind),
    ...(source === undefined ? {} : { source }),
    submit: kind === "approval" ? "提交推荐" : "提交",
    says: `${verbs[kind]} (${selection.id}${pages === 1 ? "" : `-${page}`})`,
  };
  if (kind === "approval") {
    return { ...face, kind: "vote", mode: "multi", options: shown.map(voteOption) };
  }
  return { ...face, kind: "form", selects: selectsOf(kind, shown, terms.choicesMax) };
}

const verbs: Readonly<Record<Choices["kind"], string>> = {
  approval: "推荐",
  "yes-no": "表决",
  score: "打分",
  ranking: "排序",
};

/** What is most needed to know; it is one line. */
function noteOf({ selection, options, eligible }: SelectionView, kind: Choices["kind"]): string {
  const { terms, dueAt } = selection;
  const needed = neededOf(terms.quorum, eligible);
  const most = terms.choicesMax < options.length ? `最多选${terms.choicesMax}件` : "选几件都行";
  const note = [
    kind === "approval" ? most : hints[kind],
    needed === undefined ? undefined : `${needed}人参加有效`,
    `${toLocal(dueAt).day}日${formatTime(dueAt)}截止`,
  ];
  return note.filter((each) => each !== undefined).join("，");
}

const hints = {
  "yes-no": "逐件表决",
  score: `每件0至${SCORE_MAX}分`,
  ranking: "排出先后",
} as const;

function voteOption({ number, shortLabel }: SelectionOption): CardOption {
  return { id: String(number), text: `${number}号 ${shortLabel}`, says: String(number) };
}

/** The first of a list is what stands there before anybody taps: it must choose nothing. */
function selectsOf(
  kind: Exclude<Choices["kind"], "approval">,
  options: readonly SelectionOption[],
  ranksMax: number,
): readonly CardSelect[] {
  if (kind === "ranking") {
    const ranks = rankTitles.slice(0, Math.min(RANKS_ON_CARD, ranksMax, options.length));
    const none = { id: "none", text: "不选", says: "" };
    return ranks.map((title, index) => ({
      key: `rank${index + 1}`,
      title,
      options: [none, ...options.map(voteOption)],
    }));
  }
  return options.map(({ number, shortLabel }) => ({
    key: `topic${number}`,
    title: `${number}号 ${shortLabel}`,
    options: [{ id: "none", text: "先不选", says: "" }, ...answersTo(kind, number)],
  }));
}

const rankTitles = ["排第一", "排第二", "排第三"];

function answersTo(kind: "yes-no" | "score", number: number): readonly CardOption[] {
  if (kind === "yes-no") {
    return verdicts.map((text) => ({ id: text, text, says: `${number} ${text}` }));
  }
  const points = Array.from({ length: SCORE_MAX + 1 }, (_, index) => SCORE_MAX - index);
  return points.map((each) => ({
    id: String(each),
    text: `${each}分`,
    says: `${number} ${each}`,
  }));
}

const verdicts = ["同意", "反对", "弃权"];

/** Where the next card is, of several that are gone through. */
export interface Left {
  readonly nextPage: number | undefined;
  readonly place: Place;
}

/** 还没有打分：7号、8号。 Undefined where nothing is left, or no card was tapped. */
export function leftOnCards({
  choices,
  options,
  left: { nextPage, place },
}: {
  readonly choices: Choices;
  readonly options: readonly SelectionOption[];
  readonly left: Left;
}): string | undefined {
  const isWhole = choices.kind === "approval" || choices.kind === "ranking";
  if (nextPage === undefined || isWhole) return undefined;
  const said = new Set(numbersOf(choices));
  const numbers = options.map(({ number }) => number).filter((number) => !said.has(number));
  if (numbers.length === 0) return undefined;
  const which = numbers.map((number) => `${number}号`).join("、");
  return `还没有${verbs[choices.kind]}：${which}。看下一张卡片，${pleaseReply(place)}：推荐 第${nextPage}页`;
}
