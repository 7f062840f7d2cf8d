import type { Topic } from "../domain/topic.ts";
import { itemNumber, lines, pleaseReply, sayNumber } from "./phrases.ts";
import { sayEndorsements, type Setting } from "./topics.ts";

type Named = Pick<Topic, "year" | "number" | "title">;

interface Merging {
  readonly topic: Topic;
  readonly target: Topic;
  readonly reason: string;
}

/** To be confirmed before anything happens. */
export function mergeToConfirm({ topic, target, reason }: Merging, setting: Setting): string {
  const { place, thisYear } = setting;
  return lines(
    "请核对，现在还没有合并：",
    "",
    `${call(topic, thisYear)}，${sayEndorsements(topic)}`,
    `并入${call(target, thisYear)}，${sayEndorsements(target)}`,
    `理由：${reason}`,
    "",
    "荐题和附议的委员会单独收到告知；附议不自动转，由本人定。",
    `可以合并，${pleaseReply(place)}：确认`,
  );
}

interface Told {
  /** How many people heard of it. */
  readonly told: number;
  readonly unreached: readonly string[];
}

export function mergeDone(
  { topic, target }: Pick<Merging, "topic" | "target">,
  told: Told,
  { place, thisYear }: Setting,
): string {
  const number = itemNumber(topic, thisYear);
  return lines(
    `${number}「${topic.title}」已并入${call(target, thisYear)}。`,
    sayTold(told, "附议没有自动转，由他们自己定。"),
    `要撤销，${pleaseReply(place)}：取消合并 ${sayNumber(topic, thisYear)}`,
  );
}

export function unmergeDone(topic: Topic, told: Told, thisYear: number): string {
  return lines(`${call(topic, thisYear)}已恢复为单独的议题，原来的附议都在。`, sayTold(told, ""));
}

/** The names are for the 联络员, who gets them in private. */
export function sayTold({ told, unreached }: Told, then: string): string | undefined {
  const left = unreached.length;
  if (told === 0 && left === 0) return undefined;
  const reached = told === 0 ? "" : `已单独告知荐题和附议的${told}位。`;
  const others = left === 0 ? "" : `还有${left}位没法单独告知，名单已发给联络员。`;
  return `${reached}${others}${then}`;
}

interface Hearer {
  readonly salutation: string;
  readonly part: "proposer" | "supporter";
}

/** To who proposed or endorsed the one that is gone: nothing was moved for them. */
export function mergedAway(
  { salutation, part }: Hearer,
  { topic, target, reason }: Merging,
  more: { readonly thisYear: number; readonly isThere: boolean },
): string {
  const { thisYear, isThere } = more;
  return lines(
    `${salutation}，您${did[part]}的${call(topic, thisYear)}，已并入${call(target, thisYear)}。`,
    `理由：${reason}`,
    "",
    isThere
      ? `${itemNumber(target, thisYear)}您已经荐过或附议过，不用再说。`
      : `您的附议没有自动转过去。愿意一起推动，请回复：附议 ${sayNumber(target, thisYear)}`,
  );
}

/** To who proposed or endorsed what had been merged before into the one that is gone now. */
export function mergedOn(
  { salutation, part }: Hearer,
  { from, topic, target, reason }: Merging & { readonly from: Named },
  { thisYear, isThere }: { readonly thisYear: number; readonly isThere: boolean },
): string {
  const [before, now] = [itemNumber(topic, thisYear), itemNumber(target, thisYear)];
  return lines(
    `${salutation}，您${did[part]}的${call(from, thisYear)}先前并入了${before}，现在${before}又并入${call(target, thisYear)}。`,
    `理由：${reason}`,
    "",
    isThere
      ? `${now}您已经荐过或附议过，不用再说。`
      : `您的附议没有自动转过去。愿意一起推动，请回复：附议 ${sayNumber(target, thisYear)}`,
  );
}

/** To the same people, when the one in between is a topic of its own again. */
export function unmergedBelow(
  { salutation, part }: Hearer,
  { topic, from }: { readonly topic: Named; readonly from: Named },
  thisYear: number,
): string {
  const now = call(topic, thisYear);
  return lines(
    `${salutation}，您${did[part]}的${call(from, thisYear)}先前并入的${now}，不再并入别的议题，恢复为单独的议题。`,
    `要看现在的情况，请回复：议题 ${sayNumber(topic, thisYear)}`,
  );
}

/** To who proposed or endorsed the one that stays. */
export function mergedHere(
  { salutation, part }: Hearer,
  { topic, target }: Merging,
  thisYear: number,
): string {
  return lines(
    `${salutation}，${call(topic, thisYear)}说的是同一件事，已并入您${did[part]}的${call(target, thisYear)}。`,
    `${itemNumber(target, thisYear)}的内容没有变，您不用做什么。`,
  );
}

export function unmergedTold({ salutation, part }: Hearer, topic: Named, thisYear: number): string {
  return lines(
    `${salutation}，您${did[part]}的${call(topic, thisYear)}不再并入别的议题，恢复为单独的议题。`,
    part === "supporter"
      ? `您的附议还在；不想附议了，请回复：取消附议 ${sayNumber(topic, thisYear)}`
      : undefined,
  );
}

const did = { proposer: "荐", supporter: "附议" } as const;

function call(topic: Named, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}「${topic.title}」`;
}

/** What those who could not be reached were to hear, inside a sentence. */
export function mergeAbout({ topic, target }: Pick<Merging, "topic" | "target">, thisYear: number) {
  return `${itemNumber(topic, thisYear)}议题已并入${itemNumber(target, thisYear)}`;
}

export function unmergeAbout(topic: Named, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}议题已恢复为单独的议题`;
}

export const mergeQuestions = {
  number: "请接着告诉我把几号并到几号",
  why: "请接着告诉我合并的理由",
} as const;
