import { type Block, type Message, richMessage, textMessage } from "./message.ts";

type Joinable = Exclude<Message, { kind: "card" }>;

/**
 * The first with as many of the rest, in their order, as fit into one message, a blank line between
 * them. Cards stay by themselves, and so does what comes after something that does not fit.
 * @param bytesMax of the whole in UTF-8
 * @returns how many of the rest are in it
 */
export function joinMessages(
  first: Message,
  rest: readonly (Message | undefined)[],
  bytesMax: number,
): { readonly message: Message; readonly count: number } {
  if (!isJoinable(first)) return { message: first, count: 0 };
  const joined: Joinable[] = [first];
  let bytes = bytesOf(first.text);
  for (const next of rest) {
    if (next === undefined || !isJoinable(next)) break;
    bytes += bytesOf(BETWEEN) + bytesOf(next.text);
    if (bytes > bytesMax) break;
    joined.push(next);
  }
  return { message: joined.length === 1 ? first : toOne(joined), count: joined.length - 1 };
}

const BETWEEN = "\n\n";

function isJoinable(message: Message): message is Joinable {
  return message.kind !== "card" && message.text !== "";
}

function toOne(messages: readonly Joinable[]): Joinable {
  const isPlain = messages.every(({ kind }) => kind === "text");
  return isPlain
    ? textMessage(messages.map(({ text }) => text).join(BETWEEN))
    : richMessage(messages.flatMap(blocksOf));
}

function blocksOf(message: Joinable): readonly Block[] {
  return message.kind === "rich" ? message.blocks : [{ kind: "paragraph", runs: [message.text] }];
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
