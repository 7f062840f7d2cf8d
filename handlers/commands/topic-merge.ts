import { checkMergeReason } from "../../domain/merge.ts";
import { mergeQuestions, mergeToConfirm } from "../../text/merge.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { checkMerge, holdBoth, merge } from "../merging.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { settingOf } from "../topics.ts";

/** 合并 9 到 7: two topics of one thing. Confirmed, because many people are told of it. */
export const topicMerge = defineCommand({
  id: "topic-merge",
  name: "合并",
  aliases: ["合并议题"],
  example: "合并 9 到 7 说的是同一件事",
  audience: "staff",
  needs: "person",
  right: "screen",
  isWriting: true,
  args: {
    number: arg.number("编号", mergeQuestions.number),
    into: arg.number("并到", mergeQuestions.number),
    reason: arg.words("理由", mergeQuestions.why),
  },
  match: matchMerge,
  async run(context, { number, into, reason: said }) {
    const reason = checkMergeReason(said);
    const merging = { ...(await holdBoth(context, number, into)), reason };
    await checkMerge(context, merging);
    if (context.confirmed !== true) {
      const args = rawArgs({ number, into, reason });
      context.ask({ kind: "confirm", command: "topic-merge", args });
      return mergeToConfirm(merging, settingOf(context));
    }
    return merge(context, merging);
  },
});

const number = String.raw`第?(?:\d{4}\s?-\s?)?(?:\d{1,4}|[零〇一二三四五六七八九十百两]{1,6})\s?号?(?:议题)?`;
const forms = [
  new RegExp(
    String.raw`^合并(?:议题)?\s?(?<number>${number})\s?(?:并?到|并?入|进|至|和|,|，)?\s?(?<into>${number})(?<reason>[\s\S]*)$`,
  ),
  new RegExp(
    String.raw`^把?\s?(?<number>${number})\s?(?:合并到|合并进|并到|并入|并进)\s?(?<into>${number})(?<reason>[\s\S]*)$`,
  ),
];

/** 合并 9 到 7 说的是同一件事, 把9号并入7号. */
function matchMerge({ original, plain }: MatchText): RawArgs | undefined {
  const found = forms.map((form) => form.exec(plain)).find((each) => each !== null);
  if (found?.groups === undefined || /[?？吗]$|怎么|什么/.test(plain)) return undefined;
  const { number: from = "", into = "", reason = "" } = found.groups;
  const why = original.slice(original.length - reason.length);
  const bare = why.replace(/^[\s,，。:：;；]*(?:理由(?:是)?[\s:：]*)?/, "").trim();
  return { number: from.trim(), into: into.trim(), ...(bare === "" ? {} : { reason: bare }) };
}
