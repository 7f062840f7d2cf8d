import type { Card, CardSelect } from "../../../domain/card.ts";
import { PermanentError } from "../../../domain/errors.ts";
import type { ConversationRef } from "../../../domain/inbound.ts";
import type { CardChange, CardMessage, Message } from "../../../domain/message.ts";
import { cut, graphemes, utf8Bytes } from "../../bytes.ts";
import type { RobotSettings } from "./api.ts";

export interface CardSettings {
  /** Of our template on the platform's card pages, `<uuid>.schema`. */
  readonly templateId: string;
  /** Signs the callbacks over HTTP; without it they come over a stream only. */
  readonly secret?: string | undefined;
  /** The name under which the callback address was registered; the client id if left out. */
  readonly routeKey?: string | undefined;
}

/**
 * The variables of the template, all of them text and always all of them: an update leaves the ones
 * that are not named as they were, and the empty text stands for what the card does not have.
 */
export interface CardParams {
  /** `notice`, `buttons`, `vote` or `form`: which part of the template is shown. */
  readonly kind: Card["kind"];
  /** Above the title, of a vote or form. */
  readonly source: string;
  readonly title: string;
  readonly note: string;
  /** Several lines. */
  readonly body: string;
  /** JSON: `[{label, value}]`. */
  readonly facts: string;
  /** JSON: `[{key, text, style}]`, style `main`, `warning` or empty. A tap tells `params.key`. */
  readonly buttons: string;
  /** `single` or `multi`, of a vote. */
  readonly mode: string;
  /** JSON: `[{id, text}]`, of a vote. A tap tells the ids in `params.vote`. */
  readonly options: string;
  /**
   * JSON: `{key, title, options: [{id, text}]}`, of a form; each a variable of its own, because all
   * of them are too long for one. A tap tells each id under the key.
   */
  readonly select1: string;
  readonly select2: string;
  readonly select3: string;
  /** What the submit button of a vote or form says; its tap tells `params.key` = `submit`. */
  readonly submit: string;
  readonly linkText: string;
  readonly linkUrl: string;
}

/** What the platform takes for one variable, as documented. */
const valueBytesMax = 1_000;

/** @throws PermanentError if the card has more in it than the platform takes */
export function cardParams(card: Card): Readonly<Record<keyof CardParams, string>> {
  const words = (text = "") => cut(text, valueBytesMax);
  const link = card.kind === "notice" ? card.link : undefined;
  return {
    kind: card.kind,
    source: card.kind === "vote" || card.kind === "form" ? words(card.source) : "",
    title: words(card.title),
    note: words(card.note),
    body: card.kind === "buttons" ? words(card.body) : "",
    facts: listText(card.kind === "notice" ? card.facts : [], ({ label, value }, cutTo) => ({
      label: cutTo(label),
      value: cutTo(value),
    })),
    buttons: listText(card.kind === "buttons" ? card.buttons : [], (button, cutTo) => ({
      key: button.key,
      text: cutTo(button.text),
      style: button.style ?? "",
    })),
    mode: card.kind === "vote" ? card.mode : "",
    options: listText(card.kind === "vote" ? card.options : [], ({ id, text }, cutTo) => ({
      id,
      text: cutTo(text),
    })),
    ...selectTexts(card.kind === "form" ? card.selects : []),
    submit: card.kind === "vote" || card.kind === "form" ? words(card.submit) : "",
    linkText: words(link?.text),
    // Half an address leads nowhere.
    linkUrl: link !== undefined && utf8Bytes(link.url) <= valueBytesMax ? link.url : "",
  };
}

function selectTexts([first, second, third]: readonly CardSelect[]) {
  return { select1: selectText(first), select2: selectText(second), select3: selectText(third) };
}

function selectText(select: CardSelect | undefined): string {
  if (select === undefined) return "";
  const { key, title, options } = select;
  return jsonText((cutTo) => ({
    key,
    title: cutTo(title),
    options: options.map(({ id, text }) => ({ id, text: cutTo(text) })),
  }));
}

type CutTo = (text: string) => string;

function listText<T>(list: readonly T[], render: (item: T, cutTo: CutTo) => object): string {
  return list.length === 0 ? "" : jsonText((cutTo) => list.map((item) => render(item, cutTo)));
}

/** Where it is too long, every text in it is shortened alike: none may be missing. */
function jsonText(render: (cutTo: CutTo) => object): string {
  for (const charactersMax of [Number.POSITIVE_INFINITY, 60, 40, 30, 24, 20, 16, 12, 10, 8, 6, 4]) {
    const text = JSON.stringify(render((words) => short(words, charactersMax)));
    if (utf8Bytes(text) <= valueBytesMax) return text;
  }
  throw new PermanentError("card: too much for one variable", { fault: "tooLong" });
}

function short(text: string, charactersMax: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= charactersMax) return whole;
  const kept: string[] = [];
  for (const character of graphemes(whole)) {
    if (kept.length === charactersMax) return `${kept.slice(0, -1).join("")}…`;
    kept.push(character);
  }
  return whole;
}

export interface CardCall {
  readonly cards: CardSettings;
  readonly robot: RobotSettings;
  readonly mode: "http" | "stream";
  readonly conversation: ConversationRef;
}

/** The body that makes a card and shows it in one conversation. */
export function createCardBody({ cardId, card }: CardMessage, call: CardCall): object {
  const { cards, robot, mode, conversation } = call;
  const preview = short(card.title, 60);
  const spaceModel = {
    // A card that was passed on would show its controls to people who have no part in it.
    supportForward: false,
    lastMessageI18n: { ZH_CN: preview },
    notification: { alertContent: preview, notificationOff: false },
  };
  const { externalId } = conversation;
  return {
    cardTemplateId: cards.templateId,
    outTrackId: cardId,
    ...(mode === "stream"
      ? { callbackType: "STREAM" }
      : { callbackType: "HTTP", callbackRouteKey: cards.routeKey ?? robot.clientId }),
    cardData: { cardParamMap: cardParams(card) },
    userIdType: 1,
    ...(conversation.kind === "group"
      ? {
          openSpaceId: `dtv1.card//IM_GROUP.${externalId}`,
          imGroupOpenSpaceModel: spaceModel,
          imGroupOpenDeliverModel: { robotCode: robot.robotCode },
        }
      : {
          openSpaceId: `dtv1.card//IM_ROBOT.${externalId}`,
          imRobotOpenSpaceModel: spaceModel,
          imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" },
        }),
  };
}

/** The body that changes it for one person; what is not named stays as it was. */
export function updateCardBody({ cardId, card, userId }: CardChange): object {
  return {
    outTrackId: cardId,
    privateData: { [userId]: { cardParamMap: cardParams(card) } },
    cardUpdateOptions: byKey,
    userIdType: 1,
  };
}

const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true };

/**
 * What a callback is answered with: the card as it stands for whoever tapped, and nobody else. The
 * empty object leaves it as it is.
 */
export function renderTapReply(answer: Message | undefined): object {
  if (answer?.kind !== "card") return {};
  return {
    cardUpdateOptions: byKey,
    userPrivateData: { cardParamMap: cardParams(answer.card) },
  };
}
