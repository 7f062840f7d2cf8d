import { findTaking, type Minutes, openMinutes, updateMinutes } from "../../db/minutes.ts";
import { listLines } from "../../db/minutes.ts";
import type { Meeting } from "../../db/meetings.ts";
import { findLiaison, getPerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { hasRight } from "../../domain/rights.ts";
import {
  recorderSet,
  recorderTold,
  takingBegun,
  takingEnded,
  takingEndedTold,
} from "../../text/minutes-taking.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { tellPerson } from "../meeting-telling.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, readMeeting, recordMeeting } from "../meetings.ts";
import { endTaking, findMinutesOf, readMinutes, showMinutesDraft, titleOf } from "../minutes.ts";
import { matchWhich } from "../minutes-words.ts";
import { findPeople, rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 开始记录 7号: from here on the lines of this person belong to that meeting. */
export const minutesBegin = defineCommand({
  id: "minutes-begin",
  name: "开始记录",
  aliases: [],
  summary: "记会议，一行一条，例：开始记录 7号",
  example: "开始记录 7号",
  audience: "staff",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: (text) => matchWhich(text, /^(?:开始|继续)(?:做|会议)?记录(?:[\s:：]+|$)/),
  async run(context, { which }) {
    const { tx, tenantId, person, now } = context;
    const meeting = await findMeeting(context, which);
    const minutes = await holdMinutes(context, meeting);
    if (minutes.state === "reviewing" || minutes.state === "closed") {
      throw new UserError("minutesSent", { title: meeting.title });
    }
    if (minutes.isTaking && minutes.recorderId !== person.id) {
      const { name } = await getPerson(tx, tenantId, minutes.recorderId);
      throw new UserError("minutesTaken", { name });
    }
    // One at a time: the lines of the other meeting go on when it is begun again.
    const before = await findTaking(tx, tenantId, person.id);
    if (before !== undefined) await updateMinutes(tx, before, { isTaking: false });
    const change = { state: "recording", isTaking: true, recorderId: person.id } as const;
    await updateMinutes(tx, minutes, change);
    recordMeeting(publishContext(context), meeting, "minutes-begun", {});
    return takingBegun(titleOf(await readMeeting(context, meeting), now), context.place);
  },
});

/** Staff may begin by themselves; others only where they were asked to. @throws UserError */
async function holdMinutes(context: PersonContext, meeting: Meeting): Promise<Minutes> {
  const { tx, tenantId, person, saidAt } = context;
  if (hasRight(person.roles, "convene")) {
    const { id: meetingId } = meeting;
    return openMinutes(tx, { tenantId, meetingId, recorderId: person.id, at: saidAt });
  }
  const minutes = await findMinutesOf(context, meeting);
  if (minutes?.recorderId === person.id) return minutes;
  throw new UserError("minutesNotRecorder", { title: meeting.title });
}

/** 结束记录: what was taken down becomes a draft. */
export const minutesEnd = defineCommand({
  id: "minutes-end",
  name: "结束记录",
  aliases: [],
  example: "结束记录",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: {},
  match: ({ plain }) => (/^(?:结束|停止)(?:会议)?记录[\s。.！!]*$/.test(plain) ? {} : undefined),
  async run(context) {
    const { tx, tenantId, person } = context;
    const minutes = await findTaking(tx, tenantId, person.id);
    if (minutes === undefined) throw new UserError("minutesNotTaking");
    const taken = await listLines(tx, minutes);
    if (taken.length === 0) throw new UserError("minutesEmpty");
    await endTaking(context, minutes);
    if (hasRight(person.roles, "convene")) return showMinutesDraft(context, minutes);
    const liaison = await findLiaison(tx, tenantId);
    if (liaison !== undefined) {
      const { attended } = await readMinutes(context, minutes);
      const text = takingEndedTold(liaison.salutation, person.name, attended.title);
      await tellPerson(context, liaison.id, { text }, true);
    }
    return takingEnded(person.salutation, taken.length);
  },
});

/** 发纪要 7号: the draft once more, to be released. */
export const minutesRelease = defineCommand({
  id: "minutes-release",
  name: "发纪要",
  aliases: [],
  summary: "请到会同志核对纪要，例：发纪要 7号",
  example: "发纪要 7号",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: (text) => matchWhich(text, /^(?:发纪要|核对纪要|发出纪要)(?:[\s:：]+|$)/),
  async run(context, { which }) {
    const meeting = await findMeeting(context, which);
    const minutes = await findMinutesOf(context, meeting);
    if (minutes === undefined) throw new UserError("minutesNone", { title: meeting.title });
    if (minutes.state === "reviewing" || minutes.state === "closed") {
      throw new UserError("minutesSent", { title: meeting.title });
    }
    const taken = await listLines(context.tx, minutes);
    if (taken.length === 0) throw new UserError("minutesEmpty");
    if (minutes.state === "recording") await endTaking(context, minutes);
    return showMinutesDraft(context, minutes);
  },
});

/** 记录人 李梅 7号 */
export const minutesRecorder = defineCommand({
  id: "minutes-recorder",
  name: "记录人",
  aliases: [],
  summary: "请别人做记录，例：记录人 李梅 7号",
  example: "记录人 李梅 7号",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: {
    names: arg.word("姓名", "请接着告诉我请哪一位记录"),
    which: arg.field("哪一场"),
    zone: arg.field("片区"),
  },
  match: matchRecorder,
  async run(context, { names, which, zone }) {
    const { tx, tenantId, saidAt, now } = context;
    const asking = { command: "minutes-recorder", args: rawArgs({ names, which }) };
    const found = await findPeople(context, { names, zone }, asking);
    if (typeof found === "string") return found;
    const [recorder] = found;
    if (recorder === undefined) throw new UserError("proxyNotOnRoster", { name: names });
    const meeting = await findMeeting(context, which);
    const made = { tenantId, meetingId: meeting.id, recorderId: recorder.id, at: saidAt };
    const minutes = await openMinutes(tx, made);
    if (minutes.state === "reviewing" || minutes.state === "closed") {
      throw new UserError("minutesSent", { title: meeting.title });
    }
    await updateMinutes(tx, minutes, { recorderId: recorder.id, isTaking: false });
    recordMeeting(publishContext(context), meeting, "recorder-set", { recorder: recorder.id });
    const title = titleOf(await readMeeting(context, meeting), now);
    const text = recorderTold(recorder.salutation, title);
    const isTold = await tellPerson(context, recorder.id, { text });
    return recorderSet(recorder.name, title, isTold);
  },
});

function matchRecorder({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^记录人[\s:：]+(?!是谁|呢)/.exec(plain);
  if (head === null || /[?？]|吗$/.test(plain)) return undefined;
  const [names, ...rest] = original.slice(head[0].length).trim().split(/\s+/);
  const { key, rest: more } = splitKey(rest.join(" "));
  return more === "" ? rawArgs({ names, which: key }) : undefined;
}
