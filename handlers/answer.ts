import { rollBackToSavepoint, setSavepoint, type Tx } from "../db/database.ts";
import type { Arrival } from "../db/route.ts";
import { UserError } from "../domain/errors.ts";
import type { InboundMessage } from "../domain/inbound.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { hasRight } from "../domain/rights.ts";
import { lengthOf } from "../domain/topic.ts";
import { explain } from "../text/errors.ts";
import {
  askFor,
  heard,
  notUnderstood,
  nothingDone,
  sayAgain,
  unreadable,
} from "../text/general.ts";
import type { Account, Command, CommandContext, HandlerPorts } from "./command.ts";
import { parseCommand, readWords } from "./parse.ts";
import { parseQuestion, parseYesNo, type Question, type RawArgs } from "./question.ts";
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

export interface Answer {
  readonly text: string | undefined;
  /** What is asked from now on, or what happens to what was asked before. */
  readonly question: Question | "keep" | "delete";
}

/** Finds out what is wanted and does it. People's mistakes become sentences; bugs are thrown. */
export async function answerMessage(incoming: Incoming): Promise<Answer> {
  const { message, arrival, now } = incoming;
  const { question: stored, questionExpiresAt: until } = arrival.sender;
  const isOpen = until !== undefined && until > now;
  const turn = createTurn(incoming, isOpen ? parseQuestion(stored) : undefined);
  const text = await understand(turn, message);
  const before = turn.isAnswered ? "delete" : "keep";
  return { text, question: turn.asked ?? (stored === undefined ? "keep" : before) };
}

/** One message on its way to an answer. */
interface Turn {
  readonly incoming: Incoming;
  readonly place: "group" | "single";
  readonly open: Question | undefined;
  /** The open question is done with. */
  isAnswered: boolean;
  asked: Question | undefined;
}

function createTurn(incoming: Incoming, open: Question | undefined): Turn {
  const place = incoming.message.conversation.kind;
  return { incoming, place, open, isAnswered: false, asked: undefined };
}

async function understand(turn: Turn, message: InboundMessage): Promise<string | undefined> {
  switch (message.manner) {
    case "opened":
      return runCommand(turn, commandById("help"), {});
    case "unreadable":
      return unreadable(turn.place);
    case "spoken": {
      const text = readWords(message.text, turn.incoming.ports.botName);
      // 是 and 对 answer what was read back; a new sentence is read back in its turn.
      if (turn.open !== undefined && parseYesNo(fold(text)) !== undefined) {
        return understandWords(turn, text);
      }
      turn.asked = { kind: "heard", text };
      return heard(text);
    }
    case "typed":
      return understandWords(turn, readWords(message.text, turn.incoming.ports.botName));
  }
}

async function understandWords(turn: Turn, words: string): Promise<string> {
  if (lengthOf(words) > limits.messageCharsMax) {
    return explain("messageTooLong", { max: limits.messageCharsMax }, turn.place);
  }
  const parsed = parseCommand(words, commands);
  if (parsed.kind === "empty") return runCommand(turn, commandById("help"), {});
  if (parsed.kind === "command") {
    turn.isAnswered = turn.open !== undefined;
    return runCommand(turn, parsed.command, parsed.args);
  }
  const answered = turn.open === undefined ? undefined : await answerQuestion(turn, words);
  if (answered !== undefined) return answered;
  return notUnderstood(
    parsed.nearest.map((command) => command.name),
    turn.place,
  );
}

/** Undefined if the words do not answer the open question. */
async function answerQuestion(turn: Turn, words: string): Promise<string | undefined> {
  const { open } = turn;
  if (open === undefined) return undefined;
  const yes = parseYesNo(fold(words));
  if (open.kind === "argument") {
    turn.isAnswered = true;
    if (yes === false) return nothingDone();
    return runCommand(turn, commandById(open.command), { ...open.args, [open.missing]: words });
  }
  if (yes === undefined) return undefined;
  turn.isAnswered = true;
  if (open.kind === "heard") return yes ? understandWords(turn, open.text) : sayAgain();
  const command = commandById(open.command);
  // Only a command that does something on 不是 is told; the others are simply dropped.
  if (!yes && command.id !== "identity-confirm") return nothingDone();
  return runCommand(turn, command, open.args, yes);
}

async function runCommand(
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
  if (command.right !== undefined && !hasRight(sender.person.roles, command.right)) {
    throw new UserError("notAllowed", { name: command.name });
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
      turn.asked = question;
    },
  };
}

function commandById(id: string): Command {
  const command = commands.find((each) => each.id === id);
  if (command === undefined) throw new Error(`there is no command ${id}`);
  return command;
}
