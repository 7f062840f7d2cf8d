import { updateTaskDone } from "../../db/minutes-tasks.ts";
import { findLiaison } from "../../db/people.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { hasRight } from "../../domain/rights.ts";
import { taskList, taskOpened, taskTicked, taskTickedTold } from "../../text/tasks.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { tellPerson } from "../meeting-telling.ts";
import { splitKey } from "../meeting-words.ts";
import { recordMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { findOwn, findTask, listTasksOfMeetings, mayTick, type TaskOfMeeting } from "../tasks.ts";

/** 待办: what meetings left to be done. */
export const taskShow = defineCommand({
  id: "task-show",
  name: "待办",
  aliases: ["待办事项", "会议待办"],
  summary: "看会上定下、还没办完的事",
  example: "待办",
  needs: "person",
  isWriting: false,
  glued: /(?!)/,
  args: {},
  async run(context) {
    const { person, now, place } = context;
    const open = await listTasksOfMeetings(context, false);
    const own = hasRight(person.roles, "convene") ? open : await findOwn(context, open);
    return taskList(open, { max: limits.tasksListed, toTick: own[0], now, place });
  },
});

/** 办完 7号 待办1: said by the staff, or by whoever had to do it; then the 联络员 hears it. */
export const taskDone = defineCommand({
  id: "task-done",
  name: "办完",
  aliases: [],
  summary: "会上定下的事办完了，例：办完 7号 待办1",
  example: "办完 7号 待办1",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { number: arg.field("待办几"), which: arg.field("哪一场") },
  match: (text) =>
    matchTask(
      text,
      /^(?:办完|办好|完成)了?[\s:：]*(?=[第\d待])/,
      /^(?:已经?|都)?(?:办完|办好|完成)了?$/,
    ),
  async run(context, said) {
    const { task, isTicked } = await tick(context, said, true);
    const { person, now } = context;
    const { title } = task.meeting;
    if (isTicked && !hasRight(person.roles, "convene")) {
      const { tx, tenantId } = context;
      const liaison = await findLiaison(tx, tenantId);
      if (liaison !== undefined && liaison.id !== person.id) {
        const text = taskTickedTold(liaison.salutation, person.name, title, task);
        await tellPerson(context, liaison.id, { text });
      }
    }
    const left = await listTasksOfMeetings(context, false);
    return taskTicked(title, task, { left: left.length, now, place: context.place });
  },
});

/** 没办完 7号 待办1 */
export const taskOpen = defineCommand({
  id: "task-open",
  name: "没办完",
  aliases: [],
  example: "没办完 7号 待办1",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { number: arg.field("待办几"), which: arg.field("哪一场") },
  match: (text) =>
    matchTask(
      text,
      /^(?:没有?|还没有?|未)(?:办完|办好|完成)[\s:：]*(?=[第\d待])/,
      /^(?:还没有?|没有?|未)(?:办完|办好|完成)$/,
    ),
  async run(context, said) {
    const { task } = await tick(context, said, false);
    return taskOpened(task.meeting.title, task, context.now);
  },
});

/** The word before or behind 7号 待办1. */
function matchTask({ plain }: MatchText, before: RegExp, behind: RegExp): RawArgs | undefined {
  const head = before.exec(plain);
  // 1号待办2 without a space between is how it is typed on a phone.
  const said = plain.slice(head?.[0].length ?? 0).replace(/号的?(?=待办)/, "号 ");
  const { key, rest } = splitKey(said);
  const found =
    /^待办\s?第?(?<number>\d{1,3}|[一二三四五六七八九十]{1,3})[项条]?[\s,，]*(?<more>[^]*)$/.exec(
      rest,
    );
  const { number, more = "" } = found?.groups ?? {};
  const isSaid =
    head === null ? behind.test(more.replace(/[\s。.！!]+$/, "")) : /^[\s。.！!]*$/.test(more);
  if (number === undefined || !isSaid) return undefined;
  return rawArgs({ which: key, number: `${parseChineseNumber(number) ?? 1}` });
}

/** @throws UserError for somebody who has nothing to do with it */
async function tick(
  context: PersonContext,
  {
    which,
    number = "1",
  }: { readonly which?: string | undefined; readonly number?: string | undefined },
  isDone: boolean,
): Promise<{ readonly task: TaskOfMeeting; readonly isTicked: boolean }> {
  const task = await findTask(context, { which, number: Number(number), isDone: !isDone });
  if (!(await mayTick(context, task))) {
    throw new UserError("notAllowed", { name: "记待办办没办完", who: "承办的同志或联络员" });
  }
  const isTicked = await updateTaskDone(context.tx, task, isDone);
  const { id: line } = task;
  if (isTicked) {
    recordMeeting(publishContext(context), task.meeting, isDone ? "task-done" : "task-reopened", {
      line,
    });
  }
  return { task, isTicked };
}
