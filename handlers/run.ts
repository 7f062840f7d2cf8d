import { getConversation } from "../db/conversations.ts";
import { rollBackToSavepoint, setSavepoint } from "../db/database.ts";
import { findLiaison } from "../db/people.ts";
import { listUnits } from "../db/units.ts";
import { insertQuestion } from "../db/questions.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { hasRight, sayHolders } from "../domain/rights.ts";
import { explain, namesLiaison } from "../text/errors.ts";
import { askFor } from "../text/general.ts";
import { keptNotUnderstood } from "../text/people.ts";
import type { Command, CommandContext, KeptWish, ReadBack } from "./command.ts";
import { keepWish, parseWish } from "./pending.ts";
import { parseWaiting, type RawArgs } from "./question.ts";
import { commands } from "./registry.ts";
import type { Turn } from "./turn.ts";

/** Runs one command. People's mistakes become sentences; bugs are thrown. */
export async function runCommand(
  turn: Turn,
  command: Command,
  raw: RawArgs,
  confirmed?: boolean,
): Promise<string> {
  const { tx } = turn.incoming;
  let isSaved = false;
  try {
    checkPlace(turn, command);
    await checkUnit(turn, command);
    if (isUnknown(turn, command)) return await keep(turn, command, raw);
    checkRight(turn, command);
    const args = parseArgs(turn, command, raw);
    if (typeof args === "string") return args;
    // An error after a write takes the write back, and keeps the receipt and the answer.
    if (command.isWriting) {
      setSavepoint(tx, savepointOf(turn));
      isSaved = true;
    }
    return await command.run(contextOf(turn, command, confirmed), args);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isSaved) await rollBackToSavepoint(tx, savepointOf(turn));
    return refuse(turn, error);
  }
}

/** How a transcript that is this command is read back; undefined = word for word. */
export async function readBackSpoken(
  turn: Turn,
  command: Command,
  raw: RawArgs,
): Promise<ReadBack | undefined> {
  if (command.readBack === undefined || turn.incoming.arrival.sender.person === undefined) {
    return undefined;
  }
  const args = Object.entries(command.args).map(([name, spec]) => {
    const words = raw[name];
    return [name, words === undefined ? undefined : spec.parse(words)] as const;
  });
  return command.readBack(contextOf(turn, command, undefined), Object.fromEntries(args));
}

/** A wish that is carried out inside another command must not undo that command's work. */
function savepointOf({ incoming }: Turn): "command" | "kept" {
  return incoming.keptSince === undefined ? "command" : "kept";
}

/** What could not be done; where a right is missing, the 联络员 can be told with one word. */
async function refuse(turn: Turn, { code, params }: UserError): Promise<string> {
  turn.isRefused = true;
  const { tx, arrival, message } = turn.incoming;
  if (!namesLiaison(code) || arrival.tenantId === undefined) {
    return explain(code, params, turn.place);
  }
  const liaison = await findLiaison(tx, arrival.tenantId);
  if (code === "notAllowed" && liaison !== undefined) {
    turn.asked = { kind: "relay", text: message.text };
  }
  return explain(code, params, turn.place, liaison);
}

/** @throws UserError if the command is not for this place, or nobody has opened the office yet */
function checkPlace({ incoming, place }: Turn, command: Command): void {
  if (command.place === "single" && place === "group") {
    throw new UserError("singleOnly", { name: command.name });
  }
  if (command.place === "group" && place === "single") {
    throw new UserError("groupOnly", { name: command.name });
  }
  if (command.needs !== "nobody" && incoming.arrival.tenantId === undefined) {
    throw new UserError("noTenant");
  }
}

/**
 * In a group that nobody registered the only unit is meant; of several none is guessed.
 * @throws UserError
 */
async function checkUnit({ incoming, place }: Turn, command: Command): Promise<void> {
  const { tenantId, unitId } = incoming.arrival;
  if (!command.needsUnit || place === "single") return;
  if (unitId !== undefined || tenantId === undefined) return;
  const units = await listUnits(incoming.tx, tenantId);
  if (units.filter((unit) => unit.parentId !== undefined && unit.kind !== "界别").length > 1) {
    throw new UserError("groupUnregistered");
  }
}

function isUnknown({ incoming }: Turn, command: Command): boolean {
  return command.needs === "person" && incoming.arrival.sender.person === undefined;
}

/**
 * What somebody unknown wants done is kept; what they only want to see, they can ask for again.
 * @throws UserError for people who can never be known, and for words that could not be taken
 */
function keep(turn: Turn, command: Command, raw: RawArgs): Promise<string> | string {
  const { message, arrival } = turn.incoming;
  if (!message.sender.linkable) throw new UserError("claimOutsider");
  if (!command.isWriting || arrival.tenantId === undefined) throw new UserError("identityUnknown");
  const args = parseArgs(turn, command, raw);
  if (typeof args === "string") return args;
  const called = command.callKept?.(args);
  return keepWish(turn.incoming, arrival.tenantId, { command: command.id, args: raw }, called);
}

/** @throws UserError if this is for others to do */
function checkRight({ incoming }: Turn, command: Command): void {
  const { right } = command;
  const { person } = incoming.arrival.sender;
  if (right === undefined || person === undefined || hasRight(person.roles, right)) return;
  throw new UserError("notAllowed", { name: command.name, who: sayHolders(right), right });
}

/** The arguments, or the question for the first that is missing or does not fit. */
function parseArgs(turn: Turn, command: Command, raw: RawArgs): Record<string, unknown> | string {
  const args: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(command.args)) {
    const words = raw[name];
    const value = words === undefined ? undefined : spec.parse(words);
    if (value === undefined && spec.isRequired) {
      const { [name]: _, ...others } = raw;
      turn.asked = { kind: "argument", command: command.id, args: others, missing: name };
      return askFor(
        spec.ask ?? `请接着告诉我${spec.label}`,
        exampleFor(command, others),
        turn.place,
      );
    }
    args[name] = value;
  }
  return args;
}

/** What to answer, as an example: with nothing said yet, all that follows the command's name. */
function exampleFor({ example, name }: Command, said: RawArgs): string {
  const isBare = Object.keys(said).length === 0 && example.startsWith(name);
  return isBare ? example.slice(name.length).trim() : example;
}

function contextOf(turn: Turn, command: Command, confirmed: boolean | undefined): CommandContext {
  const { incoming, place } = turn;
  const { arrival, ahead } = incoming;
  return {
    tx: incoming.tx,
    ahead: ahead?.command === command ? ahead.found : undefined,
    ports: incoming.ports,
    account: incoming.account,
    message: incoming.message,
    receiptId: incoming.receiptId,
    now: incoming.now,
    wallNow: incoming.wallNow,
    saidAt: incoming.keptSince ?? incoming.now,
    isKept: incoming.keptSince !== undefined,
    place,
    tenantId: arrival.tenantId,
    tenantName: arrival.sender.tenantName,
    person: arrival.sender.person,
    conversationId: arrival.conversationId,
    unitId: arrival.unitId,
    confirmed,
    commands,
    carryOut: (kept) => carryOut(turn, kept),
    show: (card) => {
      turn.card = card;
    },
    forget: () => {
      turn.isForgotten = true;
    },
    sayAloud: (words) => {
      turn.aloud = words;
    },
    ask: (question) => {
      const { question: asked, claim } = parseWaiting(question);
      turn.asked = asked ?? turn.asked;
      turn.claim = claim ?? turn.claim;
    },
  };
}

/**
 * Under the rights and limits of this moment, dated when it was said. A question that comes of it
 * waits for the person where they said it.
 */
async function carryOut({ incoming }: Turn, kept: KeptWish): Promise<string> {
  const { tx, now } = incoming;
  const { account, pending, person, sender } = kept;
  const wish = parseWish(pending);
  const { unitId, ...conversation } = await getConversation(tx, pending.conversationId);
  const place = conversation.kind;
  if (wish === undefined) return keptNotUnderstood(undefined, place);
  if (!("command" in wish)) return keptNotUnderstood(wish.words, place);
  const { conversationId, receiptId, saidAt: keptSince } = pending;
  // A command that this program no longer has must not stand in the way of the confirmation.
  const command = commands.find(({ id }) => id === wish.command);
  if (command === undefined) return keptNotUnderstood(undefined, place);
  const message = {
    messageId: "",
    conversation,
    sender: { externalId: sender, linkable: true },
    manner: "typed",
    text: [command.name, ...Object.values(wish.args)].join(" "),
  } as const;
  const arrival = { ...incoming.arrival, conversationId, unitId, receiptId };
  const known = { ...arrival, sender: { ...arrival.sender, person } };
  const then = { ...incoming, account, message, arrival: known, receiptId, keptSince };
  const turn: Turn = {
    incoming: then,
    place,
    open: undefined,
    claim: undefined,
    asked: undefined,
    card: undefined,
  };
  const answer = await runCommand(turn, command, wish.args);
  if (turn.asked !== undefined && arrival.tenantId !== undefined) {
    const key = { tenantId: arrival.tenantId, conversationId, senderExternalId: sender };
    const expiresAt = new Date(now.getTime() + limits.questionMinutes * 60_000);
    await insertQuestion(tx, key, turn.asked, { now, expiresAt });
  }
  return answer;
}

/** @throws Error for a word that no command is registered under */
export function commandById(id: string): Command {
  const command = commands.find((each) => each.id === id);
  if (command === undefined) throw new Error(`there is no command ${id}`);
  return command;
}
