import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { lengthOf } from "../../domain/topic.ts";
import { dutyQuestions } from "../../text/duty.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { takeDutyLeave } from "../duty-swaps.ts";
import { cutDutyDay } from "../duty-time.ts";
import { questionBeforeReason } from "../ordinary.ts";

/** 接待日 请假 4月8日 出差 */
export const dutyLeave = defineCommand({
  id: "duty-leave",
  name: "接待日 请假",
  aliases: ["接待日请假", "值班请假"],
  summary: "接待日来不了，请别人来值班",
  example: "接待日 请假 4月8日 出差",
  needs: "person",
  isWriting: true,
  rejects: questionBeforeReason,
  glued: /^\d{1,2}月/,
  args: { words: arg.words("哪天、为什么", dutyQuestions.leave) },
  async run(context, { words }) {
    const { tx, tenantId, saidAt: now } = context;
    const cut = cutDutyDay(words, { now, workdays: await readWorkdays(tx, tenantId) });
    if (cut === undefined) throw new UserError("dutyDayUnread");
    const max = limits.dutyReasonCharsMax;
    if (lengthOf(cut.rest) > max) throw new UserError("dutyWordsTooLong", { label: "理由", max });
    return takeDutyLeave(context, cut.day, cut.rest === "" ? undefined : cut.rest);
  },
});
