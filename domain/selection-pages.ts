import type { Choices, SelectionOption } from "./selection.ts";

/** What of a selection is shown at once, and how what is said of a part joins the rest. */

/** Cards show so many options at once. */
export const PAGE_OPTIONS_MAX = 20;

export function pageOf<T>(options: readonly T[], page: number): readonly T[] {
  return options.slice((page - 1) * PAGE_OPTIONS_MAX, page * PAGE_OPTIONS_MAX);
}

export function countPages(options: readonly unknown[]): number {
  return Math.max(1, Math.ceil(options.length / PAGE_OPTIONS_MAX));
}

/** 逐项表决 and 打分: a card asks so many things. */
const FORM_OPTIONS_MAX = 3;

/** More cards than that nobody goes through: it is typed. */
const FORM_PAGES_MAX = 3;

/** 排序: how many places a card asks for, and among how many options. */
export const RANKS_ON_CARD = 3;
const RANKED_OPTIONS_MAX = 9;

function cardOptionsMax(kind: Choices["kind"]): number {
  if (kind === "approval") return PAGE_OPTIONS_MAX;
  return kind === "ranking" ? RANKED_OPTIONS_MAX : FORM_OPTIONS_MAX;
}

/** How many cards it takes to show them all; 0 = they cannot be shown on cards. */
export function countCardPages(kind: Choices["kind"], options: readonly unknown[]): number {
  const pages = Math.max(1, Math.ceil(options.length / cardOptionsMax(kind)));
  if (kind === "approval") return pages;
  return pages > (kind === "ranking" ? 1 : FORM_PAGES_MAX) ? 0 : pages;
}

export function cardPageOf<T>(
  kind: Choices["kind"],
  options: readonly T[],
  page: number,
): readonly T[] {
  const max = cardOptionsMax(kind);
  return options.slice((page - 1) * max, page * max);
}

/** What was said of some leaves standing what was said of others before. */
export function mergeChoices(before: Choices | undefined, said: Choices): Choices {
  if (said.kind === "yes-no" && before?.kind === "yes-no") {
    return { kind: "yes-no", votes: { ...before.votes, ...said.votes } };
  }
  if (said.kind === "score" && before?.kind === "score") {
    return { kind: "score", scores: { ...before.scores, ...said.scores } };
  }
  return said;
}

/** What was chosen on one page takes the place of what was chosen there before. */
export function replaceOnPage(
  before: Choices | undefined,
  chosen: readonly number[],
  page: readonly Pick<SelectionOption, "number">[],
): Choices {
  const onPage = new Set(page.map(({ number }) => number));
  const kept = before?.kind === "approval" ? before.numbers : [];
  const others = kept.filter((number) => !onPage.has(number));
  return { kind: "approval", numbers: [...new Set([...others, ...chosen])] };
}
