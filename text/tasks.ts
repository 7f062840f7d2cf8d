import { formatDate } from "../domain/time.ts";
import { sayDue } from "./minutes.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** 待办 that meetings left. */

interface TaskWords {
  /** 7号, by which the meeting is named. */
  readonly key: string;
  readonly number: number;
  readonly words: string;
  readonly owner: string | undefined;
  readonly dueAt: Date | undefined;
}

interface Listed {
  /** Of them are shown. */
  readonly max: number;
  /** One that this person may say is done. */
  readonly toTick: TaskWords | undefined;
  readonly now: Date;
  readonly place: Place;
}

export function taskList(tasks: readonly TaskWords[], { max, toTick, now, place }: Listed): string {
  if (tasks.length === 0) {
    return `现在没有会上定下还没办完的待办。看近期的会议，${pleaseReply(place)}：会议`;
  }
  return lines(
    "会上定下、还没办完的待办，先到期的在前：",
    ...tasks.slice(0, max).map((task) => {
      const { owner, words, dueAt } = task;
      const due = dueAt === undefined ? "没有定期限　" : sayDue(dueAt, now);
      const over = dueAt !== undefined && dueAt < now ? "（已过期）" : "";
      return `${sayTask(task)}　${owner ?? ""}　${due}${words}${over}`;
    }),
    tasks.length > max ? `后面还有${tasks.length - max}项。` : undefined,
    toTick === undefined ? undefined : `办完了，${pleaseReply(place)}，例：办完 ${sayTask(toTick)}`,
  );
}

/** 7号 待办1, as it is said back. */
function sayTask({ key, number }: Pick<TaskWords, "key" | "number">): string {
  return `${key} 待办${number}`;
}

/** 待办1，县住建局完成现场勘查 */
function sayMatter({ number, owner, words }: TaskWords): string {
  return `待办${number}，${owner ?? ""}${shorten(words, WORDS_CHARS_MAX)}`;
}

const WORDS_CHARS_MAX = 40;

export function taskTicked(
  title: string,
  task: TaskWords,
  { left, now, place }: { readonly left: number; readonly now: Date; readonly place: Place },
): string {
  const rest = left === 0 ? "会上定下的待办都办完了。" : `还有${left}项没办完。`;
  return lines(
    `记下了，${formatDate(now, now)}办完：${title}${sayMatter(task)}。`,
    `${rest}记错了，${pleaseReply(place)}：没办完 ${sayTask(task)}`,
  );
}

/** To the 联络员: whoever had to do it says so. */
export function taskTickedTold(
  salutation: string,
  by: string,
  title: string,
  task: TaskWords,
): string {
  return lines(
    `${salutation}您好，${by}说办完了：${title}${sayMatter(task)}。`,
    `还没办完的，请回复：没办完 ${sayTask(task)}`,
  );
}

export function taskOpened(title: string, task: TaskWords, now: Date): string {
  const due = task.dueAt === undefined ? "没有定期限" : sayDue(task.dueAt, now);
  return `好的，仍算没办完：${title}${sayMatter(task)}，${due}。`;
}

/** In 我的, of whoever has to do it. */
export function owedTask(task: TaskWords, now: Date, place: Place): string {
  const due = task.dueAt === undefined ? "" : sayDue(task.dueAt, now);
  const over = task.dueAt !== undefined && task.dueAt < now ? "（已过期）" : "";
  return `会上定下由您办：${due}${shorten(task.words, WORDS_CHARS_MAX)}${over}，办完了${pleaseReply(place)}：办完 ${sayTask(task)}`;
}
