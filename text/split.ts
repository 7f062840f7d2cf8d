import type { Topic } from "../domain/topic.ts";
import { sayTold } from "./merge.ts";
import { itemNumber, lines, pleaseReply, sayNumber } from "./phrases.ts";
import { sayEndorsements, type Setting } from "./topics.ts";

type Named = Pick<Topic, "year" | "number" | "title">;

interface Whole extends Topic {
  readonly proposerName: string;
}

/** To be confirmed before anything happens. */
export function splitToConfirm(
  topic: Whole,
  titles: readonly string[],
  { place, thisYear }: Setting,
): string {
  return lines(
    "请核对，现在还没有拆分：",
    "",
    `${call(topic, thisYear)}，${topic.proposerName}荐，${sayEndorsements(topic)}`,
    `拆成${titles.length}件，荐题人和来源不变：`,
    ...titles.map((title, index) => `第${index + 1}件　${title}`),
    "",
    `${itemNumber(topic, thisYear)}以后不再单独列出。附议不自动转，由本人定。`,
    `可以拆分，${pleaseReply(place)}：确认`,
  );
}

interface Told {
  readonly told: number;
  readonly unreached: readonly string[];
}

export function splitDone(
  topic: Named,
  parts: readonly Named[],
  told: Told,
  { place, thisYear }: Setting,
): string {
  const [first, second] = parts.map((part) => sayNumber(part, thisYear));
  return lines(
    `${call(topic, thisYear)}已拆成${parts.length}件：`,
    ...parts.map((part) => line(part, thisYear)),
    "",
    sayTold(told, "附议没有自动转，由他们自己定。"),
    `不该分开的，可以再并到一起，${pleaseReply(place)}，例：合并 ${second} 到 ${first} 说的是同一件事`,
  );
}

interface Hearer {
  readonly salutation: string;
  readonly part: "proposer" | "supporter";
}

/** To who proposed it: the parts are theirs, too. To who endorsed it: nothing was moved for them. */
export function splitTold(
  { salutation, part }: Hearer,
  topic: Named,
  parts: readonly Named[],
  thisYear: number,
): string {
  const isProposer = part === "proposer";
  const [first] = parts.map((each) => sayNumber(each, thisYear));
  return lines(
    `${salutation}，您${isProposer ? "荐" : "附议"}的${call(topic, thisYear)}说了几件事，已拆成${parts.length}件：`,
    ...parts.map((each) => line(each, thisYear)),
    "",
    isProposer
      ? "这几件都记在您名下。题目不合您的意思，请找联络员。"
      : `您的附议没有自动转过去。愿意一起推动哪一件，请回复，例：附议 ${first}`,
  );
}

/** What those who could not be reached were to hear, inside a sentence. */
export function splitAbout(topic: Named, parts: readonly Named[], thisYear: number): string {
  const numbers = parts.map((part) => itemNumber(part, thisYear)).join("、");
  return `${itemNumber(topic, thisYear)}议题已拆成${numbers}`;
}

function call(topic: Named, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}「${topic.title}」`;
}

function line(topic: Named, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}　${topic.title}`;
}

export const splitQuestions = {
  number: "请接着告诉我拆分几号议题",
  parts: "请接着告诉我拆成哪几件，每件一行",
} as const;
