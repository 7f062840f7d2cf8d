import { sql } from "kysely";

import type { WeekMeeting, WeekMeetings } from "../domain/digest.ts";
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
  readonly consensus: number;
  readonly advice: number;
  readonly tasks: number;
}

/** 协商 held in that week, those of the next, and minutes that are being checked. */
export async function countMeetings(tx: Tx, week: Week): Promise<WeekMeetings> {
  const { tenantId, unitIds, from, until } = week;
  const monday = new Date(from.getTime() + weekMs);
  const sunday = new Date(monday.getTime() + weekMs);
  const { rows } = await sql<Row>`
    select m.part, m.at, t.number, t.year, m.title, m.form, m.alias, m.present,
      l.consensus, l.advice, l.tasks
    from (
      select 'held' as part, m.*, m.starts_at as at, (
          select count(*)::integer from meeting_people p
          where p.tenant_id = m.tenant_id and p.meeting_id = m.id
            and p.attendance in ('present', 'late')) as present
        from meetings m where m.tenant_id = ${tenantId} and m.state = 'held'
          and m.starts_at >= ${from} and m.starts_at < ${until}
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
    cross join lateral (
      select count(*) filter (where l.kind = 'consensus')::integer as consensus,
        count(*) filter (where l.kind = 'advice')::integer as advice,
        count(*) filter (where l.kind = 'task')::integer as tasks
      from minutes i join minutes_lines l on l.tenant_id = i.tenant_id and l.minutes_id = i.id
      where m.part = 'held' and i.tenant_id = ${tenantId} and i.meeting_id = m.id
        and i.state in ('reviewing', 'closed') and not l.is_withdrawn
    ) l
    where m.unit_id = any(${[...unitIds]}::bigint[])
    order by m.at, m.id`.execute(tx);
  const held = rows.filter(({ part }) => part === "held");
  const sum = (key: "present" | "consensus" | "advice" | "tasks") =>
    held.reduce((total, row) => total + row[key], 0);
  return {
    held: held.map(toMeeting),
    present: sum("present"),
    consensus: sum("consensus"),
    advice: sum("advice"),
    tasks: sum("tasks"),
    next: rows.filter(({ part }) => part === "next").map(toMeeting),
    checked: rows.filter(({ part }) => part === "checked").map(toMeeting),
  };
}

function toMeeting({ at, number, year, title, form, alias }: Row): WeekMeeting {
  const topic = number === null || year === null ? undefined : { number, year };
  return { at: at.toISOString(), topic, title, form, alias: alias ?? undefined };
}

const weekMs = 7 * 24 * 60 * 60_000;
