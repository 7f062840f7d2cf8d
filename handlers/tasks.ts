import { listTopicsOfMeetings } from "../db/meeting-topics.ts";
import { listMeetingsById, type Meeting } from "../db/meetings.ts";
import { listTasks, type Task } from "../db/minutes-tasks.ts";
import { getPerson } from "../db/people.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { hasRight } from "../domain/rights.ts";
import { sayMeetingKey } from "../text/meetings.ts";
import type { PersonContext } from "./command.ts";
import { askWhich, narrowMeetings } from "./meeting-picking.ts";

/** 待办 that meetings left: which one is meant, whose it is. */

export interface TaskOfMeeting extends Task {
  readonly meeting: Meeting;
  /** 7号, by which a command names the meeting; with the day where the topic had several. */
  readonly key: string;
}

/** Those of all meetings, the nearest first. */
export async function listTasksOfMeetings(
  context: PersonContext,
  isDone: boolean,
): Promise<readonly TaskOfMeeting[]> {
  return (await readTasks(context, isDone)).tasks;
}

async function readTasks({ tx, tenantId }: PersonContext, isDone: boolean) {
  const all = await listTasks(tx, tenantId, { isDone, max: limits.tasksReadMax });
  const ids = [...new Set(all.map(({ meetingId }) => meetingId))];
  const [meetings, topics] = await Promise.all([
    listMeetingsById(tx, tenantId, ids),
    listTopicsOfMeetings(tx, tenantId, ids),
  ]);
  const keyOf = (meeting: Meeting): string => {
    const key = sayMeetingKey(meeting, topics);
    const isAlone = meetings.every(
      (other) => other === meeting || sayMeetingKey(other, topics) !== key,
    );
    return isAlone ? key : sayMeetingKey(meeting, topics, true);
  };
  const tasks = all.flatMap((task): readonly TaskOfMeeting[] => {
    const meeting = meetings.find(({ id }) => id === task.meetingId);
    return meeting === undefined ? [] : [{ ...task, meeting, key: keyOf(meeting) }];
  });
  return { tasks, meetings, topics };
}

/**
 * The one that is meant by 7号 待办1; without a meeting the only one of that number.
 * @throws UserError if there is none, or with a question if there are several
 */
export async function findTask(
  context: PersonContext,
  said: { readonly which: string | undefined; readonly number: number; readonly isDone: boolean },
): Promise<TaskOfMeeting> {
  const { which, number, isDone } = said;
  const { meetings: all, topics, ...read } = await readTasks(context, isDone);
  const tasks = read.tasks.filter((task) => task.number === number);
  const meetings = all.filter(({ id }) => tasks.some(({ meetingId }) => meetingId === id));
  const meant =
    which === undefined ? meetings : narrowMeetings(context, { meetings, topics }, which);
  const [only, ...others] = meant;
  if (others.length > 0) askWhich(context, meant, topics);
  const found = tasks.find(({ meetingId }) => meetingId === only?.id);
  if (found !== undefined) return found;
  throw new UserError(isDone ? "taskNotDone" : "taskNone", { name: `待办${number}` });
}

/** The staff, who presided, who took the minutes, and whose 待办 it is. */
export async function mayTick(context: PersonContext, task: TaskOfMeeting): Promise<boolean> {
  const { person } = context;
  if (hasRight(person.roles, "convene")) return true;
  if (person.id === task.meeting.hostId || person.id === task.recorderId) return true;
  return (await findOwn(context, [task])).length > 0;
}

/** Those of this person: by name, 张建国 or 张建国委员, or of the office they answer for. */
export async function findOwn(
  { tx, tenantId, person }: PersonContext,
  tasks: readonly TaskOfMeeting[],
): Promise<readonly TaskOfMeeting[]> {
  if (tasks.length === 0) return [];
  const { name, units } = await getPerson(tx, tenantId, person.id);
  const offices = person.roles.includes("department") ? units : [];
  const isTheirs = (owner: string): boolean =>
    offices.includes(owner) || (owner.startsWith(name) && titles.test(owner.slice(name.length)));
  return tasks.filter(({ owner = "" }) => owner.split(/[、,，和及]/).some(isTheirs));
}

const titles = /^(?:委员|同志|副?主席|副?主任|老师|代表)?$/;
