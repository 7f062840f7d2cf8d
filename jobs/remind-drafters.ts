import {
  listDuePublications,
  takePublicationReminder,
  updatePublicationReminder,
} from "../db/publication-reminders.ts";
import { getPerson } from "../db/people.ts";
import { readWorkdays } from "../db/workdays.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { describeIfThere } from "../handlers/publication-choice.ts";
import { getLeader, tellDrafter } from "../handlers/publication-review.ts";
import { noAnswerYet } from "../text/signature.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 送审 without an answer after a workday: the drafter is told once; the leader is left alone. */
export const unansweredReviews: DueKind = {
  name: "unanswered review",
  list: listDuePublications,
  fire: remindDrafter,
};

async function remindDrafter(moment: DueMoment, { id }: DueKey): Promise<boolean> {
  const { tx, tenantId, now } = moment;
  const publication = await takePublicationReminder(tx, tenantId, id);
  if (publication?.reviewerId === undefined) return false;
  const mayAt = nextWorkingTime(now, await readWorkdays(tx, tenantId));
  if (mayAt > now) {
    // The worker may have been down until the quiet hours began.
    await updatePublicationReminder(tx, publication, mayAt);
    return false;
  }
  const context = { ...moment, actorId: undefined, receiptId: undefined };
  const described = await describeIfThere(context, publication);
  if (described === undefined) return false;
  const { title } = described;
  const { salutation } = await getPerson(tx, tenantId, publication.drafterId);
  const leader = await getLeader(moment, publication.reviewerId);
  return tellDrafter(context, publication, noAnswerYet(salutation, title, { leader, now }));
}
