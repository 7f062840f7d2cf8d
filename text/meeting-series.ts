import { DRAFT_WORKDAYS } from "../domain/meeting-series.ts";
import { formatDate } from "../domain/time.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayDayKind } from "./day-kind.ts";
import { sayWhen } from "./meetings.ts";
import { lines, please, pleaseReply, type Place } from "./phrases.ts";

/** Meetings that come again: what is set, and the draft that comes by itself. */

interface Planned {
  readonly title: string;
  /** 每月第一个周三下午3点 */
  readonly said: string;
  readonly draftAt: Date;
  readonly now: Date;
}

/** To be confirmed before anything is kept. */
export function seriesToConfirm(
  series: Planned & {
    readonly salutation: string;
    readonly times: readonly Date[];
    /** For each the next workday, if it is a day off. */
    readonly instead: readonly (Date | undefined)[];
    /** What held until now. */
    readonly before: string | undefined;
    readonly workdays: Workdays;
  },
  place: Place,
): string {
  const { times, instead, workdays, now, before } = series;
  return lines(
    `请${series.salutation}核对，现在还没有定：`,
    "",
    series.title,
    `${series.said}开一次，接下来是：`,
    ...times.map(
      (at, index) => `${sayWhen(at, now)}，${sayKind({ at, now }, instead[index], workdays)}`,
    ),
    before === undefined ? undefined : `原来定的“${before}”不再用`,
    `每次提前${DRAFT_WORKDAYS}个工作日我拟好会议通知，单独发给您，您确认了才发出；没议完的和没办完的待办会带上`,
    `第一份：${formatDate(series.draftAt, now)}拟`,
    "",
    `可以定下来，${pleaseReply(place)}：确认`,
    `先不定，${pleaseReply(place)}：取消`,
  );
}

function sayKind(
  { at, now }: { readonly at: Date; readonly now: Date },
  instead: Date | undefined,
  workdays: Workdays,
): string {
  const kind = sayDayKind(at, workdays);
  return instead === undefined ? kind : `${kind}，到时候建议改到${formatDate(instead, now)}`;
}

export function seriesPlanned({ title, said, draftAt, now }: Planned, place: Place): string {
  return lines(
    `定好了：${title}，${said}。第一份会议通知${formatDate(draftAt, now)}拟好，单独发给您。`,
    `以后不要了，${pleaseReply(place)}：系列 停`,
  );
}

interface Standing {
  readonly title: string;
  readonly said: string;
  readonly nextAt: Date;
  readonly draftAt: Date;
}

export function seriesStanding(all: readonly Standing[], now: Date, place: Place): string {
  if (all.length === 0) return seriesNone(place);
  return lines(
    ...all.map(
      ({ title, said, nextAt, draftAt }) =>
        `${title}：${said}；下一场${sayWhen(nextAt, now)}，${formatDate(draftAt, now)}拟通知`,
    ),
    `不要了，${pleaseReply(place)}：系列 停`,
  );
}

export function seriesNone(place: Place): string {
  return `现在没有定期开的会。要定，${please(place)}，例：会议系列 7号 每月第一个周三下午3点`;
}

export function seriesStopped(title: string, said: string): string {
  return `不再定期拟了：${title}，${said}。已经拟好、发出的会议照旧。`;
}

/** Several come again; the one that is meant is said by its meeting. */
export function whichSeries(titles: readonly string[], place: Place): string {
  return lines(
    `定期开的会不止一个：${titles.join("，")}。`,
    `您说的是哪一个？${pleaseReply(place)}时带上编号，例：系列 停 7号`,
  );
}

/** To whoever set it, some days before each. */
export function seriesDrafted(drafted: {
  readonly said: string;
  readonly startsAt: Date;
  /** The next workday, if it falls on a day off. */
  readonly instead: Date | undefined;
  /** When it should have been drafted, if nothing ran then. */
  readonly lateFrom: Date | undefined;
  /** The draft as it is shown. */
  readonly draft: string;
  readonly workdays: Workdays;
  readonly now: Date;
}): string {
  const { said, startsAt, instead, lateFrom, draft, workdays, now } = drafted;
  return lines(
    `【定期会议】${said}的会，下一场的通知拟好了。`,
    lateFrom === undefined
      ? undefined
      : `本该${formatDate(lateFrom, now)}拟，拟晚了，请您留意时间。`,
    instead === undefined
      ? undefined
      : `${formatDate(startsAt, now)}是${sayDayKind(startsAt, workdays)}，建议改到下一个工作日，请回复：改期 ${sayWhen(instead, now).replace(/（.*?）/, "")}`,
    draft,
    "以后不再定期拟，请回复：系列 停",
  );
}

export function seriesNotDrafted(said: {
  readonly salutation: string;
  readonly title: string;
  readonly startsAt: Date;
  /** A whole sentence. */
  readonly why: string;
  readonly now: Date;
}): string {
  const { salutation, title, startsAt, why, now } = said;
  return lines(`${salutation}，${sayWhen(startsAt, now)}的${title}，通知没有拟成。`, why);
}
