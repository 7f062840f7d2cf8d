import { lockOpenPublication, type Publication, updatePublication } from "../db/publications.ts";
import { type PublicationKind, type PublishContext, recordPublication } from "./publication.ts";
import { findRequired, type Leader } from "./publication-review.ts";
import { publicationKinds } from "./publications/kinds.ts";

/** What became of a publication that should go out. */
export type Release =
  | { readonly kind: "published"; readonly answer: string }
  /** Allowed; a job brings it out at its own time. */
  | { readonly kind: "allowed" }
  /** Somebody has to see it first. */
  | { readonly kind: "unseen"; readonly required: Leader };

/** @throws Error for a word that no kind is listed under */
export function kindOf(word: string): PublicationKind {
  const kind = publicationKinds.find((each) => each.kind === word);
  if (kind === undefined) throw new Error(`there is no kind of publication ${word}`);
  return kind;
}

/**
 * Brings it out, unless the unit's rule names somebody who has not seen it.
 * @param publication held by the caller
 * @throws UserError if it cannot go out as it stands
 */
export async function release(context: PublishContext, publication: Publication): Promise<Release> {
  const required = await findRequired(context, publication);
  if (required !== undefined && !hasSeen(publication, required))
    return { kind: "unseen", required };
  if (!(await waitsForTime(context, publication))) return bringOut(context, publication);
  if (publication.state !== "approved") {
    await updatePublication(context.tx, publication, {
      state: "approved",
      reviewedAt: context.now,
    });
    recordPublication(context, publication, "allowed", {});
  }
  return { kind: "allowed" };
}

/** Whether a job brings it out, at its own time. */
export async function waitsForTime(
  context: PublishContext,
  { kind: word, objectId }: Pick<Publication, "kind" | "objectId">,
): Promise<boolean> {
  const kind = kindOf(word);
  return kind.waitsForTime === true || (await kind.waits?.(context, objectId)) === true;
}

/**
 * For jobs: brings a thing out at its time, if nobody has to see it or whoever has to has agreed.
 * A draft that a leader has and has not answered waits: no answer is not consent.
 * @returns undefined if it was given up, is out already, or waits
 */
export async function releaseApproved(
  context: PublishContext,
  thing: Pick<Publication, "kind" | "objectId">,
): Promise<{ readonly answer: string } | undefined> {
  const publication = await lockOpenPublication(context.tx, context.tenantId, thing);
  if (publication === undefined) return undefined;
  if (publication.state !== "draft" && publication.state !== "approved") return undefined;
  const required = await findRequired(context, publication);
  if (required !== undefined && !hasSeen(publication, required)) return undefined;
  return bringOut(context, publication);
}

async function bringOut(context: PublishContext, publication: Publication) {
  const answer = await kindOf(publication.kind).publish(context, publication.objectId);
  const publishedAt = context.now;
  await updatePublication(context.tx, publication, { state: "published", publishedAt });
  recordPublication(context, publication, "published", {});
  return { kind: "published", answer } as const;
}

/** What a leader drafts is seen; what others draft is when that leader has agreed. */
function hasSeen({ drafterId, state, reviewerId }: Publication, required: Leader): boolean {
  return drafterId === required.id || (state === "approved" && reviewerId === required.id);
}
