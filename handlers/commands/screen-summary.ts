import { listAxisScores, listGivenScores } from "../../db/screening-scores.ts";
import { findTopicState, listByStatus } from "../../db/screening.ts";
import { findTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { axesBelow, rankTopics } from "../../domain/screening.ts";
import { sayNumber } from "../../text/phrases.ts";
import { scoresOfTopic, screeningSummary } from "../../text/screening-scores.ts";
import { arg, type NumberKey, parseNumberKey } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { readPage } from "../page.ts";
import { loadRule } from "../screening.ts";
import { settingOf } from "../topics.ts";

/** 初选 汇总: the ranking by the three sides; with a number, who gave what and why. */
export const screenSummary = defineCommand({
  id: "screen-summary",
  name: "初选汇总",
  aliases: ["初选 汇总", "初选情况", "初选 情况", "初选结果", "初选 结果", "评分汇总", "评分情况"],
  summary: "看初选评分",
  example: "初选 汇总",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "screen",
  isWriting: false,
  glued: /^(?:第|\d)/,
  args: { words: arg.optionalWords("编号") },
  run(context, { words }) {
    const page = readPage(words);
    if (page !== undefined) return summarize(context, page);
    const key = parseNumberKey(words ?? "");
    if (key === undefined) throw new UserError("screeningUsage");
    return showOne(context, key);
  },
});

async function summarize(context: PersonContext, page: number): Promise<string> {
  const { tx, tenantId } = context;
  const statuses = ["proposed", "accepted", "shortlisted"] as const;
  const [topics, rule] = await Promise.all([
    listByStatus(tx, { tenantId, unitId: undefined, statuses }),
    loadRule(context),
  ]);
  const scores = await listAxisScores(
    tx,
    tenantId,
    topics.map(({ id }) => id),
  );
  const items = topics
    .map((topic) => Object.assign({}, topic, { scores: scores.get(topic.id) ?? [] }))
    .filter((topic) => topic.scores.length > 0 || topic.status !== "proposed");
  const below = new Map(items.map((item) => [item.id, axesBelow(item.scores, rule)]));
  const { thisYear } = settingOf(context);
  return screeningSummary(rankTopics(items, rule), below, { page, thisYear });
}

async function showOne(context: PersonContext, number: NumberKey): Promise<string> {
  const { tx, tenantId } = context;
  const { thisYear } = settingOf(context);
  const key = { year: number.year ?? thisYear, number: number.number };
  const [topic, state] = await Promise.all([
    findTopic(tx, tenantId, key),
    findTopicState(tx, tenantId, key),
  ]);
  if (topic === undefined || state === undefined) {
    throw new UserError("topicNotFound", { number: sayNumber(key, thisYear) });
  }
  const given = await listGivenScores(tx, { tenantId, topicId: topic.id });
  return scoresOfTopic({ ...topic, ...state }, given, thisYear);
}
