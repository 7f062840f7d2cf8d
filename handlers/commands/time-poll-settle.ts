import { listTimePolls, lockTimePoll, type TimePoll } from "../../db/time-polls.ts";
import { UserError } from "../../domain/errors.ts";
import { bestSlot, slotLetter } from "../../domain/time-poll.ts";
import { readTime } from "../../domain/time-reader.ts";
import { formatDateTime, toLocal } from "../../domain/time.ts";
import { dayNumber } from "../../domain/workdays.ts";
import { sayLacking, timePollSettled } from "../../text/time-poll-results.ts";
import { timePollQuestions } from "../../text/time-polls.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { draftFromPoll } from "../time-poll-meeting.ts";
import { choosePoll, listRunPolls, pollArgs, readStanding, refuseOthers } from "../time-polls.ts";

/** 定A: the chair picks, and the meeting is drafted. */
export const timePollSettle = defineCommand({
  id: "time-poll-settle",
  name: "定时间",
  example: "定A",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  rejects: /(?!)/,
  glued: /^[a-z]$/,
  args: { letter: arg.word("哪个时间", timePollQuestions.which), ...pollArgs },
  match: matchSettle,
  async run(context, said) {
    const command = "time-poll-settle";
    const args = rawArgs({ letter: said.letter });
    const polls = await listSettled(context);
    const chosen = choosePoll(context, polls, said, { command, args });
    if (typeof chosen === "string") return chosen;
    if (chosen === undefined) throw new UserError("timePollNone");
    const poll = await lockTimePoll(context.tx, context.tenantId, chosen.id);
    if (poll.state !== "open" && poll.state !== "closed") {
      throw new UserError("timePollGone", { title: poll.title });
    }
    return settle(context, poll, letterOf(poll, said.letter, context.now));
  },
});

/** 定A, 就定 A 吧, 定时间A, 定A 7号, 定在3月25日; 定金 and 定一下时间 are other words. */
function matchSettle({ plain }: MatchText): RawArgs | undefined {
  const day =
    /^(?:就|那就)?定(?:在|到)?\s?(?<day>(?:\d{1,2}月\d{1,2}[日号]|[下本这]?(?:周|星期|礼拜)[一二三四五六日天]|[明后]天)(?:[上下中]午|早上|晚上)?(?:[\d一二三四五六七八九十]{1,3}[点:][\d半]{0,2})?)[\s吧了。.]*$/.exec(
      plain,
    )?.groups?.["day"];
  if (day !== undefined) return rawArgs({ letter: day });
  const found =
    /^(?:就|那就)?定(?:时间)?\s?(?<letter>[a-z])(?:\s+(?<which>\d{1,4}号))?[\s吧了。.]*$/.exec(
      plain,
    );
  const { letter, which } = found?.groups ?? {};
  return letter === undefined ? undefined : rawArgs({ letter, which });
}

/** A for a, and for 3月25日 if that is the day of A; what is neither stays as it was said. */
function letterOf({ slots }: TimePoll, said: string, now: Date): string {
  if (/^[a-z]$/i.test(said)) return said.toUpperCase();
  const read = readTime(said, now);
  const at = read?.kind === "moment" ? read.at : undefined;
  if (at === undefined) return said;
  const sameDay = slots.flatMap((slot, index) =>
    dayNumber(toLocal(slot.startsAt)) === dayNumber(toLocal(at)) ? [{ slot, index }] : [],
  );
  const isHourSaid = read?.kind === "moment" && read.isAssumed !== "hour";
  const exact = isHourSaid
    ? sameDay.find(({ slot }) => slot.startsAt.getTime() === at.getTime())
    : undefined;
  const found = exact ?? (sameDay.length === 1 ? sameDay[0] : undefined);
  return found === undefined ? said : slotLetter(found.index);
}

/** Those that are open or whose deadline is over. @throws UserError that they are somebody else's */
async function listSettled(context: PersonContext): Promise<readonly TimePoll[]> {
  const isToCome = ({ slots }: TimePoll) => slots.some(({ startsAt }) => startsAt > context.now);
  const mine = (await listRunPolls(context, ["open", "closed"])).filter(isToCome);
  if (mine.length > 0) return mine;
  const { tx, tenantId } = context;
  const [other] = await listTimePolls(tx, tenantId, ["open"], { limit: 1 });
  return other === undefined ? [] : refuseOthers(context, other);
}

async function settle(context: PersonContext, poll: TimePoll, letter: string): Promise<string> {
  const { now } = context;
  const index = poll.slots.findIndex((_, at) => slotLetter(at) === letter);
  const slot = poll.slots[index];
  if (slot === undefined) {
    const last = slotLetter(poll.slots.length - 1);
    throw new UserError("timePollSettleWhich", { words: letter, last });
  }
  if (slot.startsAt <= now) {
    throw new UserError("timePollSlotOver", { letter, time: formatDateTime(slot.startsAt, now) });
  }
  const { tallies } = await readStanding(context, poll);
  const lacking = tallies[index]?.lacking ?? [];
  if (lacking.length > 0) {
    const reason = lacking.map(sayLacking).join("，");
    const best = bestSlot(tallies);
    throw new UserError("timePollUnfit", {
      letter,
      reason,
      best: best === undefined ? "" : slotLetter(best.index),
    });
  }
  return timePollSettled(index, await draftFromPoll(context, poll, index));
}
