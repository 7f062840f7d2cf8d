import { listOpenPublications } from "../db/publications.ts";
import { listScheduled } from "../db/selection-drafts.ts";
import { listSeries } from "../db/selection-series.ts";
import { isStaff } from "../domain/rights.ts";
import { plannedLines } from "../text/selection-plans.ts";
import type { TenantContext } from "./command.ts";
import { SELECTION_KIND } from "./selections.ts";

/** Under 推荐: what will open by itself, and what is drafted again and again. For the staff alone. */
export async function sayPlanned(context: TenantContext): Promise<string | undefined> {
  const { tx, tenantId, now, place, person } = context;
  if (place === "group" || person === undefined || !isStaff(person.roles)) return undefined;
  const scheduled = await listScheduled(tx, tenantId);
  const series = await listSeries(tx, tenantId);
  if (scheduled.length + series.length === 0) return undefined;
  const open = await listOpenPublications(tx, tenantId, "everybody");
  const allowed = new Set(
    open
      .filter(({ kind, state }) => kind === SELECTION_KIND && state === "approved")
      .map(({ objectId }) => objectId),
  );
  const shown = scheduled.flatMap(({ id, title, opensAt }) =>
    opensAt === undefined ? [] : [{ title, opensAt, isAllowed: allowed.has(id) }],
  );
  return plannedLines(shown, series, now);
}
