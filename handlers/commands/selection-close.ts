import { listRollParts } from "../../db/selection-results.ts";
import type { Selection } from "../../domain/selection.ts";
import { countTurnout, neededOf } from "../../domain/turnout.ts";
import { closedElsewhere, closeQuestion } from "../../text/selection-answers.ts";
import { shortTitle } from "../../text/selection-results.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { publishContext } from "../publication.ts";
import { announceClosing, firstWords, viewResult } from "../selection-announcing.ts";
import { closeSelection } from "../selection-closing.ts";
import { holdSelection, nameOf, pickSelection, selectionArgs } from "../selection-picking.ts";

/** 截止推荐: before the deadline, after 确认. The result goes to the convener alone. */
export const selectionClose = defineCommand({
  id: "selection-close",
  name: "截止推荐",
  aliases: ["结束推荐", "截止投票", "结束投票", "提前截止推荐"],
  summary: "提前截止议题推荐，结果先单独给组长",
  example: "截止推荐",
  audience: "staff",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  glued: /^$/,
  args: { which: arg.optionalWords("哪一项"), ...selectionArgs },
  async run(context, said) {
    if (context.confirmed === true) {
      return close(context, await holdSelection(context, Number(said.selection), states));
    }
    const command = "截止推荐";
    return askFirst(context, await pickSelection(context, { states, which: said.which, command }));
  },
});

const states = ["open"] as const;

async function askFirst(context: PersonContext, selection: Selection): Promise<string> {
  const { dueAt, terms } = selection;
  const turnout = countTurnout(await listRollParts(context.tx, selection));
  const name = shortTitle(await nameOf(context, selection));
  const args = { selection: String(selection.id) };
  context.ask({ kind: "confirm", command: "selection-close", args });
  const needed = neededOf(terms.quorum, turnout.eligible);
  return closeQuestion({ name, dueAt, turnout, needed }, context.place);
}

/** Its own deadline may have come while the question waited: then that is when it closed. */
async function close(context: PersonContext, selection: Selection): Promise<string> {
  const publishing = publishContext(context);
  const reason = selection.dueAt <= context.now ? "deadline" : "early";
  const closed = await closeSelection(publishing, selection, reason);
  const isAlone = context.place === "single" && selection.drafterId === context.person.id;
  await announceClosing(publishing, closed, { isConvenerTold: isAlone });
  if (isAlone) return firstWords(publishing, closed);
  const view = await viewResult(publishing, closed.selection, closed.result);
  return closedElsewhere(shortTitle(view), view.convener);
}
