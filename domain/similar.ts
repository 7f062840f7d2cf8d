import { parseChineseNumber } from "./chinese-number.ts";
import { fold } from "./normalize.ts";
import { fillerWords, wordGroups } from "./similar-words.ts";

/** What a title is about, in a form in which two of them can be compared. */
export interface Gist {
  /** Each with how much it tells; never empty for a title that says anything. */
  readonly terms: ReadonlyMap<string, number>;
  /** Where it is: sites, and names and rare words that come from no table. */
  readonly own: ReadonlySet<string>;
  /** What is asked: its price, the pay of those who work there. */
  readonly facets: ReadonlySet<string>;
  /** 3 of 3号楼, Q4 of 第四季度: where they differ, it is another thing. */
  readonly numbers: ReadonlySet<string>;
}

/** From here on two titles are shown as similar; measured by tests/domain/similar.test.ts. */
export const similarFrom = 0.56;

/** Traditional and simplified, long and short, 电瓶车 and 电动车 come out alike. */
export function readGist(title: string): Gist {
  const terms = new Map<string, number>();
  const own = new Set<string>();
  const facets = new Set<string>();
  const numbers = new Set<string>();
  const runs: Run[] = [];
  const plain = readNumbers(fold(title), numbers);
  for (const piece of plain.split(/[^\p{L}\p{N}]+/u)) {
    let from = 0;
    for (const found of piece.matchAll(known)) {
      const meaning = meanings.get(found[0]);
      runs.push(readRun(piece.slice(from, found.index), meaning?.namesBefore ?? false));
      from = found.index + found[0].length;
      if (meaning === undefined) continue;
      terms.set(meaning.term, meaning.weight);
      if (meaning.isSite) own.add(meaning.term);
      if (meaning.isFacet) facets.add(meaning.term);
    }
    runs.push(readRun(piece.slice(from), false));
  }
  // Nothing but fillers: 关于管理的问题 is compared as it stands.
  const said = runs.filter(({ pairs }) => pairs.length > 0);
  if (terms.size === 0 && said.length === 0) said.push(readRun(plain.replaceAll(marks, ""), false));
  const isSubjectKnown = [...terms.values()].some((weight) => weight >= SUBJECT_WEIGHT);
  for (const { pairs, isName } of said) {
    for (const pair of pairs) {
      terms.set(pair, isName || !isSubjectKnown ? PAIR_WEIGHT : MINOR_WEIGHT);
      if (isName) own.add(pair);
    }
  }
  return { terms, own, facets, numbers };
}

/**
 * The terms by which a title is found again, the most telling only: 小区 stands in every second one
 * and would be looked up for nothing.
 */
export function termsToFind({ terms }: Gist): ReadonlyMap<string, number> {
  const telling = [...terms].filter(([, weight]) => weight >= TELLING_WEIGHT);
  return telling.length === 0 ? terms : new Map(telling);
}

const TELLING_WEIGHT = 0.7;

/** 0 = nothing in common, 1 = the same. */
export function similarityOf(a: Gist, b: Gist): number {
  const shared = sum(
    [...a.terms].map(([term, weight]) => Math.min(weight, b.terms.get(term) ?? 0)),
  );
  const [sumOfA, sumOfB] = [sum([...a.terms.values()]), sum([...b.terms.values()])];
  if (shared === 0) return 0;
  const dice = (2 * shared) / (sumOfA + sumOfB);
  // A short title that stands whole in a long one is the same thing, told with fewer words.
  const held = shared / Math.min(sumOfA, sumOfB);
  const isTelling = Math.min(1, shared / Math.min(SUBJECT_WEIGHT, Math.max(sumOfA, sumOfB)));
  const score = DICE_SHARE * dice + (1 - DICE_SHARE) * held * isTelling;
  return score * differenceOf(a, b);
}

const DICE_SHARE = 0.85;
const SUBJECT_WEIGHT = 2;

/** 3号楼 is not 5号楼, and 人民路 is not 解放路, however much else is the same. */
function differenceOf(a: Gist, b: Gist): number {
  const haveNumbers = a.numbers.size > 0 && b.numbers.size > 0;
  const numbers = haveNumbers && isDisjoint(a.numbers, b.numbers) ? OTHER_NUMBER : 1;
  const haveNames = a.own.size > 0 && b.own.size > 0;
  const names = haveNames && isDisjoint(a.own, b.own) ? OTHER_NAME : 1;
  const haveFacets = a.facets.size > 0 || b.facets.size > 0;
  const facets = haveFacets && isDisjoint(a.facets, b.facets) ? OTHER_FACET : 1;
  return numbers * names * facets;
}

const OTHER_NUMBER = 0.4;
const OTHER_NAME = 0.75;
const OTHER_FACET = 0.75;

function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((each) => !b.has(each));
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0);
}

/** Takes the numbers that name something out of the words, and quarters in all their spellings. */
function readNumbers(plain: string, numbers: Set<string>): string {
  return plain
    .replaceAll(quarter, (whole, before?: string, after?: string) => {
      const number = parseChineseNumber(before ?? after ?? "");
      if (number === undefined) return whole;
      numbers.add(`Q${number}`);
      return " ";
    })
    .replaceAll(numbered, (whole, digits: string) => {
      const number = parseChineseNumber(digits);
      if (number === undefined) return whole;
      numbers.add(`${number}`);
      return " ";
    });
}

const quarter = /第?([一二三四1-4])季度?|q([1-4])(?![0-9])/g;
const numbered =
  /第?(\d{1,4}|[一二三四五六七八九十百两]{1,4})(?=[号栋幢期组届中小路条线批年]|单元|楼)/g;

/** What stands between the words of the table. */
interface Run {
  /** Pairs of neighbouring characters. */
  readonly pairs: readonly string[];
  /** 幸福 of 幸福小区, 人民路. */
  readonly isName: boolean;
}

function readRun(run: string, isBeforeSite: boolean): Run {
  const characters = Array.from(run);
  const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  return { pairs, isName: isBeforeSite || nameEnd.test(run) };
}

const nameEnd = /[路街巷镇乡苑园城桥楼]$/;
const marks = /[^\p{L}\p{N}]+/gu;

/** A word of four characters has three pairs, so one alone tells less than a subject. */
const PAIR_WEIGHT = 0.7;
/** Where the subject is known, what is said around it. */
const MINOR_WEIGHT = 0.6;

/** What stands before these is their name. */
const named: ReadonlySet<string> = new Set(["=小区", "=村"]);

const meanings = new Map(
  wordGroups.flatMap(({ weight, isSite, isFacet, words }) =>
    words.map((word) => {
      const term = `=${words[0]}`;
      return [
        word,
        { term, weight, isSite, isFacet, namesBefore: isSite || named.has(term) },
      ] as const;
    }),
  ),
);

/** The longest word wins: 停车场 before 停车. */
const known = new RegExp(
  [...meanings.keys(), ...fillerWords].toSorted((a, b) => b.length - a.length).join("|"),
  "g",
);
