import { UserError } from "../../domain/errors.ts";
import { timePollDetail } from "../../text/time-poll-results.ts";
import { defineCommand, type MatchText } from "../command.ts";
import type { RawArgs } from "../question.ts";
import { choosePoll, listRunPolls, pollArgs, readStanding } from "../time-polls.ts";

/** 约时间 明细: who said what, to whoever asks and the staff, and never in a group. */
export const timePollShow = defineCommand({
  id: "time-poll-show",
  name: "约时间明细",
  aliases: ["约时间情况"],
  example: "约时间 明细",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "convene",
  isWriting: false,
  args: pollArgs,
  match: matchShow,
  async run(context, said) {
    const open = await listRunPolls(context, ["open"]);
    const polls = open.length > 0 ? open : (await listRunPolls(context, ["closed"])).slice(0, 1);
    const chosen = choosePoll(context, polls, said, { command: "time-poll-show", args: {} });
    if (typeof chosen === "string") return chosen;
    if (chosen === undefined) throw new UserError("timePollNone");
    const { people, tallies } = await readStanding(context, chosen);
    const named = people.map(({ name, answers, answeredAt }) => ({
      name,
      answers,
      hasAnswered: answeredAt !== undefined,
    }));
    const { requirements } = chosen;
    return timePollDetail(chosen, named, { tallies, requirements, now: context.now });
  },
});

function matchShow({ plain }: MatchText): RawArgs | undefined {
  return /^约时间的?\s?(?:明细|情况)[\s。.]*$/.test(plain) ? {} : undefined;
}
