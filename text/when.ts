import { formatDate, formatDateTime, formatTime, toLocal } from "../domain/time.ts";
import type {
  Assumption,
  Choice,
  Notice,
  RefusalCode,
  WhenFound,
  WhenReading,
  WhenRefused,
} from "../domain/when/reading.ts";

/** What was understood, what was filled in for it, or what to write instead. */
export function sayWhen(reading: WhenReading, now: Date): string {
  return reading.kind === "none" ? sayRefusal(reading, now) : sayFound(reading, now);
}

function sayFound(found: WhenFound, now: Date): string {
  const filled = [...new Set(found.assumptions)].map((each) => assumed[each]);
  const told = found.isProvisional
    ? found.notices.filter(({ kind }) => kind !== "unpublished")
    : found.notices;
  const notes = told.map((notice) => sayNotice(notice));
  if (found.certainty === "ambiguous") {
    const choices = found.choices.map((choice) => sayChoice(choice, found.kind, now));
    // What was filled in is in the choices.
    return sentence([`可能是${[...new Set(choices)].join("，也可能是")}`, "请说明是哪一个"], notes);
  }
  return sentence([sayChoice(found, found.kind, now), ...filled], notes);
}

function sentence(parts: readonly string[], notes: readonly string[]): string {
  return `${[...parts, ...notes].join("，")}。`;
}

function sayChoice({ start, end, rule }: Choice, kind: WhenFound["kind"], now: Date): string {
  // One sentence may name a time and a deadline, whatever the first of them is.
  if (start === undefined) return end === undefined ? "" : sayEnd(end, now);
  const first = sayStretch(start, end, now);
  if (kind !== "recurrence") return first;
  const { unit = "", every = "" } =
    /FREQ=(?<unit>[A-Z]+)(?:;INTERVAL=(?<every>\d+))?/.exec(rule ?? "")?.groups ?? {};
  return `每${every}${rhythms[unit] ?? "次"}重复，第一次是${first}`;
}

const rhythms: Readonly<Record<string, string>> = {
  MINUTELY: "分钟",
  HOURLY: "小时",
  DAILY: "天",
  WEEKLY: "周",
  MONTHLY: "个月",
  YEARLY: "年",
};

function sayEnd(end: Date, now: Date): string {
  return isDayEnd(end) ? `${formatDate(end, now)}结束前` : `${formatDateTime(end, now)}前`;
}

function sayStretch(start: Date, end: Date | undefined, now: Date): string {
  if (end === undefined) return formatDateTime(start, now);
  const [from, to] = [toLocal(start), toLocal(end)];
  const isSameDay = from.year === to.year && from.month === to.month && from.day === to.day;
  const isWhole = from.hour === 0 && from.minute === 0 && isDayEnd(end);
  if (isWhole && isSameDay) return formatDate(start, now);
  if (isWhole) return `${formatDate(start, now)}至${formatDate(end, now)}`;
  if (isSameDay) return `${formatDateTime(start, now)}—${formatTime(end)}`;
  return `${formatDateTime(start, now)}至${formatDateTime(end, now)}`;
}

function isDayEnd(at: Date): boolean {
  const { hour, minute } = toLocal(at);
  return hour === 23 && minute === 59;
}

const assumed: Readonly<Record<Assumption, string>> = {
  nextDay: "没有写哪一天，按最近的一次",
  nextYear: "今年的已经过去，按明年",
  nextMonth: "这个月的已经过去，按下个月",
  today: "今天正是这一天，按今天",
  nextWeek: "今天的已经过去，按下周",
  counted: "按整段时间算",
  partOfDay: "没有写几点，按通常的时段",
  morning: "没有写上午还是下午，按上午",
  afternoon: "没有写上午还是下午，按下午",
  midnight: "按这一晚过后的零点",
  fromMidnight: "开始没有写几点，从当天零点算",
  overMidnight: "结束按第二天",
  afterMidnight: "现在是凌晨，按日历上的日子算",
  partOfMonth: "没有写具体日子，按通常的说法",
  partOfYear: "没有写具体日子，按通常的说法",
  including: "包括这一天",
  beforeBreak: "到放假前一天为止",
  beforeDay: "到前一天为止",
  openEnd: "没有写到什么时候，按开始的这一天",
  lunar: "按农历",
  solar: "按公历",
  dotted: "按几月几日",
  dottedHour: "按几点几分",
  endOfMonth: "那个月没有这一天，按月末",
  overMonth: "结束按下个月",
  weekNumber: "单双周按一年中的第几周算",
  weekOfMonth: "第几周从第一个星期一算起",
  century: "年份按四位补全",
  closing: "下班按下午6:00",
  approximate: "按写明的时间",
  sameDay: "按同一天算",
  weekend: "周末按周六和周日",
  northern: "小年按腊月二十三",
  firstDay: "没有写哪一天，按第一天",
  plainWeekdays: "遇节假日和补班请另行调整",
  provisional: "放假安排还没有公布，日子是预计的，公布后再核一次",
};

function sayNotice(notice: Notice): string {
  switch (notice.kind) {
    case "dayOff":
      return `当天是${notice.name}假期`;
    case "weekend":
      return "当天是周末";
    case "workedInstead":
      return "当天是补班的工作日";
    case "unpublished":
      return `${notice.year}年的放假安排还没有公布`;
  }
}

function sayRefusal({ code, suggestion, isWholeDay }: WhenRefused, now: Date): string {
  const words = refusals[code];
  if (suggestion === undefined) return `${words}，例：${examples[code] ?? "下周三下午3点"}。`;
  const said = isWholeDay === true ? formatDate(suggestion, now) : formatDateTime(suggestion, now);
  return `${words}，例：${said}。`;
}

const refusals: Readonly<Record<RefusalCode, string>> = {
  nothing: "没有看到时间，请写明日期和几点",
  tooLong: "这段话太长，请只写时间",
  past: "这个时间已经过去，请写一个以后的时间",
  noSuchDay: "日历上没有这一天，请核对后再写",
  wrongWeekday: "日期和星期对不上，请核对后再写",
  noSuchTime: "没有这个钟点，请核对后再写",
  endBeforeStart: "结束的时间比开始早，请核对后再写",
  duration: "只写了多久，没有写从什么时候算起，请写明",
  vague: "这个说法定不下日子，请写明日期",
  unread: "这句话只看懂了一部分，请把时间写得简单些",
  lunarRule: "每年这一天的公历日期不一样，请写今年的日期",
};

const examples: Readonly<Partial<Record<RefusalCode, string>>> = {
  noSuchDay: "3月31日",
  wrongWeekday: "3月13日",
  noSuchTime: "下午3:00",
  endBeforeStart: "下周三下午3点到5点",
  duration: "3天后，或3天内",
  vague: "3月20日前",
};
