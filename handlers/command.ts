import type { InboundMessage } from "../domain/inbound.ts";
import { limits } from "../domain/limits.ts";
import type { Right } from "../domain/rights.ts";
import type { Card } from "../domain/card.ts";
import type { CardPlace, Target } from "../domain/voice.ts";
import type { Pending } from "../db/pending.ts";
import type { Person } from "../db/route.ts";
import type { Tx } from "../db/database.ts";
import type { Question, RawArgs } from "./question.ts";

/**
 * A command is data: its words, its arguments, who may and what it does. The parser, the types of
 * `run`, 帮助, the usage line after a mistake and docs/commands.md all read this object.
 */
export interface Command {
  readonly id: string;
  readonly name: string;
  /** Other words for the same, without arguments of their own. */
  readonly aliases: readonly string[];
  /** One line of 帮助; absent = the command is not listed. */
  readonly summary: string | undefined;
  readonly example: string;
  /** Whose help shows it. */
  readonly audience: "everybody" | "staff";
  readonly place: "anywhere" | "single" | "group";
  /** Who must be known before it runs. */
  readonly needs: Needs;
  readonly right: Right | undefined;
  /** What it makes belongs to a unit: a group must have been registered, if there are several. */
  readonly needsUnit: boolean;
  /** Writing commands run in a savepoint and are never guessed from a sentence. */
  readonly isWriting: boolean;
  /** Longer messages are answered with a request to shorten them. */
  readonly charsMax: number;
  readonly args: ArgSpecs;
  /** What may follow the name without a space between; absent = by the first argument's shape. */
  readonly glued: RegExp | undefined;
  /** Behind the name it makes an ordinary sentence of it, e.g. a question; see ordinary.ts. */
  readonly rejects: RegExp | undefined;
  /** Other shapes in which people say it; tried before names. Undefined = not this command. */
  readonly match: ((text: MatchText) => RawArgs | undefined) | undefined;
  /**
   * What the wish of an unknown person is called until it can be carried out, e.g. 「老旧小区充电难」;
   * throws what `run` would throw for these words. Undefined = it has no name of its own.
   */
  readonly callKept: ((args: Record<string, unknown>) => string) | undefined;
  /** What its answer begins with reading, whoever asks: see `readAhead`. */
  readonly ahead: ((tx: Tx) => Promise<unknown>) | undefined;
  /**
   * How a transcript of speech is read back; undefined = word for word. Not asked = there is nothing
   * to confirm.
   */
  readonly readBack:
    | ((context: CommandContext, args: Record<string, unknown>) => Promise<ReadBack | undefined>)
    | undefined;
  run(context: CommandContext, args: Record<string, unknown>): Promise<string>;
}

export interface ReadBack {
  readonly text: string;
  readonly isAsked: boolean;
}

export type Needs = "nobody" | "tenant" | "person";

/** The words in two forms of the same length: as typed, and simplified in lower case. */
export interface MatchText {
  readonly original: string;
  readonly plain: string;
}

export type ArgSpecs = Readonly<Record<string, ArgSpec<unknown>>>;

export type ArgShape = "number" | "word" | "words" | "block" | "field";

export interface ArgSpec<T> {
  /** As it stands before the colon of a labelled line, and in questions. */
  readonly label: string;
  /** Other labels of the same line. */
  readonly also?: readonly string[];
  /**
   * Where its words stand: the leading `number` or `word` after the name, the other `words` of the
   * line, a `block` of all lines, or a labelled line (`field`).
   */
  readonly shape: ArgShape;
  readonly isRequired: boolean;
  /** The question when it is missing. */
  readonly ask: string | undefined;
  /** Undefined = the words do not fit. */
  parse(words: string): T | undefined;
}

type ArgValues<A extends ArgSpecs> = { readonly [K in keyof A]: ArgValue<A[K]> };
type ArgValue<S> = S extends ArgSpec<infer T> ? T : never;

/** What a command gets to see and use. */
export interface CommandContext {
  readonly tx: Tx;
  /** On its way already, what the command's own `ahead` reads; undefined = it was not foreseen. */
  readonly ahead: Promise<unknown> | undefined;
  readonly account: Account;
  readonly message: InboundMessage;
  readonly place: "group" | "single";
  readonly tenantId: number | undefined;
  readonly tenantName: string | undefined;
  readonly person: Person | undefined;
  readonly conversationId: number;
  readonly unitId: number | undefined;
  readonly receiptId: number;
  /** The tenant's business clock: what every rule goes by. */
  readonly now: Date;
  /** For expiries and retries towards platforms. */
  readonly wallNow: Date;
  /**
   * When the words were said, by the business clock: what comes of them is dated by it. Earlier
   * than `now` only for what was kept until its sender was known.
   */
  readonly saidAt: Date;
  /** Carried out later: the answer is one line among others, told to somebody who has moved on. */
  readonly isKept: boolean;
  /** The answer to a question of yes or no that this command asked before. */
  readonly confirmed: boolean | undefined;
  readonly ports: HandlerPorts;
  /** Every command there is, for 帮助. */
  readonly commands: readonly Command[];
  /** Does now what was kept of somebody, as the person they turned out to be. */
  carryOut(kept: KeptWish): Promise<string>;
  /** Shows a card under the answer, where there are cards; the answer must say it all without. */
  show(card: Card): void;
  /** Of what was said nothing is kept: the receipt stands with neutral words. */
  forget(): void;
  /** What is said in place of the answer where others would hear it. */
  sayAloud(words: string): void;
  /** Remembers, with the answer, that the next words of this person here may answer a question. */
  ask(question: Question): void;
}

export type TenantContext = CommandContext & {
  readonly tenantId: number;
  readonly tenantName: string;
};
export type PersonContext = TenantContext & { readonly person: Person };
type ContextFor<N extends Needs> = N extends "person"
  ? PersonContext
  : N extends "tenant"
    ? TenantContext
    : CommandContext;

/** Something kept of somebody who was unknown then. */
export interface KeptWish {
  readonly account: Account;
  readonly sender: string;
  readonly person: Person;
  readonly pending: Pending;
}

/** The account a message came in by. */
export interface Account {
  readonly id: number;
  readonly platform: string;
  readonly slug: string;
}

/** What handlers need of the outside, handed in by main. */
export interface HandlerPorts {
  readonly botName: string;
  /** Where people reach the pages, without a slash at the end: links begin with it. */
  readonly publicUrl: string;
  /** The wall clock. */
  now(): Date;
  isSetupCode(account: Account, code: string): boolean;
  /** Whether anything can be said to this target at that moment, by which way. */
  voice(accountId: number, target: Target, at: Date): string | undefined;
  /** How a conversation of that kind shows cards. */
  cards(accountId: number, kind: "group" | "single"): CardPlace;
  /** Whether these words are a push address that this account's platform hands out. */
  isPushAddress(accountId: number, words: string): boolean;
  /** A fault of ours, under the number that the person was told. */
  reportFault(reference: string, error: unknown): void;
}

interface Definition<N extends Needs, A extends ArgSpecs, R> {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary?: string;
  readonly example: string;
  readonly audience?: "everybody" | "staff";
  readonly place?: "anywhere" | "single" | "group";
  readonly needs: N;
  readonly right?: Right;
  readonly needsUnit?: boolean;
  readonly isWriting: boolean;
  readonly charsMax?: number;
  readonly args: A;
  readonly glued?: RegExp;
  readonly rejects?: RegExp;
  readonly match?: (text: MatchText) => RawArgs | undefined;
  readonly callKept?: (args: ArgValues<A>) => string;
  readonly ahead?: (tx: Tx) => Promise<R>;
  readonly readBack?: (context: PersonContext, args: ArgValues<A>) => Promise<ReadBack | undefined>;
  run(context: ContextFor<N> & Foreseen<R>, args: ArgValues<A>): Promise<string>;
}

interface Foreseen<R> {
  readonly ahead: Promise<R> | undefined;
}

export function defineCommand<N extends Needs, const A extends ArgSpecs, R = unknown>(
  definition: Definition<N, A, R>,
): Command {
  const { callKept, readBack } = definition;
  return {
    aliases: [],
    audience: "everybody",
    place: "anywhere",
    needsUnit: false,
    charsMax: limits.messageCharsMax,
    ...definition,
    summary: definition.summary,
    right: definition.right,
    match: definition.match,
    callKept: callKept && ((args) => callKept(args as ArgValues<A>)),
    glued: definition.glued,
    rejects: definition.rejects,
    ahead: definition.ahead,
    readBack:
      readBack && ((context, args) => readBack(context as PersonContext, args as ArgValues<A>)),
    // The registry's seam: dispatch checks `needs` and parses `args` before it calls.
    run: (context, args) =>
      definition.run(context as ContextFor<N> & Foreseen<R>, args as ArgValues<A>),
  };
}
