import { pick, utf8Length, type ApiReply, type JsonObject } from "./api.ts";
import type { Said, ShownCard } from "./timeline.ts";
import { readTemplateCard, type CardSender } from "./wecom-card.ts";
import { wecomError } from "./wecom-errors.ts";
import { WireError } from "./wire.ts";

/** A message as the platform shows it, or why it does not take it. */
export type ReadBody =
  | {
      readonly isTaken: true;
      readonly text: string;
      readonly format: Said["format"];
      readonly card?: ShownCard;
    }
  | { readonly isTaken: false; readonly refusal: ApiReply };

/** What the app sends to people. Longer texts lose their end without a word. */
export function readAppBody(body: JsonObject, hasCallback: boolean): ReadBody {
  const format = body["msgtype"];
  if (format === "template_card") {
    const read = readCardBody(body, "app");
    if (!read.isTaken || hasCallback || read.card?.kind === "notice") return read;
    return refused(40058, "the app has no callback for the taps on this card");
  }
  if (format !== "text" && format !== "markdown") return refused(40008);
  const content = pick(body, format, "content");
  if (!isSaid(content)) return refused(44004);
  return { isTaken: true, format, text: cut(content, 2_048) };
}

/** Longer pushes are an error, not cut as in `message/send`. */
const pushBytesMax: Readonly<Record<string, number>> = {
  text: 2_048,
  markdown: 4_096,
  markdown_v2: 4_096,
};

/** What is pushed into a group. */
export function readPushBody(body: JsonObject): ReadBody {
  const msgtype = String(body["msgtype"]);
  if (msgtype === "template_card") return readCardBody(body, "push");
  const bytesMax = pushBytesMax[msgtype];
  if (bytesMax === undefined) return refused(40008);
  const content = pick(body, msgtype, "content");
  if (!isSaid(content)) return refused(93017);
  if (utf8Length(content) > bytesMax) {
    return refused(40058, `${msgtype}.content exceed max length ${bytesMax}`);
  }
  // Mentions of a text push are given beside the words and shown after them.
  const mentions = pick(body, "text", "mentioned_list");
  const called = Array.isArray(mentions) ? mentions.map((id) => ` @${String(id)}`).join("") : "";
  return {
    isTaken: true,
    text: content + called,
    format: msgtype === "text" ? "text" : "markdown",
  };
}

/** The later answer of the AI bot. */
export function readLaterBody(body: JsonObject, isGroup: boolean): ReadBody {
  const msgtype = body["msgtype"];
  if (msgtype === "template_card" && !isGroup) return readCardBody(body, "aibot");
  if (msgtype !== "markdown") return refused(40008);
  const content = pick(body, "markdown", "content");
  if (!isSaid(content)) return refused(44004);
  if (utf8Length(content) > 20_480) {
    return refused(40058, "markdown.content exceed max length 20480");
  }
  return { isTaken: true, text: content, format: "markdown" };
}

/** The real number for a card that breaks a rule is not documented; the bot may only rely on ≠ 0. */
function readCardBody(body: JsonObject, sender: CardSender): ReadBody {
  try {
    const card = readTemplateCard(body["template_card"], sender);
    return { isTaken: true, text: "", format: "text", card };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return refused(40058, error.message);
  }
}

function refused(errcode: number, words?: string): Extract<ReadBody, { isTaken: false }> {
  return { isTaken: false, refusal: wecomError(errcode, {}, words) };
}

function isSaid(content: unknown): content is string {
  return typeof content === "string" && content.trim() !== "";
}

/** Cut between characters. */
function cut(text: string, bytesMax: number): string {
  if (utf8Length(text) <= bytesMax) return text;
  let kept = "";
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept;
}
