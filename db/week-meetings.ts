import { sql } from "kysely";

import { type WeekMeeting, type WeekMeetings, weekOf } from "../domain/digest.ts";
import type { MeetingForm } from "../domain/meeting.ts";
import type { Tx } from "./database.ts";
import type { Week } from "./week-numbers.ts";

interface Row {
  readonly part: "held" | "next" | "checked";
  readonly at: Date;
  readonly number: number | null;
  readonly year: number | null;
  readonly title: string;
  readonly form: MeetingForm;
  readonly alias: string | null;
  readonly present: number;
}

/**
 * 协商 held in that week, those of the next, and minutes that are being checked. A meeting counts when
 * it is known to have been held, what came of it when its minutes went out: either may be later than
 * the meeting, and would be in no week otherwise.
 */
export async function countMeetings(tx: Tx, week: Week): Promise<WeekMeetings> {
  const [rows, cameOfThem] = await Promise.all([listMeetings(tx, week), countLines(tx, week)]);
  const held = rows.filter(({ part }) => part === "held");
  return {
    held: held.map(toMeeting),
    present: held.reduce((sum, row) => sum + row.present, 0),
    ...cameOfThem,
    next: rows.filter(({ part }) => part === "next").map(toMeeting),
    checked: rows.filter(({ part }) => part === "checked").map(toMeeting),
  };
}

async function listMeetings(tx: Tx, week: Week): Promise<readonly Row[]> {
  const { tenantId, unitIds, from, until } = week;
  // 下周 follows the day it is counted to, wherever it began.
  const monday = weekOf(new Date(until.getTime() - 1)).until;
  const sunday = new Date(monday.getTime() + weekMs);
  const { rows } = await sql<Row>`
    select m.part, m.at, t.number, t.year, m.title, m.form, m.alias, m.present
    from (
      select 'held' as part, m.*, m.starts_at as at, (
          select count(*)::integer from meeting_people p
          where p.tenant_id = m.tenant_id and p.meeting_id = m.id
            and p.attendance in ('present', 'late')) as present
        from meetings m where m.tenant_id = ${tenantId} and m.state = 'held'
          and coalesce(m.held_at, m.starts_at) >= ${from}
          and coalesce(m.held_at, m.starts_at) < ${until}
      union all
      select 'next', m.*, m.starts_at, 0 from meetings m
        where m.tenant_id = ${tenantId} and m.state = 'announced'
          and m.starts_at >= ${monday} and m.starts_at < ${sunday}
      union all
      select 'checked', m.*, i.due_at, 0 from minutes i
        join meetings m on m.tenant_id = i.tenant_id and m.id = i.meeting_id
        where i.tenant_id = ${tenantId} and i.state = 'reviewing' and i.due_at > ${until}
    ) m
    left join lateral (
      select t.number, t.year from meeting_topics mt
      join topics t on t.tenant_id = mt.tenant_id and t.id = mt.topic_id
      where mt.tenant_id = ${tenantId} and mt.meeting_id = m.id order by mt.position limit 1
    ) t on true
    where m.unit_id = any(${[...unitIds]}::bigint[])
    order by m.at, m.id`.execute(tx);
  return rows;
}

async function countLines(
  tx: Tx,
  { tenantId, unitIds, from, until }: Week,
): Promise<Pick<WeekMeetings, "consensus" | "advice" | "tasks">> {
  const { rows } = await sql<Pick<WeekMeetings, "consensus" | "advice" | "tasks">>`
    select count(*) filter (where l.kind = 'consensus')::integer as consensus,
      count(*) filter (where l.kind = 'advice')::integer as advice,
      count(*) filter (where l.kind = 'task')::integer as tasks
    from minutes i
    join meetings m on m.tenant_id = i.tenant_id and m.id = i.meeting_id
    join minutes_lines l on l.tenant_id = i.tenant_id and l.minutes_id = i.id
    where i.tenant_id = ${tenantId} and m.unit_id = any(${[...unitIds]}::bigint[])
      and i.state in ('reviewing', 'closed') and not l.is_withdrawn
      and coalesce(i.sent_at, i.closed_at, m.held_at) >= ${from}
      and coalesce(i.sent_at, i.closed_at, m.held_at) < ${until}`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("a count returned nothing");
  return row;
}

function toMeeting({ at, number, year, title, form, alias }: Row): WeekMeeting {
  const topic = number === null || year === null ? undefined : { number, year };
  return { at: at.toISOString(), topic, title, form, alias: alias ?? undefined };
}

const weekMs = 7 * 24 * 60 * 60_000;
