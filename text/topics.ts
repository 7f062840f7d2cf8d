import type { ButtonsCard } from "../domain/card.ts";
import { formatDate } from "../domain/time.ts";
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
  readonly isFirst: boolean;
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
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    "来源：委员荐题",
    "",
    `要改${please(place)}：修改 ${number}　　要收回${please(place)}：撤回 ${number}`,
    topic.isFirst
      ? `这里收的是协商议题；要提交提案，请走${committeeOf(topic.tenantName) ?? "政协"}提案系统。`
      : undefined,
  );
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

interface Detail extends Listed {
  readonly forwards: Forwards | undefined;
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

export function topicDetail(topic: Detail, setting: Setting & { readonly now: Date }): string {
  const { place, thisYear, now } = setting;
  const number = sayNumber(topic, thisYear);
  const isOpen = topic.status === "proposed";
  const proxy = topic.channel === undefined ? "" : `（代荐，${topic.channel}）`;
  return lines(
    `${itemNumber(topic, thisYear)}「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
    `${topic.proposerName}荐${proxy}，${formatDate(topic.proposedAt, now)}`,
    topic.status === "withdrawn" ? sayWithdrawn(topic) : sayEndorsements(topic),
    sayForwards(topic.forwards),
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

export function topicEndorsed(
  topic: Topic,
  salutation: string,
  setting: Setting & { readonly isNew: boolean; readonly before?: EnteredBefore | undefined },
): string {
  const { place, thisYear, isNew, before } = setting;
  const called = `${itemNumber(topic, thisYear)}「${topic.title}」`;
  const by = before && `${before.enteredByName}${sayDay(before.at)}代您附议过`;
  return lines(
    isNew
      ? `${salutation}附议了${called}。`
      : by === undefined
        ? `${salutation}，您已经附议过${called}，不用再说一遍。`
        : `${salutation}，${by}${called}（${before?.channel}），不用再说一遍。`,
    "",
    `现在${sayEndorsements(topic)}。`,
    `想收回，${pleaseReply(place)}：取消附议 ${sayNumber(topic, thisYear)}`,
  );
}

/** 代附议 by the staff, before the person said it themselves. */
export interface EnteredBefore {
  readonly enteredByName: string;
  readonly channel: string;
  readonly at: Date;
}

/** As `topicRegistered`. */
export function endorsementRegistered(topic: Topic, salutation: string, thisYear: number): string {
  const called = `${itemNumber(topic, thisYear)}「${topic.title}」`;
  return `${salutation}附议了${called}，现在${sayEndorsements(topic)}。`;
}

export function endorsementWithdrawn(topic: Topic, salutation: string, setting: Setting): string {
  return lines(
    `${salutation}，您对${itemNumber(topic, setting.thisYear)}「${topic.title}」的附议已收回。`,
    `现在${sayEndorsements(topic)}。`,
  );
}

export function topicRevised(topic: Topic, setting: Setting): string {
  return lines(
    `${itemNumber(topic, setting.thisYear)}改好了：`,
    "",
    `「${topic.title}」`,
    sayDetail(topic.detail),
    topic.category === undefined ? undefined : `类别：${topic.category}`,
  );
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
