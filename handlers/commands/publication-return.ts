import { listOpenPublications, updatePublication } from "../../db/publications.ts";
import { getPerson } from "../../db/people.ts";
import { checkReturnWords } from "../../domain/publication.ts";
import {
  nothingToReview,
  publicationQuestions,
  returned,
  returnedTold,
} from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { either, howTo } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose, type Held } from "../publication-choice.ts";
import { getLeader, tellDrafter } from "../publication-review.ts";
import type { RawArgs } from "../question.ts";

/** 退回修改, by the leader who was asked, in their own words. */
export const publicationReturn = defineCommand({
  id: "publication-return",
  name: "退回修改",
  aliases: ["不同意发布"],
  example: "退回修改 截止改到周六",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: either(howTo, /^的/),
  args: {
    reason: arg.words("要改什么", publicationQuestions.reason),
    // Lines below the first.
    more: arg.field("说明"),
    which: arg.field("第几份"),
    ...choiceArgs,
  },
  match: matchReturn,
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const reason = checkReturnWords([said.reason, said.more].filter(Boolean).join("\n"));
    const waiting = await listOpenPublications(tx, tenantId, { reviewerId: person.id });
    const asking = { command: "publication-return", args: rawArgs({ reason }) };
    const held = await choose(context, waiting, said, asking);
    if (held === undefined) return nothingToReview();
    return typeof held === "string" ? held : giveBack(context, held, reason);
  },
});

/** 退回 写上年底前建成: the short word, where something stands behind it. */
function matchReturn({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^退回[\s:：,，]+(?=\S)/.exec(plain);
  if (head === null || /[?？]|怎么|在哪|吗$/.test(plain)) return undefined;
  return rawArgs({ reason: original.slice(head[0].length) });
}

async function giveBack(context: PersonContext, held: Held, reason: string): Promise<string> {
  const { tx, tenantId, now, person } = context;
  const { publication, described } = held;
  const returning = publishContext(context);
  await updatePublication(tx, publication, {
    state: "returned",
    reviewedAt: now,
    reviewWords: reason,
  });
  recordPublication(returning, publication, "returned", { reason });
  const leader = await getLeader(context, person.id);
  await tellDrafter(returning, publication, returnedTold(leader, described.title, reason));
  const { name } = await getPerson(tx, tenantId, publication.drafterId);
  return returned(described.title, name);
}
