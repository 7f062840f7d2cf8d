import { createHmac } from "node:crypto";
import { parseObject, pick, type JsonObject } from "./api.ts";
import { callBot } from "./callback.ts";
import { changeCard, readByKey, readVariables, type KeptCard } from "./dingtalk-card.ts";
import { addDingtalkFault, type DingtalkDesk } from "./dingtalk-desk.ts";
import { dingtalkCardKeys } from "./keys.ts";
import { hasControl, shownTo } from "./shown-card.ts";
import type { CardTouch, TouchOutcome } from "./timeline.ts";

/**
 * One person taps a card of the robot. The bot is told once, and what it answers in time changes
 * the card for this person.
 */
export async function tapCard(desk: DingtalkDesk, touch: CardTouch): Promise<TouchOutcome> {
  const card = findTapped(desk, touch);
  const body = callbackBody(desk, card, touch);
  const answer =
    card.callbackType === "HTTP"
      ? await tellByHttp(desk, body)
      : await desk.options.pushTap?.(body);
  if (answer === undefined) {
    addDingtalkFault(desk, "card-callback-failed", card.outTrackId);
    return "lost";
  }
  return applyAnswer(desk, card, touch.userId, answer);
}

/** @throws Error if this person sees no such control there */
function findTapped(desk: DingtalkDesk, touch: CardTouch): KeptCard {
  const { userId, conversation, saidId, key, chosen = {} } = touch;
  if (!desk.options.members.some((member) => member.userId === userId)) {
    throw new Error(`nobody: ${userId}`);
  }
  const said = desk.timeline.list(conversation).find(({ id }) => id === saidId);
  const shown = shownTo(said, userId);
  const card = desk.cards.get(shown?.id ?? "");
  if (shown === undefined || card === undefined) throw new Error(`no card there: ${saidId}`);
  if (!hasControl(shown, { key, chosen })) throw new Error(`not on the card: ${key}`);
  return card;
}

/** One id as it is, several as a list, as the template tells them. */
function callbackBody(desk: DingtalkDesk, { outTrackId }: KeptCard, touch: CardTouch): JsonObject {
  const { userId, key, chosen = {} } = touch;
  const answers = Object.entries(chosen).map(([question, ids]) => [
    question,
    ids.length === 1 ? ids[0] : ids,
  ]);
  const params: JsonObject = { ...Object.fromEntries(answers), key };
  return {
    type: "actionCallback",
    outTrackId,
    corpId: desk.options.keys.corpId,
    userId,
    content: JSON.stringify({ cardPrivateData: { actionIds: [key], params } }),
  };
}

/** The signature is over the time alone, with the secret of the card callbacks. */
async function tellByHttp(desk: DingtalkDesk, body: JsonObject): Promise<JsonObject | undefined> {
  const { cardCallbackUrl, keys, now } = desk.options;
  if (cardCallbackUrl === undefined) return undefined;
  const timestamp = String(now().getTime());
  const { secret } = dingtalkCardKeys(keys);
  const called = await callBot({
    method: "POST",
    url: cardCallbackUrl,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-ddpaas-signature-timestamp": timestamp,
      "x-ddpaas-signature": createHmac("sha256", secret).update(timestamp).digest("base64"),
    },
    body: JSON.stringify(body),
    limitMs: desk.timing.cardAnswerMs,
    stop: desk.stop.signal,
  });
  return called.kind === "replied" && called.status === 200 ? parseObject(called.body) : undefined;
}

const answerFields = new Set(["cardData", "userPrivateData", "cardUpdateOptions"]);

/** In an answer the private data is this person's, without a name above it. */
function applyAnswer(
  desk: DingtalkDesk,
  card: KeptCard,
  userId: string,
  answer: JsonObject,
): TouchOutcome {
  const { cardData, userPrivateData } = answer;
  const unknown = Object.keys(answer).find((name) => !answerFields.has(name));
  const common = cardData === undefined ? {} : readVariables(pick(cardData, "cardParamMap"));
  const own =
    userPrivateData === undefined ? {} : readVariables(pick(userPrivateData, "cardParamMap"));
  if (unknown !== undefined || common === undefined || own === undefined) {
    addDingtalkFault(desk, "card-answer-refused", unknown ?? "variables that are not text");
    return "lost";
  }
  if (cardData === undefined && userPrivateData === undefined) return "silent";
  const isShown = changeCard(desk, card, {
    own: userPrivateData === undefined ? [] : [[userId, own]],
    byKey: readByKey(answer),
    ...(cardData === undefined ? {} : { common }),
  });
  return isShown ? "updated" : "lost";
}
