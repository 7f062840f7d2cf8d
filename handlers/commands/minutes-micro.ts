import { insertLine, openMinutes, updateMinutes } from "../../db/minutes.ts";
import {
  insertMeetingPeople,
  listMeetingPeople,
  updateMeetingPerson,
} from "../../db/meeting-people.ts";
import { insertMeeting, updateMeetingState } from "../../db/meetings.ts";
import { listPeople } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { usualDimensions } from "../../domain/meeting-forms.ts";
import { topicProfiles } from "../../domain/profile.ts";
import { isNameless } from "../../domain/person.ts";
import { lengthOf } from "../../domain/topic.ts";
import { microKept } from "../../text/minutes-micro.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { recordMeeting } from "../meetings.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { findMeantUnit } from "../unit-groups.ts";

/** 微协商 事由…结果…: one message is the whole record of a talk that was held. */
export const microRecord = defineCommand({
  id: "micro-record",
  name: "微协商",
  aliases: [],
  summary: "一句话记一次微协商，例：微协商 事由 楼道堆物 结果 周末一起清理",
  example: "微协商 事由 3栋楼道堆物 结果 李梅和物业周末一起清理",
  needs: "person",
  right: "propose",
  isWriting: true,
  glued: /(?!)/,
  args: {
    matter: arg.words("事由", "请接着告诉我商量的是什么事"),
    result: arg.words("结果", "请接着告诉我商量的结果"),
  },
  match: matchMicro,
  async run(context, { matter, result }) {
    const { tx, person, now, saidAt } = context;
    if (lengthOf(matter) > limits.meetingTitleCharsMax) {
      throw new UserError("meetingWordsTooLong", {
        label: "事由",
        max: limits.meetingTitleCharsMax,
      });
    }
    const max = limits.minutesLineCharsMax;
    if (lengthOf(result) > max) throw new UserError("minutesLineTooLong", { max });
    const meeting = await hold(context, matter);
    const named = await listNamed(context, `${matter}${result}`);
    await insertMeetingPeople(
      tx,
      meeting,
      named.map((each) => ({
        personId: each.id,
        name: each.name,
        organization: each.units[0],
        category: "member",
        capacity: "participant",
      })),
    );
    for (const each of await listMeetingPeople(tx, meeting)) {
      const came = { attendance: "present", checkedInAt: saidAt, checkInBy: "staff" } as const;
      await updateMeetingPerson(tx, each, { ...came, enteredBy: person.id });
    }
    await keepResult(context, meeting.id, result);
    recordMeeting(publishContext(context), meeting, "micro-held", { matter, result });
    const names = named.map(({ name }) => name);
    return microKept({ salutation: person.salutation, matter, result, names, at: saidAt, now });
  },
});

/** Both words have to be there, so that 微协商是什么 is a question and no record. */
function matchMicro({ original, plain }: MatchText): RawArgs | undefined {
  const found =
    /^微协商[\s:：,，]*事由[\s:：]*(?<matter>[^]+?)[\s,，。;；]*结果[\s:：]*(?<result>[^]+)$/.exec(
      plain,
    );
  const { matter, result } = found?.groups ?? {};
  if (matter === undefined || result === undefined) return undefined;
  const from = plain.indexOf(matter);
  const start = plain.length - result.length;
  return {
    matter: original.slice(from, from + matter.length).trim(),
    result: original.slice(start).trim(),
  };
}

async function hold(context: PersonContext, matter: string) {
  const { tx, tenantId, person, saidAt } = context;
  const { unit } = await findMeantUnit(context, "");
  const meeting = await insertMeeting(tx, {
    tenantId,
    unitId: unit.id,
    seriesId: undefined,
    drafterId: person.id,
    at: saidAt,
    title: `「${matter}」微协商`,
    form: "micro",
    alias: undefined,
    ...usualDimensions("micro"),
    place: undefined,
    rainPlace: undefined,
    startsAt: saidAt,
    endsAt: new Date(saidAt.getTime() + MINUTE_MS),
    isProvisional: false,
    notes: undefined,
    hostId: person.id,
    noticeDays: 0,
    quorum: topicProfiles.urgent.quorum,
    requirements: [],
    capacity: undefined,
    materialsDueAt: undefined,
  });
  await updateMeetingState(tx, meeting, { state: "held", at: saidAt });
  return meeting;
}

const MINUTE_MS = 60_000;

/** Whoever says it, and everybody of the roster who is named in it. */
async function listNamed({ tx, tenantId, person }: PersonContext, words: string) {
  const roster = await listPeople(tx, tenantId);
  return roster.filter(
    (each) => each.id === person.id || (!isNameless(each) && words.includes(each.name)),
  );
}

async function keepResult(context: PersonContext, meetingId: number, words: string) {
  const { tx, tenantId, person, saidAt: at } = context;
  const minutes = await openMinutes(tx, { tenantId, meetingId, recorderId: person.id, at });
  const none = { saidBy: undefined, saidByLine: undefined, dueAt: undefined };
  await insertLine(tx, minutes, { kind: "consensus", words, ...none, by: person.id, at });
  // Nobody was asked whether it is right, so it stays a draft.
  await updateMinutes(tx, minutes, { state: "draft" });
}
