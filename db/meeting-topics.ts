import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";

export interface MeetingTopic {
  readonly topicId: number;
  readonly number: number;
  readonly year: number;
  readonly title: string;
}

/** The topics a meeting is about, in their order. */
export async function listMeetingTopics(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
): Promise<readonly MeetingTopic[]> {
  const { rows } = await sql<MeetingTopic>`
    select t.id as "topicId", t.number, t.year, t.title from meeting_topics m
    join topics t on t.tenant_id = m.tenant_id and t.id = m.topic_id
    where m.tenant_id = ${tenantId} and m.meeting_id = ${id} order by m.position`.execute(tx);
  return rows;
}

export async function insertMeetingTopics(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
  topicIds: readonly number[],
): Promise<void> {
  if (topicIds.length === 0) return;
  await tx
    .insertInto("meeting_topics")
    .values(
      topicIds.map((topicId, index) => ({
        tenant_id: tenantId,
        meeting_id: id,
        topic_id: topicId,
        position: index + 1,
      })),
    )
    .execute();
}

export interface MeetingTopicRow extends MeetingTopic {
  readonly meetingId: number;
}

/** The topics of several meetings. */
export async function listTopicsOfMeetings(
  tx: Tx,
  tenantId: number,
  meetingIds: readonly number[],
): Promise<readonly MeetingTopicRow[]> {
  if (meetingIds.length === 0) return [];
  const { rows } = await sql<MeetingTopicRow>`
    select m.meeting_id as "meetingId", t.id as "topicId", t.number, t.year, t.title
    from meeting_topics m
    join topics t on t.tenant_id = m.tenant_id and t.id = m.topic_id
    where m.tenant_id = ${tenantId} and m.meeting_id = any(${[...meetingIds]}::bigint[])
    order by m.meeting_id, m.position`.execute(tx);
  return rows;
}
