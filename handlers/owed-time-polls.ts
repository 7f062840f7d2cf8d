import { listTimePollPeople } from "../db/time-poll-people.ts";
import { owedTimePoll } from "../text/time-poll-reminders.ts";
import type { PersonContext } from "./command.ts";
import { listAskedPolls } from "./time-polls.ts";

/** A time that this person was asked about and has not answered. */
export async function oweTimePolls(context: PersonContext): Promise<readonly string[]> {
  const { tx, person, now, place } = context;
  const open = await listAskedPolls(context, ["open"]);
  const lines: string[] = [];
  for (const poll of open.filter(({ dueAt }) => dueAt > now)) {
    const people = await listTimePollPeople(tx, poll);
    const own = people.find(({ personId }) => personId === person.id);
    if (own !== undefined && own.answeredAt === undefined) {
      lines.push(owedTimePoll(poll, now, place));
    }
  }
  return lines;
}
