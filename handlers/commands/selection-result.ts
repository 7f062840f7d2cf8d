import { findResult, findSelectionWithOption } from "../../db/selection-results.ts";
import { findSelection, listSelections } from "../../db/selections.ts";
import { UserError } from "../../domain/errors.ts";
import type { Selection } from "../../domain/selection.ts";
import { formatDateTime } from "../../domain/time.ts";
import { resultAlone, resultNotOut } from "../../text/selection-answers.ts";
import { resultDetails } from "../../text/selection-details.ts";
import { resultAnnounced, type ResultView, shortTitle } from "../../text/selection-results.ts";
import { arg, parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { firstWords, viewResult } from "../selection-announcing.ts";
import { nameOf } from "../selection-picking.ts";
import { mayKnowFirst } from "../selection-rights.ts";

const over = ["closed", "published"] as const;

/** 推荐结果: the latest, or the latest in which a number could be chosen; page by page with 明细. */
export const selectionResultShow = defineCommand({
  id: "selection-result",
  name: "推荐结果",
  aliases: ["看推荐结果", "投票结果", "票选结果"],
  summary: "看最近一次推荐的结果",
  example: "推荐结果",
  needs: "person",
  isWriting: false,
  args: { details: arg.field("明细"), number: arg.optionalNumber("议题编号") },
  match: matchDetails,
  async run(context, { details, number }) {
    const selection = await findMeant(context, number?.number);
    const result = await findResult(context.tx, selection);
    if (result === undefined) throw await whyNone(context, selection);
    const view = await viewResult(context, selection, result);
    if (selection.state !== "published") {
      const isAbout = mayKnowFirst(context, selection);
      if (!isAbout) return resultNotOut(shortTitle(view), view.convener);
      if (context.place === "group") return resultAlone(shortTitle(view));
    }
    if (details !== undefined && result.quorum.isMet)
      return showDetails(view, details, context.place);
    const isNew = selection.state === "closed" && selection.drafterId === context.person.id;
    return isNew && !result.quorum.isMet
      ? firstWords(publishContext(context), { selection, result })
      : resultAnnounced(view, context.place);
  },
});

/** 推荐结果 明细, 推荐结果 明细 2, 推荐明细. */
function matchDetails({ plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?:看)?(?:推荐|投票)(?:结果)?\s*(?:的)?明细\s*(?:第?\s*(\d{1,2})\s*页?)?[。.]?$/.exec(plain);
  return found === null ? undefined : { details: found[1] ?? "1" };
}

/** @throws UserError if there is none */
async function findMeant(context: PersonContext, number: number | undefined): Promise<Selection> {
  const { tx, tenantId } = context;
  if (number !== undefined) {
    const id = await findSelectionWithOption(tx, tenantId, { number, states: over });
    const found = id === undefined ? undefined : await findSelection(tx, { tenantId, id });
    if (found === undefined) throw new UserError("selectionNoneClosed");
    return found;
  }
  const all = await listSelections(tx, tenantId, ["open", "closed", "published"]);
  const closed = all.filter(({ state }) => state !== "open");
  const [newest] = closed.length > 0 ? closed : all;
  if (newest === undefined) throw new UserError("selectionNoneClosed");
  return newest;
}

async function whyNone(context: PersonContext, selection: Selection): Promise<UserError> {
  const name = shortTitle(await nameOf(context, selection));
  return new UserError("resultNotYet", { name, time: formatDateTime(selection.dueAt) });
}

function showDetails(view: ResultView, page: string, place: "group" | "single"): string {
  return resultDetails(view, parseNumberKey(page)?.number ?? 1, place);
}
