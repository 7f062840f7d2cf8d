import type { Block, RichMessage, Run } from "../../../domain/message.ts";
import { graphemes, jsonBytes } from "../../bytes.ts";
import type { Chunk, Piece } from "../../parts.ts";

/**
 * The platform's own markdown: headings, bold, links, images and lists, no tables. Whether a
 * backslash protects a character is not told anywhere, so what people typed has the characters that
 * would act replaced by their full-width likes.
 */

/** A new line has two spaces on both sides. */
export function withNewlines(text: string): string {
  return text.replaceAll("\n", "  \n  ");
}

/** Bytes of a piece inside JSON, with the spaces that its new lines will have. */
export function markdownBytes(text: string): number {
  return jsonBytes(withNewlines(text));
}

/** Shown in the list of chats; never empty. */
export function titleOf({ text }: { readonly text: string }): string {
  const line = text
    .toWellFormed()
    .split("\n")
    .find((each) => each.trim() !== "");
  return [...graphemes(line?.trim() ?? "")].slice(0, titleCharactersMax).join("") || "新消息";
}

const titleCharactersMax = 30;

/** @param mentioned who is called by id, where the platform can; everybody else by name */
export function toChunks({ blocks }: RichMessage, mentioned: ReadonlySet<string>): Chunk[] {
  const blank: Chunk = { kind: "line", pieces: [] };
  return blocks.flatMap((block, index) => [
    ...(index === 0 ? [] : [blank]),
    ...blockChunks(block, mentioned),
  ]);
}

/** The ids of those mentioned, as many as the platform takes; ids of outsiders are not known there. */
export function mentionedIn({ blocks }: RichMessage): ReadonlySet<string> {
  const ids = blocks.flatMap((block) =>
    block.kind === "paragraph"
      ? block.runs.flatMap((run) =>
          typeof run !== "string" && run.kind === "mention" ? [run.userId] : [],
        )
      : [],
  );
  return new Set(ids.filter((id) => /^[\w.@-]+$/.test(id)).slice(0, mentionsMax));
}

const mentionsMax = 50;

function blockChunks(block: Block, mentioned: ReadonlySet<string>): readonly Chunk[] {
  switch (block.kind) {
    case "heading":
      return [line([words(`### ${oneLine(block.text)}`)])];
    case "paragraph":
      return paragraphLines(block.runs, mentioned);
    case "table":
      return [{ kind: "table", head: [], rows: block.rows.map((row) => rowLine(block.head, row)) }];
    case "image":
      return [line(linkPieces("!", block.alt, block.url))];
    case "file":
      return [line(linkPieces("", block.name, block.url))];
  }
}

/** Proportional type aligns nothing, so a row becomes an item that names its columns. */
function rowLine(head: readonly string[], row: readonly string[]): string {
  const [first = "", ...rest] = row.map(oneLine);
  const named = rest.flatMap((cell, index) => {
    const label = oneLine(head[index + 1] ?? "");
    return cell === "" ? [] : [label === "" ? cell : `${label} ${cell}`];
  });
  return `- ${first}${named.length === 0 ? "" : `：${named.join("，")}`}`;
}

function paragraphLines(runs: readonly Run[], mentioned: ReadonlySet<string>): readonly Chunk[] {
  const lines: Piece[][] = [[]];
  for (const run of runs) {
    const [first = [], ...more] = typedLines(run, (lines.at(-1) ?? []).length === 0, mentioned);
    lines.at(-1)?.push(...first);
    lines.push(...more);
  }
  return lines.map((pieces) => line(pieces));
}

/** The pieces of a run, line by line. */
function typedLines(run: Run, isStart: boolean, mentioned: ReadonlySet<string>): Piece[][] {
  if (typeof run === "string") {
    return run.split(/\r?\n/).map((text, index) => {
      const typed = protect(text, index > 0 || isStart);
      return typed === "" ? [] : [words(typed)];
    });
  }
  switch (run.kind) {
    case "strong":
      return [[words(strong(run.text))]];
    case "link":
      return [[...linkPieces("", run.text, run.url)]];
    case "mention": {
      // The space ends the id; without it the platform reads on.
      const isKnown = mentioned.has(run.userId);
      return [[whole(isKnown ? `@${run.userId} ` : `@${oneLine(run.name)} `)]];
    }
  }
}

/** Stars next to punctuation are not always read as bold, and would be seen. */
function strong(text: string): string {
  const bare = oneLine(text);
  return bare === "" || /^\p{P}|\p{P}$/u.test(bare) ? bare : `**${bare}**`;
}

function linkPieces(mark: "" | "!", text: string, address: string): readonly Piece[] {
  const url = URL.parse(address);
  const label = oneLine(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return [words(label)];
  const safe = url.href.replaceAll("(", "%28").replaceAll(")", "%29");
  return [whole(`${mark}[${label}](${safe})`)];
}

function oneLine(text: string): string {
  return protect(text.replaceAll(/\s*\n\s*/g, " ").trim(), true);
}

const likes: Readonly<Record<string, string>> = {
  "*": "＊",
  _: "＿",
  "`": "｀",
  "~": "～",
  "[": "［",
  "]": "］",
  "<": "＜",
  ">": "＞",
  "\\": "＼",
  "&": "＆",
  "#": "＃",
  "-": "－",
  "+": "＋",
  "=": "＝",
  ".": "．",
  ")": "）",
};

function like(character: string): string {
  return likes[character] ?? character;
}

/** What somebody typed, within one line; nothing in it acts. */
function protect(text: string, isLineStart: boolean): string {
  const inside = text.toWellFormed().replaceAll(/[*_`~[\]<>\\&]/g, like);
  if (!isLineStart) return inside;
  // Some clients want no space after the sign of a heading.
  return inside
    .trimStart()
    .replace(/^(?:#+|[-+](?=\s|$)|-{2,}|={2,})/, (marks) => marks.replaceAll(/./g, like))
    .replace(/^(\d+)([.)])(?=\s|$)/, (_all, digits: string, mark: string) => digits + like(mark));
}

function line(pieces: readonly Piece[]): Chunk {
  return { kind: "line", pieces };
}

function words(text: string): Piece {
  return { text, isWhole: false };
}

function whole(text: string): Piece {
  return { text, isWhole: true };
}
