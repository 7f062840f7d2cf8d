import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { TopicKey } from "./topics.ts";

/** Of a topic t merged into m, which was merged itself: the last one of the way. Null otherwise. */
export const leadsTo = `case when m.merged_into is not null then (
      with recursive way as (
        select g.merged_into, g.year, g.number from topics g
        where g.tenant_id = t.tenant_id and g.id = m.merged_into
        union
        select g.merged_into, g.year, g.number from way
        join topics g on g.tenant_id = t.tenant_id and g.id = way.merged_into
      )
      select json_build_object('year', way.year, 'number', way.number) from way
      where way.merged_into is null) end`;

/** Holds all of them in one order whoever asks, so that two who name the same ones never wait in a ring. */
export async function lockTopicsInOrder(
  tx: Tx,
  tenantId: number,
  keys: readonly TopicKey[],
): Promise<void> {
  await sql`select from topics
    where tenant_id = ${tenantId} and (year, number) in (
      select * from unnest(${keys.map(({ year }) => year)}::integer[],
        ${keys.map(({ number }) => number)}::integer[]))
    order by id for update`.execute(tx);
}
