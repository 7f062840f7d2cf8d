import { randomInt } from "node:crypto";

import type { Database, Tx } from "../db/database.ts";
import { insertConversation } from "../db/conversations.ts";
import { cancelLateAnswer, insertLateAnswer } from "../db/late-answers.ts";
import {
  closeReceipt,
  findAnswer,
  findAnswerByRef,
  isTwin,
  type QuestionChange,
} from "../db/inbox.ts";
import { type Arrival, receive } from "../db/route.ts";
import { findLiaison } from "../db/people.ts";
import { enterTenant } from "../db/tenants.ts";
import { hasClassificationMark } from "../domain/classified.ts";
import type { CardTap, ConversationRef, GroupChange, InboundMessage } from "../domain/inbound.ts";
import { limits } from "../domain/limits.ts";
import type { Message } from "../domain/message.ts";
import { forgottenWords } from "../text/ballots.ts";
import { ourFault } from "../text/errors.ts";
import { readAhead } from "./ahead.ts";
import { type Answer, answerMessage } from "./answer.ts";
import { isBallot } from "./ballot-words.ts";
import { answerTap, composeAnswer, type Tapped } from "./cards.ts";
import { answerClassified } from "./classified.ts";
import type { Account, HandlerPorts } from "./command.ts";
import { keepGroupChange } from "./group-changes.ts";
import { createLanes } from "./lanes.ts";
import type { Incoming } from "./turn.ts";

/** What became of a message: the answer, kept under its receipt. */
export interface Handled {
  readonly answer: Message | undefined;
  readonly receiptId: number;
  readonly conversationId: number;
  readonly tenantId: number | undefined;
}

export interface Dispatch {
  /**
   * One message, one transaction: receipt, effects and answer commit together or not at all.
   * @throws BusyError before any write, if the conversation has too many waiting
   */
  handle(account: Account, message: InboundMessage): Promise<Handled>;
  /**
   * A tap on a card: handled as if its owner had said what the control says.
   * @throws BusyError as `handle`
   */
  tap(account: Account, tap: CardTap): Promise<Tapped | undefined>;
  /** The platform did not wait for the answer: it goes out another way, unless asked for again. */
  sayLate(handled: Handled): Promise<void>;
  /** What became of a group itself, e.g. its name. */
  groupChanged(account: Account, change: GroupChange): Promise<void>;
  /** The answer the platform asks for again. */
  recall(
    account: Account,
    conversation: ConversationRef,
    replyRef: string,
  ): Promise<Message | undefined>;
}

export function createDispatch(db: Database, ports: HandlerPorts): Dispatch {
  const lanes = createLanes<Handled>();
  const handle: Dispatch["handle"] = (account, message) => {
    const { kind, externalId } = message.conversation;
    const lane = `${account.id} ${kind} ${externalId}`;
    const twin = `${lane} ${message.messageId}`;
    return lanes.run(lane, twin, () => handleSafely({ db, ports, account, message }));
  };
  return {
    handle,
    tap: (account, tap) => answerTap({ db, handle, account }, tap),
    async sayLate({ tenantId, conversationId, receiptId, answer }) {
      if (tenantId === undefined || answer === undefined) return;
      await db.transaction(async (tx) => {
        await enterTenant(tx, tenantId);
        const late = { tenantId, conversationId, receiptId, at: ports.now() };
        await insertLateAnswer(tx, late, answer);
      });
    },
    groupChanged: (account, change) => keepGroupChange({ db, ports, account }, change),
    recall: (account, conversation, replyRef) =>
      db.transaction((tx) => findAnswerByRef(tx, account.id, conversation, replyRef)),
  };
}

interface Job {
  readonly db: Database;
  readonly ports: HandlerPorts;
  readonly account: Account;
  readonly message: InboundMessage;
  /** Set when the message could not be handled: only this is said. */
  readonly fault?: string;
}

/**
 * A fault of ours has undone everything. Once more may help (a lost connection, two replicas in
 * each other's way); if not, the words are kept with a receipt and the person is told. If not even
 * that is possible the error goes on, and the platform delivers again.
 */
async function handleSafely(job: Job): Promise<Handled> {
  try {
    return await handleOnce(job);
  } catch (first) {
    const reference = String(randomInt(1000, 10_000));
    job.ports.reportFault(reference, first);
    try {
      return await handleOnce(job);
    } catch (second) {
      job.ports.reportFault(reference, second);
      return handleOnce({ ...job, fault: reference });
    }
  }
}

async function handleOnce(job: Job): Promise<Handled> {
  const { account, message, ports, db } = job;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const handled = await db.transaction((tx) => handleInTransaction(tx, job));
      if (handled !== undefined) return handled;
    } catch (error) {
      // Another replica was first: nothing of ours has happened, and its answer is there now.
      if (!isTwin(error) || attempt === TRIES_MAX) throw error;
      continue;
    }
    if (attempt === TRIES_MAX) throw new Error("a conversation just made is not there");
    // The conversation's first message: a transaction of its own makes the row, then once more.
    await db.transaction((tx) =>
      insertConversation(tx, account.id, message.conversation, ports.now()),
    );
  }
}

/** A new conversation, then a twin, then the answer. */
const TRIES_MAX = 3;

async function handleInTransaction(tx: Tx, job: Job): Promise<Handled | undefined> {
  const { account, message, ports } = job;
  const wallNow = ports.now();
  const arriving = receive(tx, account.id, message);
  const ahead = readAhead(tx, message, ports.botName);
  const arrival = await arriving;
  if (arrival === undefined) return undefined;
  if (arrival.isRepeated) return repeatAnswer(tx, job, arrival);
  const { tenantId, conversationId, receiptId } = arrival;
  const now = new Date(wallNow.getTime() + arrival.sender.clockOffsetMs);
  const isClassified = hasClassificationMark(message.text);
  const incoming = { tx, ports, account, message, arrival, ahead, receiptId, now, wallNow };
  const said: Answer = isClassified
    ? { text: await answerClassified(incoming), question: "keep" }
    : await answerOrExplain(incoming, job.fault);
  const answer = await composeAnswer(incoming, said);
  closeReceipt(tx, {
    receiptId,
    accountId: account.id,
    tenantId,
    conversationId,
    // Of classified words only a digest is kept: the receipt stands without them.
    message: isClassified
      ? { ...message, text: tx.sealer.digest(message.text) }
      : said.isForgotten === true
        ? { ...message, text: forgottenWords }
        : message,
    answer,
    receivedAt: wallNow,
    answeredAt: ports.now(),
    question: questionChange(said.question, now),
  });
  return { answer, receiptId, conversationId, tenantId };
}

async function answerOrExplain(incoming: Incoming, fault: string | undefined): Promise<Answer> {
  const { tx, arrival, message, ports } = incoming;
  const { tenantId, sender } = arrival;
  // Where no command comes to run, none can say that of a choice nothing is kept.
  const isUnheard = fault !== undefined || sender.person === undefined;
  const isForgotten = isUnheard && isBallot(message.text, ports.botName);
  if (fault === undefined) {
    if (!isForgotten) return answerMessage(incoming);
    // Spoken words would be read back, and wait for 对.
    const typed = { ...incoming, message: { ...message, manner: "typed" } } as const;
    return { ...(await answerMessage(typed)), isForgotten };
  }
  const liaison = tenantId === undefined ? undefined : await findLiaison(tx, tenantId);
  return { text: ourFault(fault, liaison?.name), question: "keep", isForgotten };
}

function questionChange(question: object | "keep" | "delete", now: Date): QuestionChange {
  if (question === "keep" || question === "delete") return { kind: question };
  const expiresAt = new Date(now.getTime() + limits.questionMinutes * 60_000);
  return { kind: "set", question, expiresAt };
}

/**
 * Received before: the same answer again, and no second one by another way. A message of that id in
 * another conversation is no redelivery; what was said elsewhere is not said here.
 */
async function repeatAnswer(tx: Tx, job: Job, arrival: Arrival): Promise<Handled> {
  const { tenantId, conversationId } = arrival;
  const { messageId } = job.message;
  const found = await findAnswer(tx, { accountId: job.account.id, conversationId, messageId });
  if (found === undefined) {
    return { answer: undefined, receiptId: arrival.receiptId, conversationId, tenantId };
  }
  if (tenantId !== undefined) await cancelLateAnswer(tx, tenantId, found.receiptId);
  return { ...found, conversationId, tenantId };
}
