import { listAskedMinutes } from "../db/minutes-answers.ts";
import { findMinutes } from "../db/minutes.ts";
import { answerKind } from "../domain/minutes.ts";
import { owedMinutes } from "../text/minutes-review.ts";
import { owedTask } from "../text/tasks.ts";
import type { PersonContext } from "./command.ts";
import { readAnswers, readMinutes } from "./minutes.ts";
import { findOwn, listTasksOfMeetings } from "./tasks.ts";

/** Minutes this person was asked about and has not answered, and what a meeting left them to do. */
export async function oweMinutes(context: PersonContext): Promise<readonly string[]> {
  const { tx, tenantId, person, now, place } = context;
  const owed: string[] = [];
  for (const { id, line } of await listAskedMinutes(tx, tenantId, person.id)) {
    const minutes = await findMinutes(tx, tenantId, { id });
    if (minutes?.dueAt === undefined || minutes.dueAt <= now) continue;
    const { answers, correctors } = await readAnswers(context, minutes);
    const own = answers.find(({ meetingPersonId }) => meetingPersonId === line);
    const kind = own && answerKind(own, correctors, minutes.version);
    if (kind !== "unanswered" && kind !== "fineBefore") continue;
    const { attended } = await readMinutes(context, minutes);
    owed.push(owedMinutes(attended.title, minutes.dueAt, { now, place }));
  }
  const tasks = await findOwn(context, await listTasksOfMeetings(context, false));
  return [...owed, ...tasks.map((task) => owedTask(task, now, place))];
}
