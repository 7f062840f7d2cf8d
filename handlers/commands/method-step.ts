import { findTopicMethod, upsertTopicStep } from "../../db/methods.ts";
import { UserError } from "../../domain/errors.ts";
import { moveStep, readStepWish, standingIn } from "../../domain/method.ts";
import { methodQuestions, stepMoved } from "../../text/methods.ts";
import { sayNumber } from "../../text/phrases.ts";
import { arg, parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { isOver } from "../methods.ts";
import type { RawArgs } from "../question.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

/** 工作法 7号 下一步, 上一步, 第3步 */
export const methodStep = defineCommand({
  id: "method-step",
  name: "工作法 走到",
  aliases: [],
  example: "工作法 7号 下一步",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  // Only the shape of `matchStep` is meant.
  rejects: /[^]/,
  args: {
    number: arg.number("编号", methodQuestions.number),
    move: arg.word("哪一步", methodQuestions.move),
  },
  match: matchStep,
  async run(context, { number: key, move }) {
    const { tx, tenantId, person, saidAt: at, place } = context;
    const topic = await holdTopic(context, key);
    const number = sayNumber(topic, settingOf(context).thisYear);
    if (isOver(topic)) throw new UserError("methodTopicOver", { number });
    const ref = { tenantId, topicId: topic.id };
    const method = await findTopicMethod(tx, ref);
    if (method === undefined) throw new UserError("methodMissing", { number });
    const before = standingIn(method, method.moved?.step);
    const wish = readStepWish(move);
    const position = wish && moveStep(method, before, wish);
    const step = position === undefined ? undefined : method.steps[position - 1];
    if (position === undefined || step === undefined) {
      const current = method.steps[before.position - 1] ?? "";
      const { name, steps } = method;
      const stands = { number, name, count: steps.length, position: before.position };
      throw new UserError("methodStepMissing", { ...stands, step: current });
    }
    const isSame = position === before.position && !before.isRestarted;
    if (!isSame) {
      await upsertTopicStep(tx, ref, { step, movedBy: person.id, at });
      recordTopicEvent(context, topic.id, "step-moved", { method: method.name, step });
    }
    const standing = { position, isRestarted: false };
    const from = before.position;
    return stepMoved({ number, method, standing, from, isSame }, place);
  },
});

/** 工作法 7号 下一步怎么走 asks. */
function matchStep({ original, plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?:协商)?工作法[\s:：,，]*(?<number>第?\s?(?:(?:\d{4}\s?-\s?)?\d{1,4}\s?号?|[一二三四五六七八九十百两]{1,6}号)(?:议题)?)[\s:：,，]*(?<move>[^\d].*)$/.exec(
      plain,
    );
  const { number = "", move = "" } = found?.groups ?? {};
  if (parseNumberKey(number) === undefined || readStepWish(move) === undefined) return undefined;
  return { number, move: original.slice(plain.length - move.length) };
}
