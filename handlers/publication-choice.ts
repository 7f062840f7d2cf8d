import { lockPublication, type Publication } from "../db/publications.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { UserError } from "../domain/errors.ts";
import { fold } from "../domain/normalize.ts";
import { reviewOver, whichOne } from "../text/publication.ts";
import { arg } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import { type Described, publishContext, type PublishContext } from "./publication.ts";
import { kindOf } from "./publication-release.ts";
import type { RawArgs } from "./question.ts";

/** A publication that is held, with what it says. */
export interface Held {
  readonly publication: Publication;
  readonly described: Described;
}

/** Where the words say which one is meant, in every command about one of several. */
export interface Said {
  /** On a button or in a question: this draft and no other, e.g. 12-1. */
  readonly publication?: string | undefined;
  /** Typed: 2, 结果 or part of the title. */
  readonly which?: string | undefined;
  /** In a question: what the numbers mean. */
  readonly choices?: string | undefined;
}

/** The arguments that `Said` is read from; nobody types these labels. */
export const choiceArgs = {
  publication: arg.field("稿件"),
  choices: arg.field("各份"),
} as const;

interface Asking {
  readonly command: string;
  readonly args: RawArgs;
  /** True = the newest is meant where nothing is said. */
  readonly newest?: boolean;
}

/**
 * The publication that is meant, held until the end of the transaction; or the answer: which of
 * several, or what became of it meanwhile. Undefined if there is none.
 * @param candidates the newest first
 */
export async function choose(
  context: PersonContext,
  candidates: readonly Publication[],
  said: Said,
  asking: Asking,
): Promise<Held | string | undefined> {
  if (said.publication !== undefined) return holdNamed(context, candidates, said.publication);
  const picked = pick(said);
  if (picked !== undefined) return holdNamed(context, candidates, picked);
  const described = await describeAll(context, candidates);
  const found = said.which === undefined ? described : filter(described, said.which);
  // Words that name none of them are no reason to take the only one there is.
  if (found.length === 0 && described.length > 0) return ask(context, described, asking);
  const [only, ...others] = found;
  if (only === undefined) return undefined;
  const isChosen = others.length === 0 || (asking.newest === true && said.which === undefined);
  if (isChosen) return holdNamed(context, candidates, keyOf(only.publication));
  return ask(context, [only, ...others], asking);
}

/** Names a draft: a later draft of the same thing has another key. */
export function keyOf({ id, version }: Pick<Publication, "id" | "version">): string {
  return `${id}-${version}`;
}

async function describe(context: PersonContext, publication: Publication): Promise<Described> {
  return kindOf(publication.kind).describe(publishContext(context), publication.objectId);
}

function pick({ which, choices }: Said): string | undefined {
  if (which === undefined || choices === undefined) return undefined;
  const digits = /^第?\s?(\S+?)\s?(?:份|个|号)?[。.]?$/.exec(fold(which))?.[1];
  const number = digits === undefined ? undefined : parseChineseNumber(digits);
  return number === undefined ? undefined : choices.split(" ")[number - 1];
}

async function describeAll(
  context: PersonContext,
  candidates: readonly Publication[],
): Promise<readonly Held[]> {
  const all: Held[] = [];
  for (const publication of candidates) {
    const described = await describeIfThere(publishContext(context), publication);
    if (described !== undefined) all.push({ publication, described });
  }
  return all;
}

/** Undefined for a thing that has gone another way meanwhile: it is none to choose from. */
export async function describeIfThere(
  context: PublishContext,
  publication: Publication,
): Promise<Described | undefined> {
  try {
    return await kindOf(publication.kind).describe(context, publication.objectId);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function filter(all: readonly Held[], which: string): readonly Held[] {
  const words = fold(which).replaceAll(/[「」《》。\s]/g, "");
  const byKind = all.filter(({ publication }) =>
    kindOf(publication.kind).names.some((name) => fold(name) === words),
  );
  if (byKind.length > 0) return byKind;
  return all.filter(({ described }) => fold(described.title).includes(words));
}

function ask(context: PersonContext, all: readonly Held[], { command, args }: Asking): string {
  const shown = all.slice(0, SHOWN_MAX);
  const choices = shown.map(({ publication }) => keyOf(publication)).join(" ");
  context.ask({ kind: "argument", command, args: { ...args, choices }, missing: "which" });
  return whichOne(
    shown.map(({ described }) => described.title),
    context.place,
  );
}

const SHOWN_MAX = 9;

async function holdNamed(
  context: PersonContext,
  candidates: readonly Publication[],
  key: string,
): Promise<Held | string> {
  const [id, version] = key.split("-").map(Number);
  const held =
    id === undefined || !Number.isSafeInteger(id)
      ? undefined
      : await lockPublication(context.tx, context.tenantId, id);
  if (held === undefined) return reviewOver("dropped");
  // What was out when it was listed may be meant all the same: a signature can come later.
  const isListedOut = candidates.some((each) => each.id === id && each.state === "published");
  if (held.state === "dropped") return reviewOver("dropped");
  if (held.state === "published" && !isListedOut) return reviewOver("published");
  if (held.version !== version) return reviewOver("changed");
  if (candidates.every((each) => each.id !== id)) {
    return reviewOver(held.state === "returned" ? "returned" : "changed");
  }
  return { publication: held, described: await describe(context, held) };
}
