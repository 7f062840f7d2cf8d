import { findHelp } from "../db/help.ts";
import type { Card } from "../domain/card.ts";
import type { InboundMessage } from "../domain/inbound.ts";
import { fold } from "../domain/normalize.ts";
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
} from "../text/general.ts";
import { lineHeadless } from "../text/minutes-taking.ts";
import { claimLeft } from "../text/people.ts";
import { headWithClaim, owesConfirmation } from "./claims.ts";
import type { Command } from "./command.ts";
import { charsMaxOf, isNumberFor } from "./reading.ts";
import { parseCommand, readWords } from "./parse.ts";
import {
  type ArgumentQuestion,
  type ConfirmQuestion,
  type HeardQuestion,
  noReplies,
  parseReply,
  parseWaiting,
  readReply,
  type Question,
  type RawArgs,
  type RelayQuestion,
  type Reply,
  replyKindOf,
  sayYesTo,
  storeWaiting,
} from "./question.ts";
import { commands } from "./registry.ts";
import { hasDraft } from "./owed-publications.ts";
import { keepWish } from "./pending.ts";
import { answerUnreadable } from "./kept-pictures.ts";
import { forgetSecretAttempt } from "./secret-words.ts";
import { isSimilarQuestion, meantBy } from "./similar-question.ts";
import { commandById, readBackSpoken, runCommand } from "./run.ts";
import type { Incoming, Turn } from "./turn.ts";

export interface Answer {
  readonly text: string | undefined;
  /** Shown under it, where there are cards. */
  readonly card?: Card | undefined;
  /** Said instead where others would hear it. */
  readonly aloud?: string | undefined;
  /** Nothing of the words is kept. */
  readonly isForgotten?: boolean | undefined;
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
    card: undefined,
  };
  const said = await understand(turn, message);
  const text = said === undefined ? undefined : await headWithClaim(turn, said);
  // Kept as it is, so that it keeps its time, too.
  const { card, aloud, isForgotten } = turn;
  const shown = { text, card, aloud, isForgotten };
  if (turn.asked === undefined && turn.open === open && turn.claim === claim) {
    return { ...shown, question: "keep" };
  }
  const next = storeWaiting({ question: turn.asked ?? turn.open, claim: turn.claim });
  return { ...shown, question: next ?? "delete" };
}

async function understand(turn: Turn, message: InboundMessage): Promise<string | undefined> {
  switch (message.manner) {
    case "opened":
      return runCommand(turn, commandById("help"), {});
    case "unreadable":
      return answerUnreadable(turn);
    case "spoken":
      return hear(turn, readWords(message.text, turn.incoming.ports.botName));
    case "typed":
      return understandWords(turn, readWords(message.text, turn.incoming.ports.botName));
  }
}

/** 是 and 对 answer what was asked; anything else is read back first. */
async function hear(turn: Turn, text: string): Promise<string> {
  const { open, claim } = turn;
  const isAsked = open !== undefined || claim !== undefined;
  if (isAsked && parseReply(fold(text)) !== undefined) return understandWords(turn, text);
  // What was missing is still missing, however often the words are read back.
  const missing = open?.kind === "heard" ? open.open : open;
  const carried = missing?.kind === "argument" ? { open: missing } : {};
  const readBack = await readBackOf(turn, text, missing);
  if (readBack?.isAsked === false) return readBack.text;
  const forgotten = readBack === undefined ? await forgetSecretAttempt(turn, text) : undefined;
  if (forgotten !== undefined) return forgotten;
  turn.asked = { kind: "heard", text, ...carried };
  return readBack?.text ?? heard(text);
}

/** What was heard in the words of the command that it is, or that waits for it. */
function readBackOf(turn: Turn, text: string, missing: Question | undefined) {
  const parsed = parseCommand(text, commands);
  if (parsed.kind === "command") return readBackSpoken(turn, parsed.command, parsed.args);
  if (missing?.kind !== "argument") return undefined;
  const args = { ...missing.args, [missing.missing]: text };
  return readBackSpoken(turn, commandById(missing.command), args);
}

async function understandWords(turn: Turn, words: string): Promise<string> {
  const max = charsMaxOf(words);
  if (lengthOf(words) > max) return explain("messageTooLong", { max }, turn.place);
  const { open } = turn;
  // 2号 alone shows a topic, but not when 几号 was asked.
  if (open?.kind === "argument" && isNumberFor(open, words)) return fillIn(turn, open, words);
  const parsed = parseCommand(words, commands);
  if (parsed.kind === "empty") return runCommand(turn, commandById("help"), {});
  if (parsed.kind === "command") return carryOut(turn, parsed.command, parsed.args);
  const answered = await answerQuestion(turn, words);
  if (answered !== undefined) return answered;
  return answerNotUnderstood(turn, words, parsed.nearest);
}

/** Any other wish ends what was asked, but for a 荐题 that waits beside a similar topic. */
async function carryOut(turn: Turn, command: Command, args: RawArgs): Promise<string> {
  const { open } = turn;
  const meant = meantBy(open, command, args);
  if (meant === undefined || !isSimilarQuestion(open)) {
    turn.open = undefined;
    return runCommand(turn, command, withRelayed(command, args, open));
  }
  if (meant.kind === "still") return settle(turn, open, true);
  const answer = await runCommand(turn, command, meant.args);
  if (meant.kind === "joined" && turn.isRefused !== true) turn.open = undefined;
  return answer;
}

/** 转告 alone, after a refusal, passes on what was refused. */
function withRelayed(command: Command, args: RawArgs, open: Question | undefined): RawArgs {
  const isBare = command.id === RELAY_COMMAND && Object.keys(args).length === 0;
  return isBare && open?.kind === "relay" ? { words: open.text } : args;
}

const RELAY_COMMAND = "liaison-tell";

/** A whole sentence of somebody unknown may be their first wish: it is kept like one. */
async function answerNotUnderstood(
  turn: Turn,
  words: string,
  commandsNear: readonly Command[],
): Promise<string> {
  const { tx, arrival, message } = turn.incoming;
  const { tenantId, sender } = arrival;
  if (tenantId === undefined) return notUnderstood([], undefined, turn.place);
  const forgotten = await forgetSecretAttempt(turn, words);
  if (forgotten !== undefined) return forgotten;
  const { person } = sender;
  const nearest = commandsNear
    // Nobody is pointed to what is for others to do.
    .filter(({ right }) => right === undefined || hasRight(person?.roles ?? ["member"], right))
    .map((command) => command.name);
  const mayBeWish = message.sender.linkable && lengthOf(words) >= WISH_CHARS_MIN;
  if (person === undefined && nearest.length === 0 && mayBeWish) {
    return keepWish(turn.incoming, tenantId, { words });
  }
  const { liaisonName, isTaking } = await findHelp(tx, tenantId, person?.id);
  if (isTaking && turn.place === "single") return lineHeadless(words);
  return notUnderstood(nearest, liaisonName, turn.place);
}

const WISH_CHARS_MIN = 6;

/** Undefined if the words answer nothing that was asked. */
async function answerQuestion(turn: Turn, words: string): Promise<string | undefined> {
  const { open, claim } = turn;
  const reply = parseReply(fold(words));
  const isForClaim = claim !== undefined && (reply === "is" || reply === "isNot");
  if (open?.kind === "argument" && !isForClaim) return fillIn(turn, open, words);
  if (reply === undefined) return undefined;
  if (open?.kind === "heard" || open?.kind === "confirm") {
    const yes = readReply(replyKindOf(open), reply);
    if (yes !== undefined) return settle(turn, open, yes);
  }
  if (claim !== undefined) return answerClaim(turn, claim, reply);
  if (open?.kind === "relay") return settleRelay(turn, open, reply);
  if (open !== undefined) return answerLike(sayYesTo(open), turn.place);
  const isOwed = await owesConfirmation(turn);
  if (isOwed) return runCommand(turn, commandById("identity-confirm"), {});
  // 确认 that comes too late: what it was meant for still waits.
  const isLate = reply === "confirm" && (await hasDraft(turn.incoming));
  if (isLate) return runCommand(turn, commandById("owed-show"), {});
  return nothingToConfirm(turn.place);
}

function fillIn(turn: Turn, open: ArgumentQuestion, words: string): Promise<string> | string {
  turn.open = undefined;
  const reply = parseReply(fold(words));
  if (reply !== undefined && noReplies.other.includes(reply)) return nothingDone();
  // 确认 is no reason, no name and no title: the question is put again.
  const args = reply === "confirm" ? open.args : { ...open.args, [open.missing]: words };
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

/** 好的 to the offer to pass it on is 转告. */
function settleRelay(turn: Turn, open: RelayQuestion, reply: Reply): Promise<string> | string {
  turn.open = undefined;
  if (noReplies.other.includes(reply)) return nothingDone();
  return runCommand(turn, commandById(RELAY_COMMAND), { words: open.text });
}

function answerClaim(turn: Turn, claim: string, reply: Reply): Promise<string> | string {
  const yes = readReply("claim", reply);
  if (yes === undefined && reply !== "drop") return answerLike("是，或者：不是", turn.place);
  turn.claim = undefined;
  if (yes === undefined) return claimLeft();
  return runCommand(turn, commandById("identity-confirm"), { claim }, yes);
}
