import { listErasureRequests } from "../db/erase.ts";
import { countOpenClaims } from "../db/identities.ts";
import { listOpenReminders } from "../db/reminders.ts";
import { hasRight } from "../domain/rights.ts";
import { toLocal } from "../domain/time.ts";
import { owedSelection } from "../text/ballots.ts";
import { owedAnswer, owedClaims, owedErasure, owedReminders } from "../text/owed.ts";
import { sayNumber } from "../text/phrases.ts";
import { listRunning } from "./ballots.ts";
import type { PersonContext } from "./command.ts";
import { oweDuty } from "./owed-duty.ts";
import { oweMeetings } from "./owed-meetings.ts";
import { oweMinutes } from "./owed-minutes.ts";
import { owePublications } from "./owed-publications.ts";
import { oweTimePolls } from "./owed-time-polls.ts";
import { oweScreening } from "./owed-screening.ts";
import { oweResults } from "./owed-selections.ts";
import { findOpenQuestion } from "./open-question.ts";
import { sayYesTo } from "./question.ts";

/** One thing that somebody still has to do, as a line that says what and how. */
type Owed = (context: PersonContext) => Promise<readonly string[]>;

/** What is owed, in the order in which it is told. Every part of the bot adds its own line here. */
const sources: readonly Owed[] = [
  oweAnswer,
  oweClaims,
  oweErasures,
  oweSelections,
  owePublications,
  oweResults,
  oweScreening,
  oweTimePolls,
  oweMeetings,
  oweMinutes,
  oweDuty,
  oweReminders,
];

/** Only what this person has to do themselves: never what others have not done. */
export async function collectOwed(context: PersonContext): Promise<readonly string[]> {
  const all = await Promise.all(sources.map((source) => source(context)));
  return all.flat();
}

/** The question goes on waiting: to ask what is owed is no other wish. */
async function oweAnswer(context: PersonContext): Promise<readonly string[]> {
  const question = await findOpenQuestion(context);
  if (question === undefined) return [];
  context.ask(question);
  // 转告 was only offered.
  if (question.kind === "relay") return [];
  if (question.kind === "heard") return [owedAnswer({ heard: question.text }, context.place)];
  const command = context.commands.find((each) => each.id === question.command);
  if (command === undefined) return [];
  if (question.kind === "confirm") {
    return [owedAnswer({ name: command.name, reply: sayYesTo(question) }, context.place)];
  }
  const spec = command.args[question.missing];
  const ask = spec?.ask ?? `请接着告诉我${spec?.label ?? "要办的事"}`;
  return [owedAnswer({ name: command.name, ask }, context.place)];
}

async function oweClaims({ tx, tenantId, person, place }: PersonContext) {
  if (!hasRight(person.roles, "confirm-identity")) return [];
  const count = await countOpenClaims(tx, tenantId);
  return count === 0 ? [] : [owedClaims(count, place)];
}

/** 删除 that somebody else asked for and a second person has to decide. */
async function oweErasures({ tx, tenantId, person, now, place }: PersonContext) {
  if (!hasRight(person.roles, "erase")) return [];
  const open = await listErasureRequests(tx, tenantId, now);
  const thisYear = toLocal(now).year;
  return open
    .filter(({ requestedBy }) => requestedBy !== person.id)
    .map((request) => owedErasure(sayNumber(request, thisYear), place));
}

/** What is being chosen from now, where this person has not chosen. */
async function oweSelections(context: PersonContext) {
  const running = await listRunning(context, context.person.id, "free");
  return running
    .filter(({ elector }) => elector?.takesPart === true && !elector.hasChosen)
    .map(({ selection }) => owedSelection(selection.title, selection.dueAt, context.place));
}

async function oweReminders({ tx, tenantId, person, now }: PersonContext) {
  const open = await listOpenReminders(tx, tenantId, person.id);
  const today = toLocal(now);
  return owedReminders(
    open.filter(({ dueAt }) => {
      const due = toLocal(dueAt);
      return due.year === today.year && due.month === today.month && due.day === today.day;
    }),
  );
}
