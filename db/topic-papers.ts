import type { TopicStatus } from "../domain/topic.ts";
import type { Tx } from "./database.ts";

/** A topic as one row of the 议题清单. */
export interface TopicSheetRow {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly category: string | null;
  readonly status: TopicStatus;
  readonly proposerName: string;
  readonly endorsements: number;
}

/** The topics of a year without those withdrawn or taken up by others, in the order of their numbers. */
export function listTopicsInOrder(
  tx: Tx,
  year: number,
  limit: number,
): Promise<readonly TopicSheetRow[]> {
  return tx.query<TopicSheetRow>(selectRows, [year, limit]);
}

const selectRows = `select t.year, t.number, t.title, t.category, t.status,
    p.name as "proposerName",
    (select count(*) from endorsements e
      where e.tenant_id = t.tenant_id and e.topic_id = t.id) as endorsements
  from topics t join people p on p.tenant_id = t.tenant_id and p.id = t.proposer_id
  where t.tenant_id = current_tenant() and t.year = $1 and t.status not in ('withdrawn', 'merged', 'split')
  order by t.number limit $2`;
