import type { TopicWords } from "../domain/topic.ts";
import type { Tx } from "./database.ts";

/** One writing of a topic: what was said first, or what was changed. */
export interface TopicWriting {
  readonly at: Date;
  /** Undefined = nobody by name. */
  readonly byName: string | undefined;
  /** Undefined once the words were erased. */
  readonly words: Partial<TopicWords> | undefined;
}

/** The first writing and every change, the oldest first. */
export async function listWritings(
  tx: Tx,
  tenantId: number,
  topicId: number,
): Promise<readonly TopicWriting[]> {
  const rows = await tx.query<WritingRow>(selectWritings, [tenantId, topicId]);
  return rows.map(({ at, by_name: byName, words }) => ({
    at,
    byName: byName ?? undefined,
    words: words === null ? undefined : readWords(words),
  }));
}

interface WritingRow {
  readonly at: Date;
  readonly by_name: string | null;
  readonly words: string | null;
}

const selectWritings = `select e.happened_at as at, p.name as by_name, w.words
  from events e
  left join event_words w on w.tenant_id = e.tenant_id and w.event_id = e.id
  left join people p on p.tenant_id = e.tenant_id and p.id = e.actor_id
  where e.tenant_id = $1 and e.object_kind = 'topic' and e.object_id = $2
    and e.kind in ('proposed', 'revised')
  order by e.seq`;

function readWords(words: string): Partial<TopicWords> {
  const stored = JSON.parse(words) as Readonly<Record<string, unknown>>;
  const said = (["title", "detail", "category"] as const).flatMap((key) => {
    const value = stored[key];
    return typeof value === "string" ? [[key, value] as const] : [];
  });
  return Object.fromEntries(said);
}
