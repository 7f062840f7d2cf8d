import { findOpenRoundOfUnit, holdUnit, lockRound, updateRound } from "../../db/rounds.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import { roundAnnounced, roundName, roundOpened, roundSummary } from "../../text/rounds.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";
import { nameRound, recordRound, sayInGroups } from "../rounds.ts";

/** 征题: it is open from the moment in which it is announced. */
export const collectionPublication: PublicationKind = {
  kind: "collection",
  names: ["征题"],
  async describe(context, objectId) {
    const round = await nameRound(context, await holdRound(context, objectId));
    return {
      title: roundName(round),
      summary: roundSummary(round),
      full: textMessage(roundAnnounced(round)),
    };
  },
  async publish(context, objectId) {
    const { tx, tenantId, now } = context;
    const held = await holdRound(context, objectId);
    if (held.state !== "draft") throw new UserError("roundGone");
    if (held.dueAt <= now) throw new UserError("roundPast");
    await holdUnit(tx, tenantId, held.unitId);
    const open = await findOpenRoundOfUnit(tx, tenantId, held.unitId);
    if (open !== undefined) throw new UserError("roundOpenAlready", { title: open.title });
    const round = await nameRound(context, held);
    await updateRound(tx, round, { state: "open", openedAt: now });
    recordRound(context, round, "opened", {});
    const groups = await sayInGroups(context, round.unitId, roundAnnounced(round));
    return roundOpened(round, groups);
  },
};

/** @throws UserError if it is not there any more */
async function holdRound({ tx, tenantId }: PublishContext, id: number) {
  const round = await lockRound(tx, { tenantId, id });
  if (round === undefined) throw new UserError("roundGone");
  return round;
}
