/**
 * What people tap instead of typing. Every control says words, the same that somebody could type,
 * and a tap is handled as if its owner had typed them: same rights, same limits, same answer.
 */
export type Card = NoticeCard | ButtonsCard | VoteCard | FormCard;

interface Face {
  readonly title: string;
  /** One line under the title. */
  readonly note?: string;
}

/** Who asks, above the title: 城南片区 有事来商量. */
interface Sourced {
  readonly source?: string;
}

/** To be read only. */
export interface NoticeCard extends Face {
  readonly kind: "notice";
  readonly facts: readonly Fact[];
  readonly link?: { readonly text: string; readonly url: string };
}

/** e.g. 时间 / 3月13日下午3:00. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ButtonsCard extends Face {
  readonly kind: "buttons";
  /** Several lines, under the note. */
  readonly body?: string;
  /** 1–6. */
  readonly buttons: readonly CardButton[];
}

export interface CardButton {
  readonly key: string;
  readonly text: string;
  readonly says: string;
  readonly style?: "main" | "warning";
}

export interface VoteCard extends Face, Sourced {
  readonly kind: "vote";
  readonly mode: "single" | "multi";
  /** 1–20. */
  readonly options: readonly CardOption[];
  readonly submit: string;
  /** What is said before the words of the options chosen, e.g. 推荐. */
  readonly says: string;
}

export interface FormCard extends Face, Sourced {
  readonly kind: "form";
  /** 1–3. */
  readonly selects: readonly CardSelect[];
  readonly submit: string;
  readonly says: string;
}

export interface CardSelect {
  readonly key: string;
  readonly title: string;
  /** 1–10. */
  readonly options: readonly CardOption[];
}

export interface CardOption {
  readonly id: string;
  readonly text: string;
  /** Empty = says nothing, e.g. of a question left open. */
  readonly says: string;
}

/** What a platform tells of a tap. */
export interface Tap {
  /** Which button, or the submit button. */
  readonly key: string;
  /** The ids of the options chosen, by the key of the question. */
  readonly chosen: Readonly<Record<string, readonly string[]>>;
}

/** The key of a submit button, and of the only question of a vote. */
export const submitKey = "submit";
export const voteKey = "vote";

/** The key of the button that shows the card again as it was. */
export const againKey = "again";

/** What the tap says; undefined for a key or an option that the card does not have. */
export function wordsOfTap(card: Card, tap: Tap): string | undefined {
  switch (card.kind) {
    case "notice":
      return undefined;
    case "buttons":
      return card.buttons.find(({ key }) => key === tap.key)?.says;
    case "vote":
      return say(
        card.says,
        [chosenWords(card.options, tap.chosen[voteKey])],
        card.mode === "multi",
      );
    case "form":
      return say(
        card.says,
        card.selects.map(({ key, options }) => chosenWords(options, tap.chosen[key])),
        false,
      );
  }
}

function chosenWords(
  options: readonly CardOption[],
  ids: readonly string[] = [],
): readonly (string | undefined)[] {
  // In the order of the card, each once, whatever order they were tapped in.
  const unknown = ids.some((id) => options.every((option) => option.id !== id));
  if (unknown) return [undefined];
  return options.filter(({ id }) => ids.includes(id)).map(({ says }) => says);
}

/** The command alone, if nothing was chosen: it asks for what is missing. */
function say(
  says: string,
  answers: readonly (readonly (string | undefined)[])[],
  isMulti: boolean,
): string | undefined {
  if (answers.some((words) => words.includes(undefined))) return undefined;
  if (!isMulti && answers.some((words) => words.length > 1)) return undefined;
  return [says, ...answers.flat().filter((words) => words !== "")].join(" ");
}

/** The card as it stands for somebody who tapped it: the answer on it, and a way to do it again. */
export function afterTap(card: Card, answer: string): Card {
  const { title } = card;
  // The note tells how things stood before.
  if (card.kind === "buttons")
    return { kind: "buttons", title, body: answer, buttons: card.buttons };
  if (card.kind === "notice") return { ...card, note: answer };
  const buttons = [{ key: againKey, text: "修改", says: "" }];
  return { kind: "buttons", title, body: answer, buttons };
}
