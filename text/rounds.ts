import { isEndOfDay } from "../domain/round.ts";
import { formatDate, formatDateTime } from "../domain/time.ts";
import { type TopicSource, topicSourceNames, topicSources } from "../domain/topic-source.ts";
import { sayDay } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

interface Titled {
  readonly title: string;
  readonly unitName: string;
  readonly dueAt: Date;
  readonly screenBy: Date;
  /** The day of `screenBy` may still move; looked up where the day is said to a group. */
  readonly isProvisional?: boolean;
}

interface Count {
  readonly source: TopicSource;
  readonly count: number;
}

/** 城南片区二季度征题; the unit stands once. */
export function roundName({ title, unitName }: Pick<Titled, "title" | "unitName">): string {
  return title.includes(unitName) ? title : `${unitName}${title}`;
}

/** 4月10日（星期五）, or with the clock if it is not the end of the day. */
export function sayDeadline(at: Date): string {
  return isEndOfDay(at) ? formatDate(at) : formatDateTime(at);
}

/** 4月13日; with a word behind it if it may still move. */
function sayScreenBy({
  screenBy,
  isProvisional,
}: Pick<Titled, "screenBy" | "isProvisional">): string {
  return `${sayDay(screenBy)}${isProvisional ? "（预计）" : ""}`;
}

/** 征题 开始, before it goes out. */
export function roundDrafted(round: Titled, { salutation, groups, ways }: Drafting): string {
  const where =
    groups === 0
      ? `${round.unitName}还没有登记的群，发出后只登记，不在群里说`
      : `发到${round.unitName}的${groups}个群`;
  return lines(
    `请${salutation}核对，现在还没有发出：`,
    "",
    roundName(round),
    `截止：${sayDeadline(round.dueAt)}`,
    `初选：${sayScreenBy(round)}前由联络站初选`,
    where,
    "",
    ...ways,
  );
}

interface Drafting {
  readonly salutation: string;
  readonly groups: number;
  readonly ways: readonly string[];
}

/** To the groups. The last lines show how, in words that can be said as they stand. */
export function roundAnnounced(round: Titled): string {
  return lines(
    `【征题】${roundName(round)}`,
    "",
    "请各位委员结合调研走访，提出需要协商的议题。",
    `${sayDeadline(round.dueAt)}截止，${sayScreenBy(round)}前由联络站初选，结果会告诉荐题的委员。`,
    "",
    "请@我回复，例：荐题 老旧小区充电难",
    "说明写在下一行。不方便用手机的，请找联络员代荐。",
  );
}

export function roundSummary(round: Titled): readonly string[] {
  return [`${sayDeadline(round.dueAt)}截止，${sayScreenBy(round)}前由联络站初选。`];
}

export function roundOpened(round: Titled, groups: number): string {
  const said = groups === 0 ? "还没有登记的群，没有在群里说。" : `已发到${groups}个群。`;
  return lines(
    `${roundName(round)}开始了，${said}`,
    `${sayDeadline(round.dueAt)}到点自己截止，数字单独发给您。`,
  );
}

/** To the groups once it has closed; after a stop of the program as well as at once. */
export function roundClosed(round: Titled, counts: readonly Count[]): string {
  return lines(
    `【征题截止】${roundName(round)}`,
    "",
    sayReceived(round, counts),
    `${sayScreenBy(round)}前由联络站初选，结果会告诉荐题的委员。谢谢各位委员。`,
  );
}

/** The same for whoever opened it, in 1:1. */
export function roundClosedForOpener(
  round: Titled & { readonly salutation: string },
  counts: readonly Count[],
  waiting: number,
): string {
  return lines(
    `${round.salutation}，${roundName(round)}已截止。`,
    sayReceived(round, counts),
    "",
    waiting === 0
      ? "现在没有等初选的议题。"
      : `等初选的${waiting}件，请在${sayScreenBy(round)}前初选，请回复：初选`,
  );
}

function sayReceived({ dueAt }: Titled, counts: readonly Count[]): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return `到${sayDeadline(dueAt)}，没有收到议题。`;
  return `到${sayDeadline(dueAt)}，收到议题${total}件：${saySources(counts)}。`;
}

function saySources(counts: readonly Count[]): string {
  return topicSources
    .flatMap((source) => counts.filter((each) => each.source === source))
    .map(({ source, count }) => `${topicSourceNames[source]}${count}件`)
    .join("，");
}

interface Shown extends Titled {
  readonly state: "draft" | "open" | "closed";
  readonly counts: readonly Count[];
}

/** 征题: what is open, and what was last. */
export function roundList(rounds: readonly Shown[], isStaff: boolean, place: Place): string {
  if (rounds.length === 0) {
    return lines(
      "现在没有征题，想提议题随时可以。",
      `${pleaseReply(place)}，例：荐题 老旧小区充电难`,
      isStaff
        ? `要开始征题，${pleaseReply(place)}，例：征题 开始 二季度征题 4月10日截止`
        : undefined,
    );
  }
  const isOpen = rounds.some(({ state }) => state === "open");
  return lines(
    ...rounds.map(roundLine),
    "",
    isOpen ? `想荐题，${pleaseReply(place)}，例：荐题 老旧小区充电难` : undefined,
    isStaff && isOpen ? `要提前结束，${pleaseReply(place)}：征题 截止` : undefined,
    isStaff && !isOpen
      ? `要开始征题，${pleaseReply(place)}，例：征题 开始 二季度征题 4月10日截止`
      : undefined,
  );
}

function roundLine(round: Shown): string {
  const total = round.counts.reduce((sum, { count }) => sum + count, 0);
  const received = total === 0 ? "还没有收到议题" : `收到${total}件（${saySources(round.counts)}）`;
  const how = round.state === "open" ? `${sayDeadline(round.dueAt)}截止` : "已截止";
  return `${roundName(round)}　${how}，${received}，${sayScreenBy(round)}前初选`;
}

/** 征题 截止, before the deadline. */
export function roundClosedEarly(round: Titled, counts: readonly Count[], groups: number): string {
  const said = groups === 0 ? "" : `已告知${groups}个群。`;
  return lines(
    `${roundName(round)}已截止。${said}`,
    sayReceivedNow(counts),
    `请在${sayScreenBy(round)}前初选，请回复：初选`,
  );
}

function sayReceivedNow(counts: readonly Count[]): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return total === 0 ? "没有收到议题。" : `收到议题${total}件：${saySources(counts)}。`;
}

export function roundCloseAsked(round: Titled, counts: readonly Count[], place: Place): string {
  return lines(
    `${roundName(round)}原定${sayDeadline(round.dueAt)}截止。`,
    sayReceivedNow(counts),
    "",
    `现在就截止，${pleaseReply(place)}：是`,
  );
}

interface Extension {
  /** As it was until now. */
  readonly round: Titled;
  readonly dueAt: Date;
  readonly screenBy: Date;
  readonly isProvisional?: boolean;
  readonly reason: string;
}

/** 征题 延期, before it is done. */
export function roundExtendQuestion(
  { round, dueAt, screenBy, reason, salutation }: Extension & { readonly salutation: string },
  place: Place,
): string {
  return lines(
    `请${salutation}核对，现在还没有延期：`,
    "",
    roundName(round),
    `截止：${sayDeadline(round.dueAt)}延到${sayDeadline(dueAt)}`,
    `初选：${sayDay(screenBy)}前由联络站初选`,
    `理由：${reason}`,
    "",
    `可以延期，群里会说一声，${pleaseReply(place)}：确认`,
  );
}

export function roundExtended({ round, dueAt }: Extension, groups: number, now: Date): string {
  const said = groups === 0 ? "" : `已告知${groups}个群。`;
  const until = isEndOfDay(dueAt) ? formatDate(dueAt, now) : formatDateTime(dueAt, now);
  return `${roundName(round)}延到${until}截止。${said}`;
}

/** To the groups. */
export function roundExtendedAnnounced(extension: Extension): string {
  const { round, dueAt, reason } = extension;
  return lines(
    `【征题延期】${roundName(round)}`,
    "",
    `截止时间由${sayDeadline(round.dueAt)}延到${sayDeadline(dueAt)}。`,
    `理由：${reason}`,
    `${sayScreenBy(extension)}前由联络站初选。已经荐过的不用再荐。`,
    "",
    "请@我回复，例：荐题 老旧小区充电难",
  );
}

/** The line of a receipt: when one hears of it. */
export function sayScreening(screenBy: Date, how: "proposed" | "entered" = "proposed"): string {
  const next = `下一步：${sayDay(screenBy)}前由联络站初选`;
  return how === "proposed" ? `${next}，结果会告诉您。` : `${next}。`;
}

/** 我的, for whoever screens; it is done alone. */
export function owedScreening(
  round: { readonly title: string; readonly screenBy: Date; readonly waiting: number },
  place: Place,
): string {
  const how = place === "group" ? "请单独找我回复" : "请回复";
  return `「${round.title}」还有${round.waiting}件等初选，${sayDay(round.screenBy)}前，${how}：初选`;
}

export const roundQuestions = {
  plan: "请接着告诉我征题的名称和哪天截止",
  extend: "请接着告诉我延到哪天、为什么",
} as const;
