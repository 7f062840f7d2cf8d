import { submitKey, voteKey } from "../../../domain/card.ts";
import type { ButtonsCard, Card, CardOption, Fact, FormCard } from "../../../domain/card.ts";
import type { NoticeCard, VoteCard } from "../../../domain/card.ts";
import type { CardMessage } from "../../../domain/message.ts";
import { firstCharacters, utf8Bytes } from "../../bytes.ts";
import { webUrl } from "./escape.ts";

/** Who shows the card: the AI bot and the push robot have less room than the app. */
export type CardDialect = "aibot" | "app";

/** A `template_card` of the platform. */
export type TemplateCard = { readonly card_type: string; readonly [field: string]: unknown };

/**
 * The card in the platform's form. Words that are too long for their place are shortened, as the
 * platform recommends; what it would refuse is never sent.
 * @returns undefined if it cannot be shown as it is: too many controls, an unusable key, or a
 * notice without a link, for which the platform has no card
 */
export function renderCard(
  { cardId, card }: Pick<CardMessage, "cardId" | "card">,
  dialect: CardDialect,
): TemplateCard | undefined {
  if (!isTaskId(cardId) || !hasWords(card.title)) return undefined;
  const room = rooms[dialect];
  switch (card.kind) {
    case "notice":
      return renderNotice(card, room);
    case "buttons":
      return renderButtons(card, cardId, room);
    case "vote":
      return renderVote(card, cardId, room);
    case "form":
      return renderForm(card, cardId, room);
  }
}

/**
 * The card with the words that would stand above it, for places that show a card or words but not
 * both; undefined if it has no room for them.
 */
export function withWordsOnCard(message: CardMessage, dialect: CardDialect): Card | undefined {
  const { above, card } = message;
  if (above === undefined || above === "") return card;
  if (card.kind !== "buttons" || card.body !== undefined) return undefined;
  const room = rooms[dialect].body;
  return firstCharacters(above, room) === above ? { ...card, body: above } : undefined;
}

/** How many characters each place shows, as the platform recommends. */
interface Room {
  readonly source: number;
  readonly title: number;
  readonly note: number;
  readonly body: number;
  readonly label: number;
  readonly value: number;
  readonly button: number;
  readonly question: number;
  readonly choice: number;
  readonly voteChoice: number;
}

const rooms: Readonly<Record<CardDialect, Room>> = {
  aibot: {
    source: 13,
    title: 26,
    note: 30,
    body: 112,
    label: 5,
    value: 26,
    button: 10,
    question: 13,
    choice: 10,
    voteChoice: 11,
  },
  app: {
    source: 20,
    title: 36,
    note: 44,
    body: 160,
    label: 5,
    value: 30,
    button: 10,
    question: 13,
    choice: 16,
    voteChoice: 17,
  },
};

/** What the platform refuses: lists that are too long, keys that are too long or not unique. */
const listMax = { facts: 6, buttons: 6, voteOptions: 20, selects: 3, selectOptions: 10 };
const keyBytesMax = 1024;
const optionIdBytesMax = 128;

/** @returns undefined without a link: the platform wants to know where a tap on the card leads */
function renderNotice(card: NoticeCard, room: Room): TemplateCard | undefined {
  const url = card.link && webUrl(card.link.url);
  if (card.link === undefined || url === undefined) return undefined;
  // What does not fit into the list goes on as lines.
  const lines = card.facts
    .filter((fact, index) => !isListed(fact, index))
    .map(({ label, value }) => (hasWords(label) ? `${label}：${value}` : value));
  const more = shown(lines.join("\n"), room.body);
  const jump = shownLine(card.link.text, room.question);
  return {
    card_type: "text_notice",
    main_title: mainTitle(card, room),
    ...(more !== "" && { sub_title_text: more }),
    horizontal_content_list: card.facts.filter(isListed).map(({ label, value }) => ({
      keyname: shownLine(label, room.label),
      value: shownLine(value, room.value),
    })),
    ...(jump !== "" && { jump_list: [{ type: 1, title: jump, url }] }),
    card_action: { type: 1, url },
  };
}

function isListed({ label }: Fact, index: number): boolean {
  return index < listMax.facts && hasWords(label);
}

function renderButtons(card: ButtonsCard, cardId: string, room: Room): TemplateCard | undefined {
  const keys = card.buttons.map(({ key }) => key);
  if (!areUsable(keys, keyBytesMax, listMax.buttons)) return undefined;
  if (!card.buttons.every(({ text }) => hasWords(text))) return undefined;
  const body = shown(card.body ?? "", room.body);
  return {
    card_type: "button_interaction",
    main_title: mainTitle(card, room),
    ...(body !== "" && { sub_title_text: body }),
    button_list: card.buttons.map(({ key, text, style }) => ({
      text: shownLine(text, room.button),
      style: buttonStyles[style ?? "plain"],
      key,
    })),
    task_id: cardId,
  };
}

/** The platform has four looks and says so only in a picture; 1 is the one that stands out. */
const buttonStyles = { main: 1, plain: 2, warning: 3 };

function renderVote(card: VoteCard, cardId: string, room: Room): TemplateCard | undefined {
  if (!areOptions(card.options, listMax.voteOptions) || !hasWords(card.submit)) return undefined;
  return {
    card_type: "vote_interaction",
    ...sourceOf(card, room),
    main_title: mainTitle(card, room),
    checkbox: {
      question_key: voteKey,
      mode: card.mode === "multi" ? 1 : 0,
      option_list: card.options.map(({ id, text }) => ({
        id,
        text: shownLine(text, room.voteChoice),
        is_checked: false,
      })),
    },
    submit_button: { text: shownLine(card.submit, room.button), key: submitKey },
    task_id: cardId,
  };
}

function renderForm(card: FormCard, cardId: string, room: Room): TemplateCard | undefined {
  const keys = card.selects.map(({ key }) => key);
  if (!areUsable(keys, keyBytesMax, listMax.selects) || !hasWords(card.submit)) return undefined;
  if (!card.selects.every(({ options }) => areOptions(options, listMax.selectOptions))) {
    return undefined;
  }
  return {
    card_type: "multiple_interaction",
    ...sourceOf(card, room),
    main_title: mainTitle(card, room),
    select_list: card.selects.map(({ key, title, options }) => ({
      question_key: key,
      title: shownLine(title, room.question),
      option_list: options.map(({ id, text }) => ({ id, text: shownLine(text, room.choice) })),
    })),
    submit_button: { text: shownLine(card.submit, room.button), key: submitKey },
    task_id: cardId,
  };
}

function mainTitle({ title, note }: Card, room: Room): object {
  const desc = note === undefined ? "" : shownLine(note, room.note);
  return { title: shownLine(title, room.title), ...(desc !== "" && { desc }) };
}

function sourceOf({ source }: VoteCard | FormCard, room: Room): object {
  const desc = shownLine(source ?? "", room.source);
  return desc === "" ? {} : { source: { desc } };
}

function areOptions(options: readonly CardOption[], max: number): boolean {
  const ids = options.map(({ id }) => id);
  return areUsable(ids, optionIdBytesMax, max) && options.every(({ text }) => hasWords(text));
}

function areUsable(keys: readonly string[], bytesMax: number, countMax: number): boolean {
  return (
    keys.length >= 1 &&
    keys.length <= countMax &&
    new Set(keys).size === keys.length &&
    keys.every((key) => hasWords(key) && utf8Bytes(key) <= bytesMax)
  );
}

function hasWords(text: string): boolean {
  return oneLine(text) !== "";
}

function isTaskId(id: string): boolean {
  return /^[\w@-]{1,128}$/.test(id);
}

/** Cards show words as they are; only what marks up texts everywhere else is taken out of them. */
function shown(text: string, charactersMax: number): string {
  const plain = text.toWellFormed().replaceAll("<", "＜").trim();
  const whole = firstCharacters(plain, charactersMax);
  return whole === plain ? plain : `${firstCharacters(plain, charactersMax - 1).trimEnd()}…`;
}

function shownLine(text: string, charactersMax: number): string {
  return shown(oneLine(text), charactersMax);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
