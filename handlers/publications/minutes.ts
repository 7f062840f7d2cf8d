import { upsertAsked } from "../../db/minutes-answers.ts";
import { findMinutes, type Minutes, updateMinutes } from "../../db/minutes.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { hasCome } from "../../domain/attendance.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import { minutesFull, sayTurnout } from "../../text/minutes.ts";
import { minutesCard, minutesSent, minutesToCheck } from "../../text/minutes-review.ts";
import { sayNames } from "../meeting-notices.ts";
import { tellInvited } from "../meeting-telling.ts";
import { recordMeeting } from "../meetings.ts";
import {
  keepVersion,
  MINUTES_KIND,
  minutesDaysOf,
  minutesDue,
  noteAbsences,
  readMinutes,
} from "../minutes.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";

/** 纪要: to everybody who came, each alone, to be found right or corrected. */
export const minutesPublication: PublicationKind = {
  kind: MINUTES_KIND,
  names: ["纪要", "会议纪要"],
  async describe(context, objectId) {
    const { attended } = await readMinutes(context, await getMinutes(context, objectId));
    return {
      title: `${attended.title.title}纪要`,
      summary: [sayTurnout(attended.turnout)],
      full: textMessage(minutesFull(attended)),
    };
  },
  async publish(context, objectId) {
    const { tx, tenantId, now } = context;
    const minutes = await getMinutes(context, objectId);
    const { meeting, people, topics, attended } = await readMinutes(context, minutes);
    if (minutes.state !== "draft") throw new UserError("minutesSent", { title: meeting.title });
    const days = await minutesDaysOf(context, topics);
    const dueAt = minutesDue(now, days, await readWorkdays(tx, tenantId));
    await updateMinutes(tx, minutes, { state: "reviewing", sentAt: now, dueAt });
    await noteAbsences(context, { people });
    await keepVersion(context, minutes);
    const came = people.filter(hasCome);
    const card = minutesCard(attended.title, dueAt, now);
    const text = minutesToCheck(attended, dueAt, false);
    const { told, unreached } = await tellInvited(context, came, () => ({ text, card }));
    await upsertAsked(
      tx,
      minutes,
      came.map(({ id }) => id),
    );
    recordMeeting(context, meeting, "minutes-sent", { told, due: dueAt.toISOString() });
    return minutesSent({ told, unreached: sayNames(unreached) }, dueAt, now);
  },
};

async function getMinutes({ tx, tenantId }: PublishContext, id: number): Promise<Minutes> {
  const minutes = await findMinutes(tx, tenantId, { id });
  if (minutes === undefined) throw new Error("there are no such minutes");
  return minutes;
}
