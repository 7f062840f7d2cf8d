import { type TimePollPerson, updateTimeAnswers } from "../../db/time-poll-people.ts";
import { lockTimePoll, type TimePoll } from "../../db/time-polls.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import { applyAnswers, readAnswers, type SaidAnswer } from "../../domain/time-poll.ts";
import { formatDateTime } from "../../domain/time.ts";
import { timeAnsweredFor } from "../../text/time-poll-results.ts";
import { timePollQuestions } from "../../text/time-polls.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { tellIfComplete } from "../time-poll-closing.ts";
import { choosePoll, listRunPolls, pollArgs, readStanding } from "../time-polls.ts";
import { checkLetters } from "./time-poll-answer.ts";

/** 代答: what somebody without an account told the staff. */
export const timePollAnswerFor = defineCommand({
  id: "time-poll-answer-for",
  name: "代答",
  aliases: ["代答复", "代答时间"],
  summary: "替没有账号的单位和代表答复时间",
  example: "代答 县住建局 A方便 B不方便 C方便",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  glued: /(?!)/,
  args: {
    name: arg.word("替谁", timePollQuestions.guest),
    answers: arg.block("哪些时间方便", timePollQuestions.answers),
    ...pollArgs,
  },
  match: matchFor,
  async run(context, said) {
    const answers = readAnswers(said.answers);
    const command = "time-poll-answer-for";
    const args = rawArgs({ name: said.name, answers: said.answers });
    if (answers === undefined) {
      const kept = rawArgs({ name: said.name });
      context.ask({ kind: "argument", command, args: kept, missing: "answers" });
      return `${timePollQuestions.answers}。`;
    }
    const open = await listRunPolls(context, ["open"]);
    const chosen = choosePoll(context, open, said, { command, args });
    if (typeof chosen === "string") return chosen;
    if (chosen === undefined) throw new UserError("timePollNone");
    return enter(context, chosen, { name: said.name, said: answers });
  },
});

/** 代答居民代表2人 A方便: the number says for how many of that name. */
function matchFor({ original, plain }: MatchText): RawArgs | undefined {
  const found = /^代答复?(?:时间)?[\s:：]*(?<name>[^\s,，:：]{2,20}?)[\s,，:：]+(?=\S)/.exec(plain);
  const name = found?.groups?.["name"];
  if (found === null || name === undefined) return undefined;
  const answers = original.slice(found[0].length);
  return readAnswers(answers) === undefined ? undefined : { name, answers };
}

interface Entering {
  readonly name: string;
  readonly said: readonly SaidAnswer[];
}

async function enter(
  context: PersonContext,
  chosen: TimePoll,
  { name, said }: Entering,
): Promise<string> {
  const { tx, tenantId, person, saidAt: at } = context;
  const poll = await lockTimePoll(tx, tenantId, chosen.id);
  if (poll.state !== "open" || at >= poll.dueAt) {
    throw new UserError("timePollClosed", {
      title: poll.title,
      time: formatDateTime(poll.dueAt, at),
    });
  }
  checkLetters(poll, said);
  const { people } = await readStanding(context, poll);
  const meant = findMeant(people, name);
  const [first] = meant;
  if (first === undefined) {
    const names = [...new Set(people.filter(isGuest).map((each) => each.name))];
    const shown = names.length > 0 ? names : people.slice(0, 3).map((each) => each.name);
    throw new UserError("timePollGuestUnknown", { name, names: shown.slice(0, 8).join("、") });
  }
  for (const each of meant) {
    const answers = applyAnswers(each.answers, said, poll.slots.length);
    await updateTimeAnswers(tx, tenantId, { id: each.id, answers, at, enteredBy: person.id });
  }
  await tellIfComplete(publishContext(context), poll);
  const answers = applyAnswers(first.answers, said, poll.slots.length);
  const entered = { answers, people: meant.length, dueAt: poll.dueAt, now: at };
  return timeAnsweredFor(first.name, entered);
}

function isGuest({ personId }: TimePollPerson): boolean {
  return personId === undefined;
}

/** All of that name; with a number so many, those without an answer first. */
function findMeant(people: readonly TimePollPerson[], said: string): readonly TimePollPerson[] {
  const counted = /^(?<name>.+?)(?<count>\d{1,2})[人名位]$/.exec(fold(said));
  const wanted = counted?.groups?.["name"] ?? said;
  const plain = fold(wanted).replace(/(?:委员|同志)$/, "");
  const named = people.filter(({ name }) => fold(name) === plain || fold(name) === fold(wanted));
  const count = counted?.groups?.["count"];
  if (count === undefined) return named;
  return named.toSorted((a, b) => answeredRank(a) - answeredRank(b)).slice(0, Number(count));
}

function answeredRank({ answeredAt }: TimePollPerson): number {
  return answeredAt === undefined ? 0 : 1;
}
