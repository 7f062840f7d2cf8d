import { listIdentities } from "../../db/identities.ts";
import { findLiaison } from "../../db/people.ts";
import { listOpenPublications } from "../../db/publications.ts";
import { printAsked, printNotTold, printTold } from "../../text/signature.ts";
import { nothingToReview } from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose, type Held } from "../publication-choice.ts";
import { getLeader } from "../publication-review.ts";
import { tellAlone } from "../reach.ts";

/** 打印送签, by the leader who was asked: the 联络员 prints it and brings it to be signed. */
export const publicationPrint = defineCommand({
  id: "publication-print",
  name: "打印送签",
  example: "打印送签",
  place: "single",
  needs: "person",
  isWriting: true,
  args: { which: arg.optionalWords("第几份"), ...choiceArgs },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const waiting = await listOpenPublications(tx, tenantId, { reviewerId: person.id });
    const asking = { command: "publication-print", args: {} };
    const held = await choose(context, waiting, said, asking);
    if (held === undefined) return nothingToReview();
    return typeof held === "string" ? held : askToPrint(context, held);
  },
});

async function askToPrint(context: PersonContext, held: Held): Promise<string> {
  const { tx, tenantId, now, person } = context;
  const { publication, described } = held;
  recordPublication(publishContext(context), publication, "print-asked", {});
  const liaison = await findLiaison(tx, tenantId);
  if (liaison === undefined) return printNotTold("联络员");
  const leader = await getLeader(context, person.id);
  const words = printTold(liaison.salutation, described.title, { leader, now });
  const accounts = await listIdentities(tx, tenantId, liaison.id);
  const isTold = await tellAlone(context, tenantId, accounts, words);
  return isTold ? printAsked(liaison.name) : printNotTold(liaison.name);
}
