import { upsertScores } from "../../db/screening-scores.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { axesOf, POINTS_MAX, type ScreeningAxis, screeningAxes } from "../../domain/screening.ts";
import { readScores, type ScoreWish } from "../../domain/screening-words.ts";
import { isScorable } from "../../domain/topic-state.ts";
import { checkOpen, lengthOf } from "../../domain/topic.ts";
import { sayNumber } from "../../text/phrases.ts";
import { scoreAsked, scoreCard, scored } from "../../text/screening-scores.ts";
import { screeningQuestions } from "../../text/screening.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { questionWithoutNumber } from "../ordinary.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

/** 评分 on the three sides: everybody on their own, the staff for any. */
export const screenScore = defineCommand({
  id: "screen-score",
  name: "评分",
  aliases: ["初选评分", "给议题评分"],
  example: "评分 7 4",
  place: "single",
  needs: "person",
  right: "score",
  isWriting: true,
  rejects: questionWithoutNumber,
  glued: /^(?:第?\s?\d|[一二三四五六七八九十]{1,3}号)/,
  args: { words: arg.words("编号和分数", screeningQuestions.score) },
  async run(context, { words }) {
    const wish = readScores(words);
    if (wish === undefined) throw new UserError("scoreUsage", { number: 7 });
    const topic = await holdTopic(context, wish.key);
    const { thisYear } = settingOf(context);
    const number = sayNumber(topic, thisYear);
    checkOpen(topic);
    if (!isScorable(topic.status)) {
      throw new UserError("scoreClosed", { number, status: topic.status });
    }
    const { axes, isForOthers } = axesOf(context.person);
    if (axes.length === 0) throw new UserError("scoreNotAsked");
    if (wish.points.length === 0 && wish.reason === undefined) {
      context.show(scoreCard(topic, axes, thisYear));
      return scoreAsked(topic, axes, thisYear);
    }
    const given = readGiven(wish, axes, number);
    await keepScores(context, topic.id, { given, isForOthers, reason: wish.reason });
    return scored(topic, given, { isForOthers, thisYear, reason: wish.reason });
  },
});

interface Given {
  readonly axis: ScreeningAxis;
  readonly points: number;
}

/** @throws UserError unless every point belongs to a side that is this person's to score */
function readGiven(
  { points, outOfRange, reason }: ScoreWish,
  axes: readonly ScreeningAxis[],
  number: string,
): readonly Given[] {
  if (outOfRange !== undefined) throw new UserError("scoreRange", { max: POINTS_MAX });
  if (reason !== undefined && lengthOf(reason) > limits.screeningReasonCharsMax) {
    throw new UserError("screeningReasonTooLong", { max: limits.screeningReasonCharsMax });
  }
  const [own, ...others] = axes;
  const isBare = points.every(({ axis }) => axis === undefined);
  const expected = others.length === 0 ? 1 : screeningAxes.length;
  if (points.length === 0 || (isBare && points.length !== expected)) throw wrong();
  return points.map(({ axis, points: value }, index) => {
    const meant = axis ?? (isBare ? axes[index] : undefined);
    if (meant === undefined || !axes.includes(meant)) throw wrong();
    return { axis: meant, points: value };
  });

  function wrong(): UserError {
    return others.length === 0 && own !== undefined
      ? new UserError("scoreAxis", { number, axis: own })
      : new UserError("scoreUsage", { number });
  }
}

interface Scores {
  readonly given: readonly Given[];
  readonly isForOthers: boolean;
  readonly reason: string | undefined;
}

async function keepScores(
  context: PersonContext,
  topicId: number,
  { given, isForOthers, reason }: Scores,
): Promise<void> {
  const { tx, tenantId, person, saidAt: at } = context;
  // 党政 4 党政 5: the last one counts.
  const byAxis = new Map(given.map((each) => [each.axis, each]));
  const common = { personId: person.id, reason, isForOthers, at };
  const scores = [...byAxis.values()].map((each) => Object.assign({}, each, common));
  await upsertScores(tx, { tenantId, topicId }, scores);
  recordTopicEvent(context, topicId, "scored", { scores: [...byAxis.values()], reason });
}
