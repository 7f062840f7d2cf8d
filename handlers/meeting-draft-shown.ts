import { findMeetingsOfTopic } from "../db/meetings.ts";
import { listPeople } from "../db/people.ts";
import { listTalents, type Talent } from "../db/talents.ts";
import { readWorkdays } from "../db/workdays.ts";
import { missingOf } from "../domain/meeting-forms.ts";
import { rankFitting } from "../domain/talent.ts";
import { toLocal } from "../domain/time.ts";
import { workdaysBetween } from "../domain/workdays.ts";
import { meetingConfirmCard, meetingDrafted } from "../text/meeting-drafts.ts";
import type { Place } from "../text/phrases.ts";
import type { PersonContext } from "./command.ts";
import type { MeetingTime } from "./meeting-time.ts";
import { MEETING_KIND, type WholeMeeting } from "./meetings.ts";
import { releaseWays } from "./publication-review.ts";

/** The draft as the drafter reads it, with 确认, 送审 and how to change it. */
export async function showMeetingDraft(
  context: PersonContext,
  whole: WholeMeeting,
  assumed?: MeetingTime["assumed"],
): Promise<string> {
  const { person, place } = context;
  const { unitId, title } = whole.meeting;
  context.show(meetingConfirmCard(title));
  const ways = await releaseWays(context, { kind: MEETING_KIND, unitId });
  const { salutation } = person;
  return describeDraft(context, whole, { salutation, ways, assumed, place });
}

interface Shown {
  readonly salutation: string;
  readonly ways: readonly string[];
  readonly assumed?: MeetingTime["assumed"];
  readonly place: Place;
}

/** The same for whoever reads it without having said anything. */
export async function describeDraft(
  context: Reading,
  { meeting, people, agenda, topics }: WholeMeeting,
  { salutation, ways, assumed, place }: Shown,
): Promise<string> {
  const { tx, tenantId, now } = context;
  const workdays = await readWorkdays(tx, tenantId);
  const roster = await listPeople(tx, tenantId);
  const left = workdaysBetween(workdays, toLocal(now), toLocal(meeting.startsAt));
  return meetingDrafted(
    {
      meeting,
      agenda,
      people,
      now,
      salutation,
      hostName: roster.find(({ id }) => id === meeting.hostId)?.name,
      quorum: meeting.quorum,
      missing: missingOf(meeting.requirements, people),
      notice: { wanted: meeting.noticeDays, left: Math.max(0, left) },
      capacity: meeting.capacity,
      assumed,
      others: await listOthers(context, meeting, topics),
      experts: await listExperts(context, { people, topics }),
      workdays,
      ways,
    },
    place,
  );
}

type Reading = Pick<PersonContext, "tx" | "tenantId" | "now">;

/** When else the same topics are talked over. */
async function listOthers(
  { tx, tenantId, now }: Reading,
  { id }: WholeMeeting["meeting"],
  topics: WholeMeeting["topics"],
): Promise<readonly Date[]> {
  const others = new Map<number, Date>();
  for (const { topicId } of topics) {
    for (const each of await findMeetingsOfTopic(tx, tenantId, topicId)) {
      const isToCome = each.state === "announced" && each.startsAt > now;
      if (isToCome && each.id !== id) others.set(each.id, each.startsAt);
    }
  }
  return [...others.values()];
}

/** Who of the 人才库 knows about the topics and is not asked yet. */
async function listExperts(
  { tx, tenantId }: Reading,
  { people, topics }: Pick<WholeMeeting, "people" | "topics">,
): Promise<readonly Talent[]> {
  if (topics.length === 0) return [];
  const asked = new Set(people.map(({ name }) => name));
  const talents = await listTalents(tx, tenantId);
  const fitting = rankFitting(talents, topics.map(({ title }) => title).join("\n"));
  return fitting.filter(({ name }) => !asked.has(name)).slice(0, EXPERTS_MAX);
}

const EXPERTS_MAX = 2;
