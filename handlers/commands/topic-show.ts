import { findTopicShown, type ShownTopic } from "../../db/topic-shown.ts";
import { UserError } from "../../domain/errors.ts";
import { standingIn } from "../../domain/method.ts";
import { isStaff } from "../../domain/rights.ts";
import { toLocal } from "../../domain/time.ts";
import { isOpenForEndorsement } from "../../domain/topic-state.ts";
import { fieldLine } from "../../text/fieldwork.ts";
import { methodLine } from "../../text/methods.ts";
import { sayNumber } from "../../text/phrases.ts";
import { broughtBy, standingLines } from "../../text/standing.ts";
import { shortTitleLine, topicCard, topicDetail } from "../../text/topics.ts";
import { parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { arg } from "../arg.ts";
import { isOver } from "../methods.ts";
import { topicQuestions } from "../../text/topics.ts";

export const topicShow = defineCommand({
  id: "topic-show",
  name: "看议题详情",
  example: "议题 7",
  needs: "tenant",
  isWriting: false,
  args: { number: arg.number("编号", topicQuestions.number) },
  match: matchTopicNumber,
  async run(context, { number }) {
    const { tx, tenantId, person, place, now } = context;
    const thisYear = toLocal(now).year;
    const key = { year: number.year ?? thisYear, number: number.number };
    const topic = await findTopicShown(tx, tenantId, key);
    if (topic === undefined)
      throw new UserError("topicNotFound", { number: sayNumber(key, thisYear) });
    const isOwn = topic.proposerId === person?.id;
    // In a group the card is for everybody else, too.
    if (isOpenForEndorsement(topic.status) && !(isOwn && place === "single")) {
      context.show(topicCard(topic, thisYear));
    }
    const looked = fieldLine(topic.lookedAt, { number: sayNumber(topic, thisYear), place, now });
    // In a group everybody reads the answer; the 简称 is the staff's own concern.
    const seesShort = place === "single" && person !== undefined && isStaff(person.roles);
    const shortTitle = seesShort ? topic.shortTitle : undefined;
    const standing = [
      ...(shortTitle === undefined ? [] : [shortTitleLine(shortTitle)]),
      ...standingLines(topic.state, { place, thisYear }),
      ...sayStep(topic),
      ...(looked === undefined ? [] : [looked]),
    ];
    return topicDetail(topic, {
      place,
      thisYear,
      now,
      standing,
      broughtBy: broughtBy(topic.state),
    });
  },
});

/** 四步工作法：第2步，调查研究定议题 */
function sayStep(topic: ShownTopic): readonly string[] {
  const { method } = topic;
  if (method === undefined || isOver(topic)) return [];
  return [methodLine({ method, standing: standingIn(method, method.moved?.step) })];
}

/** 议题 7, 7号议题, 看7号; a bare 7 is an answer to a question, not this. */
function matchTopicNumber({ plain }: MatchText): { number: string } | undefined {
  const found =
    /^(?:看看|看一下|看|查看|查一下|查)?(?:议题|题)\s?(?<after>.+?)[?？。!！]?$/.exec(plain) ??
    /^(?:看看|看一下|看|查看|查一下|查)\s?(?<after>.+?)[?？。!！]?$/.exec(plain) ??
    /^(?<after>第?[\d零〇一二三四五六七八九十百两-]+号(?:议题)?)(?:怎么样了?|情况|详情)?[?？。!！]?$/.exec(
      plain,
    );
  const number = found?.groups?.["after"];
  return number === undefined || parseNumberKey(number) === undefined ? undefined : { number };
}
