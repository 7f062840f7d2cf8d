import { listOpenPublications, type Publication } from "../db/publications.ts";
import { owedDraft, owedReturned, owedReview } from "../text/signature.ts";
import type { PersonContext } from "./command.ts";
import { findOpenQuestion } from "./open-question.ts";
import { publishContext } from "./publication.ts";
import type { Incoming } from "./turn.ts";
import { describeIfThere } from "./publication-choice.ts";
import { getLeader } from "./publication-review.ts";

/** What a leader was sent and has not answered, and what a leader gave back to who drafted it. */
export async function owePublications(context: PersonContext): Promise<readonly string[]> {
  // What is on its way to a group is not yet the group's.
  if (context.place === "group") return [];
  const { tx, tenantId, person } = context;
  const asked = await listOpenPublications(tx, tenantId, { reviewerId: person.id });
  const own = await listOpenPublications(tx, tenantId, { drafterId: person.id });
  const question = own.length === 0 ? undefined : await findOpenQuestion(context);
  const isAsked = question?.kind === "confirm" && question.command === "publication-release";
  const owed: string[] = [];
  for (const publication of [...asked, ...own.filter((each) => isOwed(each, isAsked))]) {
    const described = await describeIfThere(publishContext(context), publication);
    if (described === undefined) continue;
    const { title } = described;
    if (publication.state === "reviewing") owed.push(owedReview(title));
    else if (publication.state === "draft") owed.push(owedDraft(title));
    else if (publication.reviewerId !== undefined) {
      owed.push(owedReturned(title, await getLeader(context, publication.reviewerId)));
    }
  }
  return owed;
}

/** Whether something this person drafted can still go out, alone with the bot. */
export async function hasDraft({ tx, arrival, message }: Incoming): Promise<boolean> {
  const { tenantId, sender } = arrival;
  if (tenantId === undefined || sender.person === undefined) return false;
  if (message.conversation.kind === "group") return false;
  const own = await listOpenPublications(tx, tenantId, { drafterId: sender.person.id });
  return own.some(({ state }) => state === "draft");
}

/** While the question of 确认 waits, it is owed as such. */
function isOwed({ state }: Publication, isAsked: boolean): boolean {
  return state === "returned" || (state === "draft" && !isAsked);
}
