import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { agreedAt } from "./agreement.ts";
import { anchoredAt } from "./anchored.ts";
import type { Anchored } from "./anchored.ts";
import { containerAt } from "./containers.ts";
import { claimed, dateRules } from "./dates.ts";
import { firstOf, taken } from "./days.ts";
import type { Days, Rule, Scene } from "./days.ts";
import { feastAt, feastBegins } from "./feasts.ts";
import { lunarRules } from "./lunar-words.ts";
import { relativeRules, withinRule } from "./relative.ts";

const digits = "0123456789";
const numerals = "零〇一二两三四五六七八九十百廿卅";
const years = `${digits}${numerals}今本这明下来后大去上前`;

/** In this order, each with the characters that its words begin with. */
const rules: readonly (readonly [begins: string, rule: Rule])[] = [
  ...relativeRules.slice(0, 2).map((each) => [`${digits}${numerals}半再过`, each] as const),
  ...relativeRules.slice(2, 3).map((each) => ["再下这本上今当明后", each] as const),
  [`${years}${feastBegins}长小假节放年`, feastAt],
  ...lunarRules.map((each) => [`${years}大正春除年农阴旧闰冬腊初`, each] as const),
  ...dateRules.slice(0, -1).map((each) => [`${years}初`, each] as const),
  ...dateRules.slice(-1).map((each) => ["再下这本上今周星礼", each] as const),
  ...relativeRules
    .slice(3)
    .map((each) => ["未接今后下大前昨明当次本翌寻听第即", claimed(each)] as const),
  [`${years}当第q周星双月季年中上下前后再`, containerAt],
];

/** Most characters begin nothing, and those that do only a few rules. */
const rulesByCharacter = new Map<string, Rule>(
  Array.from(new Set(rules.flatMap(([begins]) => Array.from(begins))), (character) => [
    character,
    firstOf(rules.filter(([begins]) => begins.includes(character)).map(([, each]) => each)),
  ]),
);

function anyDay(text: string, at: number, scene: Scene): Found<Days> | undefined {
  return rulesByCharacter.get(text.charAt(at))?.(text, at, scene);
}

const mayBeWithin = /[\d零〇一二两三四五六七八九十百廿卅半在最不]/;
const listed = sticky(`[,和与及]`);

/** The days named at one place, with what is counted from them. */
export function dayAt(text: string, at: number, scene: Scene): Anchored | undefined {
  const until = mayBeWithin.test(text.charAt(at)) ? withinRule(text, at, scene) : undefined;
  if (until !== undefined) return { ...until, isDeadline: true };
  const found = anyDay(text, at, scene);
  if (found === undefined) return undefined;
  const counted = anchoredAt(text, agreedAt(text, found, scene, anyDay), scene);
  return counted.isDeadline ? counted : withList(text, counted, scene);
}

/** 9月10号，11号，12号: days in a row are one stretch. */
function withList(text: string, found: Anchored, scene: Scene): Anchored {
  let current = found;
  for (let count = 0; count < listMax; count += 1) {
    const comma = matchAt(listed, text, current.end);
    if (comma === undefined || current.words.refusal !== undefined) return current;
    const words = taken(current.words, scene);
    const next = anyDay(text, comma.end, { ...scene, after: words });
    if (next === undefined || next.words.first !== words.last + 1) return current;
    const { assumed: said } = words;
    // 3月28、29日 says 日 once, so the calendar is clear.
    const assumed = said === "solar" ? undefined : said;
    const joined: Days = { ...words, last: next.words.last, roll: undefined, assumed };
    current = { words: joined, end: next.end, isDeadline: false };
  }
  return current;
}

const listMax = 31;
