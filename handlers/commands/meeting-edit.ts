import { insertMeetingPeople, deleteMeetingPeople } from "../../db/meeting-people.ts";
import { replaceAgenda } from "../../db/meeting-agenda.ts";
import { lockMeeting, type Meeting, updateMeetingPlan } from "../../db/meetings.ts";
import { findLiaison } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import {
  changeDone,
  changeQuestion,
  nothingChanged,
  sayChanges,
  seatsChanged,
} from "../../text/meeting-changes.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { changeMeeting, compare } from "../meeting-changing.ts";
import { showMeetingDraft } from "../meeting-draft-shown.ts";
import {
  applyEdits,
  type Edited,
  findEdited,
  readEditHead,
  splitEdits,
} from "../meeting-editing.ts";
import { checkToCome, fillSeats } from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import {
  checkWish,
  MEETING_KIND,
  readMeeting,
  recordMeeting,
  type WholeMeeting,
} from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { draftPublication, publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 改期 7号 3月26日下午3点, 改地点 …: a draft is shown again; what is out is told to everybody once. */
export const meetingEdit = defineCommand({
  id: "meeting-edit",
  name: "改期",
  aliases: ["改地点"],
  summary: "改会议的时间、地点、主持、议程，逐人告知",
  example: "改期 7号 3月26日下午3点",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  charsMax: 1_000,
  glued: /(?!)/,
  args: {
    words: arg.optionalBlock("改成什么"),
    what: arg.field("改哪一项"),
    which: arg.field("哪一场"),
    meeting: arg.field("会议号"),
  },
  match: matchEdit,
  async run(context, said) {
    const { what, words } = said;
    if (what === undefined || words === undefined) throw new UserError("meetingChangeUnclear");
    const picked = await findEdited(context, said);
    const meeting = await lockMeeting(context.tx, context.tenantId, picked.id);
    if (meeting.state !== "draft") checkNotBegun(context, meeting);
    const before = await readMeeting(context, meeting);
    const edited = await applyEdits(context, before, splitEdits({ what, words }));
    checkWish({ ...edited.meeting, people: edited.people, agenda: edited.agenda }, context.now);
    if (meeting.state === "draft") return changeDraft(context, before, edited);
    return context.confirmed === true
      ? change(context, before, edited)
      : askFirst(context, before, { ...edited, what, words });
  },
});

/** 改期 …, 改地点 7号 …, 改请准备：…; 改期了吗 and 改期通知 are something else. */
function matchEdit({ original, plain }: MatchText): RawArgs | undefined {
  const head = readEditHead(plain);
  if (head === undefined || /[?？吗]$|怎么|什么时候/.test(plain)) return undefined;
  const rest = original.slice(head.length);
  const dated = splitKey(rest);
  const key = saysWhich(head.what, dated.rest) ? dated.key : keyAlone.exec(rest)?.[0];
  const words = key === undefined ? rest : rest.slice(key.length).replace(/^[\s,，:：到为的]+/, "");
  return rawArgs({
    what: head.what,
    which: key?.replace(/的会议?$/, ""),
    words,
  });
}

/**
 * 改地点 1号 3月19日 社区二楼, 改期 1号 3月19日 3月26日下午3点: the day says which of several. In 改期 1号
 * 3月26日 下午3点 it is the new one, because what is left names no other.
 */
function saysWhich(what: string, left: string): boolean {
  if (left === "") return false;
  const isTime = what === "期" || what === "时间";
  return (
    !isTime || /^(?:\d{1,2}月|\d{1,2}[日号]|[下本这]?(?:周|星期|礼拜)|[明后]天)/.test(fold(left))
  );
}

const keyAlone = /^(?:\d{4}\s?-\s?)?\d{1,4}\s?号(?:议题)?(?:的会议?)?(?=[\s,，])/;

function checkNotBegun({ now }: PersonContext, meeting: Meeting): void {
  checkToCome(meeting, now);
  if (meeting.startsAt <= now) throw new UserError("meetingBegun", { title: meeting.title });
}

async function changeDraft(
  context: PersonContext,
  before: WholeMeeting,
  { meeting, people, agenda, assumed }: Edited,
): Promise<string> {
  const { tx } = context;
  await updateMeetingPlan(tx, meeting);
  await replaceAgenda(tx, meeting, agenda);
  if (people !== before.people) {
    await deleteMeetingPeople(tx, meeting);
    await insertMeetingPeople(tx, meeting, people);
  }
  recordMeeting(publishContext(context), meeting, "revised", { title: meeting.title });
  const { id: objectId, unitId } = meeting;
  await draftPublication(context, { kind: MEETING_KIND, objectId, unitId });
  return showMeetingDraft(context, await readMeeting(context, meeting), assumed);
}

async function askFirst(
  context: PersonContext,
  before: WholeMeeting,
  edited: Edited & { readonly what: string; readonly words: string },
): Promise<string> {
  const { meeting, what, words } = edited;
  const changed = await compare(publishContext(context), before, edited);
  if (sayChanges(changed).length === 0) {
    if (changed.seats === undefined) return nothingChanged(meeting.title);
    await updateMeetingPlan(context.tx, meeting);
    const words = { capacity: changed.seats };
    recordMeeting(publishContext(context), meeting, "seats-changed", words);
    return seatsChanged(meeting.title, changed.seats, await fillSeats(context, meeting));
  }
  const args = rawArgs({ what, words, meeting: String(meeting.id) });
  context.ask({ kind: "confirm", command: "meeting-edit", args });
  return changeQuestion(changed, before.people.length, context.place);
}

async function change(
  context: PersonContext,
  before: WholeMeeting,
  edited: Edited,
): Promise<string> {
  const { told, unreached } = await changeMeeting(publishContext(context), before, edited);
  await fillSeats(context, edited.meeting);
  const liaison = await findLiaison(context.tx, context.tenantId);
  return changeDone(told, unreached.length, liaison?.name);
}
