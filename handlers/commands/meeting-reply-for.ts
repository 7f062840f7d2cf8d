import { listMeetingPeople, type MeetingPerson } from "../../db/meeting-people.ts";
import { lockMeeting } from "../../db/meetings.ts";
import { type Channel, parseChannel, splitChannel } from "../../domain/channel.ts";
import { fold } from "../../domain/normalize.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { repliedFor, replyForUnknown } from "../../text/meeting-replies.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import {
  askLeave,
  attend,
  checkToCome,
  findApprover,
  giveLeave,
  type Invitation,
} from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting } from "../meetings.ts";
import { askChannel, rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";

/** 代参加 and 代请假: for those who told the 联络员, and for guests without an account. */
export const meetingReplyFor = defineCommand({
  id: "meeting-reply-for",
  name: "代请假",
  aliases: ["代参加"],
  summary: "替没有上线的同志答复会议通知：代参加、代请假",
  example: "代请假 韦德福 住院 电话",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: {
    words: arg.words("姓名", meetingQuestions.names),
    reply: arg.field("答复"),
    which: arg.field("哪一场"),
    channel: arg.field("渠道"),
  },
  match: matchFor,
  async run(context, said) {
    const { tx, tenantId, now, place } = context;
    const picked = await findMeeting(context, said.which, { states: ["announced"] });
    const meeting = await lockMeeting(tx, tenantId, picked.id);
    checkToCome(meeting, now);
    const people = await listMeetingPeople(tx, meeting);
    // In answer to a question both may stand in one line: 县住建局 电话.
    const split = splitChannel(said.words);
    const { person, rest } = findNamedIn(people, split.rest);
    if (person === undefined) return replyForUnknown(said.words.split(/\s+/)[0] ?? "", place);
    const channel = said.channel === undefined ? split.channel : parseChannel(said.channel);
    const args = rawArgs({ words: said.words, reply: said.reply, which: said.which });
    const asking = { command: "meeting-reply-for", args };
    if (channel === undefined) return askChannel(context, asking);
    const invitation = { meeting, person };
    if (said.reply === "参加") return attendFor(context, invitation, channel);
    if (rest === "") {
      context.ask({
        kind: "argument",
        command: "meeting-reply-for",
        args: { ...args, channel, words: `${said.words} ` },
        missing: "words",
      });
      return askFor(meetingQuestions.reason, `${person.name} 住院`, place);
    }
    return leaveFor(context, invitation, { channel, reason: rest });
  },
});

/** 代请假 韦德福 住院 电话, 代参加 县住建局 电话 7号. */
function matchFor({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^代(?<reply>参加|请假)(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null || /[?？吗]$|怎么|如何/.test(plain)) return undefined;
  const pieces = original.slice(head[0].length).split(/[\s,，]+/);
  const channel = pieces.find((piece) => parseChannel(piece) !== undefined);
  const key = pieces.find((piece) => splitKey(piece).key !== undefined);
  const words = pieces.filter((piece) => piece !== channel && piece !== key).join(" ");
  return rawArgs({
    reply: head.groups?.["reply"],
    words: words === "" ? undefined : words,
    which: key,
    channel,
  });
}

/** The one whose name the words begin with; of several from one office the first without answer. */
function findNamedIn(
  people: readonly MeetingPerson[],
  words: string,
): { readonly person: MeetingPerson | undefined; readonly rest: string } {
  const said = fold(words).trim();
  const named = people.filter(
    ({ name, organization }) =>
      said.startsWith(fold(name)) ||
      (organization !== undefined && name === organization && said.startsWith(fold(organization))),
  );
  const longest = named.toSorted((a, b) => b.name.length - a.name.length)[0];
  if (longest === undefined) return { person: undefined, rest: "" };
  const same = named.filter(({ name }) => name === longest.name);
  const person = same.find(({ reply }) => reply === "none") ?? longest;
  const rest = words.trim().slice(person.name.length);
  return { person, rest: rest.replace(/^(?:委员|同志|代表)?[\s,，:：]*/, "").trim() };
}

async function attendFor(
  context: PersonContext,
  invitation: Invitation,
  channel: Channel,
): Promise<string> {
  const rank = await attend(context, invitation, channel);
  const entry = { channel, name: context.person.name };
  return repliedFor(invitation.person, rank === undefined ? "attending" : "waiting", entry);
}

/** Whoever presides, entering it themselves, has answered it by that. */
async function leaveFor(
  context: PersonContext,
  invitation: Invitation,
  asked: { readonly reason: string; readonly channel: Channel },
): Promise<string> {
  const { channel } = asked;
  const approver = await findApprover(context, invitation);
  const entry = { channel, name: context.person.name, approver: approver?.salutation };
  if (approver?.id === context.person.id) {
    const person = { ...invitation.person, replyReason: asked.reason };
    await giveLeave(context, { ...invitation, person });
    return repliedFor(person, "leave-granted", entry);
  }
  await askLeave(context, invitation, asked);
  return repliedFor(invitation.person, "leave", entry);
}
