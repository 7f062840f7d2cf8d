import { submitKey, voteKey } from "../domain/card.ts";
import type { CardTouch, Said, ShownCard, ShownOption } from "./timeline.ts";

/** The card of a bubble as it stands for one person; undefined if there is none. */
export function shownTo(said: Said | undefined, userId: string): ShownCard | undefined {
  const forPerson = new Map(Object.entries(said?.card?.forPerson ?? {}));
  return forPerson.get(userId) ?? said?.card;
}

/** Whether somebody who sees the card can tap this on it. */
export function hasControl(card: ShownCard, { key, chosen }: ControlTouch): boolean {
  if (card.kind === "notice") return false;
  if (card.kind === "buttons") return card.buttons?.some((button) => button.key === key) === true;
  const questions = new Map(questionsOf(card));
  const idsMax = card.mode === "multi" ? Infinity : 1;
  const isKnown = ([question, ids]: readonly [string, readonly string[]]) =>
    ids.length <= idsMax && ids.every((id) => questions.get(question)?.includes(id));
  return key === submitKey && Object.entries(chosen).every(isKnown);
}

export type ControlTouch = Required<Pick<CardTouch, "key" | "chosen">>;

function questionsOf(card: ShownCard): (readonly [string, readonly string[]])[] {
  if (card.kind === "vote") return [[voteKey, idsOf(card.options)]];
  return (card.selects ?? []).map(({ key, options }) => [key, idsOf(options)]);
}

function idsOf(options: readonly ShownOption[] = []): readonly string[] {
  return options.map(({ id }) => id);
}
