import { appendEvent } from "../../db/events.ts";
import { lockOpenPublication, updatePublication } from "../../db/publications.ts";
import { listScheduled } from "../../db/selection-drafts.ts";
import {
  claimSeries,
  listSeries,
  type SelectionSeries,
  updateSeries,
} from "../../db/selection-series.ts";
import { fold } from "../../domain/normalize.ts";
import type { Selection } from "../../domain/selection.ts";
import {
  nothingPlanned,
  seriesEnded,
  unscheduled,
  whichPlanned,
} from "../../text/selection-plans.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { selectionPublication } from "../publications/selection.ts";
import { checkMayRun } from "../selection-rights.ts";
import { SELECTION_KIND } from "../selections.ts";

/** 取消定时推荐: what would open by itself does not; what is drafted again and again ends. */
export const selectionUnschedule = defineCommand({
  id: "selection-unschedule",
  name: "取消定时推荐",
  aliases: ["取消定期推荐", "停止定期推荐", "停止定时推荐", "取消定时发出"],
  example: "取消定时推荐",
  audience: "staff",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  rejects: question,
  args: { which: arg.optionalWords("哪一项") },
  async run(context, { which }) {
    const { tx, tenantId, place } = context;
    const all = [...(await listScheduled(tx, tenantId)), ...(await listSeries(tx, tenantId))];
    const words = fold(which ?? "").replaceAll(/[\s「」]/g, "");
    const found = all.filter(({ title }) => fold(title).includes(words));
    const [only, ...others] = found.length === 0 ? all : found;
    if (only === undefined) return nothingPlanned(place);
    if (others.length > 0 || found.length === 0) {
      return whichPlanned(
        all.map(({ title }) => title),
        place,
      );
    }
    return "rhythm" in only ? endSeries(context, only) : unschedule(context, only);
  },
});

async function endSeries(
  context: PersonContext,
  { id, ...found }: SelectionSeries,
): Promise<string> {
  const { tx, tenantId, person, now: at, receiptId, place } = context;
  await checkMayRun(context, found);
  const series = await claimSeries(tx, { tenantId, id });
  if (series === undefined) return nothingPlanned(place);
  await updateSeries(tx, series, { state: "ended" });
  const object = { tenantId, objectKind: "selection-series", objectId: id } as const;
  appendEvent(tx, { ...object, kind: "ended", actorId: person.id, at, receiptId, words: {} });
  return seriesEnded(series.title);
}

async function unschedule(context: PersonContext, selection: Selection): Promise<string> {
  const { tx, tenantId, place } = context;
  await checkMayRun(context, selection);
  const dropping = publishContext(context);
  const thing = { kind: SELECTION_KIND, objectId: selection.id };
  const publication = await lockOpenPublication(tx, tenantId, thing);
  await selectionPublication.drop?.(dropping, selection.id);
  if (publication !== undefined) {
    await updatePublication(tx, publication, { state: "dropped" });
    recordPublication(dropping, publication, "dropped", {});
  }
  return unscheduled(selection.title, place);
}
