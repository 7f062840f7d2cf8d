import { appendEvent } from "../../db/events.ts";
import { insertPaperTally } from "../../db/paper-tallies.ts";
import { updateResult } from "../../db/selection-results.ts";
import { listOptions } from "../../db/selections.ts";
import { fold } from "../../domain/normalize.ts";
import { checkPaperTally, readPaperTally } from "../../domain/paper-tally.ts";
import type { Selection } from "../../domain/selection.ts";
import type { PaperTally } from "../../domain/tally.ts";
import { paperEntered, paperQuestion } from "../../text/paper-tallies.ts";
import { selectionQuestions, shortTitle } from "../../text/selection-results.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { publishContext } from "../publication.ts";
import { draftResult } from "../selection-announcing.ts";
import { countSelection } from "../selection-closing.ts";
import { holdSelection, nameOf, pickSelection, selectionArgs } from "../selection-picking.ts";

const states = ["open", "closed"] as const;

/** 线下计票: the totals of papers from a meeting, a line of their own in the result. */
export const paperTallyEnter = defineCommand({
  id: "paper-tally-enter",
  name: "线下计票",
  aliases: ["纸质计票", "现场计票"],
  summary: "录入会上纸质推荐单的合计数",
  example: "线下计票",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  rejects: question,
  args: { lines: arg.block("计票", selectionQuestions.paper), ...selectionArgs },
  async run(context, { lines, selection: asked }) {
    const paper = readPaperTally(lines, fold(lines));
    if (context.confirmed !== true) {
      const selection = await pickSelection(context, { states, command: "线下计票" });
      checkPaperTally(paper, selection.terms, await listOptions(context.tx, selection));
      const args = { lines, selection: String(selection.id) };
      context.ask({ kind: "confirm", command: "paper-tally-enter", args });
      return paperQuestion(
        { name: shortTitle(await nameOf(context, selection)), paper },
        context.place,
      );
    }
    const selection = await holdSelection(context, Number(asked), states);
    checkPaperTally(paper, selection.terms, await listOptions(context.tx, selection));
    await enter(context, selection, paper);
    return paperEntered(shortTitle(await nameOf(context, selection)));
  },
});

/** After closing it is counted anew, and what a leader agreed to before does not hold any more. */
async function enter(
  context: PersonContext,
  selection: Selection,
  paper: PaperTally,
): Promise<void> {
  const { tx, tenantId, now: at, person, receiptId } = context;
  await insertPaperTally(tx, selection, { ...paper, enteredBy: person.id, at });
  const object = { tenantId, objectKind: "selection", objectId: selection.id } as const;
  const words = { ...paper };
  appendEvent(tx, { ...object, kind: "papers-entered", actorId: person.id, at, receiptId, words });
  if (selection.state !== "closed") return;
  await updateResult(tx, selection, await countSelection({ tx }, selection));
  await draftResult(publishContext(context), selection);
}
