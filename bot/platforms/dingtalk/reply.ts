import type { CardMessage, Message, RichMessage } from "../../../domain/message.ts";
import { cut, jsonBytes, unfinished } from "../../bytes.ts";
import type { RawReply } from "../../platform.ts";
import { type Chunk, toParts } from "../../parts.ts";
import { markdownBytes, mentionedIn, titleOf, toChunks, withNewlines } from "./markdown.ts";

const webhookBodyBytesMax = 20_000;
const apiParamBytesMax = 15_000;

/** One message of the platform; a long message of ours is several. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "markdown";
      readonly title: string;
      readonly text: string;
      /** Who is mentioned in it by id; the same ids stand in the text. */
      readonly atUserIds: readonly string[];
    }
  | { readonly kind: "card"; readonly message: CardMessage };

/** The answer in the body of the HTTP response; `empty` is the platform's "no reply". */
export function renderReply(answer: Message | undefined): RawReply {
  const body = answer === undefined ? { msgtype: "empty" } : answerBody(answer);
  return { status: 200, type: "application/json", body: JSON.stringify(body) };
}

/** There is one body for it all: what does not fit is announced and left out. */
function answerBody(answer: Message): object {
  if (answer.kind === "rich") {
    const frame = jsonFrame(webhookBody(longestFrame(answer)));
    return webhookBody(firstMarkdown(answer, webhookBodyBytesMax - frame));
  }
  if (answer.text === "") return { msgtype: "empty" };
  const frame = jsonFrame(webhookBody({ kind: "text", text: "" }));
  const text = cut(answer.text, webhookBodyBytesMax - frame, jsonBytes);
  return webhookBody({ kind: "text", text });
}

function firstMarkdown(message: RichMessage, bytesMax: number): Part {
  const chunks = toChunks(message, mentionedIn(message));
  const [whole = "", ...more] = toParts(chunks, bytesMax, markdownBytes);
  if (more.length === 0) return markdownPart(message, whole);
  const [first = ""] = toParts(chunks, bytesMax - markdownBytes(unfinished), markdownBytes);
  return markdownPart(message, first + unfinished);
}

/**
 * The messages that a message becomes. A session's webhook could take longer ones than the API, but
 * a message may begin with the one and go on with the other, so both get the same.
 * @param hasCards false where cards cannot be shown: then the words say it all
 * @param canMention the API cannot, and names people instead
 */
export function toPlatformParts(
  message: Message,
  { hasCards, canMention }: { readonly hasCards: boolean; readonly canMention: boolean },
): readonly Part[] {
  switch (message.kind) {
    case "text":
      return textParts(message.text);
    case "rich": {
      const mentioned = canMention ? mentionedIn(message) : new Set<string>();
      const frame = jsonFrame({ title: titleOf(message), text: "" });
      const chunks = toChunks(message, mentioned);
      const texts = toParts(chunks, apiParamBytesMax - frame, markdownBytes);
      return texts.map((text) => markdownPart(message, text, mentioned));
    }
    case "card": {
      if (!hasCards) return message.text === "" ? [] : textParts(message.text);
      const above = message.above ?? "";
      return [...(above === "" ? [] : textParts(above)), { kind: "card", message }];
    }
  }
}

function textParts(text: string): readonly Part[] {
  const chunks = text
    .toWellFormed()
    .split("\n")
    .map((line): Chunk => ({ kind: "line", pieces: [{ text: line, isWhole: false }] }));
  const frame = jsonFrame({ content: "" });
  return toParts(chunks, apiParamBytesMax - frame, jsonBytes).map((part) => ({
    kind: "text",
    text: part,
  }));
}

function markdownPart(message: RichMessage, text: string, mentioned = mentionedIn(message)): Part {
  const calls = new Set([...text.matchAll(/@([\w.@-]+)(?=\s|$)/g)].map(([, id]) => id));
  return {
    kind: "markdown",
    title: titleOf(message),
    text: withNewlines(text),
    atUserIds: [...mentioned].filter((id) => calls.has(id)),
  };
}

/** As long as the frame of any part of this message can be. */
function longestFrame(message: RichMessage): Part {
  const atUserIds = [...mentionedIn(message)];
  return { kind: "markdown", title: titleOf(message), text: "", atUserIds };
}

function jsonFrame(body: object): number {
  return Buffer.byteLength(JSON.stringify(body));
}

/** For a session's webhook and for the HTTP response; text interprets nothing. */
export function webhookBody(part: Part): object {
  if (part.kind === "card") throw new Error("a webhook shows no cards");
  if (part.kind === "text") return { msgtype: "text", text: { content: part.text } };
  const { title, text, atUserIds } = part;
  return {
    msgtype: "markdown",
    markdown: { title, text },
    ...(atUserIds.length > 0 && { at: { atUserIds } }),
  };
}

/** For the API: its parameters are JSON inside JSON, and measured so. */
export function apiMessage(part: Part): { msgKey: string; msgParam: string } {
  if (part.kind === "card") throw new Error("cards have a call of their own");
  if (part.kind === "text") {
    return { msgKey: "sampleText", msgParam: JSON.stringify({ content: part.text }) };
  }
  const { title, text } = part;
  return { msgKey: "sampleMarkdown", msgParam: JSON.stringify({ title, text }) };
}
