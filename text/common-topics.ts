import type { TopicStatus } from "../domain/topic.ts";
import { itemNumber, lines, pleaseReply, sayNumber } from "./phrases.ts";
import { sayScreening } from "./rounds.ts";
import { sayState } from "./screening.ts";
import { shorten } from "./shorten.ts";
import type { Setting } from "./topics.ts";

interface Common {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly sourceActor: string | undefined;
}

/** The answer to 共性议题 发布, with what is left to do. */
export function commonIssued(
  topic: { readonly number: number; readonly title: string },
  { groups, ways }: Issuing,
): string {
  return lines(
    `${topic.number}号共性议题已登记：「${topic.title}」。`,
    groups === 0
      ? "下面还没有登记的群，请用转发稿告诉各片区、联络站。"
      : `还没有告诉下面的${groups}个群。`,
    "",
    ...(groups === 0 ? [] : ways),
    `看承接情况，请回复：共性议题 ${topic.number} 情况`,
  );
}

interface Issuing {
  readonly groups: number;
  readonly ways: readonly string[];
}

/** To the groups of the units below. */
export function commonAnnounced(topic: Common, thisYear: number): string {
  const number = sayNumber(topic, thisYear);
  const actor = topic.sourceActor === undefined ? "" : `${topic.sourceActor}提出，`;
  return lines(
    `【共性议题】${number}号「${topic.title}」`,
    "",
    `${actor}请各片区、联络站结合本地实际承接。`,
    `请@我回复，例：承接 ${number} 暑期托管难`,
    `没有别的题目，就说：承接 ${number}`,
  );
}

export function commonSummary(topic: Common, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}共性议题，请各片区、联络站承接。`;
}

export function commonSaid(topic: Common, groups: number, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}共性议题「${topic.title}」已告诉${groups}个群。`;
}

interface Taken {
  readonly number: number;
  readonly title: string;
  readonly screenBy: Date | null;
}

/** 承接 receipt. */
export function commonTaken(
  topic: Taken,
  { parent, unitName }: { readonly parent: Common; readonly unitName: string },
  { place, thisYear }: Setting,
): string {
  return lines(
    `${unitName}承接共性议题${itemNumber(parent, thisYear)}「${parent.title}」，编为${topic.number}号：`,
    "",
    `「${topic.title}」`,
    `来源：政协选题（共性议题${itemNumber(parent, thisYear)}）`,
    "",
    topic.screenBy === null ? undefined : sayScreening(topic.screenBy),
    `要改${pleaseReply(place)}：修改 ${topic.number}　　要收回${pleaseReply(place)}：撤回 ${topic.number}`,
  );
}

interface Listed extends Common {
  readonly instances: number;
}

export function commonList(topics: readonly Listed[], { place, thisYear }: Setting): string {
  const [first] = topics;
  if (first === undefined) return "现在没有共性议题。";
  const number = sayNumber(first, thisYear);
  return lines(
    `共性议题${topics.length}件`,
    "",
    ...topics.map((topic) => {
      const actor = topic.sourceActor === undefined ? "" : `（${topic.sourceActor}）`;
      return `${itemNumber(topic, thisYear)}　${shorten(topic.title, TITLE_CHARS_MAX)}${actor}　承接${topic.instances}件`;
    }),
    "",
    `看承接情况，${pleaseReply(place)}：共性议题 ${number} 情况`,
  );
}

interface Instance {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly status: TopicStatus;
  readonly place: string | undefined;
  readonly unitName: string | undefined;
}

interface Progress {
  readonly instances: readonly Instance[];
  /** Units that have taken up nothing; empty also where that is not to be told. */
  readonly missing: readonly string[];
}

/** 共性议题 3 情况: unit by unit, how far each has come. */
export function commonProgress(
  topic: Common,
  { instances, missing }: Progress,
  { place, thisYear }: Setting,
): string {
  const number = sayNumber(topic, thisYear);
  const shown = instances.slice(0, INSTANCES_SHOWN_MAX);
  const units = new Set(instances.map(({ unitName }) => unitName)).size;
  const head = `${number}号共性议题「${shorten(topic.title, TITLE_CHARS_MAX)}」`;
  if (instances.length === 0) {
    return lines(
      `${head}还没有承接。`,
      missing.length === 0 ? undefined : sayMissing(missing),
      `要承接，${pleaseReply(place)}，例：承接 ${number} 暑期托管难`,
    );
  }
  return lines(
    `${head}：${units}个单位承接${instances.length}件`,
    "",
    ...shown.map((each) => {
      const state = sayState({ ...each, reason: undefined });
      const title = shorten(each.title, TITLE_CHARS_MAX);
      return `${each.unitName ?? "未分单位"}　${itemNumber(each, thisYear)}「${title}」　${state}`;
    }),
    instances.length > shown.length ? `后面还有${instances.length - shown.length}件。` : undefined,
    missing.length === 0 ? undefined : sayMissing(missing),
  );
}

function sayMissing(names: readonly string[]): string {
  const shown = names.slice(0, MISSING_SHOWN_MAX).join("、");
  const more = names.length > MISSING_SHOWN_MAX ? `等${names.length}个单位` : "";
  return `还没有承接：${shown}${more}`;
}

const TITLE_CHARS_MAX = 24;
const INSTANCES_SHOWN_MAX = 10;
const MISSING_SHOWN_MAX = 10;

export const commonQuestions = {
  title: "请接着告诉我共性议题的题目",
  number: "请接着告诉我承接几号共性议题",
} as const;
