import { listOpenPublications } from "../../db/publications.ts";
import {
  mustBeReviewed,
  nothingToRelease,
  stillReviewing,
  wasReturned,
  willGoOut,
} from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { publishContext } from "../publication.ts";
import { choiceArgs, choose, type Held } from "../publication-choice.ts";
import { release } from "../publication-release.ts";
import { getLeader } from "../publication-review.ts";

/** 确认 under a draft, or 发布 later: it goes out, unless a leader has to see it first. */
export const publicationRelease = defineCommand({
  id: "publication-release",
  name: "发布",
  aliases: ["发出"],
  example: "发布",
  audience: "staff",
  needs: "person",
  isWriting: true,
  rejects: question,
  // 发布会 and 发出通知 are other matters.
  glued: /^第?\d/,
  args: { which: arg.optionalWords("第几份"), ...choiceArgs },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const own = await listOpenPublications(tx, tenantId, { drafterId: person.id });
    const held = await choose(context, own, said, { command: "publication-release", args: {} });
    if (held === undefined) return nothingToRelease(context.place);
    return typeof held === "string" ? held : releaseHeld(context, held);
  },
});

async function releaseHeld(
  context: PersonContext,
  { publication, described }: Held,
): Promise<string> {
  const { place, now } = context;
  const { title } = described;
  const { state, reviewerId, reviewWords } = publication;
  if (reviewerId !== undefined && (state === "reviewing" || state === "returned")) {
    const leader = await getLeader(context, reviewerId);
    if (state === "reviewing") return stillReviewing(title, leader, place);
    return wasReturned(title, { leader, words: reviewWords ?? "" }, place);
  }
  const released = await release(publishContext(context), publication);
  switch (released.kind) {
    case "published":
      return released.answer;
    case "allowed":
      return willGoOut(title);
    case "unseen":
      return mustBeReviewed(title, { required: released.required, now }, place);
  }
}
