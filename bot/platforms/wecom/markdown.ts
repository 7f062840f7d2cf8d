import type { Block, Message, Run } from "../../../domain/message.ts";
import { unfinished, utf8Bytes } from "../../bytes.ts";
import { toParts } from "../../parts.ts";
import type { Chunk, LineChunk, Piece } from "../../parts.ts";
import {
  escapeInline,
  escapeLineStart,
  escapeText,
  splitAddresses,
  webUrl,
  withPlainBreaks,
} from "./escape.ts";

/** What the markdown of a place knows besides headings, bold and links. */
export interface MarkdownDialect {
  readonly hasTables: boolean;
  readonly hasMentions: boolean;
}

/** The AI bot's own answers, streams and later ones. */
export const aibotMarkdown: MarkdownDialect = { hasTables: true, hasMentions: false };

/** For channels that show markdown: each text at most so many bytes, nothing left out. */
export function markdownParts(
  message: Message,
  bytesMax: number,
  dialect: MarkdownDialect,
): readonly string[] {
  return toParts(toMarkdown(message, dialect), bytesMax);
}

/** For channels that show words and nothing else. */
export function textParts({ text }: Message, bytesMax: number): readonly string[] {
  const lines = escapeText(text).split("\n");
  return toParts(
    lines.map((line) => ({ kind: "line", pieces: wordPieces(line) })),
    bytesMax,
  );
}

/** For channels that take one text and no more: the beginning, and a line that says so. */
export function renderMarkdown(
  message: Message,
  bytesMax: number,
  dialect: MarkdownDialect = aibotMarkdown,
): string {
  return beginning((bytes) => markdownParts(message, bytes, dialect), bytesMax);
}

export function renderText(message: Message, bytesMax: number): string {
  return beginning((bytes) => textParts(message, bytes), bytesMax);
}

function beginning(split: (bytesMax: number) => readonly string[], bytesMax: number): string {
  const whole = split(bytesMax);
  if (whole.length === 1) return whole[0] ?? "";
  return (split(bytesMax - utf8Bytes(unfinished))[0] ?? "") + unfinished;
}

/** Cards and plain texts are said in words here; only what a message marks itself is marked. */
function toMarkdown(message: Message, dialect: MarkdownDialect): readonly Chunk[] {
  if (message.kind !== "rich") return runLines([message.text], dialect);
  return message.blocks.flatMap((block, index) => [
    ...(index === 0 ? [] : [blankLine]),
    ...renderBlock(block, dialect),
  ]);
}

const blankLine: LineChunk = { kind: "line", pieces: [] };

function renderBlock(block: Block, dialect: MarkdownDialect): readonly Chunk[] {
  switch (block.kind) {
    case "heading":
      return [{ kind: "line", pieces: [whole(`## ${inOneLine(block.text)}`)] }];
    case "paragraph":
      return runLines(block.runs, dialect);
    case "table":
      return dialect.hasTables ? [renderTable(block)] : tableLines(block);
    case "image":
      return runLines([{ kind: "link", text: block.alt, url: block.url }], dialect);
    case "file":
      return runLines([{ kind: "link", text: block.name, url: block.url }], dialect);
  }
}

type Table = Extract<Block, { kind: "table" }>;

function renderTable({ head, rows }: Table): Chunk {
  const width = Math.max(head.length, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]): string => {
    const all = Array.from({ length: width }, (_, index) => inOneLine(cells[index] ?? "") || " ");
    return `| ${all.join(" | ")} |`;
  };
  const rule = `|${" --- |".repeat(width)}`;
  return { kind: "table", head: [line(head), rule], rows: rows.map(line) };
}

function tableLines({ head, rows }: Table): readonly Chunk[] {
  return [head, ...rows].map((row) => ({
    kind: "line",
    pieces: wordPieces(escapeLineStart(row.map(inOneLine).join("　"))),
  }));
}

/** The runs, broken into lines where people broke them. */
function runLines(runs: readonly Run[], dialect: MarkdownDialect): readonly LineChunk[] {
  const lines: Piece[][] = [[]];
  for (const run of joinWords(runs)) {
    if (typeof run !== "string") {
      lines.at(-1)?.push(markedPiece(run, dialect));
      continue;
    }
    for (const [index, line] of withPlainBreaks(run).split("\n").entries()) {
      if (index > 0) lines.push([]);
      const isStart = lines.at(-1)?.length === 0;
      const inline = escapeInline(line);
      lines.at(-1)?.push(...wordPieces(isStart ? escapeLineStart(inline) : inline));
    }
  }
  return lines.map((pieces) => ({ kind: "line", pieces }));
}

/**
 * Words side by side are read together, so that no mark is put together from two of them; what
 * marks nothing is words, too.
 */
function joinWords(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const before = joined.at(-1);
    const words = wordsOf(run);
    if (words === undefined) {
      // An exclamation mark right before a link would make it a picture.
      if (typeof before === "string") joined[joined.length - 1] = before.replace(/!$/, "！");
      joined.push(run);
    } else if (typeof before === "string") {
      joined[joined.length - 1] = before + words;
    } else {
      joined.push(words);
    }
  }
  return joined;
}

function wordsOf(run: Run): string | undefined {
  if (typeof run === "string") return run;
  if (run.kind === "strong" && run.text.trim() === "") return run.text;
  if (run.kind === "link" && webUrl(run.url) === undefined) return `${run.text}：${run.url}`;
  return undefined;
}

function markedPiece(run: Exclude<Run, string>, dialect: MarkdownDialect): Piece {
  switch (run.kind) {
    case "strong":
      return whole(`**${inOneLine(run.text)}**`);
    case "link": {
      const url = webUrl(run.url) ?? "";
      return whole(`[${inOneLine(run.text) || url}](${url})`);
    }
    case "mention": {
      const canMention = dialect.hasMentions && isOneUser(run.userId);
      return whole(canMention ? `<@${run.userId}>` : `@${inOneLine(run.name)}`);
    }
  }
}

/** Never everybody: that is for a person to do. */
function isOneUser(userId: string): boolean {
  return /^[\w@.-]{1,64}$/.test(userId) && !/^@?all$/i.test(userId);
}

function inOneLine(text: string): string {
  return escapeInline(text.replaceAll(/[\s\u0085]+/g, " ").trim());
}

/** An address is kept whole, so that it still opens. */
function wordPieces(line: string): readonly Piece[] {
  return splitAddresses(line).map(({ text, isAddress }) => ({ text, isWhole: isAddress }));
}

function whole(text: string): Piece {
  return { text, isWhole: true };
}
