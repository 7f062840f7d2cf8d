import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { lengthOf } from "../../domain/topic.ts";
import { findLiaison } from "../../db/people.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import {
  attending,
  leaveAlready,
  leaveAsked,
  leaveUnreached,
  waiting,
} from "../../text/meeting-replies.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { askLeave, attend, holdInvitation, type Invitation } from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";

/** 参加: in answer to a notice; without words the nearest meeting one is asked to. */
export const meetingAttend = defineCommand({
  id: "meeting-attend",
  name: "参加",
  aliases: [],
  example: "参加 7号",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.field("哪一场") },
  match: matchAttend,
  async run(context, { which }) {
    const { person, now, place } = context;
    const invitation = await findInvitation(context, which);
    const rank = await attend(context, invitation);
    const said = { salutation: person.salutation, meeting: invitation.meeting, now };
    return rank === undefined ? attending(said, place) : waiting(said, rank);
  },
});

/** 参加, 我参加, 参加 7号, 参加3月25日的会; a sentence that goes on is something else. */
function matchAttend({ original, plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?:我?(?:一定)?(?:能|可以|会|要)?(?:准时|按时)?参加)[\s:：,，]*(?<which>(?:\d{4}\s?-\s?)?\d{1,4}\s?号?(?:\s*\d{1,2}月\d{1,2}[日号].{0,12})?|\d{1,2}月\d{1,2}[日号]\S{0,12}?)?(?:的?会议?)?[\s。.,，！!]*$/.exec(
      plain,
    );
  if (found === null) return undefined;
  const which = found.groups?.["which"];
  if (which === undefined) return {};
  const at = plain.indexOf(which);
  return { which: original.slice(at, at + which.length) };
}

/** 请假: asked, and answered by whoever presides. */
export const meetingLeave = defineCommand({
  id: "meeting-leave",
  name: "请假",
  aliases: [],
  example: "请假 出差",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: {
    reason: arg.optionalWords("理由"),
    which: arg.field("哪一场"),
  },
  match: matchLeave,
  async run(context, said) {
    const invitation = await findInvitation(context, said.which);
    const { person, place } = context;
    const { reply } = invitation.person;
    if (reply === "leave-asked" || reply === "on-leave") {
      const state = reply === "on-leave" ? "granted" : "asked";
      return leaveAlready(person.salutation, state, place);
    }
    if (said.reason === undefined) return askReason(context, said);
    return leave(context, invitation, said.reason);
  },
});

/** 请假 出差, 请假 7号 出差, 我请假，出差, 参加不了，出差; 请假怎么请 and 请假条 are something else. */
function matchLeave({ original, plain }: MatchText): RawArgs | undefined {
  const head =
    /^我?(?:想|要)?(?:请假|告假)(?:[\s:：,，]+|$)/.exec(plain) ??
    /^我?(?:参加不了|不能参加|去不了|来不了)(?:会议?)?了?[\s:：,，]+(?=\S)/.exec(plain);
  if (head === null) return undefined;
  const rest = original.slice(head[0].length).trim();
  if (/[?？吗]$|怎么|如何|谁|多少|几[个位人天]/.test(plain)) return undefined;
  const { key, rest: reason } = splitKey(rest);
  return rawArgs({ which: key, reason: reason === "" ? undefined : reason });
}

/** Their own meeting: the only one to come, or the one that is named. */
async function findInvitation(
  context: PersonContext,
  which: string | undefined,
): Promise<Invitation> {
  const picking = { states: ["announced"], isOwn: which === undefined } as const;
  const meeting = await findMeeting(context, which, picking);
  return holdInvitation(context, meeting.id, context.person.id);
}

function askReason(context: PersonContext, said: { readonly which: string | undefined }): string {
  const args = rawArgs({ which: said.which });
  context.ask({ kind: "argument", command: "meeting-leave", args, missing: "reason" });
  return askFor(meetingQuestions.reason, "出差", context.place);
}

async function leave(
  context: PersonContext,
  invitation: Invitation,
  reason: string,
): Promise<string> {
  const { tx, tenantId, person } = context;
  const max = limits.meetingReasonCharsMax;
  if (lengthOf(reason) > max) throw new UserError("meetingWordsTooLong", { label: "理由", max });
  const { approver, isTold } = await askLeave(context, invitation, { reason });
  if (approver !== undefined && isTold) return leaveAsked(person.salutation, approver.salutation);
  const liaison = await findLiaison(tx, tenantId);
  return leaveUnreached(person.salutation, liaison?.name ?? "联络员");
}
