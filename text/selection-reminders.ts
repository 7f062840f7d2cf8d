import type { SelectionOption } from "../domain/selection.ts";
import { formatDateTime, formatTime, toLocal } from "../domain/time.ts";
import { lines, sayNames } from "./phrases.ts";

/** 提醒 of a 议题推荐: only to those who have not chosen; in a group numbers and no names. */
interface Running {
  /** 二季度议题推荐 */
  readonly name: string;
  readonly dueAt: Date;
  readonly now: Date;
}

interface ToMember extends Running {
  readonly salutation: string;
  readonly options: readonly Pick<SelectionOption, "number" | "shortLabel">[];
  /** Whether a card hangs below, as far as the words know. */
  readonly hasCard: boolean;
  /** Whether numbers alone are a choice. */
  readonly takesNumbers: boolean;
  /** What could be typed: 推荐 4 7. */
  readonly example: string;
}

/** To one person alone. */
export function memberReminded(reminder: ToMember): string {
  const { salutation, options } = reminder;
  const how = sayHow(reminder);
  const some = options.slice(0, OPTIONS_MAX);
  const named = some.map(({ number, shortLabel }) => `${number}号${bare(shortLabel)}`).join("　");
  return lines(
    `${salutation}${greeting(reminder.now)}。`,
    `${reminder.name}${sayDue(reminder)}截止，您还没有选。`,
    "",
    how,
    options.length > some.length ? `${named}　等${options.length}件，看全部请回复：推荐` : named,
    "已经填过纸质推荐单的，请不用理会。",
  );
}

function sayHow({ hasCard, takesNumbers, example }: ToMember): string {
  if (!takesNumbers) return `请${hasCard ? "点下面的卡片，或者" : ""}回复，例：${example}`;
  return hasCard
    ? "请点下面的卡片，或者直接说语音告诉我选几号："
    : `请回复，例：${example}，或者直接说语音告诉我选几号：`;
}

const OPTIONS_MAX = 12;

/** Short labels for cards may carry their number already. */
function bare(label: string): string {
  return label.replace(/^\d+号[\s　]*/, "");
}

function greeting(now: Date): string {
  const { hour } = toLocal(now);
  return hour < 10 ? "早上好" : hour < 12 ? "上午好" : hour < 18 ? "下午好" : "晚上好";
}

/** 今天下午5:00, or the whole date. */
function sayDue({ dueAt, now }: Pick<Running, "dueAt" | "now">): string {
  const [due, today] = [toLocal(dueAt), toLocal(now)];
  const isToday = due.year === today.year && due.month === today.month && due.day === today.day;
  return isToday ? `今天${formatTime(dueAt)}` : formatDateTime(dueAt, now);
}

interface InGroup extends Omit<Running, "name"> {
  /** Undefined = there is only one at the time. */
  readonly name: string | undefined;
  readonly eligible: number;
  readonly took: number;
}

/** To the groups. */
export function groupReminded({ name, ...rest }: InGroup): string {
  const { eligible, took } = rest;
  return lines(
    `${name ?? "议题推荐"}${sayDue(rest)}截止，${eligible}位委员中已有${took}位参加。`,
    "还没选的委员，请抽空点一下上面的卡片，或单独发给我。谢谢。",
  );
}

interface ToLiaison {
  readonly salutation: string;
  /** Undefined = there is only one at the time. */
  readonly name: string | undefined;
  readonly waiting: readonly string[];
  readonly outOfReach: readonly string[];
  readonly times: number;
  readonly namesMax: number;
}

/** To the 联络员: the only one who is told names. */
export function liaisonReminded({ salutation, name, waiting, ...rest }: ToLiaison): string {
  const { outOfReach, times, namesMax } = rest;
  const told = waiting.length - outOfReach.length;
  const whom = outOfReach.length === 0 ? "他们" : `其中${told}位`;
  return lines(
    `${salutation}您好，${name ?? ""}还有${waiting.length}位委员没有选（名单只发给您）：`,
    sayNames(waiting, namesMax),
    told === 0
      ? "这几位我都没法单独找到，请您打电话问一声。问到的，可以用“代录”。"
      : `我已单独提醒过${whom}${sayTimes(times)}，今天不再提醒。电话问到的，可以用“代录”。`,
    outOfReach.length === 0 || told === 0
      ? undefined
      : `${sayNames(outOfReach, namesMax)}我没法单独找到，请您打电话问一声。`,
  );
}

function sayTimes(times: number): string {
  return times === 1 ? "一次" : "两次";
}
