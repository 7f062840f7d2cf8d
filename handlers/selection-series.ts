import { rollBackToSavepoint, setSavepoint } from "../db/database.ts";
import { appendEvent } from "../db/events.ts";
import { getPerson } from "../db/people.ts";
import { insertSeries, type SelectionSeries, updateSeries } from "../db/selection-series.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { endOfYear, nextOf, type Rhythm } from "../domain/selection-opening.ts";
import { composeTerms } from "../domain/selection-terms.ts";
import { formatDate } from "../domain/time.ts";
import { explain } from "../text/errors.ts";
import { selectionDrafted } from "../text/selection-drafts.ts";
import {
  seriesNext,
  seriesNotDrafted,
  seriesPlanned,
  seriesTitle,
  seriesToConfirm,
} from "../text/selection-plans.ts";
import type { PersonContext } from "./command.ts";
import { openPublication, type PublishContext } from "./publication.ts";
import { releaseWaysAlone } from "./publication-review.ts";
import type { Asking } from "./proxy.ts";
import { tellPersonLater } from "./selection-announcing.ts";
import { makeDraft } from "./selection-drafting.ts";
import { readSelectionSentence, type SelectionSentence } from "./selection-sentence.ts";
import { SELECTION_KIND, viewDraft } from "./selections.ts";

/** 定期推荐: a draft each time, for its convener to confirm; it never goes out by itself. */

export interface SeriesWish {
  readonly unit: Unit;
  readonly rhythm: Rhythm;
  /** Undefined = the end of the year in which it begins. */
  readonly endsAt: Date | undefined;
  /** What was said, without the rhythm: read anew each time. */
  readonly words: Readonly<Record<string, string>>;
}

/** Shows what will be, and after 确认 keeps it. @throws UserError for what cannot be repeated */
export async function planSeries(
  context: PersonContext,
  { unit, rhythm, words, ...wish }: SeriesWish,
  asking: Asking,
): Promise<string> {
  const { tx, tenantId, now, place, person, conversationId, receiptId } = context;
  const nextAt = nextOf(rhythm, now);
  const endsAt = wish.endsAt ?? endOfYear(nextAt);
  if (endsAt < nextAt) throw new UserError("selectionSeriesEnd", { time: formatDate(endsAt, now) });
  const first = readOccurrence(words, nextAt);
  // A day of the calendar fits the first time, and no other.
  readOccurrence(words, nextOf(rhythm, nextAt));
  if (first.sentence.source?.kind === "topics") throw new UserError("selectionSeriesTopics");
  const title = words["title"] ?? first.sentence.title ?? seriesTitle(unit.name);
  const terms = composeTerms(first.sentence.terms, limits.selectionOptionsMax);
  const isFree = first.sentence.source?.kind === "free";
  const planned = { title, rhythm, nextAt, endsAt, now, dueAt: first.dueAt, terms, isFree };
  if (context.confirmed !== true) {
    context.ask({ kind: "confirm", ...asking });
    return seriesToConfirm({ ...planned, salutation: person.salutation }, place);
  }
  const by = { drafterId: person.id, conversationId };
  const kept = { tenantId, title, unitId: unit.id, ...by, wish: words, rhythm, nextAt, endsAt };
  const objectId = await insertSeries(tx, { ...kept, at: now });
  const object = { tenantId, objectKind: "selection-series", objectId } as const;
  const event = { kind: "planned", actorId: person.id, at: now, receiptId, words: { title } };
  appendEvent(tx, { ...object, ...event });
  return seriesPlanned(planned, place);
}

interface Occurrence {
  readonly sentence: SelectionSentence;
  readonly dueAt: Date;
}

/** What the words ask for at that moment. @throws UserError if they name no deadline after it */
function readOccurrence(words: SeriesWish["words"], at: Date): Occurrence {
  const sentence = readSelectionSentence(
    {
      sentence: words["sentence"],
      options: words["options"],
      method: words["method"],
      disclosure: words["disclosure"],
      quorum: words["quorum"],
      requirements: words["requirements"],
      tie: words["tie"],
      title: words["title"],
      due: words["due"],
    },
    at,
  );
  const { due } = sentence;
  const dueAt =
    due?.kind === "moment" ? due.at : due?.kind === "ambiguous" ? due.afternoon : undefined;
  const mostMs = limits.selectionAheadDaysMax * 24 * 60 * 60 * 1000;
  const isAfter = dueAt !== undefined && dueAt > at && dueAt.getTime() - at.getTime() <= mostMs;
  if (!isAfter) throw new UserError("selectionSeriesDue");
  return { sentence, dueAt };
}

/**
 * Its moment has come: the convener gets a draft, or hears why there is none this time. What was
 * missed while nothing ran is drafted once, not as often as it was missed.
 */
export async function draftOfSeries(
  context: PublishContext,
  series: SelectionSeries,
): Promise<void> {
  const { tx, now } = context;
  const next = nextOf(series.rhythm, now);
  const isLast = next > series.endsAt;
  const tail = seriesNext(series.title, isLast ? undefined : next, now);
  setSavepoint(tx, "command");
  const words = await draftNow(context, series, tail).catch(async (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    await rollBackToSavepoint(tx, "command");
    const why = explain(error.code, error.params, "single");
    const { salutation } = await getPerson(tx, series.tenantId, series.drafterId);
    return seriesNotDrafted({ salutation, title: series.title, why, next: tail });
  });
  await updateSeries(tx, series, isLast ? { state: "ended" } : { nextAt: next });
  await tellPersonLater(context, series.drafterId, words);
}

async function draftNow(
  context: PublishContext,
  series: SelectionSeries,
  tail: string,
): Promise<string> {
  const { tx, tenantId, now } = context;
  const { drafterId, conversationId, unitId, wish } = series;
  const { sentence, dueAt } = readOccurrence(wish, now);
  const unit = (await listUnits(tx, tenantId)).find(({ id }) => id === unitId);
  if (unit === undefined) throw new UserError("selectionNobody", { unit: "" });
  const drafter = { personId: drafterId, conversationId };
  const purpose = wish["purpose"] ?? "";
  const asked = { sentence, title: wish["title"], purpose, dueAt, opensAt: undefined };
  const selection = await makeDraft(context, drafter, unit, asked);
  const view = await viewDraft(context, selection);
  const drafted = { kind: SELECTION_KIND, objectId: selection.id, unitId, drafterId };
  await openPublication(context, { ...drafted, conversationId });
  const ways = (await releaseWaysAlone(context, drafted))
    // No question waits for 确认 when it is read.
    .map((way) => way.replace("回复：确认", "回复：发布"));
  const { salutation } = await getPerson(tx, tenantId, drafterId);
  return selectionDrafted({ ...view, salutation, ways, now, tail }, "single");
}
