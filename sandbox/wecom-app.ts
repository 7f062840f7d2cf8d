import { randomInt } from "node:crypto";
import { utf8Length } from "./api.ts";
import { singleKey, type CardTouch, type ShownCard, type TouchOutcome } from "./timeline.ts";
import { tellApp, verifyApp, type AppEvent } from "./wecom-app-callback.ts";
import { cardAsJson, element, wordsIn, type XmlPart } from "./wecom-app-xml.ts";
import { readTemplateCard } from "./wecom-card.ts";
import { addFault, showFromBot, type WecomDesk } from "./wecom-desk.ts";
import type { Outcome } from "./wecom-talk.ts";
import { changeCard, findTouched, type Touched } from "./wecom-tap.ts";
import { openResponseCode } from "./wecom-update.ts";
import { WireError } from "./wire.ts";

/** The self-built app as people use it: each of them alone with it. */
export interface PretendApp {
  /** Resolves when the answer is complete or given up. Rejects only for unknown people. */
  say(line: AppLine): Promise<Outcome>;
  /** The person opens the app; unlike the AI bot, it is told every time. */
  open(userId: string): Promise<AppOutcome>;
  /** The person taps an entry of the app's menu. */
  choose(userId: string, key: string): Promise<AppOutcome>;
  verifyUrl(): Promise<{ readonly ok: boolean; readonly fault?: string }>;
}

export interface AppLine {
  readonly userId: string;
  readonly text: string;
  /** A recording: the app is given no transcript of it. */
  readonly spoken?: boolean;
}

type AppOutcome = Omit<Outcome, "said" | "messageId">;

/** @param track keeps what is under way, so that it can be waited for */
export function createPretendApp(
  desk: WecomDesk,
  track: <T>(work: Promise<T>) => Promise<T>,
): PretendApp {
  return {
    say: (line) => track(say(desk, line)),
    open: (userId) => track(happen(desk, userId, "enter_agent", "")),
    choose: (userId, key) => track(happen(desk, userId, "click", key)),
    verifyUrl: () => verifyApp(desk),
  };
}

async function say(desk: WecomDesk, { userId, text, spoken }: AppLine): Promise<Outcome> {
  checkMember(desk, userId);
  const said = desk.timeline.append({
    at: desk.options.now(),
    conversation: singleKey("wecom", userId),
    from: { kind: "person", userId },
    text,
    format: "text",
    heard: true,
    via: spoken === true ? "spoken" : "typed",
    delivery: "waiting",
  });
  // 64 bits, more than a number can hold.
  const messageId = `7${String(randomInt(1e9)).padStart(9, "0")}${String(randomInt(1e9)).padStart(9, "0")}`;
  const words =
    spoken === true
      ? [element("MediaId", `media-${messageId}`), element("Format", "amr")]
      : [element("Content", text)];
  const outcome = await ask(desk, {
    ...atNow(desk, userId),
    msgType: spoken === true ? "voice" : "text",
    parts: [...words, `<MsgId>${messageId}</MsgId>`],
  });
  desk.timeline.change(said.id, { delivery: outcome.delivery });
  return { ...outcome, said, messageId };
}

async function happen(
  desk: WecomDesk,
  userId: string,
  name: string,
  key: string,
): Promise<AppOutcome> {
  checkMember(desk, userId);
  const parts = [element("Event", name), element("EventKey", key)];
  return await ask(desk, { ...atNow(desk, userId), msgType: "event", parts });
}

/** Words are the only kind of answer that is pretended here. */
async function ask(desk: WecomDesk, event: AppEvent): Promise<AppOutcome> {
  const { answer, attempts } = await tellApp(desk, event, readWords);
  if (answer === undefined) return { delivery: "lost", attempts };
  if (answer === "nothing") return { delivery: "silent", attempts };
  const conversation = singleKey("wecom", event.userId);
  const text = cut(desk, answer.words);
  showFromBot(desk, { via: "answer", conversation, text, format: "text" });
  return { delivery: "answered", attempts, answer: text };
}

function readWords(reply: XmlPart): { readonly words: string } {
  const type = wordsIn(reply, "MsgType");
  if (type !== "text") throw new WireError(`MsgType ${type} is not pretended here`);
  return { words: wordsIn(reply, "Content") };
}

const textBytesMax = 2_048;

/** Longer texts lose their end without a word to anybody. */
function cut(desk: WecomDesk, text: string): string {
  if (utf8Length(text) <= textBytesMax) return text;
  addFault(desk, "text-cut", `${utf8Length(text)} bytes`);
  return Buffer.from(text, "utf8")
    .subarray(0, textBytesMax)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}

/** Whether the card in that bubble was sent by the app, so that the app hears of taps on it. */
export function isAppCard(desk: WecomDesk, { conversation, saidId }: CardTouch): boolean {
  return desk.timeline.list(conversation).some(({ id, via }) => id === saidId && via === "app");
}

/** Unlike a tap on the AI bot's card it is told again, and changes the card for this person only. */
export async function tapAppCard(desk: WecomDesk, touch: CardTouch): Promise<TouchOutcome> {
  const touched = findTouched(desk, touch);
  const event = {
    ...atNow(desk, touch.userId),
    msgType: "event",
    parts: tapParts(touched, openResponseCode(desk, touched.card.id)),
  };
  const { answer } = await tellApp(desk, event, (reply) => readUpdate(reply, touched.card));
  if (answer === undefined) return "lost";
  if (answer === "nothing") return "silent";
  changeCard(desk, touched.said, answer, [touch.userId]);
  return "updated";
}

function tapParts({ card, cardType, eventKey, selected }: Touched, code: string): string[] {
  const items = selected.map(({ questionKey, optionIds }) =>
    element("SelectedItem", [
      element("QuestionKey", questionKey),
      element(
        "OptionIds",
        optionIds.map((id) => element("OptionId", id)),
      ),
    ]),
  );
  return [
    element("Event", "template_card_event"),
    element("EventKey", eventKey),
    element("TaskId", card.id),
    element("CardType", cardType),
    element("ResponseCode", code),
    element("SelectedItems", items),
  ];
}

/** The update of one button's words is not pretended. */
function readUpdate(reply: XmlPart, before: ShownCard): ShownCard {
  const type = wordsIn(reply, "MsgType");
  if (type !== "update_template_card") throw new WireError(`MsgType ${type} answers no tap here`);
  const [card, ...more] = reply.parts.filter(({ name }) => name === "TemplateCard");
  if (card === undefined || more.length > 0) throw new WireError("update without TemplateCard");
  // The name of the card may be left out: there is only one that can be meant.
  const after = readTemplateCard({ task_id: before.id, ...cardAsJson(card) }, "app");
  if (after.id !== before.id) throw new WireError("the update has another TaskId than the card");
  return after;
}

function atNow(desk: WecomDesk, userId: string): Pick<AppEvent, "userId" | "createdAt"> {
  return { userId, createdAt: Math.floor(desk.options.now().getTime() / 1000) };
}

function checkMember(desk: WecomDesk, userId: string): void {
  if (!desk.options.members.includes(userId)) throw new Error(`nobody: ${userId}`);
}
