import { limits } from "../../domain/limits.ts";
import { dutyQuestions, rotaKept, rotaShown } from "../../text/duty.ts";
import { nothingDone } from "../../text/general.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { findSamePlace, foreseeTurns, keepRota, readRota, turnStart } from "../duty.ts";
import { question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";

/** 接待日 排班: shown with the next turns, and in use after 确认. */
export const dutyPlan = defineCommand({
  id: "duty-plan",
  name: "接待日 排班",
  aliases: ["接待日排班"],
  summary: "给接待日排班，例：接待日 排班 每周三上午9点 城南街道联络站",
  example: "接待日 排班 每周三上午9点 城南街道联络站",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  rejects: question,
  glued: /(?!)/,
  args: {
    words: arg.block("多久一次、几点、在哪里", dutyQuestions.plan),
    people: arg.field("人员"),
  },
  async run(context, { words, people }) {
    if (context.confirmed === false) return nothingDone();
    const wish = await readRota(context, words, people);
    if (context.confirmed === true) {
      const { told, unreached } = await keepRota(context, wish);
      return rotaKept(told, unreached);
    }
    const { now, place } = context;
    const assigned = await foreseeTurns(context, wish);
    const nameOf = new Map(wish.people.map(({ id, name }) => [id, name]));
    const turns = assigned.slice(0, limits.dutyTurnsShown).map(({ day, planned, personId }) => ({
      day,
      plannedDay: planned,
      startsAt: turnStart(day, wish.minute),
      name: nameOf.get(personId) ?? "",
    }));
    const isReplacing = (await findSamePlace(context, wish)) !== undefined;
    context.ask({ kind: "confirm", command: "duty-plan", args: rawArgs({ words, people }) });
    const peopleCount = wish.people.length;
    return rotaShown({ ...wish, turns, peopleCount, isReplacing, now }, place);
  },
});
