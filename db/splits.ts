import { sql } from "kysely";

import type { SelectionState } from "../domain/selection.ts";
import type { Tx } from "./database.ts";
import type { TopicRef } from "./screening.ts";

/**
 * A topic just made takes over from the one it was split from whence that came, when it was
 * proposed, and who had written it down.
 */
export async function updateSplitFrom(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  from: { readonly topicId: number; readonly status: "proposed" | "accepted" },
): Promise<void> {
  await sql`
    update topics part set split_from = whole.id, status = ${from.status},
      source = whole.source, source_actor = whole.source_actor, unit_id = whole.unit_id,
      parent_topic_id = whole.parent_topic_id, is_common = whole.is_common,
      round_id = whole.round_id, entered_by = whole.entered_by, channel = whole.channel,
      conversation_id = whole.conversation_id, proposed_at = whole.proposed_at
    from topics whole
    where part.tenant_id = ${tenantId} and part.id = ${topicId}
      and whole.tenant_id = ${tenantId} and whole.id = ${from.topicId}`.execute(tx);
}

interface Chosen {
  readonly title: string;
  readonly state: SelectionState;
}

/** The 议题推荐 in which it can be chosen, or whose result is not out yet; undefined = none. */
export async function findSelectionOf(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
): Promise<Chosen | undefined> {
  return tx
    .selectFrom("selections as s")
    .innerJoin("selection_options as o", (join) =>
      join.onRef("o.tenant_id", "=", "s.tenant_id").onRef("o.selection_id", "=", "s.id"),
    )
    .select(["s.title", "s.state"])
    .where("s.tenant_id", "=", tenantId)
    .where("o.topic_id", "=", topicId)
    .where("s.state", "in", ["draft", "open", "closed"])
    .orderBy("s.id", "desc")
    .executeTakeFirst();
}
