import { rollBackToSavepoint, setSavepoint, type Tx } from "../db/database.ts";
import type { Arrival } from "../db/route.ts";
import { UserError } from "../domain/errors.ts";
import type { InboundMessage } from "../domain/inbound.ts";
import { hasRight, sayHolders } from "../domain/rights.ts";
import { explain } from "../text/errors.ts";
import { askFor } from "../text/general.ts";
import type { Account, Command, CommandContext, HandlerPorts } from "./command.ts";
import { parseWaiting, type Question, type RawArgs } from "./question.ts";
import { commands } from "./registry.ts";

export interface Incoming {
  readonly tx: Tx;
  readonly ports: HandlerPorts;
  readonly account: Account;
  readonly message: InboundMessage;
  readonly arrival: Arrival;
  readonly receiptId: number;
  readonly now: Date;
  readonly wallNow: Date;
}

/** One message on its way to an answer. */
export interface Turn {
  readonly incoming: Incoming;
  readonly place: "group" | "single";
  /** The question that waits, until it is answered or something else is done. */
  open: Question | undefined;
  /** The claim of an identity that was asked about; only its own answer ends it. */
  claim: string | undefined;
  asked: Question | undefined;
}

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
    checkMayRun(turn, command);
    const args = parseArgs(turn, command, raw);
    if (typeof args === "string") return args;
    // An error after a write takes the write back, and keeps the receipt and the answer.
    if (command.isWriting) {
      setSavepoint(tx);
      isSaved = true;
    }
    return await command.run(contextOf(turn, confirmed), args);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isSaved) await rollBackToSavepoint(tx);
    return explain(error.code, error.params, turn.place);
  }
}

/** @throws UserError if the command is not for this place or this person */
function checkMayRun({ incoming, place }: Turn, command: Command): void {
  const { tenantId, sender } = incoming.arrival;
  if (command.place === "single" && place === "group") {
    throw new UserError("singleOnly", { name: command.name });
  }
  if (command.place === "group" && place === "single") {
    throw new UserError("groupOnly", { name: command.name });
  }
  if (command.needs === "nobody") return;
  if (tenantId === undefined) throw new UserError("noTenant");
  if (command.needs === "tenant") return;
  if (sender.person === undefined) {
    const isOutsider = !incoming.message.sender.linkable;
    throw new UserError(isOutsider ? "claimOutsider" : "identityUnknown");
  }
  const { right } = command;
  if (right !== undefined && !hasRight(sender.person.roles, right)) {
    throw new UserError("notAllowed", { name: command.name, who: sayHolders(right), right });
  }
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
      return askFor(spec.ask ?? `请接着告诉我${spec.label}`, command.example, turn.place);
    }
    args[name] = value;
  }
  return args;
}

function contextOf(turn: Turn, confirmed: boolean | undefined): CommandContext {
  const { incoming, place } = turn;
  const { arrival } = incoming;
  return {
    tx: incoming.tx,
    ports: incoming.ports,
    account: incoming.account,
    message: incoming.message,
    receiptId: incoming.receiptId,
    now: incoming.now,
    wallNow: incoming.wallNow,
    place,
    tenantId: arrival.tenantId,
    tenantName: arrival.sender.tenantName,
    person: arrival.sender.person,
    conversationId: arrival.conversationId,
    unitId: arrival.unitId,
    confirmed,
    commands,
    ask: (question) => {
      const { question: asked, claim } = parseWaiting(question);
      turn.asked = asked ?? turn.asked;
      turn.claim = claim ?? turn.claim;
    },
  };
}

/** @throws Error for a word that no command is registered under */
export function commandById(id: string): Command {
  const command = commands.find((each) => each.id === id);
  if (command === undefined) throw new Error(`there is no command ${id}`);
  return command;
}
