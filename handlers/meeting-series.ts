import { rollBackToSavepoint, setSavepoint } from "../db/database.ts";
import { type AgendaItem, listAgenda } from "../db/meeting-agenda.ts";
import { insertSeries, type RecurringSeries, updateSeriesNext } from "../db/meeting-series.ts";
import { listOpenTasksOf } from "../db/minutes-tasks.ts";
import {
  findLastOfSeries,
  listSeriesToCome,
  type Meeting,
  updateMeetingSeries,
} from "../db/meetings.ts";
import { getPerson } from "../db/people.ts";
import { readWorkdays } from "../db/workdays.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { draftTime, meetingTimes, proposedInstead } from "../domain/meeting-series.ts";
import { toLocal } from "../domain/time.ts";
import { dayNumber, type Workdays } from "../domain/workdays.ts";
import { explain } from "../text/errors.ts";
import { taskItem } from "../text/meeting-list.ts";
import { seriesDrafted, seriesNotDrafted } from "../text/meeting-series.ts";
import { describeDraft } from "./meeting-draft-shown.ts";
import {
  makeMeeting,
  MEETING_KIND,
  type MeetingWish,
  readMeeting,
  type WholeMeeting,
} from "./meetings.ts";
import { openPublication, type PublishContext } from "./publication.ts";
import { releaseWaysAlone } from "./publication-review.ts";
import { tellLiaisons, tellPersonLater } from "./selection-announcing.ts";

/** Meetings that follow one another: the next about the same, with what was left open. */

type Acting = Pick<PublishContext, "tx" | "tenantId" | "now">;

/** The series the last one belongs to; the first time it is made. */
export async function findSeries(
  { tx, tenantId, now: at }: Acting,
  last: Meeting,
): Promise<number> {
  if (last.seriesId !== undefined) return last.seriesId;
  const { unitId, title } = last;
  const id = await insertSeries(tx, { tenantId, unitId, title, at });
  await updateMeetingSeries(tx, last, id);
  return id;
}

interface NextTime {
  readonly seriesId: number;
  readonly startsAt: Date;
  /** Undefined = as long as the last one. */
  readonly endsAt?: Date | undefined;
  /** Undefined = where the last one was. */
  readonly place?: string | undefined;
}

export async function wishNext(
  { tx }: Pick<Acting, "tx">,
  { meeting: last, topics, people }: WholeMeeting,
  { seriesId, startsAt, endsAt, place = last.place }: NextTime,
): Promise<MeetingWish> {
  const length = last.endsAt.getTime() - last.startsAt.getTime();
  return {
    title: last.title,
    topicIds: topics.map(({ topicId }) => topicId),
    unitId: last.unitId,
    form: last.form,
    alias: last.alias,
    dimensions: last,
    startsAt,
    endsAt: endsAt ?? new Date(startsAt.getTime() + length),
    place,
    rainPlace: last.rainPlace,
    notes: last.notes,
    hostId: last.hostId,
    capacity: last.capacity,
    requirements: last.requirements,
    seriesId,
    people,
    agenda: await listOpen(tx, last),
  };
}

/** Items that were not done, then 待办 that are still open, as many as an agenda holds. */
async function listOpen(tx: Acting["tx"], last: Meeting): Promise<readonly AgendaItem[]> {
  const undone = (await listAgenda(tx, last)).filter(({ isDone }) => !isDone);
  const tasks = last.state === "held" ? await listOpenTasksOf(tx, last) : [];
  const items: AgendaItem[] = [];
  let length = 0;
  for (const { title, minutes, speaker, carriedFrom } of [...undone, ...tasks.map(taskItem)]) {
    length += title.length + (speaker?.length ?? 0);
    if (length > limits.meetingAgendaCharsMax) break;
    items.push({ title, minutes, speaker, carriedFrom: carriedFrom ?? last.id });
  }
  return items;
}

/**
 * The next one is to be drafted: whoever set the rule gets it alone, or hears why there is none.
 * What passed while nothing ran is not drafted any more. The caller holds the series.
 * @returns false if there was nothing to draft
 */
export async function draftOfSeries(
  context: PublishContext,
  series: RecurringSeries,
): Promise<boolean> {
  const { tx, tenantId, now } = context;
  const workdays = await readWorkdays(tx, tenantId);
  const startsAt = series.nextAt > now ? series.nextAt : timeAfter(series, now, workdays);
  if (startsAt === undefined) return false;
  const draftAt = draftTime(startsAt, workdays);
  if (draftAt > now && startsAt > series.nextAt) {
    await updateSeriesNext(tx, series, { nextAt: startsAt, draftAt });
    return false;
  }
  const nextAt = timeAfter(series, startsAt, workdays) ?? startsAt;
  await updateSeriesNext(tx, series, { nextAt, draftAt: draftTime(nextAt, workdays) });
  const toCome = await listSeriesToCome(tx, tenantId, series.id, now);
  if (toCome.some((each) => isSameDay(each.startsAt, startsAt))) return false;
  const last = await findLastOfSeries(tx, tenantId, series.id);
  if (last === undefined) return false;
  setSavepoint(tx, "command");
  const words = await draftNow(context, series, { last, startsAt, workdays }).catch(
    async (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      await rollBackToSavepoint(tx, "command");
      const why = explain(error.code, error.params, "single");
      const { salutation } = await getPerson(tx, tenantId, series.drafterId);
      return seriesNotDrafted({ salutation, title: last.title, startsAt, why, now });
    },
  );
  const speaking = { ...context, workdays };
  if (!(await tellPersonLater(speaking, series.drafterId, words))) {
    await tellLiaisons(speaking, () => words);
  }
  return true;
}

function timeAfter(series: RecurringSeries, after: Date, workdays: Workdays): Date | undefined {
  return meetingTimes(series, { after, count: 1 }, workdays)[0];
}

function isSameDay(one: Date, other: Date): boolean {
  return dayNumber(toLocal(one)) === dayNumber(toLocal(other));
}

async function draftNow(
  context: PublishContext,
  series: RecurringSeries,
  next: { readonly last: Meeting; readonly startsAt: Date; readonly workdays: Workdays },
): Promise<string> {
  const { tx, tenantId, now } = context;
  const { drafterId, conversationId, id: seriesId, said, draftAt } = series;
  const { last, startsAt, workdays } = next;
  const wish = await wishNext(context, await readMeeting(context, last), { seriesId, startsAt });
  const meeting = await makeMeeting(context, drafterId, wish);
  const { unitId, id: objectId } = meeting;
  const drafted = { kind: MEETING_KIND, objectId, unitId, drafterId };
  await openPublication(context, { ...drafted, conversationId });
  const ways = (await releaseWaysAlone(context, drafted))
    // No question waits for 确认 when it is read.
    .map((way) => way.replace("回复：确认", "回复：发布"));
  const { salutation } = await getPerson(tx, tenantId, drafterId);
  const shown = { salutation, ways, place: "single" } as const;
  const draft = await describeDraft(context, await readMeeting(context, meeting), shown);
  const isLate = now.getTime() - draftAt.getTime() > limits.meetingLateMs;
  const instead = proposedInstead(startsAt, workdays);
  const lateFrom = isLate ? draftAt : undefined;
  return seriesDrafted({ said, startsAt, instead, lateFrom, draft, workdays, now });
}
