import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { type FormAlias, readForm, type SaidForm } from "../domain/meeting-forms.ts";
import { callNameless } from "../domain/meeting-people.ts";
import { parsePeople } from "../domain/meeting-wishes.ts";
import { participantCategoryNames } from "../domain/meeting.ts";
import { fold } from "../domain/normalize.ts";
import type { PollRequirement, Slot } from "../domain/time-poll.ts";
import { formatDateTime } from "../domain/time.ts";
import type { AssumedTimes } from "../text/time-polls.ts";
import { type NumberKey, parseNumberKey } from "./arg.ts";
import { readEach, type WhenOptions } from "../domain/when/read.ts";
import { cutLength, readMeetingTime } from "./meeting-time.ts";

/** What is to be held, and the times that are offered for it. */
export interface TimePollSentence {
  readonly number: NumberKey | undefined;
  readonly form: SaidForm | undefined;
  /** What it is called, where that is neither a topic nor a form: 碰头会. */
  readonly name: string | undefined;
  /** Words of 3月20日下午5点截止, unread. */
  readonly due: string | undefined;
  readonly slots: readonly Slot[];
  readonly assumed: AssumedTimes;
}

/**
 * Reads 7号现场协商会 下周三下午 下周四上午 下周五下午. The only place that reads times to choose
 * from.
 * @param said.length 会期 of its own line
 * @throws UserError for a time that is over or that cannot be read, and for too few or too many
 */
export function readTimePoll(
  said: { readonly sentence: string; readonly length: string | undefined },
  aliases: readonly FormAlias[],
  options: WhenOptions,
): TimePollSentence {
  const [head = "", ...others] = said.sentence.trim().split(/[\s,，、;；]+/);
  const opened = readOpening(head, aliases);
  const isName = !opened.isOpening && /^\p{Script=Han}{2,20}会$/u.test(head);
  const tokens = opened.isOpening || isName ? others : [head, ...others];
  // 7号 现场协商会 下周三下午: the form may stand by itself.
  const more = opened.form === undefined ? readOpening(tokens[0] ?? "", aliases) : undefined;
  const isMore = more?.form !== undefined && !hasTime(tokens[0] ?? "", options);
  const { due, rest } = cutDue((isMore ? tokens.slice(1) : tokens).flatMap(withoutLetter), options);
  const times = joinTimes(rest, options);
  const minutes = said.length === undefined ? undefined : cutLength(`会期${said.length}`).minutes;
  if (times.length < 2 || times.length > limits.timePollSlotsMax) {
    throw new UserError("timePollSlots", { max: limits.timePollSlotsMax });
  }
  return {
    number: opened.number,
    name: isName ? head : undefined,
    form: opened.form ?? (isMore ? more?.form : undefined),
    due,
    ...readSlots(times, minutes, options),
  };
}

interface Opening {
  readonly isOpening: boolean;
  readonly number: NumberKey | undefined;
  readonly form: SaidForm | undefined;
}

/** 7号现场协商会, 7号, 现场协商会; a day of the month needs a time behind it: 25号下午. */
function readOpening(word: string, aliases: readonly FormAlias[]): Opening {
  const form = readForm(fold(word), aliases);
  const key = /^第?(?:\d{4}-)?[\d一二三四五六七八九十]{1,4}号(?:议题)?(?![上中下晚早]|\d)/.exec(
    fold(word),
  )?.[0];
  const number = key === undefined ? undefined : parseNumberKey(key);
  return { isOpening: form !== undefined || number !== undefined, number, form };
}

function hasTime(word: string, options: WhenOptions): boolean {
  return word !== "" && readMeetingTime(word, options) !== undefined;
}

/** A 3月25日, A.3月25日: the letters are put there by us as well. */
function withoutLetter(word: string): readonly string[] {
  const letter = /^[a-h](?:[.:：]|$|(?=[\d下本这周星今明后]))/.exec(fold(word))?.[0] ?? "";
  const rest = word.slice(letter.length);
  return rest === "" ? [] : [rest];
}

/** 3月20日 下午5点截止, 周五前答复: until when to answer is no time to choose. */
function cutDue(words: readonly string[], options: WhenOptions) {
  const at = words.findIndex((word) => dueEnd.test(word));
  const last = words[at]?.replace(dueEnd, "");
  if (last === undefined) return { due: undefined, rest: words };
  let from = at;
  // The day may stand before the hour, and the hour before the word.
  let due = last;
  while (from > 0 && (due === "" || !namesDay(due, options))) {
    from -= 1;
    due = `${words[from] ?? ""} ${due}`.trim();
  }
  return { due, rest: [...words.slice(0, from), ...words.slice(at + 1)] };
}

const dueEnd = /(?:截止|(?<=前)(?:答复|回复|回话))$/;

/** 下周三 下午3点 is one time: an hour without a day belongs to what stands before it. */
function joinTimes(words: readonly string[], options: WhenOptions): readonly string[] {
  const times: string[] = [];
  for (const word of words.filter((each) => each !== "" && each !== "或" && each !== "或者")) {
    const last = times.at(-1);
    if (namesDay(word, options) || last === undefined) times.push(word);
    else times[times.length - 1] = `${last} ${word}`;
  }
  return times;
}

/** 下午3点 says no day: the clock shows it on any. */
function namesDay(word: string, options: WhenOptions): boolean {
  return readEach(word, options).some(
    (each) => each.kind === "none" || (!each.assumptions.includes("nextDay") && !isHourOnly(word)),
  );
}

function isHourOnly(word: string): boolean {
  return /^(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?[\d一二两三四五六七八九十:点时半刻分到至-]*$/.test(
    fold(word),
  );
}

function readSlots(
  times: readonly string[],
  minutes: number | undefined,
  options: WhenOptions,
): Pick<TimePollSentence, "slots" | "assumed"> {
  const read = times.map((words) => {
    const time = readMeetingTime(words, options);
    if (time === undefined) throw new UserError("timePollSlotUnread", { words });
    return time;
  });
  const slots = read.map(({ startsAt, endsAt, hasLength }) => ({
    startsAt,
    endsAt:
      hasLength || minutes === undefined
        ? endsAt
        : new Date(startsAt.getTime() + minutes * MINUTE_MS),
  }));
  checkSlots(slots, options.now);
  const assumedAs = (what: "hour" | "half") =>
    read.filter(({ assumed }) => assumed === what).map(({ startsAt }) => startsAt);
  return {
    slots,
    assumed: {
      hours: assumedAs("hour"),
      halves: assumedAs("half"),
      isLengthAssumed: minutes === undefined && read.some(({ hasLength }) => !hasLength),
    },
  };
}

function checkSlots(slots: readonly Slot[], now: Date): void {
  const seen = new Set<number>();
  for (const { startsAt } of slots) {
    const time = formatDateTime(startsAt, now);
    if (startsAt.getTime() - now.getTime() < limits.timePollAheadMinutesMin * MINUTE_MS) {
      throw new UserError("timePollSoon", { time });
    }
    if (startsAt.getTime() - now.getTime() > limits.meetingAheadDaysMax * DAY_MS) {
      throw new UserError("meetingTooFar", { days: limits.meetingAheadDaysMax });
    }
    if (seen.has(startsAt.getTime())) throw new UserError("timePollSlotTwice", { time });
    seen.add(startsAt.getTime());
  }
}

/** 县住建局 居民代表2人: offices and categories that must be able to come, and people by name. */
export function readRequirements(words: string): readonly PollRequirement[] {
  const joined = words.replaceAll(/\s+(?=(?:\d{1,2}|[一二两三四五六])[人名位])/g, "");
  const pieces = joined.split(/[\s,，、;；和及]+/).filter((piece) => piece !== "");
  return pieces.flatMap((piece) => parsePeople(piece).flatMap(toRequirement));
}

function toRequirement(wish: ReturnType<typeof parsePeople>[number]): readonly PollRequirement[] {
  switch (wish.kind) {
    case "everybody":
      return [];
    case "count":
      return [{ ...ofCategory(wish.category), count: wish.count }];
    case "organization": {
      const { organization: name, category, count } = wish;
      return [{ name, category, count, by: "organization" }];
    }
    case "names": {
      const { names, category = "member" } = wish;
      if (names.length === 0) return [{ ...ofCategory(category), count: 1 }];
      return names.map((name) => ({ name, category, count: 1, by: "name" }));
    }
  }
}

/** 居民代表, 职能部门: how a whole category is called here. */
export function ofCategory(
  category: PollRequirement["category"],
): Pick<PollRequirement, "name" | "category" | "by"> {
  const name =
    category === "resident" ? callNameless(category) : participantCategoryNames[category];
  return { name, category, by: "category" };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
