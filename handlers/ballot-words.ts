import { ballotCast } from "./commands/ballot-cast.ts";
import { ballotProxy } from "./commands/ballot-proxy.ts";
import { parseCommand, readWords } from "./parse.ts";

const choosing = [ballotCast, ballotProxy];

/**
 * Whether somebody tells what they choose, whatever is running. Asked where the command itself does
 * not come to run, and so cannot say that nothing of the words is to be kept.
 */
export function isBallot(text: string, botName: string): boolean {
  return parseCommand(readWords(text, botName), choosing).kind === "command";
}
