import { randomBytes } from "node:crypto";
import { submitKey, voteKey } from "../domain/card.ts";
import type { JsonObject } from "./api.ts";
import { hasControl, shownTo } from "./shown-card.ts";
import {
  groupKey,
  singleKey,
  type CardTouch,
  type Said,
  type ShownCard,
  type TouchOutcome,
} from "./timeline.ts";
import { sendCallback, type WecomAnswer } from "./wecom-callback.ts";
import { addFault, type WecomDesk } from "./wecom-desk.ts";
import { openReplyAddress, scene } from "./wecom-talk.ts";

/** A control of a card as one person sees it, and as the bot calls what was tapped. */
export interface Touched {
  readonly said: Said;
  readonly card: ShownCard;
  /** Undefined = alone with the bot. */
  readonly chatId: string | undefined;
  readonly cardType: string;
  readonly eventKey: string;
  readonly selected: readonly {
    readonly questionKey: string;
    readonly optionIds: readonly string[];
  }[];
}

/**
 * One person taps a card of the AI bot. The platform tells the bot once and never again, and what
 * comes back changes the card for those it names.
 */
export async function tapCard(desk: WecomDesk, touch: CardTouch): Promise<TouchOutcome> {
  const touched = findTouched(desk, touch);
  const { said } = touched;
  if (said.via !== "answer" && said.via !== "reply-address") {
    throw new Error(`nobody hears of taps on this card: ${said.via}`);
  }
  const result = await sendCallback(desk, tapPayload(desk, touch, touched), "tap");
  if (result.kind !== "answer") {
    const isFailed = result.kind === "failed";
    addFault(
      desk,
      isFailed ? "callback-failed" : "reply-refused",
      isFailed ? `tap on ${touched.card.id}: ${result.reason}` : result.rule,
    );
    return "lost";
  }
  return applyUpdate(desk, touched, result.answer);
}

/** @throws Error if this person sees no such control there */
export function findTouched(desk: WecomDesk, touch: CardTouch): Touched {
  const { userId, conversation, saidId, key, chosen = {} } = touch;
  const { members, groups } = desk.options;
  if (!members.includes(userId)) throw new Error(`nobody: ${userId}`);
  const chatId = groups.find((group) => groupKey("wecom", group.chatId) === conversation)?.chatId;
  if (chatId === undefined && conversation !== singleKey("wecom", userId)) {
    throw new Error(`not a conversation of ${userId}: ${conversation}`);
  }
  const said = desk.timeline.list(conversation).find(({ id }) => id === saidId);
  const card = shownTo(said, userId);
  if (said === undefined || card === undefined) throw new Error(`no card there: ${saidId}`);
  if (!hasControl(card, { key, chosen })) throw new Error(`not on the card: ${key}`);
  return {
    said,
    card,
    chatId,
    cardType: cardTypes[card.kind],
    eventKey: key === submitKey ? (card.names?.submit ?? key) : key,
    selected: selectedOn(card, chosen),
  };
}

const cardTypes: Readonly<Record<ShownCard["kind"], string>> = {
  notice: "text_notice",
  buttons: "button_interaction",
  vote: "vote_interaction",
  form: "multiple_interaction",
};

/** Every question of the card; a list that was not touched stands at its first option. */
function selectedOn(
  card: ShownCard,
  chosen: NonNullable<CardTouch["chosen"]>,
): Touched["selected"] {
  if (card.kind === "vote") {
    return [{ questionKey: card.names?.question ?? voteKey, optionIds: chosen[voteKey] ?? [] }];
  }
  return (card.selects ?? []).map(({ key, options }) => ({
    questionKey: key,
    optionIds: chosen[key] ?? options.slice(0, 1).map(({ id }) => id),
  }));
}

function tapPayload(desk: WecomDesk, { userId }: CardTouch, touched: Touched): JsonObject {
  const { said, card, chatId, cardType, eventKey, selected } = touched;
  return {
    msgid: randomBytes(18).toString("base64url"),
    create_time: Math.floor(desk.options.now().getTime() / 1000),
    ...scene(desk, { userId, ...(chatId === undefined ? {} : { chatId }) }),
    response_url: openReplyAddress(desk, said.conversation, card.title),
    msgtype: "event",
    event: {
      eventtype: "template_card_event",
      template_card_event: {
        card_type: cardType,
        event_key: eventKey,
        task_id: card.id,
        ...(selected.length === 0
          ? {}
          : { selected_items: { selected_item: selected.map(asItem) } }),
      },
    },
  };
}

function asItem({ questionKey, optionIds }: Touched["selected"][number]): JsonObject {
  return { question_key: questionKey, option_ids: { option_id: optionIds } };
}

function applyUpdate(desk: WecomDesk, touched: Touched, answer: WecomAnswer): TouchOutcome {
  if (answer.kind !== "update") return "silent";
  const { card, userIds } = answer;
  if (card.id !== touched.card.id) {
    addFault(desk, "reply-refused", "the update has another task_id than the card");
    return "lost";
  }
  changeCard(desk, touched.said, card, userIds);
  return "updated";
}

/** Others may have tapped meanwhile: the bubble is read again. */
export function changeCard(
  desk: WecomDesk,
  { id, conversation }: Said,
  card: ShownCard,
  userIds: readonly string[] | undefined,
): void {
  const before = desk.timeline.list(conversation).find((said) => said.id === id)?.card;
  if (before === undefined) return;
  if (userIds === undefined) {
    desk.timeline.change(id, { card });
    return;
  }
  const forPerson = { ...before.forPerson };
  for (const userId of userIds) forPerson[userId] = card;
  desk.timeline.change(id, { card: { ...before, forPerson } });
}
