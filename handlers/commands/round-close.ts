import { countRoundTopics, findOpenRoundOfUnit, lockRound } from "../../db/rounds.ts";
import { UserError } from "../../domain/errors.ts";
import { nothingDone } from "../../text/general.ts";
import { roundCloseAsked, roundClosedEarly } from "../../text/rounds.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { question } from "../ordinary.ts";
import { publishContext } from "../publication.ts";
import { closeRound, nameRound } from "../rounds.ts";
import { findMeantUnit } from "../unit-groups.ts";

/** 征题 截止: before its deadline, asked once. */
export const roundClose = defineCommand({
  id: "round-close",
  name: "征题截止",
  aliases: ["征题 截止", "征题 结束", "征题结束", "截止征题", "结束征题"],
  summary: "提前截止征题",
  example: "征题 截止",
  audience: "staff",
  needs: "person",
  right: "collect",
  isWriting: true,
  rejects: question,
  args: { unit: arg.optionalWords("单位") },
  async run(context, args) {
    const { tx, tenantId, confirmed } = context;
    if (confirmed === false) return nothingDone();
    const { unit } = await findMeantUnit(context, args.unit ?? "");
    const found = await findOpenRoundOfUnit(tx, tenantId, unit.id);
    const round = found && (await lockRound(tx, found));
    // Closed by the clock while this waited for it.
    if (round?.state !== "open") throw new UserError("roundClosed");
    if (confirmed !== true) {
      const named = await nameRound(context, round);
      const command = { command: "round-close", args: { unit: unit.name } };
      context.ask({ kind: "confirm", ...command });
      return roundCloseAsked(named, await countRoundTopics(tx, round), context.place);
    }
    const closed = await closeRound(publishContext(context), round, "early");
    return roundClosedEarly(closed.round, closed.counts, closed.groups);
  },
});
