/** What was not said and was filled in; each is told in the answer. */
export type Assumption =
  /** Only a clock time: the next time the clock shows it. */
  | "nextDay"
  /** 周三 said on a Wednesday. */
  | "today"
  /** 周三上午 said on a Wednesday afternoon. */
  | "nextWeek"
  /** 未来三天 begins with today, 后三天 with tomorrow. */
  | "counted"
  /** No year, and this year's is over. */
  | "nextYear"
  /** 月初 or 5号, which are over this month, without 本. */
  | "nextMonth"
  /** 上午 without an hour. */
  | "partOfDay"
  | "morning"
  | "afternoon"
  /** 今晚12点 is the midnight that follows. */
  | "midnight"
  /** 晚上10点到2点 ends on the day after. */
  | "overMidnight"
  /** 明天 said between midnight and dawn: the calendar's. */
  | "afterMidnight"
  /** 周一到周三上午9点 begins with Monday itself. */
  | "fromMidnight"
  /** 月底 is its last day, 月初 the first five, 月中 the 11th to the 20th. */
  | "partOfMonth"
  | "partOfYear"
  /** 周五前 takes in Friday. */
  | "including"
  /** 国庆节前 ends before the first day off. */
  | "beforeBreak"
  /** 立春前 ends the day before. */
  | "beforeDay"
  /** 4月1日起 does not say how long. */
  | "openEnd"
  | "lunar"
  | "solar"
  /** 3.18 and 3/18. */
  | "dotted"
  /** 下午3.30. */
  | "dottedHour"
  | "century"
  | "closing"
  | "approximate"
  /** 三个月后 is the same day of the month. */
  | "sameDay"
  /** One month after the 31st, where the month has no 31st. */
  | "endOfMonth"
  /** 25号到5号 ends in the month that follows. */
  | "overMonth"
  /** 单周 and 双周 by the number of the week in the year. */
  | "weekNumber"
  /** 4月第一周 begins with its first Monday. */
  | "weekOfMonth"
  | "weekend"
  /** 北方小年. */
  | "northern"
  | "firstDay"
  /** A rule of weekdays cannot leave out holidays. */
  | "plainWeekdays"
  | "provisional";

/** What should be known about a date and does not change it. */
export type Notice =
  | { readonly kind: "dayOff"; readonly name: string }
  | { readonly kind: "weekend" }
  | { readonly kind: "workedInstead" }
  | { readonly kind: "unpublished"; readonly year: number };

export type RefusalCode =
  | "nothing"
  | "tooLong"
  | "past"
  | "noSuchDay"
  | "wrongWeekday"
  | "noSuchTime"
  | "endBeforeStart"
  /** 3天, 两小时: how long, but from when is not said. */
  | "duration"
  /** 春天, 最近, 国庆节后. */
  | "vague"
  /** Something of the words was not understood; the rest would be a guess. */
  | "unread"
  /** 每年腊月初八: no rule of the civil calendar says it. */
  | "lunarRule";

/** Without `start` it is a deadline, also among the choices of a time. */
export interface Choice {
  readonly start?: Date;
  readonly end?: Date;
  readonly rule?: string;
}

interface Place {
  /** Where the words stand; `text.slice(from, to)`. */
  readonly from: number;
  readonly to: number;
}

export interface WhenFound extends Place, Choice {
  /**
   * An instant has only `start`, a deadline only `end`. A range takes in both: a day ends at
   * 23:59:59. A recurrence has its first time and `rule`, an RRULE without the name in front.
   */
  readonly kind: "instant" | "range" | "deadline" | "recurrence";
  /** With `ambiguous` the reading itself is the first of `choices`. */
  readonly certainty: "certain" | "assumed" | "ambiguous";
  readonly assumptions: readonly Assumption[];
  readonly choices: readonly Choice[];
  readonly notices: readonly Notice[];
  /** It depends on days off that nobody has announced yet and is to be counted again then. */
  readonly isProvisional: boolean;
}

export interface WhenRefused extends Place {
  readonly kind: "none";
  readonly code: RefusalCode;
  /** The nearest moment or day the person may have meant; still to come. */
  readonly suggestion?: Date;
  readonly isWholeDay?: boolean;
}

export type WhenReading = WhenFound | WhenRefused;
