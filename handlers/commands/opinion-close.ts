import { lockOpinionCall, listOpinionCalls } from "../../db/opinion-calls.ts";
import { countOpinions } from "../../db/opinions.ts";
import { limits } from "../../domain/limits.ts";
import { askCloseEarly, closedEarly } from "../../text/opinion-calls.ts";
import { noOpinionCall } from "../../text/opinions.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { callArgs, chooseCall } from "../opinion-choice.ts";
import { closeCall } from "../opinion-closing.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 意见截止: before the deadline, after 确认. */
export const opinionClose = defineCommand({
  id: "opinion-close",
  name: "意见截止",
  example: "意见截止",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "call-opinions",
  isWriting: true,
  args: callArgs,
  match: matchClose,
  async run(context, said) {
    const { tx, tenantId, confirmed } = context;
    const open = await listOpinionCalls(tx, tenantId, ["open"], limits.opinionCallsOpenMax);
    const chosen = chooseCall(context, open, said, { command: "opinion-close", args: {} });
    if (typeof chosen === "string") return chosen;
    if (chosen === undefined) return noOpinionCall(context.place, true);
    return confirmed === true ? close(context, chosen.id) : askFirst(context, chosen.id);
  },
});

/** 意见 截止, 征求意见结束; 意见 截止时间太早 is an opinion. */
function matchClose({ plain }: MatchText): RawArgs | undefined {
  const isClose = /^(?:征求)?意见\s?(?:提前|现在)?(?:截止|结束)[吧了。.]*$/.test(plain);
  return isClose ? {} : undefined;
}

async function askFirst(context: PersonContext, id: number): Promise<string> {
  const { tx, tenantId, now } = context;
  const call = await lockOpinionCall(tx, tenantId, id);
  const args = { which: "1", calls: String(id) };
  context.ask({ kind: "confirm", command: "opinion-close", args });
  return askCloseEarly(call, await countOpinions(tx, call), now);
}

async function close(context: PersonContext, id: number): Promise<string> {
  const { tx, tenantId, now } = context;
  const call = await lockOpinionCall(tx, tenantId, id);
  if (call.state !== "open") return noOpinionCall(context.place, true);
  const count = await countOpinions(tx, call);
  const closedAt = call.dueAt < now ? call.dueAt : now;
  const toldAt = await closeCall(publishContext(context), call, closedAt);
  return closedEarly(call, count, toldAt);
}
