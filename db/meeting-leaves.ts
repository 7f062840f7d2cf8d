import { type Selectable, sql } from "kysely";

import type { Tx } from "./database.ts";
import { type MeetingPerson, toMeetingPerson } from "./meeting-people.ts";
import type { MeetingPeopleTable } from "./schema/meetings.ts";

/** Who asked for leave of a meeting that is not over, and has no answer; the nearest meeting first. */
export async function listAskedLeaves(
  tx: Tx,
  tenantId: number,
  now: Date,
): Promise<readonly (MeetingPerson & { readonly startsAt: Date })[]> {
  const { rows } = await sql<Selectable<MeetingPeopleTable> & { starts_at: Date }>`
    select p.*, m.starts_at from meeting_people p
    join meetings m on m.tenant_id = p.tenant_id and m.id = p.meeting_id
    where p.tenant_id = ${tenantId} and p.reply = 'leave-asked'
      and p.removed_at is null
      and m.state = 'announced' and m.ends_at > ${now}
    order by m.starts_at, p.position`.execute(tx);
  return rows.map((row) => Object.assign(toMeetingPerson(row), { startsAt: row.starts_at }));
}
