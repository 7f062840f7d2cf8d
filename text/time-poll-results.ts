import {
  type Lacking,
  type PollRequirement,
  type SlotAnswer,
  slotLetter,
  type SlotTally,
  type TimeAnswer,
  timeAnswerNames,
} from "../domain/time-poll.ts";
import { formatDateTime } from "../domain/time.ts";
import { countNames } from "./time-poll-reminders.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { saySlot, type TimePollView } from "./time-polls.ts";

/** 约时间: what came of it, and what is said to those who owe an answer. */

export function timeAnswerKept(
  { salutation, answers, dueAt, now }: Kept,
  place: Place,
  counts: { readonly answered: number; readonly asked: number },
): string {
  if (place === "group") {
    return lines(
      `${salutation}，您的答复记下了。现在${counts.asked}人中已有${counts.answered}人答复。`,
      `${formatDateTime(dueAt, now)}前可以改，${pleaseReply(place)}，或单独发给我。`,
    );
  }
  return lines(
    `${salutation}，记下了：${sayAnswers(answers)}。`,
    blankNote(answers),
    `${formatDateTime(dueAt, now)}前可以改，以最后一次为准。`,
  );
}

interface Kept {
  readonly salutation: string;
  readonly answers: readonly SlotAnswer[];
  readonly dueAt: Date;
  readonly now: Date;
}

export function timeAnsweredFor(
  name: string,
  { answers, people, dueAt, now }: Omit<Kept, "salutation"> & { readonly people: number },
): string {
  return lines(
    `已代${name}${people > 1 ? `（${people}人）` : ""}答复：${sayAnswers(answers)}。`,
    blankNote(answers),
    `${formatDateTime(dueAt, now)}前可以改，再代答一次就行。`,
  );
}

/** A方便 B可协调 */
export function sayAnswers(answers: readonly SlotAnswer[]): string {
  return answers
    .flatMap((answer, index) =>
      answer === null ? [] : [`${slotLetter(index)}${timeAnswerNames[answer]}`],
    )
    .join(" ");
}

function blankNote(answers: readonly SlotAnswer[]): string | undefined {
  const blank = answers.flatMap((answer, index) => (answer === null ? [slotLetter(index)] : []));
  return blank.length === 0 ? undefined : `${blank.join("、")}还没选，没选的不算方便。`;
}

interface Standing {
  readonly tallies: readonly SlotTally[];
  readonly requirements: readonly PollRequirement[];
  /** Undefined = none can be held. */
  readonly best: number | undefined;
  readonly asked: number;
  readonly answered: number;
}

/** To the one who asks: everybody has answered, or the deadline is over. */
export function timePollDone(
  salutation: string,
  standing: Standing & { readonly title: string; readonly isSeveral: boolean },
): string {
  const { asked, answered, title, isSeveral } = standing;
  const of = isSeveral ? `${title}的时间，` : "";
  return lines(
    answered === asked
      ? `${salutation}，${of}问到的${asked}人都答复了：`
      : `${salutation}，${of}答复时间到了，问到的${asked}人中有${answered}人答复，没答复的不算方便：`,
    "",
    ...tallyLines(standing),
    "",
    adviceLine(standing.best),
  );
}

function adviceLine(best: number | undefined): string {
  if (best === undefined) {
    return "现在没有能定的时间。要另约，请回复，例：约时间 7号现场协商会 下周三下午 下周四上午";
  }
  const letter = slotLetter(best);
  return `建议定${letter}。请回复：定${letter}，我就起草会议通知。`;
}

/** One line a slot: A, 方便9, 可协调2, 不方便1, 住建局、居民代表都能来. */
export function tallyLines({
  tallies,
  requirements,
}: Pick<Standing, "tallies" | "requirements">): readonly string[] {
  return tallies.map(({ index, free, maybe, busy, blank, lacking }) =>
    [
      slotLetter(index),
      `方便${free}`,
      `可协调${maybe}`,
      `不方便${busy}`,
      ...(blank === 0 ? [] : [`没答${blank}`]),
      ...(lacking.length > 0
        ? [`${lacking.map(sayLacking).join("，")}，不能定`]
        : requirements.length > 0
          ? [sayAble(requirements)]
          : []),
    ].join("　"),
  );
}

function sayAble(requirements: readonly PollRequirement[]): string {
  const names = requirements.map(({ name }) => shortOffice(name)).join("、");
  return `${names}${requirements.length > 1 ? "都" : ""}能来`;
}

/** 住建局来不了; 居民代表只有1人能来，要2人; 住建局还没答复 */
export function sayLacking({ name, needed, able, blank }: Lacking): string {
  const short = shortOffice(name);
  if (able + blank >= needed) return `${short}还没答复${needed > 1 ? "齐" : ""}`;
  return able === 0 ? `${short}来不了` : `${short}只有${able}人能来，要${needed}人`;
}

/** 县住建局 is 住建局 where everybody knows which. */
function shortOffice(name: string): string {
  return /^[省市县区].{2,}[局委办]$/.test(name) ? name.slice(1) : name;
}

export interface NamedAnswers {
  readonly name: string;
  readonly answers: readonly SlotAnswer[];
  readonly hasAnswered: boolean;
}

/** 约时间 明细: names, to whoever asks and the 联络员. */
export function timePollDetail(
  { title, slots, dueAt }: TimePollView,
  people: readonly NamedAnswers[],
  standing: Pick<Standing, "tallies" | "requirements"> & { readonly now: Date },
): string {
  const namesMax = Math.floor(NAMES_MAX / slots.length);
  const owing = people.filter(({ hasAnswered }) => !hasAnswered).map(({ name }) => name);
  return lines(
    `${title}，${formatDateTime(dueAt, standing.now)}截止答复：`,
    ...slots.flatMap((slot, index) => [
      `${slotLetter(index)}　${saySlot(slot, standing.now)}`,
      (["free", "maybe", "busy"] as const)
        .flatMap((answer) => sayNames(people, index, answer, namesMax))
        .join("；") || "还没有人选",
    ]),
    owing.length === 0 ? "都答复了。" : `还没答复：${shorten(owing, NAMES_MAX / 3)}`,
  );
}

const NAMES_MAX = 90;

function sayNames(
  people: readonly NamedAnswers[],
  index: number,
  answer: TimeAnswer,
  max: number,
): readonly string[] {
  const names = people.filter(({ answers }) => answers[index] === answer).map(({ name }) => name);
  return names.length === 0 ? [] : [`${timeAnswerNames[answer]}：${shorten(names, max / 3)}`];
}

function shorten(names: readonly string[], max: number): string {
  const counted = countNames(names).split("、");
  const count = Math.max(3, Math.floor(max));
  return counted.length <= count
    ? counted.join("、")
    : `${counted.slice(0, count).join("、")}等${names.length}人`;
}

export function timePollCancelAsked(title: string, place: Place): string {
  return lines(`${title}不再约时间，已经答复的也不用了，对吗？`, `对的${pleaseReply(place)}：确认`);
}

export function timePollCancelled(title: string): string {
  return `${title}不约时间了，问到的人我会告诉一声。`;
}

/** To the group and to those asked alone. */
export function timePollCancelTold(title: string): string {
  return `【约时间】${title}不再约时间，请不用答复。谢谢。`;
}

/** Before the draft of the meeting, on its first line. */
export function timePollSettled(index: number, draft: string): string {
  return `定了${slotLetter(index)}。${draft}`;
}
