import type { Selection } from "../../domain/selection.ts";
import { cancelled, cancelledAnnounced, cancelQuestion } from "../../text/selection-answers.ts";
import { selectionQuestions, shortTitle } from "../../text/selection-results.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { questionBeforeReason } from "../ordinary.ts";
import { endSelection } from "../selection-ending.ts";
import { holdSelection, nameOf, pickSelection, selectionArgs } from "../selection-picking.ts";

const states = ["open", "closed"] as const;

/** 取消推荐: with a reason, after 确认; what was chosen does not count. */
export const selectionCancel = defineCommand({
  id: "selection-cancel",
  name: "取消推荐",
  aliases: ["取消投票", "取消议题推荐"],
  summary: "取消议题推荐，写明理由",
  example: "取消推荐 候选议题要重新初选",
  audience: "staff",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  rejects: questionBeforeReason,
  args: { reason: arg.words("理由", selectionQuestions.cancel), ...selectionArgs },
  async run(context, { reason, selection: asked }) {
    if (context.confirmed !== true) {
      const selection = await pickSelection(context, { states, command: "取消推荐" });
      return askFirst(context, selection, reason);
    }
    const selection = await holdSelection(context, Number(asked), states);
    const name = shortTitle(await nameOf(context, selection));
    const words = cancelledAnnounced({ name, reason });
    const count = await endSelection(context, selection, { kind: "cancelled", reason, words });
    return cancelled({ name, reason }, count);
  },
});

async function askFirst(
  context: PersonContext,
  selection: Selection,
  reason: string,
): Promise<string> {
  const args = { reason, selection: String(selection.id) };
  context.ask({ kind: "confirm", command: "selection-cancel", args });
  return cancelQuestion(
    { name: shortTitle(await nameOf(context, selection)), reason },
    context.place,
  );
}
