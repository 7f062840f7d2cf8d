import { countOpenClaims } from "../db/identities.ts";
import type { InboundMessage } from "../domain/inbound.ts";
import { fold } from "../domain/normalize.ts";
import { limits } from "../domain/limits.ts";
import { hasRight } from "../domain/rights.ts";
import { lengthOf } from "../domain/topic.ts";
import { explain } from "../text/errors.ts";
import {
  answerLike,
  heard,
  notUnderstood,
  nothingDone,
  nothingToConfirm,
  sayAgain,
  unreadable,
} from "../text/general.ts";
import { claimLeft } from "../text/people.ts";
import { parseCommand, readWords } from "./parse.ts";
import {
  type ArgumentQuestion,
  type ConfirmQuestion,
  type HeardQuestion,
  noReplies,
  parseReply,
  parseWaiting,
  type Question,
  type Reply,
  storeWaiting,
  yesReplies,
} from "./question.ts";
import { commands } from "./registry.ts";
import { commandById, type Incoming, runCommand, type Turn } from "./run.ts";

export interface Answer {
  readonly text: string | undefined;
  /** What is asked from now on, or what happens to what was asked before. */
  readonly question: object | "keep" | "delete";
}

/** Finds out what is wanted and does it. People's mistakes become sentences; bugs are thrown. */
export async function answerMessage(incoming: Incoming): Promise<Answer> {
  const { message, arrival, now } = incoming;
  const { question: stored, questionExpiresAt: until } = arrival.sender;
  const isOpen = until !== undefined && until > now;
  const { question: open, claim } = parseWaiting(isOpen ? stored : undefined);
  const turn: Turn = {
    incoming,
    place: message.conversation.kind,
    open,
    claim,
    asked: undefined,
  };
  const text = await understand(turn, message);
  // Kept as it is, so that it keeps its time, too.
  if (turn.asked === undefined && turn.open === open && turn.claim === claim) {
    return { text, question: "keep" };
  }
  const next = storeWaiting({ question: turn.asked ?? turn.open, claim: turn.claim });
  return { text, question: next ?? "delete" };
}

async function understand(turn: Turn, message: InboundMessage): Promise<string | undefined> {
  switch (message.manner) {
    case "opened":
      return runCommand(turn, commandById("help"), {});
    case "unreadable":
      return unreadable(turn.place);
    case "spoken":
      return hear(turn, readWords(message.text, turn.incoming.ports.botName));
    case "typed":
      return understandWords(turn, readWords(message.text, turn.incoming.ports.botName));
  }
}

/** 是 and 对 answer what was asked; anything else is read back first. */
function hear(turn: Turn, text: string): Promise<string> | string {
  const { open, claim } = turn;
  const isAsked = open !== undefined || claim !== undefined;
  if (isAsked && parseReply(fold(text)) !== undefined) return understandWords(turn, text);
  // What was missing is still missing, however often the words are read back.
  const missing = open?.kind === "heard" ? open.open : open;
  const carried = missing?.kind === "argument" ? { open: missing } : {};
  turn.asked = { kind: "heard", text, ...carried };
  return heard(text);
}

async function understandWords(turn: Turn, words: string): Promise<string> {
  const max = charsMax(words);
  if (lengthOf(words) > max) return explain("messageTooLong", { max }, turn.place);
  const { open } = turn;
  // 2号 alone shows a topic, but not when 几号 was asked.
  if (open?.kind === "argument" && isNumberFor(open, words)) return fillIn(turn, open, words);
  const parsed = parseCommand(words, commands);
  if (parsed.kind === "empty") return runCommand(turn, commandById("help"), {});
  if (parsed.kind === "command") {
    turn.open = undefined;
    return runCommand(turn, parsed.command, parsed.args);
  }
  const answered = await answerQuestion(turn, words);
  if (answered !== undefined) return answered;
  return notUnderstood(
    parsed.nearest.map((command) => command.name),
    turn.place,
  );
}

function isNumberFor({ command, missing }: ArgumentQuestion, words: string): boolean {
  const spec = commandById(command).args[missing];
  return spec?.shape === "number" && spec.parse(words) !== undefined;
}

/** A pasted roster may be long; what it is stands in its first words. */
function charsMax(words: string): number {
  if (words.length <= limits.messageCharsMax) return limits.messageCharsMax;
  const parsed = parseCommand(words.slice(0, FIRST_WORDS_CHARS), commands);
  return parsed.kind === "command" ? parsed.command.charsMax : limits.messageCharsMax;
}

const FIRST_WORDS_CHARS = 200;

/** Undefined if the words answer nothing that was asked. */
async function answerQuestion(turn: Turn, words: string): Promise<string | undefined> {
  const { open, claim } = turn;
  const reply = parseReply(fold(words));
  const isForClaim = claim !== undefined && (reply === "is" || reply === "isNot");
  if (open?.kind === "argument" && !isForClaim) return fillIn(turn, open, words);
  if (reply === undefined) return undefined;
  if (open?.kind === "heard" || open?.kind === "confirm") {
    const yes = readReply(kindOf(open), reply);
    if (yes !== undefined) return settle(turn, open, yes);
  }
  if (claim !== undefined) return answerClaim(turn, claim, reply);
  if (open !== undefined) return answerLike(kindOf(open) === "roster" ? "确认" : "是", turn.place);
  return confirmNothing(turn);
}

function fillIn(turn: Turn, open: ArgumentQuestion, words: string): Promise<string> | string {
  turn.open = undefined;
  const reply = parseReply(fold(words));
  if (reply !== undefined && noReplies.other.includes(reply)) return nothingDone();
  const args = { ...open.args, [open.missing]: words };
  return runCommand(turn, commandById(open.command), args);
}

function settle(
  turn: Turn,
  open: ConfirmQuestion | HeardQuestion,
  yes: boolean,
): Promise<string> | string {
  turn.open = undefined;
  if (open.kind === "confirm") {
    return yes ? runCommand(turn, commandById(open.command), open.args, true) : nothingDone();
  }
  turn.open = open.open;
  if (yes) return understandWords(turn, open.text);
  turn.asked = open.open;
  return sayAgain();
}

function answerClaim(turn: Turn, claim: string, reply: Reply): Promise<string> | string {
  const yes = readReply("claim", reply);
  if (yes === undefined && reply !== "drop") return answerLike("是，或者：不是", turn.place);
  turn.claim = undefined;
  if (yes === undefined) return claimLeft();
  return runCommand(turn, commandById("identity-confirm"), { claim }, yes);
}

/** 是 to nothing decides nothing; whoever may confirm is asked about the claim that waits. */
async function confirmNothing(turn: Turn): Promise<string> {
  const { tx, arrival } = turn.incoming;
  const { person } = arrival.sender;
  const mayConfirm = person !== undefined && hasRight(person.roles, "confirm-identity");
  if (mayConfirm && turn.place === "single" && arrival.tenantId !== undefined) {
    const waiting = await countOpenClaims(tx, arrival.tenantId);
    if (waiting > 0) return runCommand(turn, commandById("identity-confirm"), {});
  }
  return nothingToConfirm(turn.place);
}

function kindOf(open: Question): "roster" | "other" {
  return open.kind === "confirm" && open.command === "roster-import" ? "roster" : "other";
}

function readReply(kind: "claim" | "roster" | "other", reply: Reply): boolean | undefined {
  if (yesReplies[kind].includes(reply)) return true;
  return noReplies[kind].includes(reply) ? false : undefined;
}
