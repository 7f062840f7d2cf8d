import { moved, movedAnnounced, moveQuestion } from "../../text/selection-answers.ts";
import { shortTitle } from "../../text/selection-results.ts";
import { defineCommand } from "../command.ts";
import { question } from "../ordinary.ts";
import { checkUnmet, endSelection, pickUnfinished, unfinished } from "../selection-ending.ts";
import { holdSelection, nameOf, selectionArgs } from "../selection-picking.ts";

/** 改在会上推荐: where too few took part, the members choose at a meeting. */
export const selectionMove = defineCommand({
  id: "selection-move",
  name: "改在会上推荐",
  aliases: ["改到会上推荐", "改为会上推荐", "改在会上投票"],
  summary: "人数不够时，改在会上推荐",
  example: "改在会上推荐",
  audience: "staff",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  rejects: question,
  args: selectionArgs,
  async run(context, { selection: asked }) {
    if (context.confirmed !== true) {
      const selection = await pickUnfinished(context, "改在会上推荐");
      await checkUnmet(context, selection, "selectionMoveMet");
      const args = { selection: String(selection.id) };
      context.ask({ kind: "confirm", command: "selection-move", args });
      return moveQuestion(shortTitle(await nameOf(context, selection)), context.place);
    }
    const selection = await holdSelection(context, Number(asked), unfinished);
    const name = shortTitle(await nameOf(context, selection));
    const { turnout, quorum } = await checkUnmet(context, selection, "selectionMoveMet");
    const words = movedAnnounced({ name, turnout, needed: quorum.needed });
    const count = await endSelection(context, selection, {
      kind: "moved",
      reason: undefined,
      words,
    });
    return moved(name, count);
  },
});
