import { formatDate } from "../domain/time.ts";
import type { TalentWords } from "../domain/talent.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

export const talentQuestions = {
  name: "请告诉我姓名",
  skills: "请告诉我专长，例：充电设施、消防",
} as const;

interface Shown extends TalentWords {
  /** 场次: meetings that they came to. */
  readonly meetings: number;
}

function sayTalent({ name, skills, zone, organization, meetings }: Shown): string {
  const where = [organization, zone].filter((part) => part !== undefined).join("，");
  const history = meetings === 0 ? "还没参加过协商会" : `参加过协商会${meetings}场`;
  return `${name}${where === "" ? "" : `（${where}）`}：${skills}；${history}`;
}

export function talentKept({ name, skills, zone, organization }: TalentWords): string {
  return lines(
    `人才库记下了：${name}`,
    `专长：${skills}`,
    organization === undefined ? undefined : `单位：${organization}`,
    zone === undefined ? undefined : `片区：${zone}`,
  );
}

export function talentRemoved(name: string, count: number): string {
  return count === 0
    ? `人才库里没有「${name}」，没有改动。看有哪些人请回复：人才库`
    : `${name}已从人才库移出。`;
}

/** @param about in front of the list: 人才库有3位, 7号议题可以请 */
export function talentList(talents: readonly Shown[], about: string, place: Place): string {
  if (talents.length === 0) {
    return `人才库里没有找到。换个说法再找，${pleaseReply(place)}，例：人才库 找 充电 消防；要补人，例：人才库 增加 陈立 专长：充电设施 单位：县供电局`;
  }
  const shown = talents.slice(0, SHOWN_MAX);
  const more = talents.length > SHOWN_MAX ? `，先列${SHOWN_MAX}位` : "";
  return lines(
    `${about}${talents.length}位${more}：`,
    ...shown.map(sayTalent),
    `要抽选，${pleaseReply(place)}，例：抽选 3人 候补2人 人才库 充电`,
  );
}

export function talentNone(place: Place): string {
  return `人才库里还没有人。先补，${pleaseReply(place)}，例：人才库 增加 陈立 专长：充电设施 单位：县供电局`;
}

export const talentAbout = {
  all: "人才库有",
  found: "人才库里找到",
  fitting: (number: string) => `按专长，${number}号议题可以请`,
} as const;

const SHOWN_MAX = 8;

interface Wish {
  /** From whom. */
  readonly scope: string;
  readonly names: readonly string[];
  readonly count: number;
  readonly substitutes: number;
}

/** Who can be drawn, with their numbers: fixed before the seed is there. */
export function drawAsked({ scope, names, count, substitutes }: Wish, place: Place): string {
  const more = substitutes === 0 ? "" : `，候补${substitutes}人`;
  return lines(
    `从下面${names.length}位里抽${count}人${more}（${scope}），还没有抽：`,
    sayNumbered(names),
    "确认后才出种子，名单和编号不再动，抽过的都留记录。",
    `要抽，${pleaseReply(place)}：确认　　不抽，${pleaseReply(place)}：取消`,
  );
}

interface Drawn {
  readonly number: number;
  readonly seed: string;
  readonly names: readonly string[];
  readonly drawn: readonly number[];
  readonly substitutes: readonly number[];
}

export function drawDone(draw: Drawn): string {
  const { number, names, drawn, substitutes, seed } = draw;
  const call = (order: readonly number[]) => order.map((each) => names[each - 1] ?? "").join("、");
  return lines(
    `第${number}次抽选结果`,
    `抽中：${call(drawn)}`,
    substitutes.length === 0 ? undefined : `候补（按先后）：${call(substitutes)}`,
    "",
    `名单：${sayNumbered(names)}`,
    `种子：${seed}`,
    "谁都可以复核：把种子和编号连起来写，逐个算出摘要（安全散列算法256位），从小到大排先后。",
  );
}

function sayNumbered(names: readonly string[]): string {
  return names.map((name, index) => `${index + 1}${name}`).join("　");
}

/** 抽选记录 */
export function drawList(
  draws: readonly (Drawn & { readonly words: string; readonly drawnAt: Date })[],
  now: Date,
): string {
  if (draws.length === 0) return "还没有抽选过。要抽，请回复，例：抽选 3人 候补2人 人才库 充电";
  return lines(
    "最近的抽选：",
    ...draws.map(({ number, names, drawn, words, drawnAt, seed }) => {
      const chosen = drawn.map((each) => names[each - 1] ?? "").join("、");
      return `第${number}次，${formatDate(drawnAt, now)}，${words}：${chosen}（${names.length}位里抽，种子${seed}）`;
    }),
  );
}

/** How the candidates were found: 人才库，充电、消防 */
export function sayScope(words: readonly string[]): string {
  return words.length === 0 ? "人才库全部" : `人才库，${words.join("、")}`;
}

/** 名单里的委员、城南片区 */
export function sayRosterScope(words: readonly string[]): string {
  return `名单里的${words.join("、")}`;
}
