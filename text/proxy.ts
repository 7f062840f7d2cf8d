import type { Channel } from "../domain/channel.ts";
import type { Topic } from "../domain/topic.ts";
import { sayMoment } from "./moment.ts";
import { itemNumber, lines, pleaseReply, type Place, please, sayNumber } from "./phrases.ts";
import { sayCount, saySupplemented } from "./endorsements.ts";
import { sayScreening } from "./rounds.ts";
import { sayCategory, sayDetail, sayEndorsements, type Setting } from "./topics.ts";

/** Who wrote it down for somebody else, how they had been told, and when. */
interface Entry {
  readonly channel: Channel;
  readonly enteredByName: string;
  readonly at: Date;
}

interface ProxyProposed {
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  readonly isGuessed: boolean;
  /** The day by which 初选 is done, while a 征题 is open. */
  readonly screenBy: Date | null;
  readonly proposer: { readonly name: string; readonly salutation: string };
  readonly entry: Entry;
}

/** 代荐 receipt. */
export function proxyProposed(topic: ProxyProposed, place: Place): string {
  const { number, proposer, entry } = topic;
  return lines(
    `已代荐：${number}号「${topic.title}」`,
    sayDetail(topic.detail),
    sayCategory(topic),
    `荐题人${proposer.name}，${sayEntry(entry)}`,
    "",
    topic.screenBy === null ? undefined : sayScreening(topic.screenBy),
    `请${proposer.salutation}本人复核，电话或当面都行。`,
    `要改${please(place)}：修改 ${number}　　要收回${please(place)}：撤回 ${number}`,
  );
}

interface Named {
  readonly name: string;
  readonly salutation: string;
}

/** People who had endorsed it before, and who had written it down for them. */
export interface Before {
  readonly name: string;
  readonly entry: { readonly enteredByName: string; readonly channel: string } | undefined;
}

interface ProxyEndorsed {
  readonly topic: Topic;
  readonly added: readonly Named[];
  readonly before: readonly Before[];
  /** The proposer, if among them. */
  readonly own: Named | undefined;
  readonly entry: Entry;
  readonly supplement: string | undefined;
  readonly isThreshold: boolean;
}

export function proxyEndorsed(endorsed: ProxyEndorsed, setting: Setting): string {
  const { topic, added, before, own, entry } = endorsed;
  const { place, thisYear } = setting;
  const names = added.map(({ name }) => name);
  const said = `${sayNumber(topic, thisYear)} ${names.join(" ")}`;
  const [only, ...more] = added;
  const who = only !== undefined && more.length === 0 ? only.salutation : "各位";
  return lines(
    added.length === 0
      ? "这次没有新记的。"
      : `已代附议：${names.join("、")}附议${itemNumber(topic, thisYear)}「${topic.title}」。`,
    added.length === 0 ? undefined : sayEntry(entry),
    ...sayBefore(before, itemNumber(topic, thisYear)),
    own && `${itemNumber(topic, thisYear)}是${own.name}自己荐的，不用再附议。`,
    saySupplemented(endorsed.supplement),
    "",
    sayCount(topic, endorsed.isThreshold),
    added.length === 0 ? undefined : `请${who}本人复核，电话或当面都行。`,
    added.length === 0 ? undefined : `要收回，${pleaseReply(place)}：取消代附议 ${said}`,
  );
}

/** One line for each way in which it had been said before. */
function sayBefore(before: readonly Before[], number: string): readonly string[] {
  const groups = Map.groupBy(before, ({ entry }) =>
    entry === undefined
      ? `本人已经附议过${number}`
      : `已由${entry.enteredByName}代录附议${number}（${entry.channel}）`,
  );
  return [...groups]
    .slice(0, BEFORE_SHOWN_MAX)
    .map(([how, people]) => `${namesOf(people)}${how}，没有重复记。`);
}

const BEFORE_SHOWN_MAX = 6;

interface ProxyWithdrawn {
  readonly topic: Topic;
  readonly gone: readonly Named[];
  /** Who said it themselves. */
  readonly own: readonly Named[];
  /** Who never endorsed it. */
  readonly never: readonly Named[];
}

export function proxyWithdrawn(withdrawn: ProxyWithdrawn, thisYear: number): string {
  const { topic, gone, own, never } = withdrawn;
  const number = itemNumber(topic, thisYear);
  return lines(
    gone.length === 0
      ? "这次没有收回。"
      : `已收回代录：${namesOf(gone)}对${number}「${topic.title}」的附议。`,
    own.length === 0 ? undefined : `${namesOf(own)}是本人附议的，要收回请本人说。`,
    never.length === 0 ? undefined : `${namesOf(never)}没有附议过${number}。`,
    "",
    `现在${sayEndorsements(topic)}。`,
  );
}

function namesOf(people: readonly { readonly name: string }[]): string {
  return people.map(({ name }) => name).join("、");
}

function sayEntry({ channel, enteredByName, at }: Entry): string {
  return `${told[channel]}，${sayMoment(at)}。代录人${enteredByName}。`;
}

const told: Readonly<Record<Channel, string>> = {
  电话: "电话告知",
  纸质: "交来纸质件",
  当面: "当面告知",
  短信: "短信告知",
  其他: "其他方式告知",
};

/** Several of one name whom nothing on the roster tells apart. */
export function cannotTellApart(name: string, count: number): string {
  return `名单里有${count}位${name}，片区也一样，分不清是哪一位，还没有记。请先在名单里写明片区。`;
}

/** Several of one name: which one is meant. */
export function askZone(name: string, units: readonly string[], place: Place): string {
  const how = place === "group" ? "（在群里请@我）" : "";
  const zones = units.join("，或者");
  const question = `名单里有${units.length}位${name}，请接着告诉我是哪个片区的`;
  return `${question}${how}：${zones}。半小时内都算数。`;
}

export const proxyQuestions = {
  person: "请接着告诉我是替哪位委员荐的，连题目一起说",
  title: "请接着告诉我议题的题目",
  names: "请接着告诉我是哪位委员附议",
  channel: "请接着告诉我本人是怎么告知的：电话、纸质、当面、短信或其他",
} as const;
