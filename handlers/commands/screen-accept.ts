import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import { cutKeys } from "../../domain/screening-words.ts";
import { screeningQuestions } from "../../text/screening.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { questionWithoutNumber } from "../ordinary.ts";
import { screenTopics } from "../screening.ts";

/** 受理: somebody of the office has read it; from then on its words may be repeated elsewhere. */
export const screenAccept = defineCommand({
  id: "screen-accept",
  name: "受理",
  aliases: ["受理议题"],
  summary: "例：受理 7，从这时起题目可以写进小结",
  example: "受理 7",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "screen",
  isWriting: true,
  rejects: questionWithoutNumber,
  glued: /^(?:第?\s?\d|[一二三四五六七八九十]{1,3}号)/,
  args: { numbers: arg.words("编号", screeningQuestions.accept) },
  run(context, { numbers }) {
    const { keys, rest } = cutKeys(fold(numbers));
    if (keys.length === 0 || /[\p{L}\p{N}]/u.test(rest)) throw new UserError("screeningUsage");
    const nothing = { place: undefined, size: undefined, reason: undefined };
    return screenTopics(context, { keys, change: "accept", ...nothing });
  },
});
