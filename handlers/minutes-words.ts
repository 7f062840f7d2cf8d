import type { MatchText } from "./command.ts";
import { splitKey } from "./meeting-words.ts";
import { rawArgs } from "./proxy.ts";
import type { RawArgs } from "./question.ts";

/** A head of the sentence, then at most which meeting; anything more makes it another sentence. */
export function matchWhich({ original, plain }: MatchText, head: RegExp): RawArgs | undefined {
  const found = head.exec(plain);
  if (found === null) return undefined;
  const { key, rest } = splitKey(original.slice(found[0].length));
  return /^[\s。.,，！!]*$/.test(rest) ? rawArgs({ which: key }) : undefined;
}

/** A head, then which meeting, then names; a question is another sentence. */
export function matchNames({ original, plain }: MatchText, head: RegExp): RawArgs | undefined {
  const found = head.exec(plain);
  if (found === null || /[?？]\s*$|怎么|吗$/.test(plain)) return undefined;
  const { key, rest } = splitKey(original.slice(found[0].length));
  return rawArgs({ which: key, names: rest === "" ? undefined : rest });
}
