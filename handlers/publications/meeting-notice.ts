import { replaceAlarms } from "../../db/meeting-alarms.ts";
import { updateMeetingPerson, updateTold } from "../../db/meeting-people.ts";
import { getMeeting, lockMeeting, updateMeetingState } from "../../db/meetings.ts";
import { findLiaison } from "../../db/people.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { planAlarms } from "../../domain/meeting-alarms.ts";
import { textMessage } from "../../domain/message.ts";
import { noticeSent } from "../../text/meeting-drafts.ts";
import { meetingNotice, sayInvited, sayWhen } from "../../text/meetings.ts";
import { wantEntries } from "../meeting-calendar.ts";
import { sendNotices } from "../meeting-notices.ts";
import { MEETING_KIND, readMeeting, recordMeeting } from "../meetings.ts";
import type { PublicationKind } from "../publication.ts";

/** 会议通知: to everybody invited, each alone. */
export const meetingNoticePublication: PublicationKind = {
  kind: MEETING_KIND,
  names: ["会议通知", "会议"],
  async describe(context, objectId) {
    const { tx, tenantId, now } = context;
    const meeting = await getMeeting(tx, tenantId, objectId);
    const { people, agenda } = await readMeeting(context, meeting);
    const liaison = await findLiaison(tx, tenantId);
    const place = meeting.place === undefined ? "" : `，${meeting.place}`;
    return {
      title: meeting.title,
      summary: [`${sayWhen(meeting.startsAt, now)}${place}。`, `参加：${sayInvited(people)}。`],
      full: textMessage(
        meetingNotice({ meeting, people, agenda, liaison, now }, undefined, "none"),
      ),
    };
  },
  async publish(context, objectId) {
    const { tx, tenantId, now } = context;
    const meeting = await lockMeeting(tx, tenantId, objectId);
    if (meeting.state !== "draft") throw new UserError("meetingDraftNone");
    if (meeting.startsAt <= now) {
      throw new UserError("meetingPast", { time: sayWhen(meeting.startsAt, now) });
    }
    await updateMeetingState(tx, meeting, { state: "announced", at: now });
    recordMeeting(context, meeting, "announced", {});
    const whole = await readMeeting(context, { ...meeting, state: "announced" });
    // Whoever invites has answered by inviting.
    const host = whole.people.find(({ capacity }) => capacity === "host");
    if (host !== undefined) {
      await updateMeetingPerson(tx, host, { reply: "attending", repliedAt: now });
    }
    const { told, unreached } = await sendNotices(context, whole);
    await updateTold(tx, meeting);
    await wantEntries(context, meeting);
    const workdays = await readWorkdays(tx, tenantId);
    await replaceAlarms(tx, meeting, planAlarms(meeting, now, workdays));
    const liaison = await findLiaison(tx, tenantId);
    const counts = { told, unreached: unreached.length, liaisonName: liaison?.name };
    return noticeSent(counts, "single");
  },
  async drop(context, objectId) {
    const { tx, tenantId, now } = context;
    const meeting = await lockMeeting(tx, tenantId, objectId);
    if (meeting.state !== "draft") return;
    await updateMeetingState(tx, meeting, { state: "cancelled", at: now, reason: undefined });
    recordMeeting(context, meeting, "dropped", {});
  },
};
