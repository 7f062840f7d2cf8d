import { getPerson } from "../../db/people.ts";
import { listOpenPublications } from "../../db/publications.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import { afterSigning, reviewSheet } from "../../text/opinion-papers.ts";
import type { Printable } from "../printing.ts";
import { publishContext } from "../publication.ts";
import { describeIfThere } from "../publication-choice.ts";
import { getLeader } from "../publication-review.ts";

/** 送审稿: what waits to go to the groups, on paper; the newest, or the one that is named. */
export const reviewPaper: Printable = {
  kind: "review",
  names: ["送审稿", "送审件"],
  right: "register-signature",
  async build(context, rest) {
    const { tx, tenantId, now } = context;
    const open = await listOpenPublications(tx, tenantId, "everybody");
    const sent = open.filter(({ state }) => state === "reviewing");
    for (const publication of [...sent, ...open]) {
      const described = await describeIfThere(publishContext(context), publication);
      if (described === undefined || !fold(described.title).includes(fold(rest))) continue;
      const { name: drafterName } = await getPerson(tx, tenantId, publication.drafterId);
      const { reviewerId } = publication;
      const leader = reviewerId === undefined ? undefined : await getLeader(context, reviewerId);
      const draft = { title: described.title, drafterName, full: described.full.text };
      return { paper: reviewSheet(draft), next: afterSigning(leader?.name, now) };
    }
    throw new UserError("printNothing", { name: "送审稿" });
  },
};
