import { listWaiting } from "../../db/selection-reminders.ts";
import { listRollParts } from "../../db/selection-results.ts";
import { limits } from "../../domain/limits.ts";
import type { Role } from "../../domain/rights.ts";
import { countTurnout, neededOf } from "../../domain/turnout.ts";
import { namesAlone, statusCounts, statusNames } from "../../text/selection-answers.ts";
import { lines, sayNames } from "../../text/phrases.ts";
import { shortTitle } from "../../text/selection-results.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { nameOf, pickSelection } from "../selection-picking.ts";

/** 推荐情况: how many took part; who has not, to the 联络员 alone. */
export const selectionStatus = defineCommand({
  id: "selection-status",
  name: "推荐情况",
  aliases: ["投票情况", "推荐进度", "推荐人数", "谁没推荐", "谁还没选"],
  summary: "看有多少人参加了推荐",
  example: "推荐情况",
  audience: "staff",
  needs: "person",
  isWriting: false,
  glued: /^$/,
  args: { which: arg.optionalWords("哪一项") },
  async run(context, { which }) {
    const { tx, now, person, place } = context;
    const states = ["open"] as const;
    const selection = await pickSelection(context, { states, which, command: "推荐情况" });
    const turnout = countTurnout(await listRollParts(tx, selection));
    const name = shortTitle(await nameOf(context, selection));
    const needed = neededOf(selection.terms.quorum, turnout.eligible);
    const counts = statusCounts({ name, dueAt: selection.dueAt, turnout, needed }, now);
    if (!mayKnowNames(person.roles)) return counts;
    const count = turnout.eligible - turnout.took;
    if (place === "group") return lines(counts, namesAlone(count));
    const waiting = (await listWaiting(tx, selection)).map((each) => each.name);
    return lines(counts, "", statusNames(sayNames(waiting, limits.namesShownMax), count));
  },
});

/** Who has not chosen is nobody's business but that of whoever telephones them. */
function mayKnowNames(roles: readonly Role[]): boolean {
  return roles.includes("liaison") || roles.includes("administrator");
}
