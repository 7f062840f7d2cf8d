import { type ListedTopic, updateTopicWords } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { reviseTopic } from "../../domain/topic.ts";
import { lines, sayNumber } from "../../text/phrases.ts";
import { topicQuestions, topicRevised, topicUnchanged } from "../../text/topics.ts";
import { amendmentAbout, amendmentTold } from "../../text/versions.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { howTo } from "../ordinary.ts";
import { setShortTitle } from "../short-titles.ts";
import { tellConcerned, tellUnreached } from "../topic-told.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

export const topicRevise = defineCommand({
  id: "topic-revise",
  name: "修改",
  aliases: ["修改议题", "更改议题", "改议题"],
  example: "修改 7 老旧小区加装充电桩",
  needs: "person",
  right: "propose",
  isWriting: true,
  rejects: howTo,
  args: {
    number: arg.number("编号", topicQuestions.number),
    title: arg.optionalWords("题目"),
    detail: arg.field("说明"),
    category: arg.field("类别"),
    shortTitle: arg.field("简称"),
  },
  async run(context, { number, title, detail, category, shortTitle }) {
    const topic = await holdTopic(context, number);
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(detail === undefined ? {} : { detail }),
      ...(category === undefined ? {} : { category }),
    };
    if (shortTitle !== undefined && Object.keys(change).length === 0) {
      return setShortTitle(context, topic, shortTitle);
    }
    // Checked first: whose it is matters more than what is missing.
    const revised = reviseTopic(topic, context.person.id, change);
    if (Object.keys(change).length === 0) {
      const said = sayNumber(topic, settingOf(context).thisYear);
      const args = { number: said };
      context.ask({ kind: "argument", command: "topic-revise", args, missing: "title" });
      throw new UserError("topicReviseNothing", { number: said });
    }
    if (revised.version === topic.version) {
      if (shortTitle !== undefined) return setShortTitle(context, topic, shortTitle);
      return topicUnchanged(topic, settingOf(context));
    }
    await updateTopicWords(context.tx, context.tenantId, revised, context.now);
    recordTopicEvent(context, topic.id, "revised", change);
    // After the title: another title ends the 简称 it had.
    const named = shortTitle && (await setShortTitle(context, topic, shortTitle));
    const told = await tellAmendment(context, topic, revised);
    return lines(topicRevised(revised, told, settingOf(context)), named);
  },
});

/** Who has endorsed it reads what they support now; nobody is moved silently. */
async function tellAmendment(context: PersonContext, old: ListedTopic, topic: ListedTopic) {
  const { thisYear } = settingOf(context);
  if (topic.endorsements === 0) return { told: 0, unreached: [] };
  const { name: byName, id: exceptId } = context.person;
  let heard = 0;
  const unreached = await tellConcerned(
    context,
    topic,
    (each) => {
      heard += 1;
      return amendmentTold(each, { topic, old, byName }, thisYear);
    },
    { exceptId },
  );
  await tellUnreached(context, amendmentAbout(topic, thisYear), unreached);
  return { told: heard - unreached.length, unreached: unreached.map(({ name }) => name) };
}
