import { listPeople, type RosterPerson } from "../db/people.ts";
import { listTalents } from "../db/talents.ts";
import { fold } from "../domain/normalize.ts";
import { isNameless } from "../domain/person.ts";
import { sayRosterScope, sayScope } from "../text/talents.ts";
import type { PersonContext } from "./command.ts";
import { findTalents } from "./commands/talent.ts";

/** 抽选: who can be drawn. */
export interface Candidates {
  /** In the order of their numbers, from 1; namesakes are told apart. */
  readonly names: readonly string[];
  /** From whom, in words. */
  readonly scope: string;
}

/**
 * From the roster if the words begin with a title of it (委员, 群众代表), narrowed by units, 男 or 女,
 * 城区 or 乡镇; else from 人才库.
 */
export async function findCandidates(
  { tx, tenantId }: Pick<PersonContext, "tx" | "tenantId">,
  words: readonly string[],
): Promise<Candidates> {
  const said = words
    .map(strip)
    .flatMap(splitTitle)
    .filter((word) => word !== "");
  const asked = said.filter((word) => !isPool(word));
  if (said.length === asked.length) {
    const roster = (await listPeople(tx, tenantId)).filter((person) => !isNameless(person));
    const [title = ""] = asked;
    if (title.length > 1 && roster.some((person) => fold(person.title).includes(title))) {
      const found = roster
        .filter((person) => asked.every((word) => isOf(person, word)))
        .toSorted((a, b) => a.position - b.position || a.id - b.id)
        .map(({ name, units }) => ({ name, from: units[0] }));
      return { names: found.map(callApart), scope: sayRosterScope(asked) };
    }
  }
  const talents = await listTalents(tx, tenantId);
  const found = (asked.length === 0 ? talents : findTalents(talents, asked))
    .toSorted((a, b) => a.id - b.id)
    .map(({ name, organization }) => ({ name, from: organization }));
  return { names: found.map(callApart), scope: sayScope(asked) };
}

/** 从委员里 is 委员; 全体委员, too. */
function strip(word: string): string {
  return fold(word)
    .replace(/^(?:从|在)/, "")
    .replace(/^(?:全体|所有|全部)的?/, "")
    .replace(/(?:里面?|中|当中)抽?$/, "");
}

/** 城南片区委员 is 委员 of 城南片区. */
function splitTitle(word: string): readonly string[] {
  const found = /^(?<unit>.{2,}?)的?(?<title>委员|常委|群众代表|居民代表)$/.exec(word);
  const { unit, title } = found?.groups ?? {};
  return unit === undefined || title === undefined || unit.startsWith("政协")
    ? [word]
    : [title, unit];
}

function isPool(word: string): boolean {
  return /^(?:协商)?人才库$/.test(word);
}

function isOf({ title, units, gender, residence }: RosterPerson, word: string): boolean {
  return (
    fold(title).includes(word) ||
    units.some((unit) => fold(unit).includes(word)) ||
    gender === word.replace(/性$/, "") ||
    residence === word
  );
}

interface Called {
  readonly name: string;
  readonly from: string | undefined;
}

/** Namesakes are told apart by where they work or belong. */
function callApart({ name, from }: Called, _: number, all: readonly Called[]): string {
  const isTwin = all.filter((each) => each.name === name).length > 1;
  return isTwin && from !== undefined ? `${name}（${from}）` : name;
}
