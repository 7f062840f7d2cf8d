import { listPeople, type RosterPerson } from "../db/people.ts";
import { channels } from "../domain/channel.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { findNamed } from "../domain/named.ts";
import { isNameless } from "../domain/person.ts";
import { askFor } from "../text/general.ts";
import { askZone, cannotTellApart, proxyQuestions } from "../text/proxy.ts";
import { shorten } from "../text/shorten.ts";
import { type NumberKey, parseNumberKey } from "./arg.ts";
import type { MatchText, PersonContext } from "./command.ts";
import type { RawArgs } from "./question.ts";

/** What is asked of somebody who enters something for others; the words said so far are kept. */
export interface Asking {
  readonly command: string;
  readonly args: RawArgs;
}

interface Wanted {
  readonly names: string;
  readonly zone: string | undefined;
}

/**
 * The people of the roster who are meant, or the question which of several of one name.
 * @throws UserError for a name that is not on the roster
 */
export async function findPeople(
  context: PersonContext,
  { names, zone }: Wanted,
  asking: Asking,
): Promise<readonly RosterPerson[] | string> {
  const roster = await listPeople(context.tx, context.tenantId);
  const named = findNamed(roster, names, zone);
  switch (named.kind) {
    case "unknown":
      if (roster.every((person) => isNameless(person))) throw new UserError("claimNoRoster");
      const name = shorten(named.words, limits.personNameCharsMax);
      throw new UserError("proxyNotOnRoster", { name });
    case "twins":
      if (new Set(named.units).size < named.units.length) {
        return cannotTellApart(named.name, named.units.length);
      }
      context.ask({ kind: "argument", ...asking, missing: "zone" });
      return askZone(named.name, named.units, context.place);
    case "people":
      if (named.people.length > limits.proxyPeopleMax) {
        throw new UserError("proxyTooMany", { max: limits.proxyPeopleMax });
      }
      return named.people;
  }
}

/** How the person told it: whoever enters it for them says so. */
export function askChannel(context: PersonContext, asking: Asking): string {
  context.ask({ kind: "argument", ...asking, missing: "channel" });
  return askFor(proxyQuestions.channel, "电话", context.place);
}

/** The arguments that were given, as words again: what is asked next is added to them. */
export function rawArgs(args: Readonly<Record<string, string | NumberKey | undefined>>): RawArgs {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, typeof value === "string" ? value : sayKey(value)]];
    }),
  );
}

function sayKey({ year, number }: NumberKey): string {
  return year === undefined ? `${number}` : `${year}-${number}`;
}

/**
 * Takes 7 韦德福 石磊 电话 apart, in whatever order it was said and with or without spaces. A second
 * number belongs to nothing: then the number is left out, and asked for.
 */
export function readProxySentence(text: MatchText): RawArgs {
  const taker = createTaker(text);
  const zone = taker.take(/(?:^|[\s,;，；])(?<whole>片区\s?[:：]\s?(?<value>\S+))/);
  const labelled = taker.take(/(?:^|[\s,;，；])(?<whole>渠道\s?[:：]\s?(?<value>\S+))/);
  const channel = labelled ?? taker.take(loneChannel);
  const number = taker.take(loneNumber);
  const isOne = taker.take(loneNumber) === undefined;
  const names = taker.rest().replaceAll(/^[\s:：,，、。.和跟]+|[\s,，、。.和跟]+$/g, "");
  return {
    ...(number === undefined || !isOne || parseNumberKey(number) === undefined ? {} : { number }),
    ...(names === "" ? {} : { names }),
    ...(channel === undefined ? {} : { channel }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** No Chinese name has one of these words in it. */
const loneChannel = new RegExp(
  `(?<whole>(?:打|通过|用)?(?<value>${channels.join("|")})(?:告知|说的|委托)?)`,
);

/** In characters it needs 号 or a space on both sides: 丁一 is somebody's name. */
const loneNumber = new RegExp(
  [
    String.raw`(?<whole>(?<value>第?\s?(?:\d{4}\s?-\s?)?\d{1,4}\s?号?(?:议题)?`,
    String.raw`|第?[零〇一二三四五六七八九十百两]{1,6}\s?号(?:议题)?`,
    String.raw`|(?<=^|\s)[零〇一二三四五六七八九十百两]{1,6}(?=\s|$)))`,
  ].join(""),
);

/** Cuts pieces out of the words; both forms stay of the same length. */
function createTaker(text: MatchText) {
  let { original, plain } = text;
  return {
    take(pattern: RegExp): string | undefined {
      const found = pattern.exec(plain);
      const { whole, value } = found?.groups ?? {};
      if (found === null || whole === undefined || value === undefined) return undefined;
      const from = found.index + found[0].indexOf(whole);
      const at = from + whole.indexOf(value);
      const taken = original.slice(at, at + value.length);
      original = `${original.slice(0, from)} ${original.slice(from + whole.length)}`;
      plain = `${plain.slice(0, from)} ${plain.slice(from + whole.length)}`;
      return taken.trim();
    },
    rest: () => original.trim(),
  };
}
