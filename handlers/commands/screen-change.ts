import { listByStatus } from "../../db/screening.ts";
import { UserError } from "../../domain/errors.ts";
import { readScreening } from "../../domain/screening-words.ts";
import { screeningQuestions, screeningWaiting } from "../../text/screening.ts";
import { askFor } from "../../text/general.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { questionWithoutNumber } from "../ordinary.ts";
import { readPage } from "../page.ts";
import { needsReason, screenTopics } from "../screening.ts";
import { settingOf } from "../topics.ts";

/** 初选: what waits, and what becomes of it. */
export const screenChange = defineCommand({
  id: "screen-change",
  name: "初选",
  aliases: ["待初选", "初选议题"],
  summary: "看等初选的议题；例：初选 7 入围",
  example: "初选 7 入围",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "screen",
  isWriting: true,
  rejects: questionWithoutNumber,
  glued: /^(?:第|\d|[一二三四五六七八九十]{1,3}号|入围|不入围|转|已办|暂缓|受理|重新初选)/,
  args: {
    words: arg.optionalBlock("几号、怎么办"),
    reason: arg.field("理由"),
  },
  async run(context, args) {
    const page = readPage(args.words);
    if (page !== undefined) return showWaiting(context, page);
    const words = args.words ?? "";
    const wish = readScreening(words);
    if (wish === undefined) throw new UserError("screeningUsage");
    const reason = args.reason ?? wish.reason;
    if (reason === undefined && needsReason(wish.change)) {
      const asking = { command: "screen-change", args: { words } };
      context.ask({ kind: "argument", ...asking, missing: "reason" });
      return askFor(screeningQuestions.reason, "先由社区调解", context.place);
    }
    return screenTopics(context, { ...wish, reason });
  },
});

async function showWaiting(context: PersonContext, page: number): Promise<string> {
  const { tx, tenantId } = context;
  const statuses = ["proposed", "accepted", "deferred"] as const;
  const topics = await listByStatus(tx, { tenantId, unitId: undefined, statuses });
  return screeningWaiting(topics, { page, thisYear: settingOf(context).thisYear });
}
