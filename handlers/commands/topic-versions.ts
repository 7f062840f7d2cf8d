import { listWritings } from "../../db/topic-versions.ts";
import { findTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { toLocal } from "../../domain/time.ts";
import { sayNumber } from "../../text/phrases.ts";
import { topicQuestions } from "../../text/topics.ts";
import { topicVersions as versionsText } from "../../text/versions.ts";
import { arg, parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";

/** 议题 7 修改记录: every version of its words, who wrote it and what it was before. */
export const topicVersions = defineCommand({
  id: "topic-versions",
  name: "修改记录",
  example: "议题 7 修改记录",
  needs: "tenant",
  isWriting: false,
  args: { number: arg.number("编号", topicQuestions.number) },
  match: matchVersions,
  async run({ tx, tenantId, place, now }, { number }) {
    const thisYear = toLocal(now).year;
    const key = { year: number.year ?? thisYear, number: number.number };
    const topic = await findTopic(tx, tenantId, key);
    if (topic === undefined) {
      throw new UserError("topicNotFound", { number: sayNumber(key, thisYear) });
    }
    const writings = await listWritings(tx, tenantId, topic.id);
    return versionsText(topic, writings, { place, thisYear });
  },
});

function matchVersions({ plain }: MatchText): { number: string } | undefined {
  const found =
    /^(?:看看|看一下|看|查看|查)?(?:议题)?\s?(?<number>[^\s的]{1,12}?)\s?的?(?:修改记录|历次修改|修改经过|改了什么)[?？。]?$/.exec(
      plain,
    );
  const number = found?.groups?.["number"];
  return number === undefined || parseNumberKey(number) === undefined ? undefined : { number };
}
