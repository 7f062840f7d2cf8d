import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { SelectionKey } from "./selections.ts";

/** Where the photograph of a counted or signed paper is kept: the bot holds no pictures itself. */
export interface KeptPicture {
  readonly tenantId: number;
  readonly kind: PictureKind;
  /** Of the 线下计票, or of the publication that was signed. */
  readonly objectId: number;
  readonly place: string;
  readonly enteredBy: number;
  readonly at: Date;
}

export type PictureKind = "tally" | "signature";

/** What a photograph can belong to. */
export interface Pictured {
  readonly kind: PictureKind;
  readonly objectId: number;
  /** Where the papers were counted, or what was signed: the object's own words or number. */
  readonly name: string;
  readonly objectKind: "selection" | "publication";
  readonly historyId: number;
}

/** Takes the place of what was said of it before. */
export async function upsertPicture(tx: Tx, picture: KeptPicture): Promise<void> {
  const { tenantId, kind, objectId, place, enteredBy, at } = picture;
  const said = { place, entered_by: enteredBy, entered_at: at };
  await tx
    .insertInto("kept_pictures")
    .values({ tenant_id: tenantId, kind, object_id: objectId, ...said })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "kind", "object_id"]).doUpdateSet(said),
    )
    .execute();
}

interface Wanted {
  readonly tenantId: number;
  readonly kind: PictureKind;
  /** Undefined = entered by anybody, with or without a picture. */
  readonly waitingOf: { readonly personId: number; readonly since: Date } | undefined;
}

/** The newest paper of that kind that was entered; with `waitingOf`, one that waits for its picture. */
export async function findPictured(tx: Tx, wanted: Wanted): Promise<Pictured | undefined> {
  const { tenantId, kind, waitingOf } = wanted;
  const personId = waitingOf?.personId ?? null;
  const since = waitingOf?.since ?? null;
  const { rows } = await sql<Pictured>`
    select * from (
      select 'tally' as kind, p.id as "objectId", p.occasion as name, 'selection' as "objectKind",
        p.selection_id as "historyId", p.entered_by as by, p.entered_at as at
      from paper_tallies p where p.tenant_id = ${tenantId}
      union all
      select 'signature', u.id, s.name, 'publication', u.id, u.signature_entered_by,
        coalesce(u.reviewed_at, u.published_at)
      from publications u join people s on s.tenant_id = u.tenant_id and s.id = u.signer_id
      where u.tenant_id = ${tenantId}
    ) paper
    where paper.kind = ${kind}
      and (${personId}::bigint is null or (paper.by = ${personId}::bigint
        and paper.at > ${since}::timestamptz
        and not exists (select from kept_pictures k where k.tenant_id = ${tenantId}
          and k.kind = paper.kind and k.object_id = paper."objectId")))
    order by paper.at desc, paper."objectId" desc limit 1`.execute(tx);
  return rows[0];
}

/** Of the papers counted for this selection, in the order in which they were entered. */
export async function listTallyPictures(
  tx: Tx,
  { tenantId, id }: SelectionKey,
): Promise<readonly { readonly occasion: string; readonly place: string }[]> {
  return tx
    .selectFrom("paper_tallies as p")
    .innerJoin("kept_pictures as k", (join) =>
      join.onRef("k.tenant_id", "=", "p.tenant_id").onRef("k.object_id", "=", "p.id"),
    )
    .select(["p.occasion", "k.place"])
    .where("p.tenant_id", "=", tenantId)
    .where("p.selection_id", "=", id)
    .where("k.kind", "=", "tally")
    .orderBy("p.id")
    .execute();
}
