import { updateSchedules } from "../../db/digest-schedules.ts";
import { findDigest, lockDigestsLike, updateDigests } from "../../db/digests.ts";
import { lateGraceMs } from "../../domain/digest.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import { formatDateTime } from "../../domain/time.ts";
import { digestSent, digestSummary, digestTitle } from "../../text/digest.ts";
import { sayDigest, wordsOfDigest } from "../digests.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";

/** 周报, as the 联络员 was shown it; one publication for all groups of the unit that get it. */
export const digestPublication: PublicationKind = {
  kind: "digest",
  names: ["一周小结", "周报"],
  waitsForTime: true,
  async describe(context, objectId) {
    const digest = await getDigest(context, objectId);
    const full = await wordsOfDigest(context, digest);
    return {
      title: digestTitle(),
      summary: [digestSummary(formatDateTime(digest.plannedAt))],
      full: textMessage(full),
    };
  },
  async publish(context, objectId) {
    const digest = await getDigest(context, objectId);
    if (digest.state !== "previewed") throw new UserError("digestNothingToHold");
    const { tx, tenantId, now } = context;
    const all = await lockDigestsLike(tx, digest);
    const ids = all.map(({ id }) => id);
    await updateDigests(tx, { tenantId, ids }, { state: "sent", sentAt: now });
    const conversationIds = all.map(({ conversationId }) => conversationId);
    await updateSchedules(tx, { tenantId, conversationIds }, { fromAt: digest.asOf });
    const isLate = now.getTime() - digest.plannedAt.getTime() > lateGraceMs;
    await sayDigest(context, all, isLate ? digest.plannedAt : undefined);
    return digestSent(all.length);
  },
};

/** @throws UserError if it was counted anew meanwhile */
async function getDigest({ tx, tenantId }: PublishContext, objectId: number) {
  const digest = await findDigest(tx, tenantId, objectId);
  if (digest === undefined) throw new UserError("digestNothingToHold");
  return digest;
}
