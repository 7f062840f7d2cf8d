import type { ButtonsCard } from "../domain/card.ts";
import { formatDate } from "../domain/time.ts";
import { type Added, sayAdded, sayVersion } from "./lineage.ts";
import { isOpenForEndorsement } from "../domain/topic-state.ts";
import type { Topic, TopicLine } from "../domain/topic.ts";
import { sayDay } from "./moment.ts";
import {
  committeeOf,
  itemNumber,
  lines,
  pleaseReply,
  type Place,
  please,
  sayNumber,
} from "./phrases.ts";
import { sayScreening } from "./rounds.ts";

interface Listed extends Topic {
  readonly proposerName: string;
  readonly proposedAt: Date;
  /** How the proposer had told it to who wrote it down (代荐). */
  readonly channel: string | undefined;
}

export interface Setting {
  readonly place: Place;
  readonly thisYear: number;
}

interface Proposed {
  readonly salutation: string;
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  /** The category is the bot's own guess. */
  readonly isGuessed: boolean;
  readonly isFirst: boolean;
  /** The day by which 初选 is done, while a 征题 is open. */
  readonly screenBy: Date | null;
  readonly tenantName: string;
}

/** 荐题 receipt. The last line comes only with a member's first topic. */
export function topicProposed(topic: Proposed, place: Place): string {
  const { number } = topic;
  return lines(
    `收到${topic.salutation}的荐题，编为${number}号：`,
    "",
    `「${topic.title}」`,
    sayDetail(topic.detail),
    sayCategory(topic),
    "来源：委员荐题",
    "",
    topic.screenBy === null ? undefined : sayScreening(topic.screenBy),
    `要改${please(place)}：修改 ${number}　　要收回${please(place)}：撤回 ${number}`,
    topic.isFirst
      ? `这里收的是协商议题；要提交提案，请走${committeeOf(topic.tenantName) ?? "政协"}提案系统。`
      : undefined,
  );
}

/** A guess is marked as one: whoever knows better says 修改 8 and 类别：…. */
export function sayCategory(topic: {
  readonly category: string | undefined;
  readonly isGuessed: boolean;
}): string | undefined {
  if (topic.category === undefined) return undefined;
  return `类别：${topic.category}${topic.isGuessed ? "（我按内容选的）" : ""}`;
}

export function topicList(
  topics: readonly TopicLine[],
  hasMore: boolean,
  setting: Setting,
): string {
  const { place, thisYear } = setting;
  // What was erased is neither to be looked at nor to be endorsed.
  const first = topics.find((topic) => topic.status !== "erased") ?? topics[0];
  if (first === undefined) {
    return lines("还没有人荐题。", `${pleaseReply(place)}，例：荐题 老旧小区充电难`);
  }
  return lines(
    hasMore ? `最近的${topics.length}件议题` : `现有${topics.length}件议题`,
    "",
    ...topics.map((topic) => {
      const count = topic.endorsements > 0 ? `　${sayEndorsements(topic)}` : "";
      return `${itemNumber(topic, thisYear)}　${topic.title}${count}`;
    }),
    "",
    `看详情，${pleaseReply(place)}：议题 ${sayNumber(first, thisYear)}`,
    `想一起推动，${pleaseReply(place)}：附议 ${sayNumber(first, thisYear)}`,
  );
}

interface Detail extends Listed, Added {
  readonly forwards: Forwards | undefined;
}

interface Standing {
  readonly now: Date;
  /** Instead of the proposer, where it is no member's: 党政交题（县委办）. */
  readonly broughtBy: string | undefined;
  /** How far it has come, in lines. */
  readonly standing: readonly string[];
}

/** 议题 7 to tap: what can be done with it, without typing. */
export function topicCard(topic: TopicLine, thisYear: number): ButtonsCard {
  const number = sayNumber(topic, thisYear);
  return {
    kind: "buttons",
    title: `${itemNumber(topic, thisYear)}　${topic.title}`,
    note: sayEndorsements(topic),
    buttons: [
      { key: "endorse", text: "附议", says: `附议 ${number}`, style: "main" },
      { key: "unendorse", text: "收回附议", says: `取消附议 ${number}` },
    ],
  };
}

/** How often it was passed on to people outside, and the last time. */
export interface Forwards {
  readonly count: number;
  readonly byName: string;
  readonly at: Date;
  /** Undefined once the words were erased. */
  readonly where: string | undefined;
}

export function topicDetail(topic: Detail, setting: Setting & Standing): string {
  const { place, thisYear, now } = setting;
  const number = sayNumber(topic, thisYear);
  const isOpen = isOpenForEndorsement(topic.status);
  const proxy = topic.channel === undefined ? "" : `（代荐，${topic.channel}）`;
  return lines(
    `${itemNumber(topic, thisYear)}「${topic.title}」${sayVersion(topic)}`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    `${setting.broughtBy ?? `${topic.proposerName}荐${proxy}`}，${formatDate(topic.proposedAt, now)}`,
    ...setting.standing,
    topic.status === "withdrawn" ? sayWithdrawn(topic) : sayEndorsements(topic),
    sayForwards(topic.forwards),
    ...sayAdded(topic, setting),
    isOpen ? "" : undefined,
    isOpen ? `想一起推动，${pleaseReply(place)}：附议 ${number}` : undefined,
  );
}

/** What was kept of somebody unknown and could be carried out: one line among others. */
export function topicRegistered(
  topic: { readonly number: number; readonly title: string },
  proposerName: string,
  at: Date,
): string {
  const { number, title } = topic;
  return `${number}号议题已登记：「${title}」，荐题人${proposerName}，${sayDay(at)}。`;
}

/** 附议3人（其中代录1人）: whoever counts sees how many did not say it themselves. */
export function sayEndorsements(topic: Pick<Topic, "endorsements" | "proxyEndorsements">): string {
  const { endorsements, proxyEndorsements } = topic;
  const proxied = proxyEndorsements > 0 ? `（其中代录${proxyEndorsements}人）` : "";
  return `附议${endorsements}人${proxied}`;
}

function sayWithdrawn({ channel }: Listed): string {
  return channel === undefined ? "荐题人已撤回" : "已撤回";
}

function sayForwards(forwards: Forwards | undefined): string | undefined {
  if (forwards === undefined) return undefined;
  const { count, byName, at, where } = forwards;
  const last = [byName, sayDay(at), where].filter((part) => part !== undefined).join("，");
  return `已转发${count}次（${count > 1 ? "最近：" : ""}${last}）`;
}

interface AmendmentTold {
  readonly told: number;
  readonly unreached: readonly string[];
}

export function topicRevised(topic: Topic, news: AmendmentTold, setting: Setting): string {
  const { told, unreached } = news;
  const left = unreached.length;
  const reached = told === 0 ? "" : `已单独告知附议的${told}位。`;
  const others = left === 0 ? "" : `还有${left}位没法单独告知，名单已发给联络员。`;
  return lines(
    `${itemNumber(topic, setting.thisYear)}改好了，现在是第${topic.version}版：`,
    "",
    `「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    told + left === 0 ? undefined : `${reached}${others}`,
  );
}

export function shortTitleSet(topic: Topic, shortTitle: string, { thisYear }: Setting): string {
  return `${itemNumber(topic, thisYear)}的简称记下了：${shortTitle}。以后的卡片和提醒里用它。`;
}

/** 简称：小区充电难, among the lines of 议题 7. */
export function shortTitleLine(shortTitle: string): string {
  return `简称：${shortTitle}`;
}

export function topicUnchanged(topic: Topic, { thisYear }: Setting): string {
  return `${itemNumber(topic, thisYear)}和原来一样，没有改。`;
}

export function topicWithdrawn(topic: Topic, setting: Setting): string {
  const { place, thisYear } = setting;
  return lines(
    `${itemNumber(topic, thisYear)}「${topic.title}」已撤回，编号不再使用。`,
    `想重新提，${pleaseReply(place)}：荐题 ${topic.title}`,
  );
}

/** At most as much as leaves the answer on one screen, and whole on every channel. */
export function sayDetail(detail: string | undefined): string | undefined {
  if (detail === undefined) return undefined;
  const all = detail.split("\n");
  const characters = Array.from(detail);
  const isShort = all.length <= DETAIL_LINES_MAX && characters.length <= DETAIL_CHARS_MAX;
  if (isShort) return `说明：${detail}`;
  const shown = all.slice(0, DETAIL_LINES_MAX - 1).join("\n");
  const start = Array.from(shown).slice(0, DETAIL_CHARS_MAX).join("");
  return lines(`说明：${start}`, "（说明较长，全文已存。）");
}

const DETAIL_LINES_MAX = 7;
const DETAIL_CHARS_MAX = 400;

/** Questions for what is missing. */
export const topicQuestions = {
  title: "请接着告诉我议题的题目",
  number: "请接着告诉我是几号议题",
  change: "请接着告诉我新的题目",
} as const;
