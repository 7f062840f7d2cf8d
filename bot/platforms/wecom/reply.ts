import type { Inbound } from "../../../domain/inbound.ts";
import type { Message } from "../../../domain/message.ts";
import { cut } from "../../bytes.ts";
import type { RawReply } from "../../platform.ts";
import { sealFrame } from "./crypto.ts";
import type { Keys } from "./crypto.ts";

interface ReplyContext {
  readonly inbound: Inbound;
  readonly keys: Keys;
  /** The callback's own nonce goes back. */
  readonly nonce: string;
  readonly now: Date;
}

const streamBytesMax = 20_480;
/** The page names no limit for the welcome; this is the one of texts everywhere else. */
export const textBytesMax = 2048;

/**
 * The answer inside the callback's own response: an encrypted `stream` that is finished at once,
 * because plain text is not among the types allowed there; a `text` for the welcome.
 */
export function renderReply(answer: Message | undefined, context: ReplyContext): RawReply {
  const body = answer && renderBody(answer, context.inbound);
  // An empty 200 is the platform's "no reply".
  if (body === undefined) return { status: 200, type: "text/plain", body: "" };
  const envelope = sealFrame(context.keys, JSON.stringify(body), context.nonce, context.now);
  return { status: 200, type: "application/json", body: JSON.stringify(envelope) };
}

function renderBody(answer: Message, inbound: Inbound): object | undefined {
  switch (inbound.kind) {
    case "handshake":
    case "ignored":
      return undefined;
    case "refresh":
      return renderStream(inbound.replyRef, answer);
    case "message": {
      const { replyRef } = inbound.message;
      return replyRef === undefined
        ? { msgtype: "text", text: { content: renderText(answer, textBytesMax) } }
        : renderStream(replyRef, answer);
    }
  }
}

function renderStream(id: string, answer: Message): object {
  const content = renderMarkdown(answer, streamBytesMax);
  return { msgtype: "stream", stream: { id, finish: true, content } };
}

/** For channels that show markdown: the text arrives as it was written, and nothing in it acts. */
export function renderMarkdown({ text }: Message, bytesMax: number): string {
  return cut(escapeMarkdown(text), bytesMax);
}

/** Even texts know `<@userid>`, which mentions, and `<a href>`, which hides where a link leads. */
export function renderText({ text }: Message, bytesMax: number): string {
  return cut(text.replaceAll("<", "＜"), bytesMax);
}

/**
 * Replaces what the platform's markdown would act upon with its full-width twin, which looks the
 * same in Chinese text. Backslashes are no help: not every client knows them. Addresses stay as
 * they are, or they would no longer open; the characters they may have here cannot hide anything.
 */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll(/&(?=#?\w+;)/g, "＆")
    .split(webAddress)
    .map((piece, index) => (index % 2 === 1 ? piece : escapeInline(piece)))
    .join("")
    .split("\n")
    .map(escapeLineStart)
    .join("\n");
}

/** Split on it: the pieces at odd places are addresses. */
const webAddress = /(https?:\/\/[\w.:/?#@!&'+,;=%-]+)/;

const twins: Readonly<Record<string, string>> = {
  "<": "＜",
  "*": "＊",
  "`": "｀",
  "[": "［",
  "]": "］",
  "|": "｜",
  "\\": "＼",
  "~": "～",
  $: "＄",
};

function escapeInline(piece: string): string {
  return (
    piece
      .replaceAll(/[<*`[\]|\\~$]/g, (character) => twins[character] ?? character)
      // Inside a word, as in `user_name`, an underscore means nothing and stays.
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "＿")
  );
}

/** Headings, quotes, lists, rules and indented code are made by how a line begins. */
function escapeLineStart(line: string): string {
  const flush = line.replace(/^(?: {4,}|\s*\t\s*)/, (indent) => {
    return "　".repeat(Math.ceil(indent.length / 2));
  });
  if (/^\s*([-=_]\s*)+$/.test(flush)) return widen(flush);
  return flush
    .replace(/^\s*(?:#+|>[>\s]*|[-+](?=\s))/, widen)
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, (_, digits: string, mark: string) => digits + widen(mark));
}

const wide: Readonly<Record<string, string>> = {
  "#": "＃",
  ">": "＞",
  "-": "－",
  "+": "＋",
  "=": "＝",
  _: "＿",
  ".": "．",
  ")": "）",
};

function widen(marks: string): string {
  return marks.replaceAll(/\S/g, (mark) => wide[mark] ?? mark);
}
