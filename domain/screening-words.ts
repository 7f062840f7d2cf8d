import { parseChineseNumber } from "./chinese-number.ts";
import { fold } from "./normalize.ts";
import { readSize, type TopicSize } from "./profile.ts";
import { POINTS_MAX, type ScreeningAxis, screeningAxes } from "./screening.ts";
import type { TopicChange } from "./topic-state.ts";

/** The number of an item as people say it; the year only for years that are over. */
interface Key {
  readonly year: number | undefined;
  readonly number: number;
}

/** 初选 7 8 转社区 …, taken apart. */
export interface ScreeningWish {
  readonly keys: readonly Key[];
  /** Undefined = nothing is said of its state, only of its size. */
  readonly change: TopicChange | undefined;
  /** 转社区: 社区. */
  readonly place: string | undefined;
  readonly size: TopicSize | undefined;
  readonly reason: string | undefined;
}

/**
 * Reads the words behind 初选, in either order: 7 8 转社区 理由…, 入围 2 3 4. Undefined if they name
 * no number, or nothing that may become of it.
 */
export function readScreening(words: string): ScreeningWish | undefined {
  const plain = fold(words);
  const before = cutKeys(plain);
  const verb = findVerb(before.rest);
  const afterVerb = before.rest.slice(verb?.length ?? 0);
  const after = before.keys.length > 0 ? { keys: [], rest: afterVerb } : cutKeys(afterVerb);
  const keys = [...before.keys, ...after.keys];
  const size = readLeadingSize(after.rest);
  if (keys.length === 0 || (verb === undefined && size === undefined)) return undefined;
  const rest = after.rest.slice(size?.length ?? 0);
  // Cut from the words as typed: folding keeps their length.
  const reason = words
    .slice(words.length - rest.length)
    .replace(openingOfReason, "")
    .trim();
  return {
    keys,
    change: verb?.change,
    place: verb?.place,
    size: size?.size,
    reason: reason === "" ? undefined : reason,
  };
}

const openingOfReason = /^[\s,，。.、；;:：]*(?:(?:理由|原因|因为|意见)(?:是|为)?[\s:：,，]*)?/;

interface Cut {
  readonly keys: readonly Key[];
  readonly rest: string;
}

const oneKey =
  /^[\s,，、.;；]*(?:和|跟|以及|与)?\s*第?\s?(?:(?<year>\d{4})\s?-\s?)?(?:(?<digits>\d{1,4})(?![\d\-月日年时点天人户个条件万元%]|\.\d)\s?(?:号(?:议题)?)?|(?<han>[一二三四五六七八九十百两]{1,6})\s?号(?:议题)?)/;

/** 7 8号、九号 at the start, each number once. */
export function cutKeys(plain: string): Cut {
  const keys: Key[] = [];
  let rest = plain;
  for (let found = oneKey.exec(rest); found !== null; found = oneKey.exec(rest)) {
    const { year, digits, han } = found.groups ?? {};
    const number = digits === undefined ? parseChineseNumber(han ?? "") : Number(digits);
    if (number === undefined || number < 1) break;
    const key = { year: year === undefined ? undefined : Number(year), number };
    if (keys.every((each) => each.year !== key.year || each.number !== number)) keys.push(key);
    rest = rest.slice(found[0].length);
  }
  return { keys, rest };
}

interface Verb {
  readonly change: TopicChange;
  readonly place: string | undefined;
  /** How much of the words it took. */
  readonly length: number;
}

const verbs: readonly { readonly change: TopicChange; readonly pattern: RegExp }[] = [
  {
    change: "defer",
    pattern: /^(?:不入围|未入围|没入围|没有入围|暂缓|缓议|缓一缓|下轮再议|下次再议)/,
  },
  { change: "shortlist", pattern: /^(?:初选)?入围/ },
  { change: "finish", pattern: /^(?:已办结?|已经办|办结|已解决|已经解决)了?/ },
  { change: "return", pattern: /^(?:重新初选|退回初选|重来)/ },
  { change: "accept", pattern: /^受理/ },
  // 转给, 转交, 转办 and then where to; a word of its own, so that the reason follows after a space.
  {
    change: "refer",
    pattern:
      /^转(?:给|交给|办给|到|交(?![通警投运管委])|办(?!公))?[\s:：]?(?<place>12345(?:热线)?|[^\s,，。:：;；]{2,16})/,
  },
];

function findVerb(plain: string): Verb | undefined {
  const start = /^[\s,，、:：.都]*/.exec(plain)?.[0].length ?? 0;
  for (const { change, pattern } of verbs) {
    const found = pattern.exec(plain.slice(start));
    if (found === null) continue;
    const place = found.groups?.["place"]?.replace(/(?:处理|办理|解决|跟进)$/, "");
    return { change, place, length: start + found[0].length };
  }
  return undefined;
}

function readLeadingSize(plain: string): { size: TopicSize; length: number } | undefined {
  const found = leadingSize.exec(plain);
  const size = found === null ? undefined : readSize(found[0]);
  return found === null || size === undefined ? undefined : { size, length: found[0].length };
}

/** 大事, 按小事议, 列为急事, or one word of judgement after another. */
const leadingSize =
  /^[\s,，、:：]*(?:(?:按|列为|作为|作|算|是)?[大小急微]事(?:[大小急快]议|议|办)?|(?:[\s,，、]*(?:不?重要|一般|不?紧急|不急|涉及面?[广大窄小]|面[广大窄小]))+)/;

/** 评分 7 4 5 3, 评分 7 党政 4 理由…, taken apart. */
export interface ScoreWish {
  readonly key: Key;
  readonly points: readonly { readonly axis: ScreeningAxis | undefined; readonly points: number }[];
  readonly reason: string | undefined;
  /** A number that is no score, e.g. 6. */
  readonly outOfRange: number | undefined;
}

/** Undefined if the words name no topic. */
export function readScores(words: string): ScoreWish | undefined {
  const plain = fold(words);
  const found = oneKey.exec(plain);
  const key = found === null ? undefined : cutKeys(found[0]).keys[0];
  if (found === null || key === undefined) return undefined;
  let rest = plain.slice(found[0].length);
  const points: { axis: ScreeningAxis | undefined; points: number }[] = [];
  let outOfRange: number | undefined;
  for (let one = oneScore.exec(rest); one !== null; one = oneScore.exec(rest)) {
    const value = readPoints(one.groups?.["points"] ?? "");
    if (value === undefined || points.length === screeningAxes.length) break;
    if (value > POINTS_MAX) outOfRange = value;
    points.push({ axis: readAxis(one.groups?.["axis"]), points: value });
    rest = rest.slice(one[0].length);
  }
  const reason = words
    .slice(words.length - rest.length)
    .replace(openingOfReason, "")
    .trim();
  return { key, points, reason: reason === "" ? undefined : reason, outOfRange };
}

const oneScore =
  /^[\s,，、;；:：]*(?<axis>党政(?:所需)?|群众(?:所盼)?|政协(?:所能)?)?[\s:：]*(?<points>\d{1,3}|[零〇一二三四五])(?=[\s分,，、;；。.党群政]|$)\s?分?/;

function readPoints(words: string): number | undefined {
  return /^\d+$/.test(words) ? Number(words) : parseChineseNumber(words);
}

function readAxis(words: string | undefined): ScreeningAxis | undefined {
  if (words === undefined) return undefined;
  if (words.startsWith("党政")) return "need";
  return words.startsWith("群众") ? "wish" : "ability";
}
