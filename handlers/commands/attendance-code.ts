import { randomInt } from "node:crypto";

import { findMeetingByCode } from "../../db/attendance.ts";
import { updateCheckInCode } from "../../db/meetings.ts";
import { checkInBeforeMs } from "../../domain/attendance.ts";
import { checkInChart, checkInCode } from "../../text/attendance.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { checkToCome } from "../meeting-replies.ts";
import { holdMeetingRoom } from "../meeting-holders.ts";
import { readMeeting, recordMeeting } from "../meetings.ts";
import { titleOf } from "../minutes.ts";
import { matchWhich } from "../minutes-words.ts";
import { keepPicture } from "../pictures.ts";
import { publishContext } from "../publication.ts";

/** 签到码 7号: four digits to stand in the room; asked again it is the same. */
export const attendanceCode = defineCommand({
  id: "attendance-code",
  name: "签到码",
  aliases: [],
  summary: "会场上用的四位签到码，例：签到码 7号",
  example: "签到码 7号",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: (text) => matchWhich(text, /^签到码(?:[\s:：]+|[。.]?$)/),
  async run(context, { which }) {
    const { tx, tenantId, now, wallNow, ports } = context;
    const meeting = await holdMeetingRoom(context, which, "签到码", { states: ["announced"] });
    checkToCome(meeting, now);
    const code = meeting.checkInCode ?? (await freeCode(context));
    if (meeting.checkInCode === undefined) {
      await updateCheckInCode(tx, meeting, code);
      recordMeeting(publishContext(context), meeting, "code-made", {});
    }
    const from = new Date(meeting.startsAt.getTime() - checkInBeforeMs);
    const title = titleOf(await readMeeting(context, meeting), now);
    const chart = checkInChart(title, code, from);
    const url = await keepPicture(tx, { tenantId, chart, ports, wallNow });
    return checkInCode(title, { code, from, url });
  },
});

/** One that opens no other meeting. */
async function freeCode({ tx, tenantId }: PersonContext): Promise<string> {
  for (;;) {
    const code = `${randomInt(1000, 10_000)}`;
    if ((await findMeetingByCode(tx, tenantId, code)) === undefined) return code;
  }
}
