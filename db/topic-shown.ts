import type { Tx } from "./database.ts";
import { type ForwardRow, type Forwards, selectForwards, toForwards } from "./forwards.ts";
import { selectState, type TopicState, type TopicStateRow, toTopicState } from "./screening.ts";
import {
  type ListedTopic,
  topicColumns,
  type TopicKey,
  type TopicRow,
  topicTables,
  toTopic,
} from "./topics.ts";

export interface ShownTopic extends ListedTopic {
  readonly forwards: Forwards | undefined;
  /** 补充情况, the oldest first. */
  readonly supplements: readonly { readonly words: string; readonly personName: string }[];
  /** Topics that were merged into it. */
  readonly mergedHere: readonly { readonly year: number; readonly number: number }[];
  /** Whence it came and how far it has come. */
  readonly state: TopicState;
}

/** With how often it was passed on and what was added to it: what 议题 7 shows. */
export async function findTopicShown(
  tx: Tx,
  tenantId: number,
  key: TopicKey,
): Promise<ShownTopic | undefined> {
  const rows = await tx.query<ShownRow>(selectShown, [tenantId, key.year, key.number]);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    ...toTopic(row),
    forwards: toForwards(row),
    supplements: row.supplements ?? [],
    mergedHere: row.merged_here ?? [],
    state: toTopicState(row),
  };
}

interface ShownRow extends TopicRow, ForwardRow, TopicStateRow {
  readonly supplements: ShownTopic["supplements"] | null;
  readonly merged_here: ShownTopic["mergedHere"] | null;
}

const selectShown = `select ${topicColumns}, ${selectForwards.columns}, ${selectState.columns},
    (select json_agg(json_build_object('words', s.words, 'personName', q.name) order by s.id)
      from topic_supplements s join people q on q.tenant_id = s.tenant_id and q.id = s.person_id
      where s.tenant_id = t.tenant_id and s.topic_id = t.id) as supplements,
    (select json_agg(json_build_object('year', g.year, 'number', g.number) order by g.id)
      from topics g where g.tenant_id = t.tenant_id and g.merged_into = t.id) as merged_here
  from ${topicTables} ${selectState.joins} ${selectForwards.join}
  where t.tenant_id = $1 and t.year = $2 and t.number = $3`;
