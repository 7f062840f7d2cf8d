import { listMaterials } from "../../db/meeting-materials.ts";
import { listMeetingPeople } from "../../db/meeting-people.ts";
import { listPeople } from "../../db/people.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { limits } from "../../domain/limits.ts";
import { hasRight, isStaff } from "../../domain/rights.ts";
import { toLocal } from "../../domain/time.ts";
import { meetingList, meetingShown, noMeetings } from "../../text/meeting-list.ts";
import { itemNumber } from "../../text/phrases.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { listPickable } from "../meeting-picking.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, readMeeting } from "../meetings.ts";
import type { RawArgs } from "../question.ts";

/** 会议: what is to come with one's own answer; 会议 7号: one of them. */
export const meetingShow = defineCommand({
  id: "meeting-show",
  name: "会议",
  aliases: ["近期会议"],
  summary: "看近期的会议，会议 7号 看一场",
  example: "会议 7号",
  needs: "person",
  isWriting: false,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: matchShow,
  async run(context, { which }) {
    return which === undefined ? list(context) : show(context, which);
  },
});

/** 会议, 近期会议, 有什么会, 会议 7号, 会议 3月25日. */
function matchShow({ original, plain }: MatchText): RawArgs | undefined {
  if (
    /^(?:近期|最近|本周|下周|我的)?(?:会议|有(?:什么|哪些)会议?)(?:列表|安排表?)?[\s?？。]*$/.test(
      plain,
    )
  ) {
    return {};
  }
  const head = /^(?:看|查)?会议[\s:：]+/.exec(plain);
  if (head === null) return undefined;
  const { key, rest } = splitKey(original.slice(head[0].length));
  return key === undefined || rest !== "" ? undefined : { which: key };
}

async function list(context: PersonContext): Promise<string> {
  const { tx, person, now, place } = context;
  const { meetings, topics } = await listPickable(context, { states: ["announced"] });
  const toCome = meetings.filter(({ endsAt }) => endsAt > now);
  if (toCome.length === 0) return noMeetings(place, isStaff(person.roles));
  const first = toCome.slice(0, limits.meetingsListed);
  const { year } = toLocal(now);
  const listed = [];
  for (const meeting of first) {
    const people = await listMeetingPeople(tx, meeting);
    const topic = topics.find(({ meetingId }) => meetingId === meeting.id);
    listed.push({
      meeting,
      number: topic && itemNumber(topic, year),
      reply: people.find(({ personId }) => personId === person.id)?.reply,
    });
  }
  return meetingList(listed, { now, more: toCome.length - first.length }, place);
}

/** Names of who answered what are for the staff, and never in a group. */
async function show(context: PersonContext, which: string): Promise<string> {
  const { tx, tenantId, person, now, place } = context;
  const states = ["announced", "held", "cancelled"] as const;
  const meeting = await findMeeting(context, which, { states });
  const { people, agenda } = await readMeeting(context, meeting);
  const roster = await listPeople(tx, tenantId);
  const asksForMaterials = meeting.materialsDueAt !== undefined;
  return meetingShown(
    {
      meeting,
      people,
      agenda,
      hostName: roster.find(({ id }) => id === meeting.hostId)?.name,
      reply: people.find(({ personId }) => personId === person.id)?.reply,
      showsNames: place === "single" && hasRight(person.roles, "convene"),
      materials: asksForMaterials ? (await listMaterials(tx, meeting)).length : undefined,
      workdays: await readWorkdays(tx, tenantId),
      now,
    },
    place,
  );
}
