import { getPerson } from "../db/people.ts";
import { lockOpenPublication } from "../db/publications.ts";
import { listDueOpenings, updateUnopened } from "../db/selection-drafts.ts";
import { claimSelection } from "../db/selections.ts";
import { claimSeries, listDueSeries } from "../db/selection-series.ts";
import { readWorkdays } from "../db/workdays.ts";
import { limits } from "../domain/limits.ts";
import type { Selection } from "../domain/selection.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import type { PublishContext } from "../handlers/publication.ts";
import { releaseApproved } from "../handlers/publication-release.ts";
import { tellPersonLater } from "../handlers/selection-announcing.ts";
import { draftOfSeries } from "../handlers/selection-series.ts";
import { recordSelection, SELECTION_KIND, viewSelection } from "../handlers/selections.ts";
import { notOpened, type Unopened } from "../text/selection-plans.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 议题推荐 that opens by itself: once it was confirmed, and whoever has to see it has agreed. */
export const selectionOpenings: DueKind = {
  name: "selection-opening",
  list: listDueOpenings,
  fire: open,
};

async function open(moment: DueMoment, key: DueKey): Promise<boolean> {
  const draft = await claimSelection(moment.tx, key);
  if (draft?.state !== "draft" || draft.opensAt === undefined) return false;
  if (draft.opensAt > moment.now) return false;
  const workdays = await readWorkdays(moment.tx, moment.tenantId);
  const context = { ...toContext(moment), workdays };
  const { tx, now } = context;
  const isLate = now.getTime() - draft.opensAt.getTime() > limits.selectionLateMs;
  const speaking = nextWorkingTime(now, workdays);
  // Nothing was running at its moment; that it is late is no reason to wake people.
  if (isLate && speaking > now) {
    await updateUnopened(tx, draft, { opensAt: speaking });
    return false;
  }
  const why = await findHindrance(context, draft);
  if (why === "gone") {
    await updateUnopened(tx, draft, { opensAt: undefined });
    return false;
  }
  const released =
    why === undefined
      ? await releaseApproved(context, { kind: SELECTION_KIND, objectId: draft.id })
      : undefined;
  if (released !== undefined) {
    await tellPersonLater(context, draft.drafterId, released.answer);
    return true;
  }
  await putOff(context, draft, why ?? "reviewing");
  return true;
}

/** From now on it goes out when it is released, and its drafter knows why it did not. */
async function putOff(context: PublishContext, draft: Selection, why: Unopened): Promise<void> {
  const { tx, tenantId } = context;
  await updateUnopened(tx, draft, { opensAt: undefined });
  recordSelection(context, draft, "put-off", { why });
  const { salutation } = await getPerson(tx, tenantId, draft.drafterId);
  const words = notOpened({ salutation, title: draft.title }, why);
  await tellPersonLater(context, draft.drafterId, words);
}

async function findHindrance(
  context: PublishContext,
  draft: Selection,
): Promise<Unopened | "gone" | undefined> {
  const { tx, tenantId, now } = context;
  const thing = { kind: SELECTION_KIND, objectId: draft.id };
  const publication = await lockOpenPublication(tx, tenantId, thing);
  if (publication === undefined) return "gone";
  if (draft.dueAt <= now) return "past";
  const { eligible } = await viewSelection(context, draft);
  if (eligible === 0) return "nobody";
  const { state } = publication;
  if (state === "approved") return undefined;
  return state === "draft" ? "unconfirmed" : state === "reviewing" ? "reviewing" : "returned";
}

/** 定期推荐: a draft for its convener, who decides whether it goes out. */
export const selectionSeries: DueKind = {
  name: "selection-series",
  list: listDueSeries,
  async fire(moment, key) {
    const series = await claimSeries(moment.tx, key);
    if (series === undefined || series.nextAt > moment.now) return false;
    const workdays = await readWorkdays(moment.tx, moment.tenantId);
    await draftOfSeries({ ...toContext(moment), workdays }, series);
    return true;
  },
};

function toContext({ ports, ...moment }: DueMoment): PublishContext {
  return { ...moment, ports, actorId: undefined, receiptId: undefined };
}
