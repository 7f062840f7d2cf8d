import { insertLine, openMinutes, updateMinutes } from "../../db/minutes.ts";
import {
  insertMeetingPeople,
  listMeetingPeople,
  type NewMeetingPerson,
  updateMeetingPerson,
} from "../../db/meeting-people.ts";
import { insertMeetingTopics } from "../../db/meeting-topics.ts";
import { insertMeeting, updateMeetingState } from "../../db/meetings.ts";
import { listPeople } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { usualDimensions } from "../../domain/meeting-forms.ts";
import { topicProfiles } from "../../domain/profile.ts";
import { isNameless } from "../../domain/person.ts";
import { lengthOf } from "../../domain/topic.ts";
import { callInvited } from "../../text/meetings.ts";
import { microKept } from "../../text/minutes-micro.ts";
import { sayNumber } from "../../text/phrases.ts";
import { arg, parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findInvited } from "../meeting-guests.ts";
import { splitKey } from "../meeting-words.ts";
import { recordMeeting } from "../meetings.ts";
import { question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { holdTopic, settingOf } from "../topics.ts";
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
    people: arg.field("参加"),
  },
  match: matchMicro,
  async run(context, said) {
    const { tx, person, now, saidAt } = context;
    const { result } = said;
    const { topic, matter } = await readMatter(context, said.matter);
    if (lengthOf(matter) > limits.meetingTitleCharsMax) {
      throw new UserError("meetingWordsTooLong", {
        label: "事由",
        max: limits.meetingTitleCharsMax,
      });
    }
    const max = limits.minutesLineCharsMax;
    if (lengthOf(result) > max) throw new UserError("minutesLineTooLong", { max });
    const meeting = await hold(context, matter);
    if (topic !== undefined) await insertMeetingTopics(tx, meeting, [topic.id]);
    const named = await listNamed(context, `${matter}${result}`, said.people);
    await insertMeetingPeople(tx, meeting, named);
    for (const each of await listMeetingPeople(tx, meeting)) {
      const came = { attendance: "present", checkedInAt: saidAt, checkInBy: "staff" } as const;
      await updateMeetingPerson(tx, each, { ...came, enteredBy: person.id });
    }
    await keepResult(context, meeting.id, result);
    recordMeeting(publishContext(context), meeting, "micro-held", { matter, result });
    const names = named.map((each) =>
      each.personId === undefined ? callInvited(each) : each.name,
    );
    const number = topic && sayNumber(topic, settingOf(context).thisYear);
    const { salutation } = person;
    return microKept({ salutation, matter, number, result, names, at: saidAt, now });
  },
});

/** 7号, 7号 楼道堆物, or a matter that is no topic. */
async function readMatter(context: PersonContext, words: string) {
  const { key, rest } = splitKey(words);
  const number = key === undefined ? undefined : parseNumberKey(key);
  if (number === undefined) return { topic: undefined, matter: words };
  const topic = await holdTopic(context, number);
  return { topic, matter: rest === "" ? topic.title : rest };
}

/**
 * What it was about and what came of it both have to be there, so that 微协商是什么 is a question and
 * no record. Where neither is named, the matter ends at the first comma.
 */
function matchMicro({ original, plain }: MatchText): RawArgs | undefined {
  if (question.test(plain)) return undefined;
  const found = labelled.exec(plain) ?? plainly.exec(plain);
  const { matter, result } = found?.groups ?? {};
  if (matter === undefined || result === undefined) return undefined;
  const from = plain.indexOf(matter);
  const start = plain.length - result.length;
  const people = /[\s,，;；。]+参加(?:人员?|的有|的)?[\s:：]+(?<who>[^]+)$/.exec(result);
  const said = result.slice(0, people?.index);
  return rawArgs({
    matter: original.slice(from, from + matter.length).trim(),
    result: original.slice(start, start + said.length).trim(),
    people: people === null ? undefined : original.slice(-(people.groups?.["who"] ?? "").length),
  });
}

const labelled =
  /^微协商[\s:：,，]*(?:事由|事项|议题)?[\s:：]*(?<matter>[^]+?)[\s,，。;；]*(?:结果|结论|商定|约定)[\s:：,，]*(?<result>[^]+)$/;
const plainly =
  /^微协商[\s:：]+(?<matter>[^,，。;；:：\n]{2,40})[,，。;；:：\n]+(?<result>[^]{4,})$/;

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

/** Whoever says it, everybody of the roster who is named in it, and those behind 参加. */
async function listNamed(
  context: PersonContext,
  words: string,
  people: string | undefined,
): Promise<readonly NewMeetingPerson[]> {
  const { tx, tenantId, person } = context;
  const roster = await listPeople(tx, tenantId);
  const found = roster.filter(
    (each) => each.id === person.id || (!isNameless(each) && words.includes(each.name)),
  );
  const named = found.map((each): NewMeetingPerson => ({
    personId: each.id,
    name: each.name,
    organization: each.units[0],
    category: "member",
    capacity: "participant",
  }));
  if (people === undefined) return named;
  const said = await findInvited(context, people, { unitNames: [], host: undefined });
  const ids = new Set(named.map(({ personId }) => personId));
  return [...named, ...said.filter(({ personId }) => personId === undefined || !ids.has(personId))];
}

async function keepResult(context: PersonContext, meetingId: number, words: string) {
  const { tx, tenantId, person, saidAt: at } = context;
  const minutes = await openMinutes(tx, { tenantId, meetingId, recorderId: person.id, at });
  const none = { saidBy: undefined, saidByLine: undefined, dueAt: undefined };
  await insertLine(tx, minutes, { kind: "consensus", words, ...none, by: person.id, at });
  // Nobody was asked whether it is right, so it stays a draft.
  await updateMinutes(tx, minutes, { state: "draft" });
}
