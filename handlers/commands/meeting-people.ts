import { lockMeeting, type Meeting } from "../../db/meetings.ts";
import { findLiaison } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { missingOf } from "../../domain/meeting-forms.ts";
import { hasRight } from "../../domain/rights.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import {
  added,
  addedAlready,
  addQuestion,
  removed,
  removeQuestion,
} from "../../text/meeting-people.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { showMeetingDraft } from "../meeting-draft-shown.ts";
import { findEdited } from "../meeting-editing.ts";
import {
  addPeople,
  countSeats,
  readAdditions,
  readRemovals,
  removePeople,
  replacePeople,
} from "../meeting-people.ts";
import { checkToCome } from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import { MEETING_KIND, readMeeting, recordMeeting, type WholeMeeting } from "../meetings.ts";
import { question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";
import { draftPublication, publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 会议 7号 增加 欧阳敏、县住建局; 会议 7号 去掉 王海涛: each of them is told once. */
export const meetingPeople = defineCommand({
  id: "meeting-people",
  name: "会议增加",
  aliases: ["会议去掉"],
  summary: "通知发出后增加、去掉参加的同志，只告诉本人",
  example: "会议 7号 增加 欧阳敏、县住建局",
  audience: "staff",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  rejects: question,
  args: {
    words: arg.words("姓名", meetingQuestions.names),
    way: arg.field("增加还是去掉"),
    which: arg.field("哪一场"),
    meeting: arg.field("会议号"),
  },
  match: matchPeople,
  async run(context, { words, way, which, meeting: said }) {
    const picked = await findEdited(context, { which, meeting: said });
    const meeting = await lockMeeting(context.tx, context.tenantId, picked.id);
    checkMayChange(context, meeting);
    const whole = await readMeeting(context, meeting);
    const change = { words, isAdding: way !== "去掉" };
    if (meeting.state === "draft") return changeDraft(context, whole, change);
    checkNotBegun(context, meeting);
    return change.isAdding ? add(context, whole, words) : remove(context, whole, words);
  },
});

/** 会议 7号 增加 …, 会议增加 7号 …, 增加参会 …; 会议增加了吗 is a question. */
function matchPeople({ original, plain }: MatchText): RawArgs | undefined {
  if (question.test(plain)) return undefined;
  const shown = /^(?:看|查)?会议[\s:：,，]+/.exec(plain);
  if (shown !== null) {
    const { key, rest } = splitKey(original.slice(shown[0].length));
    const cut = cutWay(rest, /^(?<way>增加|加上|添加|去掉|减去|不请)(?:参会|参加)?(?:人员)?/);
    return key === undefined || cut === undefined ? undefined : rawArgs({ which: key, ...cut });
  }
  const cut = cutWay(
    original,
    /^(?:会议(?<way>增加|添加|去掉|减去)(?:参会|参加)?(?:人员)?|(?<said>增加|去掉)(?:参会|参加)(?:人员)?)/,
  );
  if (cut === undefined) return undefined;
  const { key, rest } = splitKey(cut.words ?? "");
  return rawArgs({ which: key, way: cut.way, words: rest === "" ? undefined : rest });
}

/** The word has to end there: 会议增加了两场 says something else. */
function cutWay(words: string, head: RegExp) {
  const found = head.exec(words);
  if (found === null) return undefined;
  const after = words.slice(found[0].length);
  if (after !== "" && !/^[\s:：,，]/.test(after)) return undefined;
  const { way, said = way ?? "" } = found.groups ?? {};
  const rest = after.replace(/^[\s:：,，]+/, "").trim();
  return {
    way: /去|减|不/.test(said) ? "去掉" : "增加",
    words: rest === "" ? undefined : rest,
  };
}

/** The staff, and whoever presides. */
function checkMayChange({ person }: PersonContext, { hostId }: Meeting): void {
  if (hostId === person.id || hasRight(person.roles, "convene")) return;
  throw new UserError("notAllowed", { name: "增加、去掉参会人员", who: "主持人或联络员" });
}

function checkNotBegun({ now }: PersonContext, meeting: Meeting): void {
  checkToCome(meeting, now);
  if (meeting.startsAt <= now) throw new UserError("meetingPeopleBegun", { title: meeting.title });
}

async function changeDraft(
  context: PersonContext,
  whole: WholeMeeting,
  { words, isAdding }: { readonly words: string; readonly isAdding: boolean },
): Promise<string> {
  const { meeting } = whole;
  const { fresh, already } = isAdding
    ? await readAdditions(context, whole, words)
    : { fresh: [], already: [] };
  if (isAdding && fresh.length === 0) return addedAlready(already, context.place);
  const gone = isAdding ? [] : await readRemovals(context, whole, words);
  await replacePeople(context, whole, { fresh, gone });
  recordMeeting(publishContext(context), meeting, "revised", { title: meeting.title });
  const { id: objectId, unitId } = meeting;
  await draftPublication(context, { kind: MEETING_KIND, objectId, unitId });
  return showMeetingDraft(context, await readMeeting(context, meeting));
}

async function add(context: PersonContext, whole: WholeMeeting, words: string): Promise<string> {
  const { tx, tenantId, place } = context;
  const { meeting, people } = whole;
  const { fresh, already } = await readAdditions(context, whole, words);
  if (fresh.length === 0) return addedAlready(already, place);
  if (context.confirmed !== true) {
    askFirst(context, meeting, { words, way: "增加" });
    const seats = await countSeats(context, whole);
    return addQuestion({ title: meeting.title, fresh, already, seats }, place);
  }
  const { told, unreached } = await addPeople(context, whole, fresh);
  const liaison = await findLiaison(tx, tenantId);
  const total = people.length + fresh.length;
  return added({ told, unreached: unreached.length, liaisonName: liaison?.name, total });
}

async function remove(context: PersonContext, whole: WholeMeeting, words: string): Promise<string> {
  const { tx, tenantId, place } = context;
  const { meeting, people } = whole;
  const gone = await readRemovals(context, whole, words);
  const coming = people.filter(
    (each) => !gone.includes(each) && each.reply !== "on-leave" && each.reply !== "waiting",
  );
  const missing = missingOf(meeting.requirements, coming);
  if (context.confirmed !== true) {
    askFirst(context, meeting, { words, way: "去掉" });
    return removeQuestion({ title: meeting.title, gone, missing }, place);
  }
  const { told, unreached, movedUp } = await removePeople(context, whole, gone);
  const liaison = await findLiaison(tx, tenantId);
  const total = people.length - gone.length;
  const done = { told, unreached: unreached.length, liaisonName: liaison?.name, total };
  return removed({ ...done, missing, movedUp });
}

function askFirst(
  context: PersonContext,
  { id }: Meeting,
  said: { readonly words: string; readonly way: string },
): void {
  const args = rawArgs({ ...said, meeting: String(id) });
  context.ask({ kind: "confirm", command: "meeting-people", args });
}
