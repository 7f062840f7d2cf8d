import { type TimePollPerson, updateTimeAnswers } from "../../db/time-poll-people.ts";
import { lockTimePoll, listTimePolls, type TimePoll } from "../../db/time-polls.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fold } from "../../domain/normalize.ts";
import {
  applyAnswers,
  readAnswers,
  type SaidAnswer,
  slotLetter,
  unknownLetters,
} from "../../domain/time-poll.ts";
import { formatDateTime } from "../../domain/time.ts";
import { timeAnswerKept } from "../../text/time-poll-results.ts";
import { timePollQuestions } from "../../text/time-polls.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { tellIfComplete } from "../time-poll-closing.ts";
import { choosePoll, listAskedPolls, pollArgs, readStanding } from "../time-polls.ts";

/** A方便 B可协调 C不方便, said or tapped; until the deadline the last answer counts. */
export const timePollAnswer = defineCommand({
  id: "time-poll-answer",
  name: "答复时间",
  aliases: ["回复时间"],
  example: "答复时间 A方便 B可协调 C不方便",
  needs: "person",
  isWriting: true,
  rejects: /(?!)/,
  glued: /(?!)/,
  args: { answers: arg.block("哪些时间方便", timePollQuestions.answers), ...pollArgs },
  match: matchAnswer,
  async run(context, said) {
    const answers = readAnswers(said.answers);
    const command = "time-poll-answer";
    if (answers === undefined) {
      const args = rawArgs({ poll: said.poll });
      context.ask({ kind: "argument", command, args, missing: "answers" });
      return `${timePollQuestions.answers}。`;
    }
    const open = await listAskedPolls(context, ["open"]);
    const args = rawArgs({ answers: said.answers });
    const chosen = choosePoll(context, open, said, { command, args });
    if (typeof chosen === "string") return chosen;
    if (chosen === undefined) return refuse(context, said.poll);
    return keep(context, chosen, answers);
  },
});

/** The words of a card, or the answers by themselves; anything else besides makes it no answer. */
function matchAnswer({ original, plain }: MatchText): RawArgs | undefined {
  const tapped = /^答复时间(?<poll>\d{1,12})(?=\s|$)/.exec(plain);
  const poll = tapped?.groups?.["poll"];
  if (tapped !== null && poll !== undefined) {
    return rawArgs({ poll, answers: original.slice(tapped[0].length).trim() || undefined });
  }
  return readAnswers(fold(original)) === undefined ? undefined : { answers: original };
}

/** @throws UserError that says why there is nothing to answer */
async function refuse(context: PersonContext, poll: string | undefined): Promise<never> {
  const { tx, tenantId, conversationId, saidAt, place } = context;
  const asked = await listAskedPolls(context, ["closed", "settled", "cancelled"]);
  const last = asked.find(({ id }) => poll === undefined || String(id) === poll);
  if (last !== undefined) return refuseLate(context, last);
  const open = await listTimePolls(tx, tenantId, ["open"], { limit: limits.timePollsShown });
  const isMeant = (each: TimePoll) =>
    poll === undefined
      ? place === "group" && each.conversationId === conversationId && each.dueAt > saidAt
      : String(each.id) === poll;
  const other = open.find(isMeant);
  if (other === undefined) throw new UserError("timePollNone");
  context.ask({ kind: "relay", text: context.message.text });
  throw new UserError("timePollNotAsked", { title: other.title });
}

function refuseLate(context: PersonContext, { title, dueAt, state }: TimePoll): never {
  const { saidAt, message } = context;
  if (state === "settled" || state === "cancelled") throw new UserError("timePollGone", { title });
  context.ask({ kind: "relay", text: message.text });
  throw new UserError("timePollClosed", { title, time: formatDateTime(dueAt, saidAt) });
}

/** @throws UserError for a letter that no time has */
export function checkLetters(poll: TimePoll, said: readonly SaidAnswer[]): void {
  const letters = unknownLetters(said, poll.slots.length);
  if (letters.length === 0) return;
  const last = slotLetter(poll.slots.length - 1);
  throw new UserError("timePollLetter", { letters: letters.join("、"), last });
}

async function keep(
  context: PersonContext,
  chosen: TimePoll,
  said: readonly SaidAnswer[],
): Promise<string> {
  const { tx, tenantId, person, saidAt: at, place } = context;
  const poll = await lockTimePoll(tx, tenantId, chosen.id);
  // The clock has not been round yet, but the deadline is over.
  if (poll.state !== "open" || at >= poll.dueAt) return refuseLate(context, poll);
  checkLetters(poll, said);
  const { people } = await readStanding(context, poll);
  const own = people.find(({ personId }) => personId === person.id);
  if (own === undefined) return refuse(context, String(poll.id));
  const answers = applyAnswers(own.answers, said, poll.slots.length);
  await updateTimeAnswers(tx, tenantId, { id: own.id, answers, at, enteredBy: undefined });
  await tellIfComplete(publishContext(context), poll);
  const kept = { salutation: person.salutation, answers, dueAt: poll.dueAt, now: at };
  return timeAnswerKept(kept, place, countWith(people, own));
}

function countWith(people: readonly TimePollPerson[], own: TimePollPerson) {
  const others = people.filter(
    ({ id, answeredAt }) => id !== own.id && answeredAt !== undefined,
  ).length;
  return { answered: others + 1, asked: people.length };
}
