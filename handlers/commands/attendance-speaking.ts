import { getSpeakingAt, updateSpeakingAt } from "../../db/attendance.ts";
import { listMeetingPeople, updateMeetingPerson } from "../../db/meeting-people.ts";
import { UserError } from "../../domain/errors.ts";
import { noSpeakers, speakingOrder, speakNow } from "../../text/attendance.ts";
import { arg } from "../arg.ts";
import { speakersOf } from "../attendance.ts";
import { defineCommand } from "../command.ts";
import { holdMeetingRoom } from "../meeting-holders.ts";
import { readMeeting, recordMeeting } from "../meetings.ts";
import { titleOf } from "../minutes.ts";
import { matchNames, matchWhich } from "../minutes-words.ts";
import { publishContext } from "../publication.ts";

/** 发言 顺序 7号: shown, or set by the names behind it. */
export const speakingOrderSet = defineCommand({
  id: "speaking-order-set",
  name: "发言 顺序",
  aliases: [],
  summary: "看发言顺序，例：发言 顺序 7号",
  example: "发言 顺序 7号",
  audience: "staff",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { names: arg.field("姓名"), which: arg.field("哪一场") },
  match: (text) => matchNames(text, /^(?:发言\s+顺序|发言顺序)(?:[\s:：]+|$)/),
  async run(context, { names, which }) {
    const { tx, now, place } = context;
    const meeting = await holdMeetingRoom(context, which, "安排发言");
    if (names !== undefined) {
      const people = await listMeetingPeople(tx, meeting);
      const order = names.split(/[\s,，、]+/).map((name) => {
        const found = people.find((each) => each.name === name.replace(/(?:委员|同志)$/, ""));
        if (found === undefined) throw new UserError("meetingPersonUnknown", { name });
        return found;
      });
      for (const person of people) {
        const index = order.indexOf(person);
        const speakingPosition = index === -1 ? undefined : index + 1;
        if (person.speakingPosition !== speakingPosition) {
          await updateMeetingPerson(tx, person, { speakingPosition });
        }
      }
      const words = { order: order.map(({ id }) => id) };
      recordMeeting(publishContext(context), meeting, "speaking-order-set", words);
    }
    const whole = await readMeeting(context, meeting);
    const { speakers, minutes } = speakersOf(whole);
    // To look at the order in the middle does not begin it anew.
    const isOver = (await getSpeakingAt(tx, meeting)) >= speakers.length;
    if (names !== undefined || isOver) await updateSpeakingAt(tx, meeting, 0);
    if (speakers.length === 0) return noSpeakers(place);
    return speakingOrder(titleOf(whole, now), speakers, minutes, place);
  },
});

/** 发言 下一位 */
export const speakingNext = defineCommand({
  id: "speaking-next",
  name: "发言 下一位",
  aliases: [],
  example: "发言 下一位",
  audience: "staff",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: (text) => matchWhich(text, /^(?:发言\s*)?下一位(?:发言)?(?:[\s:：]+|[。.！!]*$)/),
  async run(context, { which }) {
    const { tx, place } = context;
    const meeting = await holdMeetingRoom(context, which, "安排发言");
    const { speakers, minutes } = speakersOf(await readMeeting(context, meeting));
    if (speakers.length === 0) return noSpeakers(place);
    const position = (await getSpeakingAt(tx, meeting)) + 1;
    const person = speakers[position - 1];
    if (person === undefined) throw new UserError("speakingOver");
    await updateSpeakingAt(tx, meeting, position);
    return speakNow(position, person, speakers[position], minutes);
  },
});
