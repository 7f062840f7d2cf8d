import { listTimePollPeople } from "../db/time-poll-people.ts";
import { type TimePoll, updateTimePoll } from "../db/time-polls.ts";
import type { Requirement } from "../domain/meeting.ts";
import type { PollRequirement } from "../domain/time-poll.ts";
import type { PersonContext } from "./command.ts";
import { showMeetingDraft } from "./meeting-draft-shown.ts";
import { findHost } from "./meeting-drafting.ts";
import { draftMeeting, readMeeting } from "./meetings.ts";
import { publishContext } from "./publication.ts";
import { recordPoll } from "./time-polls.ts";

/**
 * The meeting at the time that was chosen, as a draft: the only place that hands a time over to the
 * meetings. The caller holds the poll.
 * @returns the draft as whoever picked reads it
 * @throws UserError for what a meeting cannot be
 */
export async function draftFromPoll(
  context: PersonContext,
  poll: TimePoll,
  index: number,
): Promise<string> {
  const { tx, now } = context;
  const slot = poll.slots[index];
  if (slot === undefined) throw new Error("a slot that the poll does not have");
  const asked = await listTimePollPeople(tx, poll);
  const { requirements } = poll;
  const host = await findHost(context, undefined);
  const meeting = await draftMeeting(context, {
    title: poll.title.replace(/^(?:\d{4}-)?\d+号(?=「)/, ""),
    topicIds: poll.topicId === undefined ? [] : [poll.topicId],
    unitId: poll.unitId,
    form: poll.form ?? "thematic",
    alias: poll.alias,
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    hostId: host?.id,
    ...(requirements.length > 0 && { requirements: toRequirements(requirements) }),
    people: asked.map((person) => ({
      personId: person.personId,
      name: person.name,
      organization: person.organization,
      category: person.category,
      capacity:
        host !== undefined && person.personId === host.id
          ? ("host" as const)
          : ("participant" as const),
    })),
  });
  await updateTimePoll(tx, poll, {
    state: "settled",
    chosen: index,
    meetingId: meeting.id,
    closedAt: now,
    remindAt: null,
  });
  recordPoll(publishContext(context), poll, "settled");
  return showMeetingDraft(context, await readMeeting(context, meeting));
}

/** The meeting counts by category. */
function toRequirements(requirements: readonly PollRequirement[]): readonly Requirement[] {
  const byCategory = Map.groupBy(requirements, ({ category }) => category);
  return [...byCategory].map(([category, all]) => ({
    category,
    count: all.reduce((sum, { count }) => sum + count, 0),
  }));
}
