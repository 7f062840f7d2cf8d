import { fold, normalizeInput, removeMention } from "../domain/normalize.ts";
import { leadingNumber } from "./arg.ts";
import type { ArgShape, ArgSpecs, Command, MatchText } from "./command.ts";
import type { RawArgs } from "./question.ts";

/** What a message asks for. */
export type Parsed =
  | { readonly kind: "command"; readonly command: Command; readonly args: RawArgs }
  /** Nothing but the mention of the bot. */
  | { readonly kind: "empty" }
  | { readonly kind: "unknown"; readonly nearest: readonly Command[] };

/** The words of a message without the bot's mention, as typed. */
export function readWords(text: string, botName: string): string {
  return normalizeInput(removeMention(normalizeInput(text), botName));
}

/**
 * Finds the command in what somebody wrote. Matching is done on the folded form, which has the
 * length of the words as typed; arguments are cut out of the words as typed.
 */
export function parseCommand(words: string, commands: readonly Command[]): Parsed {
  if (!/[\p{L}\p{N}]/u.test(words)) return { kind: "empty" };
  const whole = { original: words, plain: fold(words) };
  for (const text of openings(whole)) {
    const found = matchForms(text, commands) ?? matchNames(text, commands);
    if (found !== undefined) return found;
  }
  return { kind: "unknown", nearest: findNearest(whole.plain, commands) };
}

/**
 * The sentence as it is, then without one courtesy after another at its start: 请帮我附议7 is
 * 附议7. As it is comes first, because 我的提醒 begins like a courtesy and is a command.
 */
function* openings(text: MatchText): Generator<MatchText> {
  let rest = text;
  yield rest;
  for (let count = 0; count < COURTESIES_MAX; count += 1) {
    const courtesy = courtesies.exec(rest.plain)?.[0].length ?? 0;
    if (courtesy === 0) return;
    rest = cut(rest, courtesy);
    yield rest;
  }
}

/** Nobody is that polite; every further one would cost a look at all commands. */
const COURTESIES_MAX = 8;

const courtesies =
  /^(?:[\s/\\,.:;!?·'"“”‘’[\](){}<>~-]+|请问|请您|请你|请|麻烦(?:您|你)?|劳驾|您好|你好|帮我|帮忙|替我|给我|我想要|我想|我要|我来|我们|我|想|要|小协)/;

function matchForms(text: MatchText, commands: readonly Command[]): Parsed | undefined {
  for (const command of commands) {
    const args = command.match?.(text);
    if (args !== undefined) return { kind: "command", command, args };
  }
  return undefined;
}

/** The longest name wins: 取消附议 before 取消, 我的提醒 before 我的. */
function matchNames(text: MatchText, commands: readonly Command[]): Parsed | undefined {
  for (const { command, folded } of namesOf(commands)) {
    if (!text.plain.startsWith(folded)) continue;
    const args = cutArgs(command, cut(text, folded.length));
    if (args !== undefined) return { kind: "command", command, args };
  }
  return undefined;
}

interface Name {
  readonly command: Command;
  readonly folded: string;
}

const knownNames = new WeakMap<readonly Command[], readonly Name[]>();

/** Every name and alias, the longest first, folded once. */
function namesOf(commands: readonly Command[]): readonly Name[] {
  const known = knownNames.get(commands);
  if (known !== undefined) return known;
  const names = commands
    .flatMap((command) =>
      [command.name, ...command.aliases].map((name) => ({ command, folded: fold(name) })),
    )
    .toSorted((a, b) => b.folded.length - a.folded.length);
  knownNames.set(commands, names);
  return names;
}

/** The arguments behind the name; undefined = the sentence goes on, so the name was none. */
function cutArgs(command: Command, after: MatchText): RawArgs | undefined {
  const rest = skipSeparators(after);
  if (closing.test(rest.plain)) return {};
  if (command.rejects?.test(spoken(rest.plain))) return undefined;
  const first = Object.values(command.args).find((spec) => spec.shape !== "field");
  if (first === undefined) return undefined;
  const isGlued = rest.plain.length === after.plain.length;
  // 荐题人是谁 and 附议一下大家 only begin like commands.
  if (isGlued && !mayBeGlued(command, first.shape, rest.plain)) return undefined;
  return distribute(command.args, rest);
}

/** The first line without what stands in quotation marks: a title may well be a question. */
function spoken(plain: string): string {
  return (plain.split("\n")[0] ?? "").replaceAll(/[《「『“][^》」』”]*[》」』”]/g, "");
}

function mayBeGlued(command: Command, shape: ArgShape, plain: string): boolean {
  if (command.glued !== undefined) return command.glued.test(plain);
  if (shape === "number") return leadingNumber.test(plain);
  return shape === "words" && !isRunOn(plain);
}

/** Nothing behind the name but a courtesy or a mark. */
const closing = /^(?:[\s,.!?~、。！？，…]|一下|谢谢|谢谢您|吧|啊|呀|哦|呢)*$/;

/** Words that carry a sentence on when they stand right behind a command's name. */
function isRunOn(plain: string): boolean {
  return /^(?:人|的|是|什么|怎|如何|吗|了|有|要|过|很|都|也|不|没|能|可|会|截止|时间|情况|表|单|数|结果|通知|工作|活动|一下)/.test(
    plain,
  );
}

/** The minus of -3 stays: it is no number of an item, and 3 was not meant. */
function skipSeparators(text: MatchText): MatchText {
  return cut(text, /^(?:[\s:,.、。，：；;]|-(?!\d))*/.exec(text.plain)?.[0].length ?? 0);
}

function cut(text: MatchText, from: number, to?: number): MatchText {
  return { original: text.original.slice(from, to), plain: text.plain.slice(from, to) };
}

/**
 * Hands the words out: labelled lines first, then number, word and words in their order. Undefined
 * if words are left that belong to none; several numbers belong to none either, and are asked for.
 */
function distribute(specs: ArgSpecs, text: MatchText): RawArgs | undefined {
  const { head, fields } = splitFields(specs, text);
  const args: Record<string, string> = { ...fields };
  let rest = head;
  for (const [name, { shape }] of Object.entries(specs)) {
    if (shape === "field") continue;
    const length = lengthOfArg(shape, rest.plain);
    const words = rest.original.slice(0, length).trim();
    rest = skipSeparators(cut(rest, length));
    if (words !== "") args[name] = words;
  }
  if (closing.test(rest.plain)) return args;
  return moreNumbers.test(rest.plain) ? {} : undefined;
}

const moreNumbers = /^(?:和|跟|以及)?[\d\s,.、，号和跟]+$/;

function lengthOfArg(shape: ArgShape, plain: string): number {
  if (shape === "words" || shape === "block") return plain.length;
  const number = shape === "number" ? leadingNumber.exec(plain)?.[0] : undefined;
  // Not a number: the first word is kept, so that the answer can ask for it again.
  return number?.length ?? /^\S*/.exec(plain)?.[0].length ?? 0;
}

interface Fields {
  readonly head: MatchText;
  readonly fields: RawArgs;
}

/** 说明：… on lines of their own, or behind the first words; a line without a label is 说明 too. */
function splitFields(specs: ArgSpecs, text: MatchText): Fields {
  const labelled = Object.entries(specs).filter(([, spec]) => spec.shape === "field");
  if (labelled.length === 0) return { head: text, fields: {} };
  const names = new Map(
    labelled.flatMap(([name, { label, also = [] }]) =>
      [label, ...also].map((each) => [fold(each), name] as const),
    ),
  );
  const labels = [...names.keys()].join("|");
  const marker = new RegExp(`(?:^|[\\s,;.。，；])(${labels})\\s*[:：]\\s*`, "g");
  const marks = Array.from(text.plain.matchAll(marker));
  const fields: Record<string, string> = {};
  for (const [index, mark] of marks.entries()) {
    const name = names.get(mark[1] ?? "");
    const words = cut(text, mark.index + mark[0].length, marks[index + 1]?.index).original.trim();
    if (name !== undefined && words !== "") fields[name] = words;
  }
  const before = cut(text, 0, marks[0]?.index);
  const lineEnd = before.plain.indexOf("\n");
  const head = lineEnd < 0 ? before : cut(before, 0, lineEnd);
  const extra = lineEnd < 0 ? "" : before.original.slice(lineEnd).trim();
  const first = labelled[0]?.[0];
  if (extra !== "" && first !== undefined) fields[first] = joinLines(extra, fields[first]);
  return { head, fields };
}

function joinLines(first: string, second: string | undefined): string {
  return second === undefined ? first : `${first}\n${second}`;
}

const NEAREST_MAX = 3;

/** Commands whose name is one slip away from how the sentence begins. */
function findNearest(plain: string, commands: readonly Command[]): readonly Command[] {
  const words = plain.replace(courtesies, "");
  const near = namesOf(commands).filter(({ folded }) => isNear(words, folded));
  // 荐提 is 荐题, not 推荐: the first character is the one that is seldom wrong.
  const alike = near.filter(({ folded }) => folded[0] === words[0]);
  const found = new Set((alike.length > 0 ? alike : near).map(({ command }) => command));
  return commands.filter((command) => found.has(command)).slice(0, NEAREST_MAX);
}

/** One character wrong, missing or too many, and at least one right. */
function isNear(words: string, name: string): boolean {
  if (name.length < 2) return false;
  return [name.length - 1, name.length, name.length + 1].some((length) => {
    const start = words.slice(0, length);
    return start.length > 0 && sharesCharacter(start, name) && distance(start, name) <= 1;
  });
}

function sharesCharacter(a: string, b: string): boolean {
  return Array.from(a).some((character) => b.includes(character));
}

/** Levenshtein distance; both words have a handful of characters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, character] of Array.from(a).entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const change = (row[j] ?? 0) + (character === b[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
