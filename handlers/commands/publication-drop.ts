import { listOpenPublications, updatePublication } from "../../db/publications.ts";
import { dropped, nothingToRelease } from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { question } from "../ordinary.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose } from "../publication-choice.ts";
import { kindOf } from "../publication-release.ts";

/** 不发了: a draft is given up by whoever drafted it; a leader who has it need not answer. */
export const publicationDrop = defineCommand({
  id: "publication-drop",
  name: "不发了",
  aliases: ["不发"],
  example: "不发了",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: question,
  glued: /^第?\d/,
  args: { which: arg.optionalWords("第几份"), ...choiceArgs },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const own = await listOpenPublications(tx, tenantId, { drafterId: person.id });
    const droppable = own.filter(({ kind }) => kindOf(kind).drop !== undefined);
    const held = await choose(context, droppable, said, { command: "publication-drop", args: {} });
    if (held === undefined) return nothingToRelease(context.place);
    if (typeof held === "string") return held;
    const { publication, described } = held;
    const dropping = publishContext(context);
    await kindOf(publication.kind).drop?.(dropping, publication.objectId);
    await updatePublication(tx, publication, { state: "dropped" });
    recordPublication(dropping, publication, "dropped", {});
    return dropped(described.title);
  },
});
