import type { ScreeningAxis } from "../domain/screening.ts";
import { screeningAxisNames } from "./fixed.ts";
import { itemNumber, lines, sayNumber } from "./phrases.ts";
import type { Named } from "./screening.ts";
import { shorten } from "./shorten.ts";

/** Before it goes to many: to whom, for what. */
export function invitationAsked(
  topics: readonly Named[],
  people: number,
  thisYear: number,
): string {
  const numbers = topics.map((topic) => sayNumber(topic, thisYear)).join("、");
  return lines(`要单独请${people}人给${numbers}号评分，评过的不再打扰。`, "可以发出，请回复：是");
}

export function nobodyToInvite(topics: readonly Named[], thisYear: number): string {
  const numbers = topics.map((topic) => sayNumber(topic, thisYear)).join("、");
  return `${numbers}号，能评分的都评过了，不用再请。`;
}

export function invitationSent(told: number, unreached: readonly string[]): string {
  const names = unreached.slice(0, NAMES_SHOWN_MAX).join("、");
  const more = unreached.length > NAMES_SHOWN_MAX ? `等${unreached.length}人` : "";
  return lines(
    told === 0
      ? "没有能单独找到的人，还没有请。"
      : `已单独请${told}人评分。看评到哪里，请回复：初选 汇总`,
    unreached.length === 0
      ? undefined
      : `没法单独告知的，请打电话问，用“评分”代为录入：${names}${more}`,
  );
}

/** To one of them, in 1:1. */
export function scoreInvitation(
  salutation: string,
  topics: readonly Named[],
  { axes, thisYear }: { readonly axes: readonly ScreeningAxis[]; readonly thisYear: number },
): string {
  const names = axes.map((axis) => screeningAxisNames[axis]).join("、");
  const first = topics[0];
  const number = first === undefined ? "7" : sayNumber(first, thisYear);
  return lines(
    `${salutation}，请您给下面${topics.length}件议题评“${names}”，每件0到5分：`,
    "",
    ...topics.map(
      (topic) => `${itemNumber(topic, thisYear)}　${shorten(topic.title, TITLE_CHARS_MAX)}`,
    ),
    "",
    `一件回复一句，例：评分 ${number} 4`,
    "要写理由，写在分数后面。不方便回复的，打电话告诉联络员也行。",
  );
}

const TITLE_CHARS_MAX = 24;
const NAMES_SHOWN_MAX = 12;
