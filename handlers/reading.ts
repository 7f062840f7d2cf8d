import { limits } from "../domain/limits.ts";
import { parseCommand } from "./parse.ts";
import type { ArgumentQuestion } from "./question.ts";
import { commands } from "./registry.ts";
import { commandById } from "./run.ts";

/** A pasted roster may be long; what it is stands in its first words. */
export function charsMaxOf(words: string): number {
  if (words.length <= limits.messageCharsMax) return limits.messageCharsMax;
  const parsed = parseCommand(words.slice(0, FIRST_WORDS_CHARS), commands);
  return parsed.kind === "command" ? parsed.command.charsMax : limits.messageCharsMax;
}

const FIRST_WORDS_CHARS = 200;

/** 2号 alone, while 几号 was asked. */
export function isNumberFor({ command, missing }: ArgumentQuestion, words: string): boolean {
  const spec = commandById(command).args[missing];
  return spec?.shape === "number" && spec.parse(words) !== undefined;
}
