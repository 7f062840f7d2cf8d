import { limits } from "../../domain/limits.ts";
import {
  visitPassed,
  visitPassedTold,
  visitQuestions,
  visitToTopic,
} from "../../text/duty-visits.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { holdKeptVisit, markVisit } from "../duty-visits.ts";
import { enterTopic } from "../entering.ts";
import { question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { tellLiaison } from "../topic-told.ts";

/** 转议题 3: a visit becomes a topic, without the visitor's name and number. */
export const visitToTopicMove = defineCommand({
  id: "visit-to-topic",
  name: "转议题",
  aliases: ["接待日 转议题"],
  example: "转议题 3",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: question,
  args: { number: arg.number("第几条", visitQuestions.number), title: arg.field("题目") },
  match: (text) => matchMove(text, "议题"),
  async run(context, { number, title }) {
    const visit = await holdKeptVisit(context, number.number);
    const topic = await enterTopic(context, {
      source: "public",
      actor: `${visit.place}接待日`.slice(-limits.sourceActorCharsMax),
      title: title ?? titleOf(visit.matter),
      detail: visit.matter,
      category: undefined,
      unitId: visit.unitId,
    });
    await markVisit(context, visit, topic.id);
    return visitToTopic(visit, topic, context.place);
  },
});

/** The first clause; it can be changed with 修改. */
function titleOf(matter: string): string {
  const [first = matter] = matter.split(/[，。；,;\n]/);
  return Array.from(first).slice(0, limits.topicTitleCharsMax).join("");
}

/** 转社情民意 3: marked, and the 联络员 is told. */
export const visitPass = defineCommand({
  id: "visit-pass",
  name: "转社情民意",
  aliases: ["接待日 转社情民意"],
  example: "转社情民意 3",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: question,
  args: { number: arg.number("第几条", visitQuestions.number) },
  match: (text) => matchMove(text, "社情民意"),
  async run(context, { number }) {
    const { person, now } = context;
    const visit = await holdKeptVisit(context, number.number);
    await markVisit(context, visit, undefined);
    const name = await tellLiaison(context, (salutation) =>
      visitPassedTold(salutation, visit, person.name, now),
    );
    return visitPassed(visit.number, name);
  },
});

/** 接待 3 转议题, 接待记录3转为社情民意: the number stands first, too. */
function matchMove({ plain }: MatchText, what: string): RawArgs | undefined {
  const found =
    /^接待(?:日|记录)?\s*(?:第\s?)?(?<number>\d{1,4})[号条]?\s*转(?:为|成|到)?(?<what>议题|社情民意)[\s。.]*$/.exec(
      plain,
    );
  const { number, what: said } = found?.groups ?? {};
  return number === undefined || said !== what ? undefined : rawArgs({ number });
}
