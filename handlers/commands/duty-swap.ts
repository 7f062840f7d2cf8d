import { holdDuty } from "../../db/duty.ts";
import { listPeople } from "../../db/people.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { findNamed } from "../../domain/named.ts";
import { dutyQuestions } from "../../text/duty.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { answerSwap, askSwap, findTurnOn } from "../duty-swaps.ts";
import { cutDutyDay } from "../duty-time.ts";
import { question } from "../ordinary.ts";

/** 调班 4月8日 换 李梅 4月15日: asked, and done once the other one agrees. */
export const dutySwap = defineCommand({
  id: "duty-swap",
  name: "调班",
  aliases: ["接待日 调班", "接待日调班", "换班"],
  summary: "跟别的委员对调接待日的班，对方同意才算",
  example: "调班 4月8日 换 李梅 4月15日",
  needs: "person",
  isWriting: true,
  rejects: question,
  glued: /^\d{1,2}月/,
  args: { words: arg.words("哪天换给谁、换哪天", dutyQuestions.swap) },
  async run(context, { words }) {
    const { tx, tenantId } = context;
    await holdDuty(tx, tenantId);
    const { own, others, person } = await readSwap(context, words);
    const turn = await findTurnOn(context, own);
    const other = await findTurnOn(context, others, person);
    return askSwap(context, turn, other);
  },
});

/** @throws UserError if a day or the name is missing */
async function readSwap(context: PersonContext, words: string) {
  const { tx, tenantId, saidAt: now } = context;
  const clock = { now, workdays: await readWorkdays(tx, tenantId) };
  const first = cutDutyDay(words, clock);
  const second = first && cutDutyDay(first.rest, clock);
  if (first === undefined || second === undefined) throw new UserError("dutySwapUsage");
  const name = second.rest.replaceAll(/[换和跟与同给到对调的\s,，]+/g, " ").trim();
  if (name === "") throw new UserError("dutySwapUsage");
  const found = findNamed(await listPeople(tx, tenantId), name);
  const [person, ...more] = found.kind === "people" ? found.people : [];
  if (person === undefined || more.length > 0 || person.id === context.person.id) {
    throw new UserError("dutyPersonUnknown", { name });
  }
  return { own: first.day, others: second.day, person };
}

/** The answer of whoever was asked. */
export const dutySwapAgree = defineCommand({
  id: "duty-swap-agree",
  name: "同意调班",
  aliases: ["同意换班"],
  example: "同意调班",
  needs: "person",
  isWriting: true,
  args: {},
  run: (context) => answerSwap(context, true),
});

export const dutySwapDecline = defineCommand({
  id: "duty-swap-decline",
  name: "不同意调班",
  aliases: ["不同意换班"],
  example: "不同意调班",
  needs: "person",
  isWriting: true,
  args: {},
  match: matchDecline,
  run: (context) => answerSwap(context, false),
});

/** 不同意调班，那天我也出差: why is kept nowhere. */
function matchDecline({ plain }: MatchText): Record<string, string> | undefined {
  const isSaid = /^(?:我)?不同意(?:调|换)班(?:[\s,，。].{0,60})?$/.test(plain);
  return isSaid && !/[?？吗]/.test(plain) ? {} : undefined;
}
