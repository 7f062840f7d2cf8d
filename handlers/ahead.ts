import type { Tx } from "../db/database.ts";
import type { InboundMessage } from "../domain/inbound.ts";
import { fold } from "../domain/normalize.ts";
import type { Command } from "./command.ts";
import { readWords } from "./parse.ts";
import { commands } from "./registry.ts";

/** What a command reads while it is still being found out who wrote. */
export interface Ahead {
  readonly command: Command;
  readonly found: Promise<unknown>;
}

/**
 * Words that are a command's name and nothing else say before anything is known of the sender what
 * will be read. It travels with the question of who wrote: a round trip less. If something else
 * comes of the words, an answer to a question perhaps, it was read in vain.
 */
export function readAhead(tx: Tx, message: InboundMessage, botName: string): Ahead | undefined {
  if (message.manner !== "typed" || message.text.length > charsMax) return undefined;
  const command = byWords.get(fold(readWords(message.text, botName)));
  if (command?.ahead === undefined) return undefined;
  const found = command.ahead(tx);
  // Whoever does not want it does not wait for it; a fault fails the transaction in any case.
  found.catch(() => {});
  return { command, found };
}

const byWords: ReadonlyMap<string, Command> = new Map(
  commands
    .filter(({ ahead }) => ahead !== undefined)
    .flatMap((command) => [command.name, ...command.aliases].map((words) => [words, command])),
);

/** Longer than any name with a mention before it. */
const charsMax = 100;
