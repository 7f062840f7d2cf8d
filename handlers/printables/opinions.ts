import { listOpinionCalls } from "../../db/opinion-calls.ts";
import { countOpinions, listOpinions } from "../../db/opinions.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { opinionSheet } from "../../text/opinion-papers.ts";
import { pickCall } from "../opinion-choice.ts";
import type { Printable } from "../printing.ts";

/** 意见汇总: the newest that is over, or the one that is named. */
export const opinionsPaper: Printable = {
  kind: "opinions",
  names: ["意见汇总", "征求意见汇总", "意见"],
  right: "call-opinions",
  async build({ tx, tenantId, now }, rest) {
    const over = ["closed", "announced"] as const;
    const calls = await listOpinionCalls(
      tx,
      tenantId,
      ["open", ...over],
      limits.opinionCallsOpenMax,
    );
    const call =
      rest === ""
        ? (calls.find(({ closedAt }) => closedAt !== undefined) ?? calls[0])
        : pickCall(calls, rest);
    if (call === undefined) throw new UserError("printNothing", { name: "意见汇总" });
    const listed = await listOpinions(tx, call);
    if (listed.length === 0) throw new UserError("printNothing", { name: "意见汇总" });
    const count = await countOpinions(tx, call);
    return { paper: opinionSheet({ call, count, listed, now }) };
  },
};
