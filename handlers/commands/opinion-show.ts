import { listOpinionCalls, type OpinionCall } from "../../db/opinion-calls.ts";
import { countOpinions, listOpinions, listOwnOpinions } from "../../db/opinions.ts";
import { hasRight } from "../../domain/rights.ts";
import { noOpinionCall, opinionStanding, opinionStandings } from "../../text/opinions.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { pickCall } from "../opinion-choice.ts";

/** 意见情况: numbers for everybody; alone, one's own words, and for those who collect all of them. */
export const opinionShow = defineCommand({
  id: "opinion-show",
  name: "意见情况",
  aliases: ["我的意见", "意见汇总", "征求意见情况"],
  example: "意见情况",
  needs: "person",
  isWriting: false,
  args: { which: arg.optionalWords("第几份") },
  async run(context, { which }) {
    const { tx, tenantId, person, place, now } = context;
    const calls = await listOpinionCalls(tx, tenantId, ["open", "closed", "announced"], SHOWN_MAX);
    const open = calls.filter(({ state }) => state === "open");
    // What is over is shown where nothing is open, or by its number.
    const shown = which === undefined && open.length === 1 ? open : calls;
    const chosen = which === undefined ? undefined : pickCall(calls, which);
    const [only, ...others] = chosen === undefined ? shown : [chosen];
    if (only === undefined) return noOpinionCall(place, hasRight(person.roles, "call-opinions"));
    if (others.length === 0) return showOne(context, only);
    const all = await Promise.all(
      [only, ...others].map(async (call) => ({ call, count: await countOpinions(tx, call) })),
    );
    return opinionStandings(all, now, place);
  },
});

const SHOWN_MAX = 8;

async function showOne(context: PersonContext, call: OpinionCall): Promise<string> {
  const { tx, person, place, now } = context;
  const isAlone = place === "single";
  const mayList = isAlone && hasRight(person.roles, "call-opinions");
  const count = await countOpinions(tx, call);
  const own = isAlone ? await listOwnOpinions(tx, call, person.id) : [];
  const listed = mayList ? await listOpinions(tx, call) : undefined;
  return opinionStanding({ call, count }, { own, listed, now });
}
