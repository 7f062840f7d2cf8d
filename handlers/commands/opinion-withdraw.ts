import { deleteOpinion } from "../../db/opinions.ts";
import { opinionTakenBack } from "../../text/opinions.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { either, question } from "../ordinary.ts";
import { recordCallEvent } from "../opinion-calls.ts";
import { callArgs } from "../opinion-choice.ts";
import { findOwnOpinion } from "../own-opinion.ts";
import { publishContext } from "../publication.ts";
import { parseOpinionNumber } from "./opinion-revise.ts";

/** 撤回意见: one's own, until the deadline; the words are said once more, so they can be sent again. */
export const opinionWithdraw = defineCommand({
  id: "opinion-withdraw",
  name: "撤回意见",
  aliases: ["收回意见", "取消意见"],
  example: "撤回意见 1",
  place: "single",
  needs: "person",
  right: "give-opinion",
  isWriting: true,
  rejects: either(question, /^箱/),
  args: { number: arg.optionalWords("第几条"), ...callArgs },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const number = said.number === undefined ? undefined : parseOpinionNumber(said.number);
    const asking = { command: "opinion-withdraw", args: {} };
    const own = await findOwnOpinion(context, { ...said, number }, asking);
    if (typeof own === "string") return own;
    const { call, opinion } = own;
    await deleteOpinion(tx, tenantId, opinion.id);
    const event = { kind: "opinion-withdrawn", actorId: person.id, isOpinion: true } as const;
    recordCallEvent(publishContext(context), call, event);
    return opinionTakenBack(call, opinion);
  },
});
