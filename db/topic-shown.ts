import type { FieldVisitKind } from "../domain/fieldwork.ts";
import type { CivilDay } from "../domain/workdays.ts";
import type { Tx } from "./database.ts";
import { methodColumn, type TopicMethod, type TopicMethodRow, toTopicMethod } from "./methods.ts";
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
import { readDay } from "./workdays.ts";

export interface ShownTopic extends ListedTopic {
  readonly forwards: Forwards | undefined;
  /** 补充情况, the oldest first. */
  readonly supplements: readonly { readonly words: string; readonly personName: string }[];
  /** Topics that were merged into it. */
  readonly mergedHere: readonly { readonly year: number; readonly number: number }[];
  /** The topic it is a part of. */
  readonly splitFrom: { readonly year: number; readonly number: number } | undefined;
  /** 简称, if it was given one. */
  readonly shortTitle: string | undefined;
  /** 调研, 走访, 勘查: how often, and the last one. */
  readonly lookedAt:
    | {
        readonly count: number;
        readonly kind: FieldVisitKind;
        readonly heldOn: CivilDay;
        readonly place: string | undefined;
      }
    | undefined;
  /** 工作法 that goes for it, and where it stands. */
  readonly method: TopicMethod | undefined;
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
    splitFrom: row.split_from ?? undefined,
    shortTitle: row.own_short_title ?? undefined,
    lookedAt: toLookedAt(row.looked_at),
    method: toTopicMethod(row.method),
    state: toTopicState(row),
  };
}

interface ShownRow extends TopicRow, ForwardRow, TopicStateRow {
  readonly supplements: ShownTopic["supplements"] | null;
  readonly merged_here: ShownTopic["mergedHere"] | null;
  readonly split_from: ShownTopic["splitFrom"] | null;
  readonly looked_at: LookedAtRow | null;
  readonly own_short_title: string | null;
  readonly method: TopicMethodRow | null;
}

interface LookedAtRow {
  readonly count: number;
  readonly kind: FieldVisitKind;
  readonly held_on: string;
  readonly place: string | null;
}

function toLookedAt(row: LookedAtRow | null): ShownTopic["lookedAt"] {
  if (row === null) return undefined;
  const { count, kind, place } = row;
  return { count, kind, heldOn: readDay(row.held_on), place: place ?? undefined };
}

const selectShown = `select ${topicColumns}, ${selectForwards.columns}, ${selectState.columns},
    t.short_title as own_short_title,
    (select json_agg(json_build_object('words', s.words, 'personName', q.name) order by s.id)
      from topic_supplements s join people q on q.tenant_id = s.tenant_id and q.id = s.person_id
      where s.tenant_id = t.tenant_id and s.topic_id = t.id) as supplements,
    (select json_agg(json_build_object('year', g.year, 'number', g.number) order by g.id)
      from topics g where g.tenant_id = t.tenant_id and g.merged_into = t.id) as merged_here,
    (select json_build_object('year', g.year, 'number', g.number) from topics g
      where g.tenant_id = t.tenant_id and g.id = t.split_from) as split_from,
    (select json_build_object('count', count(*) over (), 'kind', f.kind,
        'held_on', f.held_on::text, 'place', f.place)
      from field_visits f where f.tenant_id = t.tenant_id and f.topic_id = t.id
      order by f.held_on desc, f.id desc limit 1) as looked_at,
    ${methodColumn} as method
  from ${topicTables} ${selectState.joins} ${selectForwards.join}
  where t.tenant_id = $1 and t.year = $2 and t.number = $3`;
