import { listOpenPublications, updatePublication } from "../../db/publications.ts";
import { getPerson } from "../../db/people.ts";
import {
  approved,
  approvedNeedsMore,
  approvedOnly,
  approvedTold,
  changedSince,
  nothingToReview,
  willGoOut,
} from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose, type Held } from "../publication-choice.ts";
import { noteShown } from "../publication-shown.ts";
import { release } from "../publication-release.ts";
import { getLeader, tellDrafter } from "../publication-review.ts";
import type { RawArgs } from "../question.ts";

/** 同意发布, by the leader who was asked: it goes out at once. */
export const publicationApprove = defineCommand({
  id: "publication-approve",
  name: "同意发布",
  example: "同意发布",
  place: "single",
  needs: "person",
  isWriting: true,
  args: { which: arg.optionalWords("第几份"), ...choiceArgs },
  match: matchConsent,
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const waiting = await listOpenPublications(tx, tenantId, { reviewerId: person.id });
    const asking = { command: "publication-approve", args: {} };
    const held = await choose(context, waiting, said, asking);
    if (held === undefined) return nothingToReview();
    return typeof held === "string" ? held : approve(context, held);
  },
});

/** 同意, 同意发布, 同意发出; with a matter behind it, 同意 is a word of others. */
function matchConsent({ plain }: MatchText): RawArgs | undefined {
  return /^(?:我)?(?:同意|准予)(?:发布|发出|发)?[了吧。.!]*$/.test(plain) ? {} : undefined;
}

async function approve(context: PersonContext, held: Held): Promise<string> {
  const { tx, tenantId, now, person } = context;
  const { publication, described } = held;
  const { title, full } = described;
  if (tx.sealer.digest(full.text) !== publication.shownDigest) {
    await noteShown(context, held);
    return changedSince(title, full.text);
  }
  const releasing = publishContext(context);
  await updatePublication(tx, publication, { state: "approved", reviewedAt: now });
  recordPublication(releasing, publication, "approved", {});
  const released = await release(releasing, { ...publication, state: "approved" });
  const leader = await getLeader(context, person.id);
  const { name } = await getPerson(tx, tenantId, publication.drafterId);
  switch (released.kind) {
    case "published":
      await tellDrafter(releasing, publication, approvedTold(leader, title, released.answer));
      return approved(title, name);
    case "allowed":
      await tellDrafter(releasing, publication, approvedTold(leader, title, willGoOut(title)));
      return approvedOnly(title, name);
    case "unseen": {
      const more = { required: released.required, now };
      await tellDrafter(releasing, publication, approvedNeedsMore(leader, title, more));
      return approvedOnly(title, name);
    }
  }
}
