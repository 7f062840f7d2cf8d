import { appendEvent } from "../../db/events.ts";
import { deleteTalent, listTalents, type Talent, upsertTalent } from "../../db/talents.ts";
import { listPeopleByName } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { matchTalent, rankFitting } from "../../domain/talent.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import { sayNumber } from "../../text/phrases.ts";
import {
  talentAbout,
  talentKept,
  talentList,
  talentNone,
  talentQuestions,
  talentRemoved,
} from "../../text/talents.ts";
import { arg, parseNumberKey } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { check } from "../fieldwork.ts";
import { question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { holdTopic, settingOf } from "../topics.ts";

/** 人才库, 人才库 找 充电 消防, 人才库 7号 */
export const talentShow = defineCommand({
  id: "talent-show",
  name: "人才库",
  aliases: ["协商人才库"],
  summary: "按专长找人，例：人才库 找 充电 消防",
  example: "人才库 找 充电 消防",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: false,
  args: { words: arg.field("找什么") },
  match: matchShow,
  async run(context, { words = "" }) {
    const { tx, tenantId, place } = context;
    const talents = await listTalents(tx, tenantId);
    const number = parseNumberKey(words);
    if (number !== undefined) return suggest(context, talents, number);
    const said = splitWords(words);
    if (talents.length === 0) return talentNone(place);
    if (said.length === 0) return talentList(talents, talentAbout.all, place);
    return talentList(findTalents(talents, said), talentAbout.found, place);
  },
});

function matchShow({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:协商)?人才库(?:[\s:：,，]*(?:找|查|搜)[\s:：]*|[\s:：,，]+|$)/.exec(plain);
  if (head === null) return undefined;
  const rest = original.slice(head[0].length).trim();
  const isFind = /找|查|搜/.test(head[0]);
  const isWhole = rest === "" || parseNumberKey(rest) !== undefined || isSkill.test(rest);
  if ((!isFind && !isWhole) || question.test(rest)) return undefined;
  return rest === "" ? {} : { words: rest };
}

/** 人才库 充电: a word or two that say what for; 人才库 增加 is another command. */
const isSkill =
  /^(?!增加|添加|加|移出|删除|删掉|去掉|修改|设置)[\p{Script=Han}]{2,6}(?:[\s,，、][\p{Script=Han}]{2,6}){0,3}$/u;

export function splitWords(words: string): readonly string[] {
  return words.split(/[\s,，、;；]+/).filter((word) => word !== "");
}

/** Those of whom most of the words are said come first. */
export function findTalents(
  talents: readonly Talent[],
  words: readonly string[],
): readonly Talent[] {
  return talents
    .map((talent) => ({ talent, hits: matchTalent(talent, words) }))
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits || a.talent.id - b.talent.id)
    .map(({ talent }) => talent);
}

/** Those whose skills fit the topic's words. */
async function suggest(
  context: PersonContext,
  talents: readonly Talent[],
  number: { readonly year: number | undefined; readonly number: number },
): Promise<string> {
  const topic = await holdTopic(context, number);
  const text = [topic.title, topic.detail, topic.category].join("\n");
  const fitting = rankFitting(talents, text);
  const { thisYear, place } = settingOf(context);
  return talentList(fitting, talentAbout.fitting(sayNumber(topic, thisYear)), place);
}

/** 人才库 增加 陈立 专长：充电设施 片区：… 单位：县供电局 */
export const talentAdd = defineCommand({
  id: "talent-add",
  name: "人才库 增加",
  aliases: ["人才库增加", "人才库 添加", "人才库 加"],
  example: "人才库 增加 陈立 专长：充电设施、消防 单位：县供电局",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  rejects: question,
  glued: /(?!)/,
  args: {
    name: arg.word("姓名", talentQuestions.name),
    skills: arg.field("专长", "擅长", "特长"),
    zone: arg.field("片区"),
    organization: arg.field("单位"),
  },
  async run(context, said) {
    const { tx, tenantId, person, saidAt: at, place } = context;
    const { name, skills, zone, organization } = said;
    if (!/^[\p{Script=Han}·]{2,12}$/u.test(name)) throw new UserError("talentNameUnread");
    if (skills === undefined) {
      const args = rawArgs({ ...said });
      context.ask({ kind: "argument", command: "talent-add", args, missing: "skills" });
      return askFor(talentQuestions.skills.split("，")[0] ?? "", "充电设施、消防", place);
    }
    check("专长", skills, limits.talentWordsCharsMax);
    check("片区", zone, limits.talentWordsCharsMax);
    check("单位", organization, limits.talentWordsCharsMax);
    const namesakes = await listPeopleByName(tx, tenantId, name);
    const [only] = namesakes;
    const personId = namesakes.length === 1 ? only?.id : undefined;
    const talent = { name, skills, zone, organization };
    const by = { enteredBy: person.id, at };
    const id = await upsertTalent(tx, { tenantId, ...talent, personId, ...by });
    record(context, id, "talent-kept", { ...talent });
    return talentKept(talent);
  },
});

/** 人才库 移出 陈立 */
export const talentRemove = defineCommand({
  id: "talent-remove",
  name: "人才库 移出",
  aliases: ["人才库移出", "人才库 删除"],
  example: "人才库 移出 陈立",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  rejects: question,
  glued: /(?!)/,
  args: { name: arg.word("姓名", talentQuestions.name), organization: arg.field("单位") },
  async run(context, { name, organization }) {
    const { tx, tenantId } = context;
    if (lengthOf(name) > limits.visitorCharsMax) throw new UserError("talentNameUnread");
    const removed = await deleteTalent(tx, { tenantId, name, organization });
    for (const id of removed) record(context, id, "talent-removed", { name, organization });
    return talentRemoved(name, removed.length);
  },
});

function record(
  { tx, tenantId, person, now: at, receiptId }: PersonContext,
  objectId: number,
  kind: string,
  words: Readonly<Record<string, string | undefined>>,
): void {
  const object = { tenantId, objectKind: "talent", objectId } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words });
}
