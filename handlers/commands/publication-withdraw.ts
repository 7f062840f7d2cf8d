import { listOpenPublications, updateBackToDraft } from "../../db/publications.ts";
import { nothingToWithdraw, withdrawn } from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose } from "../publication-choice.ts";
import { getLeader } from "../publication-review.ts";

/** 取消送审: the drafter takes it back; the leader's answer to it does not count any more. */
export const publicationWithdraw = defineCommand({
  id: "publication-withdraw",
  name: "取消送审",
  aliases: ["撤回送审", "收回送审"],
  example: "取消送审",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  args: { which: arg.optionalWords("第几份"), ...choiceArgs },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const own = await listOpenPublications(tx, tenantId, { drafterId: person.id });
    const sent = own.filter(({ state }) => state === "reviewing");
    const asking = { command: "publication-withdraw", args: {} };
    const held = await choose(context, sent, said, asking);
    if (held === undefined) return nothingToWithdraw();
    if (typeof held === "string") return held;
    const { publication, described } = held;
    const leader = await getLeader(context, publication.reviewerId ?? person.id);
    await updateBackToDraft(tx, publication);
    recordPublication(publishContext(context), publication, "withdrawn", {});
    return withdrawn(described.title, leader);
  },
});
