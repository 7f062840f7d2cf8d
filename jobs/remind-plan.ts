import { listDuePlanItems, takePlanReminder } from "../db/plan-items.ts";
import { listDueReviews, takeReview } from "../db/ruling-reviews.ts";
import { readWorkdays } from "../db/workdays.ts";
import { toLocal } from "../domain/time.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { tellLiaison } from "../handlers/topic-told.ts";
import { planItemDue } from "../text/plan.ts";
import { reviewDue } from "../text/rulings.ts";
import { type DueKind, type DueMoment, toWall } from "./due.ts";

/** 回头看: what was put off or passed on is looked at again, as its proposer was promised. */
export const reviews: DueKind = {
  name: "review",
  list: listDueReviews,
  async fire(moment, { id }) {
    const { tx, tenantId, now } = moment;
    const due = await takeReview(tx, { tenantId, topicId: id }, now);
    if (due === undefined) return false;
    const decision = due.status === "deferred" ? "deferred" : "referred";
    const ruled = { heldOn: due.heldOn, decision, thisYear: toLocal(now).year } as const;
    await tellLiaison(await whenWorking(moment), (salutation) => reviewDue(salutation, due, ruled));
    return true;
  },
};

/** An item of the 协商计划, when its quarter begins. */
export const planItems: DueKind = {
  name: "plan item",
  list: listDuePlanItems,
  async fire(moment, key) {
    const item = await takePlanReminder(moment.tx, key, moment.now);
    if (item === undefined) return false;
    await tellLiaison(await whenWorking(moment), (salutation) => planItemDue(salutation, item));
    return true;
  },
};

/** The day may have become a day off since it was planned. */
async function whenWorking(moment: DueMoment): Promise<DueMoment> {
  const { tx, tenantId } = moment;
  const now = nextWorkingTime(moment.now, await readWorkdays(tx, tenantId));
  return { ...moment, now, wallNow: toWall(moment, now) };
}
