import { findMinutes } from "../db/minutes.ts";
import { lockMeeting, type Meeting } from "../db/meetings.ts";
import { UserError } from "../domain/errors.ts";
import { hasRight } from "../domain/rights.ts";
import type { PersonContext } from "./command.ts";
import { findMeeting, type Picking } from "./meeting-picking.ts";

/**
 * In the room it is not only the staff who keep order: whoever presides and whoever takes the
 * minutes sign people in and call the speakers of their meeting.
 * @param name what is to be done: 补签
 * @throws UserError for everybody else
 */
export async function checkMayHold(
  { tx, tenantId, person }: PersonContext,
  { id: meetingId, hostId }: Meeting,
  name: string,
): Promise<void> {
  if (hasRight(person.roles, "convene") || hostId === person.id) return;
  const minutes = await findMinutes(tx, tenantId, { meetingId });
  if (minutes?.recorderId === person.id) return;
  throw new UserError("notAllowed", { name, who: "主持人、记录人或联络员" });
}

/**
 * The meeting whose list is written on, held. It need not have begun: the sheet is passed round
 * before that, too.
 * @param name what is to be done: 补签
 * @throws UserError for whoever does not keep order there
 */
export async function holdMeetingRoom(
  context: PersonContext,
  which: string | undefined,
  name: string,
  picking: Picking = {},
): Promise<Meeting> {
  const { id } = await findMeeting(context, which, picking);
  const meeting = await lockMeeting(context.tx, context.tenantId, id);
  await checkMayHold(context, meeting, name);
  return meeting;
}
