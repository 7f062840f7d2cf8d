import { type FieldVisitKind, fieldVisitNames } from "../domain/fieldwork.ts";
import { formatDate, fromLocal } from "../domain/time.ts";
import type { CivilDay } from "../domain/workdays.ts";
import { lines, please, pleaseReply, type Place } from "./phrases.ts";

export const fieldQuestions = {
  number: "请告诉我是几号议题的调研",
} as const;

export interface FieldWords {
  readonly kind: FieldVisitKind;
  readonly heldOn: CivilDay;
  readonly place: string | undefined;
  readonly findings: string | undefined;
  readonly pictures: string | undefined;
  readonly report: string | undefined;
  readonly names: readonly string[];
}

interface About {
  /** 7 */
  readonly number: string;
  readonly place: Place;
  readonly now: Date;
}

function sayDay({ year, month, day }: CivilDay, now: Date): string {
  return formatDate(fromLocal({ year, month, day, hour: 12, minute: 0 }), now);
}

/** 3月20日（星期五）走访，幸福里小区，李梅、张建国 */
function sayVisit({ kind, heldOn, place, names }: FieldWords, now: Date): string {
  const parts = [place, names.length === 0 ? undefined : names.join("、")];
  const said = parts.filter((part) => part !== undefined).join("，");
  return `${sayDay(heldOn, now)}${fieldVisitNames[kind]}${said === "" ? "" : `，${said}`}`;
}

function sayKept({ pictures, report }: FieldWords): string | undefined {
  const parts = [
    pictures === undefined ? undefined : `照片：${pictures}`,
    report === undefined ? undefined : `报告：${report}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join("　");
}

/** @param isToday no day was said */
export function fieldVisitKept(visit: FieldWords, isToday: boolean, about: About): string {
  const { number, now } = about;
  return lines(
    `记到${number}号议题下了：`,
    sayVisit(visit, now),
    visit.findings === undefined ? undefined : `情况：${visit.findings}`,
    sayKept(visit),
    isToday ? "没说是哪天，先按今天记。" : undefined,
    sayMissing(visit, about),
  );
}

/** Photographs and reports lie with people: the bot only knows where. */
function sayMissing(
  { pictures, report }: FieldWords,
  { number, place }: About,
): string | undefined {
  if (pictures !== undefined && report !== undefined) return undefined;
  const label = pictures === undefined ? "照片" : "报告";
  const where = pictures === undefined ? "李梅保存" : "委室档案柜";
  return `${label}存在哪里，可以补一句，${please(place)}，例：调研 ${number}号 ${label}：${where}`;
}

export function fieldVisitAmended(visit: FieldWords, { number, now }: About): string {
  return lines(
    `记到${number}号议题${sayDay(visit.heldOn, now)}的${fieldVisitNames[visit.kind]}下了：`,
    sayKept(visit),
  );
}

/** 调研 7号 */
export function fieldVisitList(visits: readonly FieldWords[], about: About): string {
  const { number, place, now } = about;
  const example = `调研 ${number}号 3月20日 幸福里小区 参加：李梅 张建国 情况：车棚只有一处`;
  if (visits.length === 0) {
    return `${number}号议题还没有调研走访的记录。要记一次，${please(place)}，例：${example}`;
  }
  const shown = visits.slice(0, SHOWN_MAX);
  return lines(
    `${number}号议题调研走访${visits.length}次${visits.length > SHOWN_MAX ? `，近${SHOWN_MAX}次` : ""}：`,
    ...shown.flatMap((visit) => [
      sayVisit(visit, now),
      visit.findings === undefined ? undefined : `　情况：${shorten(visit.findings)}`,
      sayKept(visit) === undefined ? undefined : `　${sayKept(visit)}`,
    ]),
  );
}

const SHOWN_MAX = 4;
const FINDINGS_SHOWN = 60;

function shorten(words: string): string {
  const letters = Array.from(words.replaceAll(/\s+/g, " "));
  return letters.length > FINDINGS_SHOWN
    ? `${letters.slice(0, FINDINGS_SHOWN).join("")}…`
    : letters.join("");
}

interface LookedAt extends Pick<FieldWords, "kind" | "heldOn" | "place"> {
  readonly count: number;
}

/** In 议题 7. */
export function fieldLine(
  lookedAt: LookedAt | undefined,
  { number, place, now }: About,
): string | undefined {
  if (lookedAt === undefined) return undefined;
  const { heldOn, place: where, kind, count } = lookedAt;
  const last = `${sayDay(heldOn, now)}${fieldVisitNames[kind]}${where ?? ""}`;
  return `调研走访${count}次（最近：${last}），看记录${pleaseReply(place)}：调研 ${number}`;
}
