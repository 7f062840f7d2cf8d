import { findTopicMethod } from "../../db/methods.ts";
import { findTopicShown } from "../../db/topic-shown.ts";
import { UserError } from "../../domain/errors.ts";
import { standingIn } from "../../domain/method.ts";
import { hasRight } from "../../domain/rights.ts";
import { toLocal } from "../../domain/time.ts";
import {
  methodOffered,
  methodShown,
  topicMethodNone,
  topicMethodShown,
} from "../../text/methods.ts";
import { sayNumber } from "../../text/phrases.ts";
import { arg, type NumberKey, parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findMethods, findMethodUnit, isOver } from "../methods.ts";
import type { RawArgs } from "../question.ts";

/** 工作法, 工作法 城南片区, 工作法 7号 */
export const methodShow = defineCommand({
  id: "method-show",
  name: "工作法",
  summary: "单位的工作法；议题走到哪一步，例：工作法 7号",
  example: "工作法 7号",
  needs: "person",
  isWriting: false,
  // Everything behind the name is read by `matchShow`.
  rejects: /[^]/,
  args: { number: arg.optionalNumber("编号"), unit: arg.field("单位") },
  match: matchShow,
  async run(context, { number, unit: said }) {
    if (number !== undefined) return showTopic(context, number);
    const unit = await findMethodUnit(context, said);
    const { own, above } = await findMethods(context, unit);
    const method = own ?? above;
    const reader = readerOf(context);
    if (method === undefined) return methodOffered(unit.name, reader);
    return methodShown(unit.name, method, { ...reader, from: own ? undefined : method.unitName });
  },
});

function readerOf({ person, place }: PersonContext) {
  return { isStaff: hasRight(person.roles, "convene"), place };
}

async function showTopic(context: PersonContext, said: NumberKey): Promise<string> {
  const { tx, tenantId, now } = context;
  const thisYear = toLocal(now).year;
  const key = { year: said.year ?? thisYear, number: said.number };
  const number = sayNumber(key, thisYear);
  const topic = await findTopicShown(tx, tenantId, key);
  if (topic === undefined) throw new UserError("topicNotFound", { number });
  if (isOver(topic)) throw new UserError("methodTopicOver", { number });
  const method = await findTopicMethod(tx, { tenantId, topicId: topic.id });
  if (method === undefined) return topicMethodNone(number, readerOf(context));
  const { moved } = method;
  const standing = standingIn(method, moved?.step);
  const walked = { number, title: topic.title, method, standing, moved };
  return topicMethodShown(walked, { ...readerOf(context), now });
}

/** 工作法 7号, 7号议题的工作法到哪一步了; 工作法 培训几点 is something else. */
function matchShow({ original, plain }: MatchText): RawArgs | undefined {
  const turned =
    /^(?<number>第?[\d零一二三四五六七八九十百两-]+\s?号(?:议题)?)\s?的?工作法(?<rest>.*)$/.exec(
      plain,
    );
  const asked = /^(?:走)?到(?:了)?哪(?:里|儿|一?步)?了?[\s?？。]*$/;
  const number = turned?.groups?.["number"];
  if (number !== undefined) {
    const rest = turned?.groups?.["rest"] ?? "";
    return /^[\s?？。]*$/.test(rest) || asked.test(rest) ? { number } : undefined;
  }
  const head = /^(?:我们的?|本地的?)?(?:协商)?工作法[\s:：,，]*/.exec(plain)?.[0];
  if (head === undefined) return undefined;
  const rest = plain.slice(head.length).replace(/[\s?？。.!！]+$/, "");
  if (rest === "") return {};
  const topic =
    /^(?<number>第?[\d零一二三四五六七八九十百两-]+(?:\s?号(?:议题)?)?)(?<more>.*)$/.exec(rest);
  const { number: words, more = "" } = topic?.groups ?? {};
  if (words !== undefined && parseNumberKey(words) !== undefined) {
    const isShort = more === "" || asked.test(more.trim());
    if (isShort && (/号/.test(words) || /\d/.test(words))) return { number: words };
  }
  const isUnit = /[\s:：,，]$/.test(head) && unitName.test(rest);
  return isUnit ? { unit: original.slice(head.length, head.length + rest.length) } : undefined;
}

const unitName =
  /^\p{Script=Han}{1,12}(?:片区|街道|社区|联络站|工作室|界别|[省市州盟县区旗镇乡村]|政协)$/u;
