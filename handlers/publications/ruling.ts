import { listAccountIds } from "../../db/accounts.ts";
import { listGroups } from "../../db/conversations.ts";
import { appendEvent } from "../../db/events.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { insertPlanItem } from "../../db/plan-items.ts";
import { recordProvisional } from "../../db/provisional-dates.ts";
import { scheduleReview } from "../../db/ruling-reviews.ts";
import {
  lockRuledTopics,
  lockRuling,
  publishRuling,
  type RuledTopic,
  type Ruling,
} from "../../db/rulings.ts";
import { updateTopicStatus } from "../../db/screening.ts";
import { findSelectionPlaces } from "../../db/selection-results.ts";
import { getTenant } from "../../db/tenants.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import { quarterStart, reviewTime } from "../../domain/ruling.ts";
import { nextSpeakingTime, toLocal } from "../../domain/time.ts";
import { civilDay, dayNumber, type Workdays } from "../../domain/workdays.ts";
import { changeStatus } from "../../domain/topic-state.ts";
import {
  rulingPublished,
  rulingText,
  rulingTitle,
  rulingTold,
  sayWhence,
} from "../../text/rulings.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";
import { changes, describeRuling, type Recommended } from "../rulings.ts";
import { tellConcerned, tellUnreached } from "../topic-told.ts";

/** 审定: from here on it holds. Topics change, the plan grows, everybody named hears of it. */
export const rulingPublication: PublicationKind = {
  kind: "ruling",
  names: ["审定", "审定结果"],
  async describe(context, objectId) {
    const { topics, said, departure } = await describe(context, objectId);
    return {
      title: rulingTitle(said.quarter),
      summary: [`${sayWhence(said)}。`],
      full: textMessage(rulingText(said, topics, departure)),
    };
  },
  // The ruling stays a draft that nothing leads to.
  drop: () => Promise.resolve(),
  async publish(context, objectId) {
    await lockRuledTopics(context.tx, { tenantId: context.tenantId, id: objectId });
    const { ruling, topics, said, departure, recommended } = await describe(context, objectId);
    const { tx, tenantId, now, wallNow } = context;
    if (ruling.state !== "draft") throw new UserError("rulingOut");
    await publishRuling(tx, ruling, now);
    const unreached = [];
    const workdays = await readWorkdays(tx, tenantId);
    for (const topic of topics) {
      const review = await settle({ ...context, workdays }, ruling, topic);
      const rank = rankOf(recommended, topic);
      const told = await tellConcerned(context, { id: topic.topicId }, ({ salutation, part }) =>
        rulingTold({ ...topic, ...review, salutation, part, rank }, said),
      );
      unreached.push(...told);
    }
    await tellUnreached(context, rulingTitle(said.quarter), unreached);
    const places =
      recommended === undefined
        ? await listUnitGroups(context, ruling)
        : await findSelectionPlaces(tx, recommended.selection);
    const waitMs = nextSpeakingTime(now).getTime() - now.getTime();
    const at = new Date(wallNow.getTime() + waitMs);
    const message = textMessage(rulingText(said, topics, departure));
    for (const conversationId of places) {
      await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
    }
    return rulingPublished(places.length);
  },
};

async function describe(context: PublishContext, objectId: number) {
  const { tx, tenantId } = context;
  const ruling = await lockRuling(tx, tenantId, objectId);
  if (ruling === undefined) throw new UserError("rulingOut");
  const { name: tenantName } = await getTenant(tx, tenantId);
  return { ruling, ...(await describeRuling({ ...context, tenantName }, ruling)) };
}

/** The topic's new state, when it is looked at again, and its place in the plan. */
async function settle(context: SettleContext, ruling: Ruling, topic: RuledTopic): Promise<Review> {
  const { tx, tenantId, now, actorId, receiptId, workdays } = context;
  const { topicId, decision, reason, place } = topic;
  const status = changeStatus(topic, changes[decision]);
  const by = actorId ?? ruling.drafterId;
  await updateTopicStatus(tx, { tenantId, topicId }, { status, reason, place, by, at: now });
  const object = { tenantId, objectKind: "topic", objectId: topicId } as const;
  const words = { body: ruling.body, document: ruling.document, reason, place };
  appendEvent(tx, { ...object, kind: `ruled-${decision}`, actorId: by, at: now, receiptId, words });
  if (decision === "listed") await plan(context, ruling, topic);
  if (decision !== "deferred" && decision !== "referred") return noReview;
  const { at, meant } = reviewTime(reason ?? "", now, workdays);
  await scheduleReview(tx, { tenantId, rulingId: ruling.id, topicId, at });
  // The first workday on or after the day that was meant.
  const from = civilDay(dayNumber(meant) - 1);
  const date = {
    objectKind: "ruling-review",
    objectId: topicId,
    from,
    count: 1,
    said: toLocal(at),
  };
  const isProvisional = await recordProvisional(tx, workdays, { ...date, tenantId, at: now });
  return { reviewAt: at, isReviewProvisional: isProvisional };
}

interface SettleContext extends PublishContext {
  readonly workdays: Workdays;
}

interface Review {
  readonly reviewAt: Date | undefined;
  readonly isReviewProvisional: boolean;
}

const noReview: Review = { reviewAt: undefined, isReviewProvisional: false };

/** In the quarter after the body met. */
async function plan(
  { tx, tenantId, now, workdays }: SettleContext,
  ruling: Ruling,
  topic: RuledTopic,
) {
  const { year, month } = toLocal(ruling.heldOn);
  const next = Math.floor((month - 1) / 3) + 2;
  const [inYear, quarter] = next > 4 ? [year + 1, 1] : [year, next];
  await insertPlanItem(tx, {
    tenantId,
    year: inYear,
    quarter,
    content: topic.title,
    topicId: topic.topicId,
    form: topic.form,
    principle: undefined,
    procedure: undefined,
    lead: topic.lead,
    isPlanned: true,
    rulingId: ruling.id,
    remindAt: quarterStart(inYear, quarter, workdays),
    at: now,
  });
}

/** Its votes and its place among all; of equal ones the better place. Undefined where it was not one. */
function rankOf(recommended: Recommended | undefined, { topicId }: RuledTopic) {
  if (recommended === undefined || !recommended.result.quorum.isMet) return undefined;
  const { result, options } = recommended;
  const number = options.find((option) => option.topicId === topicId)?.number;
  if (number === undefined) return undefined;
  const votes = result.options.find((option) => option.number === number)?.votes;
  const at = result.ranking.findIndex((group) => group.includes(number));
  if (votes === undefined || at === -1) return undefined;
  return { votes, place: result.ranking.slice(0, at).flat().length + 1 };
}

async function listUnitGroups({ tx, tenantId }: PublishContext, { unitId }: Ruling) {
  const groups = await listGroups(tx, await listAccountIds(tx, tenantId));
  return groups.filter((group) => group.unitId === unitId).map(({ id }) => id);
}
