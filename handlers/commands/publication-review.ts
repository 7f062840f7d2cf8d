import { readWorkdays } from "../../db/workdays.ts";
import { listOpenPublications, updatePublication } from "../../db/publications.ts";
import { remindDrafterAt } from "../../domain/publication.ts";
import {
  cannotReachLeader,
  nothingToSend,
  onePersonOnly,
  ownReview,
  publicationQuestions,
  sentForReview,
} from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { either, question } from "../ordinary.ts";
import { findPeople, rawArgs } from "../proxy.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose, type Held } from "../publication-choice.ts";
import { showLeader } from "../publication-card.ts";
import { waitsForTime } from "../publication-release.ts";
import { type Leader, toLeader } from "../publication-review.ts";

/** 送审: a leader sees it first, alone; no answer is not consent. */
export const publicationReview = defineCommand({
  id: "publication-review",
  name: "送审",
  aliases: ["送领导看", "报审"],
  summary: "要发到群里的内容先请领导看",
  example: "送审 何秀兰",
  audience: "staff",
  needs: "person",
  isWriting: true,
  rejects: either(question, /^[稿材表件单]/),
  glued: /^(?![的了是情结人])\p{Script=Han}{2,4}(?:\s|$)/u,
  args: {
    name: arg.word("姓名", publicationQuestions.reviewer),
    which: arg.optionalWords("哪一份"),
    zone: arg.field("片区"),
    ...choiceArgs,
  },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const command = "publication-review";
    const args = rawArgs({ name: said.name, which: said.which, zone: said.zone });
    const own = await listOpenPublications(tx, tenantId, { drafterId: person.id });
    if (own.length === 0) return nothingToSend(context.place);
    const found = await findPeople(
      context,
      { names: said.name, zone: said.zone },
      { command, args },
    );
    if (typeof found === "string") return found;
    const [reviewer, ...others] = found;
    if (reviewer === undefined) return nothingToSend(context.place);
    if (others.length > 0) return onePersonOnly(reviewer.name, "送审", context.place);
    if (reviewer.id === person.id) return ownReview(context.place);
    const held = await choose(context, own, said, { command, args, newest: true });
    if (held === undefined) return nothingToSend(context.place);
    return typeof held === "string" ? held : send(context, held, toLeader(reviewer));
  },
});

async function send(context: PersonContext, held: Held, leader: Leader): Promise<string> {
  const { tx, tenantId, now } = context;
  const { publication, described } = held;
  if (!(await showLeader(context, held, leader))) {
    return cannotReachLeader(described.title, leader, now);
  }
  await updatePublication(tx, publication, {
    state: "reviewing",
    reviewerId: leader.id,
    sentAt: now,
    shownDigest: tx.sealer.digest(described.full.text),
    remindAt: remindDrafterAt(now, await readWorkdays(tx, tenantId)),
  });
  recordPublication(publishContext(context), publication, "sent-for-review", {
    reviewerId: leader.id,
  });
  const waits = await waitsForTime(publishContext(context), publication);
  return sentForReview(described.title, leader, waits);
}
