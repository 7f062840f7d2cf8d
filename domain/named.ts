import { fold } from "./normalize.ts";
import { isNameless } from "./person.ts";

/** What is needed to tell people of the roster apart by what somebody writes. */
interface Nameable {
  readonly name: string;
  readonly position: number;
  readonly units: readonly string[];
}

export type Named<P> =
  | { readonly kind: "people"; readonly people: readonly P[] }
  | { readonly kind: "unknown"; readonly words: string }
  /** Several of one name, and no zone that tells them apart. */
  | { readonly kind: "twins"; readonly name: string; readonly units: readonly string[] };

/**
 * Finds people of the roster in words like 韦德福、石磊委员 or 韦德福石磊. Every word must be
 * somebody's name: half a list is no list.
 * @param zone tells people of one name apart
 */
export function findNamed<P extends Nameable>(
  roster: readonly P[],
  words: string,
  zone?: string,
): Named<P> {
  const byName = groupByName(roster);
  const people = new Set<P>();
  for (const piece of words.split(/[\s,，、;；/]+/).filter((each) => each !== "")) {
    const names = splitNames(byName, fold(piece));
    if (names === undefined) return { kind: "unknown", words: piece };
    for (const name of names) {
      const found = chooseTwin(byName.get(name) ?? [], zone);
      if (found.length !== 1) return twins(byName.get(name) ?? []);
      for (const person of found) people.add(person);
    }
  }
  return { kind: "people", people: [...people] };
}

function groupByName<P extends Nameable>(roster: readonly P[]): ReadonlyMap<string, readonly P[]> {
  const real = roster.filter((person) => !isNameless(person));
  return Map.groupBy(real, (person) => fold(person.name));
}

/** The names a word without spaces is made of, with 委员 and 和 between them. */
function splitNames(names: ReadonlyMap<string, unknown>, word: string): string[] | undefined {
  if (word === "") return [];
  for (let length = Math.min(word.length, NAME_UNITS_MAX); length >= 2; length -= 1) {
    const name = word.slice(0, length);
    if (!names.has(name)) continue;
    const rest = splitNames(names, word.slice(length).replace(between, ""));
    if (rest !== undefined) return [name, ...rest];
  }
  return undefined;
}

const between =
  /^(?:委员|副?主席|副?主任|常委|代表|同志|老师|先生|女士|联络员|组长)?(?:和|跟|与|及|以及)?/;

/** Longer names have a dot in them and are twenty characters at most. */
const NAME_UNITS_MAX = 20;

function chooseTwin<P extends Nameable>(
  namesakes: readonly P[],
  zone: string | undefined,
): readonly P[] {
  if (namesakes.length === 1 || zone === undefined) return namesakes;
  const wanted = fold(zone).trim();
  return namesakes.filter((each) => each.units.some((unit) => fold(unit).includes(wanted)));
}

function twins<P extends Nameable>(namesakes: readonly P[]): Named<P> {
  const units = namesakes.map((each) => each.units[0] ?? "没有片区");
  return { kind: "twins", name: namesakes[0]?.name ?? "", units };
}
