import { listFieldVisits, updateFieldVisit } from "../../db/fieldwork.ts";
import type { ListedTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { readFieldKind } from "../../domain/fieldwork.ts";
import { limits } from "../../domain/limits.ts";
import { sayNumber } from "../../text/phrases.ts";
import {
  fieldQuestions,
  fieldVisitAmended,
  fieldVisitKept,
  fieldVisitList,
} from "../../text/fieldwork.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { check, keepFieldVisit } from "../fieldwork.ts";
import type { RawArgs } from "../question.ts";
import { holdTopic, settingOf } from "../topics.ts";

/** 调研 7号 3月20日 幸福里小区 参加：… 情况：…; with the number alone what has been written down. */
export const fieldVisit = defineCommand({
  id: "field-visit",
  name: "调研",
  aliases: ["调研记录"],
  summary: "记一次调研、走访或勘查，例：走访 7号 3月20日 幸福里小区",
  example: "调研 7号 3月20日 幸福里小区 参加：李梅 张建国 情况：车棚只有一处",
  needs: "person",
  right: "propose",
  isWriting: true,
  rejects: /^(?!第?\s?\d)/,
  args: {
    number: arg.number("编号", fieldQuestions.number),
    words: arg.field("时间和地点"),
    people: arg.field("参加"),
    findings: arg.field("情况"),
    pictures: arg.field("照片"),
    report: arg.field("报告"),
    kind: arg.field("方式"),
  },
  match: matchVisit,
  async run(context, { number, words, kind, ...said }) {
    const topic = await holdTopic(context, number);
    const { findings, people, pictures, report } = said;
    if (words === undefined && findings === undefined && people === undefined) {
      if (pictures === undefined && report === undefined) return list(context, topic);
      return amend(context, topic, { pictures, report });
    }
    const visit = { ...said, words: words ?? "", kind: readFieldKind(kind ?? "") };
    const kept = await keepFieldVisit(context, topic, visit);
    return fieldVisitKept(kept.visit, kept.isToday, aboutOf(context, topic));
  },
});

const labels = { 参加: "people", 情况: "findings", 照片: "pictures", 报告: "report" } as const;

/** 走访 7号 3月20日 …: a number with 号, or at the end; 调研7号楼 is something else. */
function matchVisit({ original, plain }: MatchText): RawArgs | undefined {
  const head =
    /^(?:记一?次?)?(?<kind>(?:实地|入户)?(?:调研|走访|勘[查察]))(?:记录)?[\s:：,，]*(?<number>第?\s?(?:\d{4}\s?-\s?)?\d{1,4}\s?号?(?:议题)?)(?:[\s,，:：]+|$)/.exec(
      plain,
    );
  if (head === null) return undefined;
  const { kind = "", number = "" } = head.groups ?? {};
  const rest = plain.slice(head[0].length);
  const isNumbered = /号|题/.test(number) || rest === "";
  // 走访 9号 下午去幸福里 is about the ninth of the month.
  if (/^(?:[上下中]午|早上|晚上|要|我们|大家|一起|出发|集合)/.test(rest)) return undefined;
  if (!isNumbered || /^[^:：]*(?:[?？]|什么|怎么|哪[里天些]|[吗呢]$)/.test(rest)) return undefined;
  return { number, kind, ...cutLabels(original.slice(head[0].length)) };
}

function cutLabels(words: string): Record<string, string> {
  const marker = new RegExp(
    `(?:^|[\\s;；,，。])(${Object.keys(labels).join("|")})\\s*[:：]\\s*`,
    "g",
  );
  const marks = Array.from(words.matchAll(marker));
  const args: Record<string, string> = {};
  const head = words.slice(0, marks[0]?.index).trim();
  if (head !== "") args["words"] = head;
  for (const [index, mark] of marks.entries()) {
    const label = mark[1] as keyof typeof labels;
    const value = words.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim();
    if (value !== "") args[labels[label]] = value;
  }
  return args;
}

function aboutOf(context: PersonContext, topic: ListedTopic) {
  const { thisYear, place } = settingOf(context);
  return { number: sayNumber(topic, thisYear), place, now: context.now };
}

async function list(context: PersonContext, topic: ListedTopic): Promise<string> {
  const { tx, tenantId } = context;
  const visits = await listFieldVisits(tx, { tenantId, topicId: topic.id });
  return fieldVisitList(visits, aboutOf(context, topic));
}

/** Where the photographs or the report of the last one are. */
async function amend(
  context: PersonContext,
  topic: ListedTopic,
  where: { readonly pictures: string | undefined; readonly report: string | undefined },
): Promise<string> {
  const { tx, tenantId } = context;
  check("照片", where.pictures, limits.picturePlaceCharsMax);
  check("报告", where.report, limits.picturePlaceCharsMax);
  const [last] = await listFieldVisits(tx, { tenantId, topicId: topic.id });
  const about = aboutOf(context, topic);
  if (last === undefined) throw new UserError("fieldNone", { number: about.number });
  await updateFieldVisit(tx, last, where);
  const { pictures = last.pictures, report = last.report } = where;
  return fieldVisitAmended({ ...last, pictures, report }, about);
}
