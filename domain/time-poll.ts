import type { ParticipantCategory } from "./meeting.ts";
import { fold } from "./normalize.ts";

/** 约时间: what people answer, and which of the times offered can be held. */

export type TimePollState = "open" | "closed" | "settled" | "cancelled";

/** 方便, 可协调, 不方便. */
export type TimeAnswer = "free" | "maybe" | "busy";

/** Null = left blank, which is not yes. */
export type SlotAnswer = TimeAnswer | null;

export const timeAnswerNames: Readonly<Record<TimeAnswer, string>> = {
  free: "方便",
  maybe: "可协调",
  busy: "不方便",
};

export interface Slot {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** As it is kept: ISO times. */
export interface StoredSlot {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** So many of them must be able to come: 县住建局, 居民代表2人, or one person by name. */
export interface PollRequirement {
  readonly name: string;
  readonly category: ParticipantCategory;
  readonly count: number;
  readonly by: "category" | "organization" | "name";
}

/** What is needed to know of somebody who is asked. */
export interface AskedPerson {
  readonly name: string;
  readonly organization: string | undefined;
  readonly category: ParticipantCategory;
  readonly answers: readonly SlotAnswer[];
  readonly answeredAt: Date | undefined;
}

/** A requirement that a slot does not meet. */
export interface Lacking {
  readonly name: string;
  readonly needed: number;
  readonly able: number;
  /** They could still say that they come. */
  readonly blank: number;
}

export interface SlotTally {
  /** From 0. */
  readonly index: number;
  readonly free: number;
  readonly maybe: number;
  readonly busy: number;
  readonly blank: number;
  /** Empty = it can be held. */
  readonly lacking: readonly Lacking[];
}

/** A, B … F. */
export function slotLetter(index: number): string {
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(index);
}

export function isRequired(
  { by, name, category }: PollRequirement,
  person: Pick<AskedPerson, "name" | "organization" | "category">,
): boolean {
  if (by === "category") return person.category === category;
  return by === "organization" ? person.organization === name : person.name === name;
}

/** Of each slot how many said what, and who that must come cannot; in the order of the slots. */
export function tallySlots(
  slotCount: number,
  people: readonly AskedPerson[],
  requirements: readonly PollRequirement[],
): readonly SlotTally[] {
  return Array.from({ length: slotCount }, (_, index) => {
    const count = (answer: SlotAnswer) => countAnswer(people, index, answer);
    return {
      index,
      free: count("free"),
      maybe: count("maybe"),
      busy: count("busy"),
      blank: count(null),
      lacking: requirements.flatMap((requirement) => lackingOf(requirement, people, index)),
    };
  });
}

function countAnswer(people: readonly AskedPerson[], index: number, answer: SlotAnswer): number {
  return people.filter(({ answers }) => (answers[index] ?? null) === answer).length;
}

function lackingOf(
  requirement: PollRequirement,
  people: readonly AskedPerson[],
  index: number,
): readonly Lacking[] {
  const wanted = people.filter((person) => isRequired(requirement, person));
  const able = countAnswer(wanted, index, "free") + countAnswer(wanted, index, "maybe");
  if (able >= requirement.count) return [];
  const blank = countAnswer(wanted, index, null);
  return [{ name: requirement.name, needed: requirement.count, able, blank }];
}

/** Those that can be held first, then by 方便, then by 可协调, then as they were offered. */
export function rankSlots(tallies: readonly SlotTally[]): readonly SlotTally[] {
  const rank = ({ lacking }: SlotTally) => (lacking.length === 0 ? 0 : 1);
  return tallies.toSorted(
    (a, b) => rank(a) - rank(b) || b.free - a.free || b.maybe - a.maybe || a.index - b.index,
  );
}

/** The best that can be held and that suits anybody. */
export function bestSlot(tallies: readonly SlotTally[]): SlotTally | undefined {
  const [first] = rankSlots(tallies);
  if (first === undefined || first.lacking.length > 0) return undefined;
  return first.free + first.maybe > 0 ? first : undefined;
}

/** One piece of an answer. */
export interface SaidAnswer {
  /** From 0; `all` = 都, `others` = those not named. */
  readonly slots: readonly number[] | "all" | "others";
  readonly answer: TimeAnswer;
}

/**
 * A方便 B可协调 C不方便, A、B方便，其他不方便, 都方便. Undefined if anything else is said besides, so
 * that an ordinary sentence is no answer.
 */
export function readAnswers(words: string): readonly SaidAnswer[] | undefined {
  const plain = fold(words).trim();
  const all = ALL.exec(plain);
  if (all !== null) return [{ slots: "all", answer: answerOf(all.groups?.["answer"] ?? "") }];
  const but = BUT.exec(plain);
  if (but !== null) {
    const { letters = "", answer = "" } = but.groups ?? {};
    const others = answerOf(answer);
    const named = others === "free" ? "busy" : "free";
    return [
      { slots: indexesOf(letters), answer: named },
      { slots: "others", answer: others },
    ];
  }
  const said: SaidAnswer[] = [];
  const piece = new RegExp(PIECE, "y");
  while (piece.lastIndex < plain.length) {
    const found = piece.exec(plain);
    if (found === null) return undefined;
    const { letters, answer = "" } = found.groups ?? {};
    const slots = letters === undefined ? "others" : indexesOf(letters);
    said.push({ slots, answer: answerOf(answer) });
  }
  // 其他都方便 alone leaves open which are meant.
  return said.some(({ slots }) => slots !== "others") ? said : undefined;
}

const ANSWER =
  "(?<answer>不方便|不太方便|不行|不可以|不能来|来不了|没空|没时间|可协调|可以协调|能协调|要?看情况|不一定|方便|可以|能来|有空|没问题|行)";
const LETTERS = "(?<letters>[a-z](?:[\\s、,，和跟]{0,2}[a-z]){0,6})";
const PIECE = `[\\s,，、;；]*(?:${LETTERS}|其他|其余|别的)的?\\s?[:：]?\\s?(?:时间)?(?:都)?\\s?${ANSWER}[\\s。.,，了的吧]*`;
/** 都方便, 三个时间都可以. */
const ALL = new RegExp(
  `^(?:我?(?:这?[几两三四五六2-6]个|所有)?(?:时间|天)?)?(?:都|全都|全部|全)\\s?${ANSWER}[\\s。.,，了的吧]*$`,
);
/** 除了C都行. */
const BUT = new RegExp(
  `^除了?\\s?${LETTERS}(?:以外|之外|外)?[\\s,，]*(?:其他|其余|别的)?(?:时间)?都\\s?${ANSWER}[\\s。.,，了的吧]*$`,
);

function answerOf(words: string): TimeAnswer {
  if (/协调|情况|不一定/.test(words)) return "maybe";
  return /^不|来不了|没空|没时间/.test(words) ? "busy" : "free";
}

function indexesOf(letters: string): readonly number[] {
  const first = "a".codePointAt(0) ?? 0;
  const said = letters.match(/[a-z]/g) ?? [];
  return said.map((each) => (each.codePointAt(0) ?? 0) - first);
}

/** Lays what was said over what was said before; slots that are not named stay as they were. */
export function applyAnswers(
  before: readonly SlotAnswer[],
  said: readonly SaidAnswer[],
  slotCount: number,
): readonly SlotAnswer[] {
  const answers = Array.from({ length: slotCount }, (_, index) => before[index] ?? null);
  const named = new Set(said.flatMap(({ slots }) => (typeof slots === "string" ? [] : slots)));
  for (const { slots, answer } of said) {
    for (let index = 0; index < slotCount; index += 1) {
      const isMeant =
        slots === "all" || (slots === "others" ? !named.has(index) : slots.includes(index));
      if (isMeant) answers[index] = answer;
    }
  }
  return answers;
}

/** Letters that were said and that no slot has: G of A to F. */
export function unknownLetters(said: readonly SaidAnswer[], slotCount: number): readonly string[] {
  return said
    .flatMap(({ slots }) => (typeof slots === "string" ? [] : slots))
    .filter((index) => index >= slotCount)
    .map(slotLetter);
}
