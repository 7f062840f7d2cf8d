import {
  listMeetingPeople,
  type MeetingPerson,
  updateMeetingPerson,
} from "../../db/meeting-people.ts";
import { lockMeeting, type Meeting } from "../../db/meetings.ts";
import { countTurnout, hasCome } from "../../domain/attendance.ts";
import { UserError } from "../../domain/errors.ts";
import { leftEarly, ownLeftEarly } from "../../text/attendance.ts";
import { arg } from "../arg.ts";
import { pickNamed, splitNames } from "../attendance-picking.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { checkMayHold } from "../meeting-holders.ts";
import { findMeeting, recordMeeting } from "../meetings.ts";
import { matchNames } from "../minutes-words.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/**
 * 提前离会 李梅: they were there, and what was decided later was decided without them. Alone it is
 * said of oneself.
 */
export const attendanceLeft = defineCommand({
  id: "attendance-left",
  name: "提前离会",
  aliases: ["早退"],
  example: "提前离会 李梅",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.field("姓名"), which: arg.field("哪一场") },
  match: matchLeft,
  async run(context, { names, which }) {
    const { tx, tenantId, person } = context;
    const { id } = await findMeeting(context, which);
    const meeting = await lockMeeting(tx, tenantId, id);
    const people = await listMeetingPeople(tx, meeting);
    if (names === undefined || names === "我") {
      const own = people.find(({ personId }) => personId === person.id);
      if (own === undefined || !hasCome(own)) throw new UserError("leftNotHere", { name: "您" });
      await leave(context, meeting, [own]);
      return ownLeftEarly(person.salutation, meeting.title);
    }
    await checkMayHold(context, meeting, "登记别人提前离会");
    const meant = splitNames(names).map((name) => {
      const [found] = pickNamed(people.filter(hasCome), name);
      if (found === undefined) throw new UserError("leftNotHere", { name });
      return found;
    });
    await leave(context, meeting, meant);
    return leftEarly(
      meant.map(({ name }) => name),
      countTurnout(await listMeetingPeople(tx, meeting)),
    );
  },
});

/** 提前离会, 提前离会 李梅, 李梅提前离会了. */
function matchLeft(text: MatchText): RawArgs | undefined {
  const behind =
    /^(?<names>\p{Script=Han}{1,4}?)(?:要|先)?(?:提前(?:离会|退场)|早退)了?[。.!！]?$/u.exec(
      text.plain,
    );
  const { names } = behind?.groups ?? {};
  if (names !== undefined) return rawArgs({ names: text.original.slice(0, names.length) });
  return matchNames(text, /^(?:提前(?:离会|离开|退场)|早退)了?(?:[\s:：]+|[。.!！]?$)/);
}

async function leave(
  context: PersonContext,
  meeting: Meeting,
  people: readonly MeetingPerson[],
): Promise<void> {
  const { tx, now } = context;
  const leftAt = now < meeting.endsAt ? now : meeting.endsAt;
  for (const each of people) await updateMeetingPerson(tx, each, { leftAt });
  const words = { invited: people.map(({ id }) => id) };
  recordMeeting(publishContext(context), meeting, "left-early", words);
}
