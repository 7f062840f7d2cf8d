/** 已转发: how often a topic was passed on to people outside, and the last time. */
export interface Forwards {
  readonly count: number;
  readonly byName: string;
  readonly at: Date;
  /** Undefined once the words of the event were erased. */
  readonly where: string | undefined;
}

export interface ForwardRow {
  readonly forward_count: number | null;
  readonly forward_name: string | null;
  readonly forward_at: Date | null;
  readonly forward_words: string | null;
}

/** Read from the topic's history, which is where it is written; joins a topic called `t`. */
export const selectForwards = {
  columns: `f.count as forward_count, f.name as forward_name, f.happened_at as forward_at,
    f.words as forward_words`,
  join: `left join lateral (
    select count(*) over () as count, p.name, e.happened_at, w.words
    from events e
    join people p on p.tenant_id = e.tenant_id and p.id = e.actor_id
    left join event_words w on w.tenant_id = e.tenant_id and w.event_id = e.id
    where e.tenant_id = t.tenant_id and e.object_kind = 'topic' and e.object_id = t.id
      and e.kind = 'forwarded'
    order by e.seq desc limit 1) f on true`,
} as const;

export function toForwards(row: ForwardRow): Forwards | undefined {
  const { forward_count: count, forward_name: byName, forward_at: at } = row;
  if (count === null || byName === null || at === null) return undefined;
  return { count, byName, at, where: whereOf(row.forward_words) };
}

function whereOf(words: string | null): string | undefined {
  const stored: unknown = words === null ? undefined : JSON.parse(words);
  if (typeof stored !== "object" || stored === null || !("where" in stored)) return undefined;
  return typeof stored.where === "string" ? stored.where : undefined;
}
