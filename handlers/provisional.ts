import { moveReview, moveScreening } from "../db/moved-dates.ts";
import { lockRound } from "../db/rounds.ts";
import { endOf } from "../domain/round.ts";
import { toLocal } from "../domain/time.ts";
import type { CivilDay } from "../domain/workdays.ts";
import { morningOf } from "../domain/working-time.ts";
import { reviewDayNow, reviewDayHeading, screeningDayNow } from "../text/workdays.ts";
import type { PublishContext } from "./publication.ts";
import { nameRound, sayInGroups } from "./rounds.ts";
import { tellConcerned, tellUnreached } from "./topic-told.ts";

/** What a date that was said too early became. */
export interface NewDay {
  readonly before: CivilDay;
  readonly day: CivilDay;
  /** It may still move: the notice of that year is not out. */
  readonly isProvisional: boolean;
}

/** One kind of object with a date counted in workdays; see db/provisional-dates.ts. */
export interface ProvisionalKind {
  readonly objectKind: string;
  /** Moves the object's own date, and tells those who heard the old one; nobody if it is done. */
  settle(context: PublishContext, objectId: number, to: NewDay): Promise<void>;
}

/** 征题: the day by which 初选 is done, as the groups were told. */
const rounds: ProvisionalKind = {
  objectKind: "round",
  async settle(context, id, to) {
    const { tx, tenantId, now } = context;
    const screenBy = endOf(to.day);
    const isOpen = await moveScreening(tx, { tenantId, id }, { screenBy, now });
    const round = isOpen ? await lockRound(tx, { tenantId, id }) : undefined;
    if (round === undefined) return;
    const named = await nameRound(context, round);
    await sayInGroups(context, round.unitId, screeningDayNow(named, to));
  },
};

/** 回头看: the day on which a topic that was put off is looked at again. */
const reviews: ProvisionalKind = {
  objectKind: "ruling-review",
  async settle(context, topicId, to) {
    const { tx, tenantId, now } = context;
    const topic = await moveReview(tx, { tenantId, topicId }, morningOf(to.day));
    if (topic === undefined) return;
    const said = { ...topic, thisYear: toLocal(now).year };
    const unreached = await tellConcerned(context, { id: topicId }, ({ salutation }) =>
      reviewDayNow(salutation, said, to),
    );
    await tellUnreached(context, reviewDayHeading(said), unreached);
  },
};

/** Every kind there is. */
export const provisionalKinds: readonly ProvisionalKind[] = [rounds, reviews];
