import { updateOpinion } from "../../db/opinions.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { fold } from "../../domain/normalize.ts";
import { checkOpinionWords } from "../../domain/opinion.ts";
import { opinionChanged, opinionQuestions } from "../../text/opinions.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { either, howTo, ofOpinions } from "../ordinary.ts";
import { recordCallEvent } from "../opinion-calls.ts";
import { callArgs } from "../opinion-choice.ts";
import { findOwnOpinion } from "../own-opinion.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

const opinionless = either(howTo, ofOpinions);

/** 修改意见: one's own, until the deadline. */
export const opinionRevise = defineCommand({
  id: "opinion-revise",
  name: "修改意见",
  aliases: ["改意见", "更正意见"],
  example: "修改意见 1 第三条再具体些",
  place: "single",
  needs: "person",
  right: "give-opinion",
  isWriting: true,
  rejects: opinionless,
  args: {
    words: arg.block("改成什么", opinionQuestions.changed),
    number: arg.field("第几条"),
    ...callArgs,
  },
  match: matchRevision,
  async run(context, said) {
    const { tx, tenantId, person, saidAt: at } = context;
    const { number, words } = readNumbered(said.words, said.number);
    const kept = checkOpinionWords(words);
    const asking = { command: "opinion-revise", args: { words: said.words } };
    const own = await findOwnOpinion(context, { ...said, number }, asking);
    if (typeof own === "string") return own;
    const { call, opinion } = own;
    await updateOpinion(tx, tenantId, { id: opinion.id, words: kept, at });
    const event = { kind: "opinion-changed", actorId: person.id, isOpinion: true } as const;
    recordCallEvent(publishContext(context), call, event);
    return opinionChanged(call, { number: opinion.number, words: kept });
  },
});

function matchRevision({ original, plain }: MatchText): RawArgs | undefined {
  const name = /^(?:修改|更正|改)意见[\s:,，]*(?=\S)/.exec(plain)?.[0];
  if (name === undefined || opinionless.test(plain.slice(name.length))) return undefined;
  return { words: original.slice(name.length) };
}

/** 2 第三条再具体些: a number only if something stands between it and the words. */
function readNumbered(words: string, answered: string | undefined) {
  if (answered !== undefined) return { number: parseOpinionNumber(answered), words };
  const found = /^第?\s?(\S{1,3}?)条?\s?[\s:：,，]\s?(?=\S)/.exec(fold(words));
  const number = parseChineseNumber(found?.[1] ?? "");
  if (found === null || number === undefined) return { number: undefined, words };
  return { number, words: words.slice(found[0].length) };
}

/** 2, 第2条 */
export function parseOpinionNumber(words: string): number | undefined {
  return parseChineseNumber(/^第?\s?(\S+?)\s?条?[。.]?$/.exec(fold(words.trim()))?.[1] ?? "");
}
