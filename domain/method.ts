import { parseChineseNumber } from "./chinese-number.ts";
import { fold } from "./normalize.ts";
import { lengthOf } from "./topic.ts";

/** 工作法: how a unit goes about a topic, in named steps. */
export interface Method {
  readonly name: string;
  readonly steps: readonly string[];
}

export const methodStepsMax = 12;
/** Of its name, and of each step's. */
export const methodNameCharsMax = 30;

/** What is wrong with the words of a method. */
export type MethodFault =
  | { readonly kind: "unread" }
  | { readonly kind: "too-many" }
  | { readonly kind: "too-long"; readonly words: string }
  | { readonly kind: "twice"; readonly words: string };

/** Reads 名称：四步工作法 一：… 二：…, also in lines of 1、 and 第一步：. */
export function readMethod(words: string): Method | { readonly fault: MethodFault } {
  const parts = cutParts(words);
  const name = parts.find(({ position }) => position === 0)?.words;
  const steps = parts.filter(({ position }) => position !== 0);
  const isOrdered = steps.every(({ position }, index) => position === index + 1);
  const isWhole = parts.length - steps.length === 1 && parts.every((part) => part.words !== "");
  if (name === undefined || steps.length < 2 || !isOrdered || !isWhole) {
    return { fault: { kind: "unread" } };
  }
  if (steps.length > methodStepsMax) return { fault: { kind: "too-many" } };
  const long = parts.find((part) => lengthOf(part.words) > methodNameCharsMax);
  if (long !== undefined) return { fault: { kind: "too-long", words: long.words } };
  const names = steps.map((step) => step.words);
  const plain = names.map((each) => fold(each));
  const twin = names.find((each, index) => plain.indexOf(fold(each)) !== index);
  if (twin !== undefined) return { fault: { kind: "twice", words: twin } };
  return { name, steps: names };
}

interface Part {
  /** 0 = the name of the whole. */
  readonly position: number;
  readonly words: string;
}

function cutParts(words: string): readonly Part[] {
  const marks = Array.from(fold(words).matchAll(marker));
  return marks.map((mark, index) => {
    const start = mark.index + mark[0].length;
    const said = words.slice(start, marks[index + 1]?.index);
    const number = mark.groups?.["number"];
    return {
      position: number === undefined ? 0 : (parseChineseNumber(number) ?? -1),
      words: said.replaceAll(/\s+/g, " ").replaceAll(/^[\s,，;；]+|[\s,，;；。.、]+$/g, ""),
    };
  });
}

const digits = String.raw`\d{1,2}|[一二三四五六七八九十]{1,3}`;

const marker = new RegExp(
  String.raw`(?:^|[\s;,.])(?:名[称字]|第?\s?(?<number>${digits})\s?步?)\s*(?:[:,)]|\.(?!\d))\s*`,
  "g",
);

/** Whether there is something of a name or of steps in the words at all. */
export function hasMethodParts(words: string): boolean {
  return cutParts(words).length > 0;
}

/** 下一步, 上一步, 第3步 */
export type StepWish =
  | { readonly kind: "next" }
  | { readonly kind: "back" }
  | { readonly kind: "at"; readonly position: number };

/** Undefined = the words are no such wish, or go on. */
export function readStepWish(words: string): StepWish | undefined {
  const found = stepWords.exec(fold(words));
  if (found === null) return undefined;
  const { turn, number } = found.groups ?? {};
  if (turn !== undefined) return { kind: turn === "下" ? "next" : "back" };
  const position = parseChineseNumber(number ?? "");
  return position === undefined ? undefined : { kind: "at", position };
}

const stepWords = new RegExp(
  String.raw`^\s*(?:进入|转入|退回|回到|走到|改到|改为|走|到)?\s?(?:(?<turn>[上下])一?步|第\s?(?<number>${digits})\s?步)[\s。.]*$`,
);

/** Where a topic stands. */
export interface Standing {
  /** From 1. */
  readonly position: number;
  /** It had come to a step that is not there any more, and begins again. */
  readonly isRestarted: boolean;
}

/** @param step the one it was moved to, by its name; undefined = never moved */
export function standingIn({ steps }: Method, step: string | undefined): Standing {
  const plain = fold(step ?? "");
  const at = step === undefined ? 0 : steps.findIndex((each) => fold(each) === plain);
  return { position: Math.max(at, 0) + 1, isRestarted: at < 0 };
}

/** The position that is meant; undefined = there is none. */
export function moveStep(
  { steps }: Method,
  { position }: Standing,
  wish: StepWish,
): number | undefined {
  const wanted =
    wish.kind === "at" ? wish.position : wish.kind === "next" ? position + 1 : position - 1;
  return wanted >= 1 && wanted <= steps.length ? wanted : undefined;
}
