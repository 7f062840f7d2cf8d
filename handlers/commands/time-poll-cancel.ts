import { insertOutgoing } from "../../db/outbox.ts";
import { lockTimePoll, type TimePoll, updateTimePoll } from "../../db/time-polls.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import {
  timePollCancelAsked,
  timePollCancelled,
  timePollCancelTold,
} from "../../text/time-poll-results.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { publishContext } from "../publication.ts";
import { speakingMoment, tellPersonLater } from "../selection-announcing.ts";
import { choosePoll, listRunPolls, pollArgs, readStanding, recordPoll } from "../time-polls.ts";

/** 取消约时间: nobody has to answer any more. */
export const timePollCancel = defineCommand({
  id: "time-poll-cancel",
  name: "取消约时间",
  aliases: ["不约时间了", "撤销约时间"],
  example: "取消约时间",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  args: pollArgs,
  async run(context, said) {
    const open = await listRunPolls(context, ["open", "closed"]);
    const current = open.filter(({ slots }) =>
      slots.some(({ startsAt }) => startsAt > context.now),
    );
    const chosen = choosePoll(context, current, said, { command: "time-poll-cancel", args: {} });
    if (typeof chosen === "string") return chosen;
    if (chosen === undefined) throw new UserError("timePollNone");
    if (context.confirmed === true) return cancel(context, chosen);
    const args = { poll: String(chosen.id) };
    context.ask({ kind: "confirm", command: "time-poll-cancel", args });
    return timePollCancelAsked(chosen.title, context.place);
  },
});

async function cancel(context: PersonContext, { id }: TimePoll): Promise<string> {
  const { tx, tenantId, person, now } = context;
  const poll = await lockTimePoll(tx, tenantId, id);
  if (poll.state !== "open" && poll.state !== "closed") {
    throw new UserError("timePollGone", { title: poll.title });
  }
  await updateTimePoll(tx, poll, { state: "cancelled", closedAt: now, remindAt: null });
  const speaking = publishContext(context);
  recordPoll(speaking, poll, "cancelled");
  const words = timePollCancelTold(poll.title);
  const { people } = await readStanding(context, poll);
  const { conversationId } = poll;
  if (conversationId !== undefined && conversationId !== context.conversationId) {
    const at = speakingMoment(speaking);
    const message = textMessage(words);
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
  }
  for (const { personId } of people) {
    if (personId === undefined || personId === person.id) continue;
    await tellPersonLater(speaking, personId, words);
  }
  return timePollCancelled(poll.title);
}
