import type { Tx } from "../db/database.ts";
import {
  deleteDigests,
  type Digest,
  findDigest,
  lockDigestsLike,
  lockPreviewed,
} from "../db/digests.ts";
import {
  lockOpenPublication,
  movePublication,
  type Publication,
  updatePublication,
} from "../db/publications.ts";

const kind = "digest";

interface Place {
  readonly tx: Tx;
  readonly tenantId: number;
}

/**
 * One review stands for all groups that get the same: when the group under whose number it is kept
 * leaves them, it goes on for the others, and is over only with the last of them.
 */
export async function leaveReview(
  { tx, tenantId }: Place,
  digest: Pick<Digest, "id">,
): Promise<void> {
  const review = await lockOpenPublication(tx, tenantId, { kind, objectId: digest.id });
  if (review === undefined) return;
  const other = await findOther({ tx, tenantId }, digest.id);
  if (other === undefined) await updatePublication(tx, review, { state: "dropped" });
  else await movePublication(tx, review, other);
}

async function findOther(
  { tx, tenantId }: Place,
  digestId: Publication["objectId"],
): Promise<number | undefined> {
  const digest = await findDigest(tx, tenantId, digestId);
  const alike = digest === undefined ? [] : await lockDigestsLike(tx, digest);
  return alike.find(({ id }) => id !== digestId)?.id;
}

/** What was shown and not sent yet is not said in this group any more: it belongs elsewhere, or is gone. */
export async function takeBackDigests(place: Place, conversationId: number): Promise<void> {
  const { tx, tenantId } = place;
  const shown = await lockPreviewed(tx, { tenantId, conversationId });
  for (const digest of shown) await leaveReview(place, digest);
  const ids = shown.map(({ id }) => id);
  if (ids.length > 0) await deleteDigests(tx, { tenantId, ids });
}
