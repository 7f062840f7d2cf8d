import { parseChineseNumber } from "./chinese-number.ts";
import { UserError } from "./errors.ts";
import { fold } from "./normalize.ts";
import { readNumbers } from "./selection-choices.ts";
import type {
  Disclosure,
  Quorum,
  Requirement,
  SelectionMethod,
  SelectionTerms,
  Share,
} from "./selection.ts";

/** Reads the words in which a 议题推荐 is asked for; what is left out has the office's defaults. */

export interface TermsWish {
  readonly method: SelectionMethod | undefined;
  readonly seats: number | undefined;
  readonly disclosure: Disclosure | undefined;
  readonly quorum: Quorum | undefined;
  readonly requirements: readonly Requirement[] | undefined;
  readonly tie: "list" | "lot" | undefined;
}

/** From what to choose: those of 初选, or topics by number; undefined = it is not said. */
export type OptionsWish =
  | { readonly kind: "shortlisted" }
  | { readonly kind: "topics"; readonly numbers: readonly number[] };

const methods: readonly (readonly [RegExp, SelectionMethod])[] = [
  [/逐项|逐件|表决/, "yes-no"],
  [/打分|评分/, "score"],
  [/排序.{0,6}按比例|按比例.{0,6}排序|按比例/, "proportional-ranking"],
  [/排序|排先后/, "ranking"],
  [/兼顾/, "equal-shares"],
  [/选几件|选择几件|最多选|选[\d一二两三四五六七八九十]+[件项个条]/, "approval"],
];

export function readMethod(words: string): SelectionMethod | undefined {
  const plain = fold(words);
  return methods.find(([pattern]) => pattern.test(plain))?.[1];
}

const disclosures: readonly (readonly [RegExp, Disclosure])[] = [
  [/无记名|不记名/, "secret"],
  [/截止(?:以?后|才)(?:再|才)?公[布开]|截止前不公[布开]个人/, "until-close"],
  [/不公[布开]|保密|隐藏/, "hidden"],
  [/公开|实名|记名/, "open"],
];

export function readDisclosure(words: string): Disclosure | undefined {
  const plain = fold(words);
  return disclosures.find(([pattern]) => pattern.test(plain))?.[1];
}

/** 选3件. */
export function readSeats(words: string): number | undefined {
  const found = /选\s?(?<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?[件项个条名]/.exec(
    fold(words),
  );
  const count = found?.groups?.["count"];
  return count === undefined ? undefined : parseChineseNumber(count);
}

/** 初选议题, or 议题 2 3 4. */
export function readOptions(words: string): OptionsWish | undefined {
  const plain = fold(words);
  if (/初选|入围/.test(plain)) return { kind: "shortlisted" };
  const found =
    /议题\s?(?<numbers>(?:第?\s?(?:\d{1,4}|[一二三四五六七八九十]{1,3}(?=号))号?[\s,.、，和跟]*)+)/.exec(
      plain,
    );
  const numbers = readNumbers(found?.groups?.["numbers"] ?? "");
  return numbers && { kind: "topics", numbers: [...new Set(numbers)] };
}

/** 甲、乙、丙 or one on each line, numbered from 1. */
export function splitFreeOptions(words: string): readonly string[] {
  const pieces = words.includes("\n") ? words.split("\n") : words.split(/[、,，;；]/);
  return pieces
    .map((piece) => piece.replace(/^\s*(?:\d{1,2}[.、．)）]|[-·])\s*/, "").trim())
    .filter((piece) => piece !== "");
}

/**
 * 过半数, 三分之二, 60%, 15人, 不设; several at once, and 乡镇至少2人.
 * @returns undefined if the words name no number at all
 */
export function readQuorum(words: string): Quorum | undefined {
  const plain = fold(words).replaceAll(/\s/g, "");
  if (/不设|不限|没有/.test(plain)) return {};
  const categories = Array.from(
    plain.matchAll(
      /(?:其中)?(?<name>\p{Script=Han}{2,12}?)(?:委员)?(?:至少|不少于)(?<min>\d{1,4})[人位名]/gu,
    ),
    ({ groups }) => ({ name: groups?.["name"] ?? "", min: Number(groups?.["min"]) }),
  );
  const rest = plain.replaceAll(
    /(?:其中)?\p{Script=Han}{2,12}?(?:委员)?(?:至少|不少于)\d{1,4}[人位名]/gu,
    "",
  );
  const count = /(?<count>\d{1,5})[人位名]/.exec(rest)?.groups?.["count"];
  const share = readShare(rest);
  if (categories.length === 0 && count === undefined && share === undefined) return undefined;
  return {
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(share === undefined ? {} : { share }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

/** 过半数 is more than half; 三分之二以上 includes the two thirds. */
export function readShare(words: string): Share | undefined {
  const plain = fold(words);
  const isStrict = /超过|多于/.test(plain);
  if (/过半|半数以上|一半以上/.test(plain)) return { numerator: 1, denominator: 2, isStrict: true };
  if (/半数|一半/.test(plain)) return { numerator: 1, denominator: 2, isStrict };
  const part =
    /(?<whole>[二两三四五六七八九十]|\d{1,2})分之(?<part>[一二两三四五六七八九]|\d{1,2})/.exec(
      plain,
    );
  const [denominator, numerator] = [part?.groups?.["whole"], part?.groups?.["part"]].map((each) =>
    each === undefined ? undefined : parseChineseNumber(each),
  );
  if (denominator && numerator && numerator <= denominator) {
    return { numerator, denominator, isStrict };
  }
  const percent = Number(/(?<percent>\d{1,3})%/.exec(plain)?.groups?.["percent"]);
  if (!(percent >= 1 && percent <= 100)) return undefined;
  return { numerator: percent, denominator: 100, isStrict };
}

/** 逐项表决: 同意过半数，且应参加人数的三分之二. */
export function readRequirements(words: string): readonly Requirement[] | undefined {
  const found = words.split(/[，,；;]|并且|且/).flatMap((piece) => {
    const share = readShare(piece);
    if (share === undefined) return [];
    const of = /应参加|全体|名单|应到/.test(fold(piece)) ? "eligible" : "cast";
    return [{ share, of } as const];
  });
  return found.length === 0 ? undefined : found;
}

export function readTie(words: string): "list" | "lot" | undefined {
  const plain = fold(words);
  if (/抽签/.test(plain)) return "lot";
  return /列出|并列/.test(plain) ? "list" : undefined;
}

const usualSeats = 3;

/**
 * The rules as they will be printed, with the office's defaults for what is not said.
 * @throws UserError if more are to be chosen than there are options
 */
export function composeTerms(wish: TermsWish, optionCount: number): SelectionTerms {
  const method = wish.method ?? "approval";
  const seats = wish.seats ?? Math.min(usualSeats, optionCount);
  if (seats < 1 || seats > optionCount) {
    throw new UserError("selectionSeats", { count: optionCount, seats });
  }
  return {
    method,
    seats,
    choicesMin: 1,
    choicesMax: method === "approval" ? seats : optionCount,
    disclosure: wish.disclosure ?? "hidden",
    quorum: wish.quorum ?? { share: { numerator: 1, denominator: 2, isStrict: true } },
    requirements: wish.requirements ?? [],
    tie: wish.tie ?? "list",
  };
}
