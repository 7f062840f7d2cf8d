import type { Card } from "./card.ts";

/**
 * What the bot says, before any platform's form. Stored as it is and rendered at each delivery, as
 * well as the channel can: a card becomes text, a table becomes lines.
 */
export type Message = TextMessage | RichMessage | CardMessage;

export interface TextMessage {
  readonly kind: "text";
  readonly text: string;
  /** Said instead wherever others would hear it. */
  readonly aloud?: string;
  /** Where these words belong, if the platform can still put them there. */
  readonly onCard?: CardChange;
}

/** A card as it stands for one person from now on. */
export interface CardChange {
  readonly cardId: string;
  readonly card: Card;
  readonly userId: string;
  /** Good for one change. Secret: sealed wherever it is kept. */
  readonly code?: string;
  /** ISO 8601. After it the card stays as it is. */
  readonly until?: string;
}

export interface RichMessage {
  readonly kind: "rich";
  /** The whole of it in plain words, for channels that show nothing else. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

export interface CardMessage {
  readonly kind: "card";
  /** The whole of it in words, with the command to type, for channels without cards. */
  readonly text: string;
  /** Said instead wherever others would hear it. */
  readonly aloud?: string;
  /** Said above the card; undefined = the card speaks for itself. */
  readonly above?: string;
  /** Names the card in all that comes back; 22 characters, letters and digits and - and _. */
  readonly cardId: string;
  readonly card: Card;
}

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly runs: readonly Run[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: "image"; readonly alt: string; readonly url: string }
  | { readonly kind: "file"; readonly name: string; readonly url: string };

type Row = readonly string[];

/** Words within a line. Plain strings are what people typed: nothing in them acts. */
export type Run =
  | string
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  /** `userId` as the platform of this conversation knows the person. */
  | { readonly kind: "mention"; readonly name: string; readonly userId: string };

export function textMessage(text: string): TextMessage {
  return { kind: "text", text };
}

/** The words of the blocks, as a channel shows them that knows nothing but text. */
export function richMessage(blocks: readonly Block[]): RichMessage {
  return { kind: "rich", blocks, text: blocks.map(plainBlock).join("\n\n") };
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return block.text;
    case "paragraph":
      return block.runs.map(plainRun).join("");
    case "table":
      return [block.head, ...block.rows].map((row) => row.join("　")).join("\n");
    case "image":
      return `${block.alt}：${block.url}`;
    case "file":
      return `${block.name}：${block.url}`;
  }
}

function plainRun(run: Run): string {
  if (typeof run === "string") return run;
  switch (run.kind) {
    case "strong":
      return run.text;
    case "link":
      return `${run.text}：${run.url}`;
    case "mention":
      return `@${run.name}`;
  }
}
