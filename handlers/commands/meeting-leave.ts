import { listAskedLeaves } from "../../db/meeting-leaves.ts";
import { getMeeting, lockMeeting } from "../../db/meetings.ts";
import { getPerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import {
  leaveGranted,
  leaveGrantedTold,
  leaveRefused,
  leaveRefusedTold,
} from "../../text/meeting-replies.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { giveLeave, type Invitation, setReply } from "../meeting-replies.ts";
import { tellPerson } from "../meeting-telling.ts";
import { splitKey } from "../meeting-words.ts";
import { hasRight } from "../../domain/rights.ts";
import type { RawArgs } from "../question.ts";

/** 准假 王海涛, by whoever presides or the staff. */
export const meetingLeaveGrant = defineCommand({
  id: "meeting-leave-grant",
  name: "准假",
  aliases: ["同意请假"],
  summary: "批准参会人员的请假",
  example: "准假 王海涛",
  audience: "staff",
  needs: "person",
  isWriting: true,
  glued: /^(?![了的吗条由])\p{Script=Han}{2,4}$/u,
  rejects: question,
  args: { words: arg.words("姓名", meetingQuestions.names) },
  async run(context, { words }) {
    const { invitation } = await findLeave(context, words);
    const { meeting, person } = invitation;
    const { missing, movedUp } = await giveLeave(context, invitation);
    await tellAsker(context, invitation, (salutation) =>
      leaveGrantedTold({ salutation, meeting, now: context.now }),
    );
    return leaveGranted(person, { missing, movedUp: movedUp?.name });
  },
});

/** 不准假 王海涛 理由. */
export const meetingLeaveRefuse = defineCommand({
  id: "meeting-leave-refuse",
  name: "不准假",
  aliases: ["不同意请假"],
  summary: "不批准参会人员的请假，写明理由",
  example: "不准假 王海涛 请安排好工作参加",
  audience: "staff",
  needs: "person",
  isWriting: true,
  args: {
    words: arg.words("姓名", meetingQuestions.names),
    reason: arg.field("理由"),
  },
  match: matchRefuse,
  async run(context, { words, reason: labelled }) {
    const { invitation, rest } = await findLeave(context, words);
    const { meeting, person } = invitation;
    const reason = labelled ?? rest;
    if (reason === "") {
      const args = { words };
      context.ask({ kind: "argument", command: "meeting-leave-refuse", args, missing: "reason" });
      return askFor(meetingQuestions.reason, "请安排好工作参加", context.place);
    }
    await setReply(context, invitation, { reply: "leave-refused", reason: person.replyReason });
    await tellAsker(context, invitation, (salutation) =>
      leaveRefusedTold({ salutation, meeting, now: context.now }, reason),
    );
    return leaveRefused(person);
  },
});

function matchRefuse({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:不准假|不同意请假)[\s:：,，]+/.exec(plain);
  return head === null ? undefined : { words: original.slice(head[0].length) };
}

/**
 * The request for leave that is meant, held.
 * @throws UserError if there is none of that name, or it is somebody else's to answer
 */
async function findLeave(
  context: PersonContext,
  words: string,
): Promise<{ readonly invitation: Invitation; readonly rest: string }> {
  const { tx, tenantId, now, person } = context;
  const asked = await listAskedLeaves(tx, tenantId, now);
  const said = fold(words).trim();
  const named = asked
    .filter(({ name }) => said.startsWith(fold(name)))
    .toSorted(
      (a, b) => b.name.length - a.name.length || a.startsAt.getTime() - b.startsAt.getTime(),
    );
  const found = named[0];
  const name = words.trim().split(/\s+/)[0] ?? words;
  if (found === undefined) throw new UserError("meetingLeaveNone", { name });
  const meeting = await getMeeting(tx, tenantId, found.meetingId);
  const isTheirs = meeting.hostId === person.id && found.personId !== person.id;
  if (!isTheirs && !hasRight(person.roles, "convene")) {
    throw new UserError("notAllowed", { name: "准假", who: "主持人或联络员" });
  }
  await lockMeeting(tx, tenantId, found.meetingId);
  const rest = words
    .trim()
    .slice(found.name.length)
    .replace(/^(?:委员|同志|代表|副?主席|副?主任)/, "")
    .replace(/^[\s,，:：]+/, "");
  return { invitation: { meeting, person: found }, rest: splitKey(rest).rest };
}

async function tellAsker(
  context: PersonContext,
  { person }: Invitation,
  say: (salutation: string) => string,
): Promise<void> {
  if (person.personId === undefined) return;
  const { salutation } = await getPerson(context.tx, context.tenantId, person.personId);
  await tellPerson(context, person.personId, { text: say(salutation) });
}
