import type { Decision } from "../domain/ruling.ts";
import { formatDate } from "../domain/time.ts";
import { sayDay } from "./moment.ts";
import { maybe, provisionalNote } from "./workdays.ts";
import { committeeOf, itemNumber, lines, pleaseReply, type Place } from "./phrases.ts";

interface SaidRuling {
  readonly tenantName: string;
  readonly body: string;
  readonly heldOn: Date;
  readonly document: string | undefined;
  readonly note: string | undefined;
  readonly quarter: number | undefined;
  readonly thisYear: number;
}

interface SaidTopic {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly decision: "listed" | "reserve" | "deferred" | "referred";
  readonly reason: string | undefined;
  readonly place: string | undefined;
  readonly form: string | undefined;
  readonly lead: string | undefined;
}

const words = { listed: "列入", reserve: "备选", deferred: "暂缓", referred: "转办" } as const;

/** 【审定】 as the groups read it. */
export function rulingText(
  ruling: SaidRuling,
  topics: readonly SaidTopic[],
  departure: Departure | undefined,
): string {
  const of = (decision: SaidTopic["decision"]) =>
    topics.filter((topic) => topic.decision === decision);
  const name = (topic: SaidTopic) => `${itemNumber(topic, ruling.thisYear)}　${topic.title}`;
  return lines(
    `【审定】${sayWhence(ruling)}`,
    ...section(`列入${sayPlan(ruling)}`, of("listed"), (topic) => [
      [name(topic), sayHow(topic)].filter((part) => part !== "").join("　"),
    ]),
    ...section("暂缓", of("deferred"), (topic) => [name(topic), sayReason(topic, "，届时再看")]),
    ...section("转办", of("referred"), (topic) => [
      [name(topic), topic.place ?? ""].filter((part) => part !== "").join("　"),
      sayReason(topic, ""),
    ]),
    "",
    sayReserve(of("reserve"), ruling.thisYear),
    sayDeparture(departure),
    "荐题和附议的委员已逐一告知。",
  );
}

function section(
  title: string,
  topics: readonly SaidTopic[],
  say: (topic: SaidTopic) => readonly (string | undefined)[],
): readonly (string | undefined)[] {
  return topics.length === 0 ? [] : ["", title, ...topics.flatMap(say)];
}

/** 县政协主席会议3月16日研究并报县委同意，青协纪〔2026〕5号 */
export function sayWhence(
  ruling: Pick<SaidRuling, "tenantName" | "body" | "heldOn" | "document" | "note">,
): string {
  const studied = `${sayBody(ruling)}${sayDay(ruling.heldOn)}研究`;
  const agreed = ruling.note === undefined ? studied : `${studied}并${ruling.note}`;
  return ruling.document === undefined ? agreed : `${agreed}，${ruling.document}`;
}

/** The committee's own bodies are named with it: 县政协主席会议. */
function sayBody({ tenantName, body }: Pick<SaidRuling, "tenantName" | "body">): string {
  const own = /^(?:党组会议|主席会议|常委会会议)$/.test(body);
  return own ? `${committeeOf(tenantName) ?? ""}${body}` : body;
}

function sayPlan({ quarter }: SaidRuling): string {
  return `${quarter === undefined ? "" : sayQuarter(quarter)}协商计划`;
}

export function sayQuarter(quarter: number): string {
  return `${"一二三四".charAt(quarter - 1)}季度`;
}

function sayHow({ form, lead }: SaidTopic): string {
  const parts = [form, lead === undefined ? undefined : `${lead}牵头`];
  return parts.filter((part) => part !== undefined).join("，");
}

function sayReason({ reason }: SaidTopic, end: string): string | undefined {
  return reason === undefined ? undefined : `理由：${reason}${end}`;
}

function sayReserve(reserve: readonly SaidTopic[], thisYear: number): string | undefined {
  if (reserve.length === 0) return undefined;
  return `列为备选：${reserve.map((topic) => itemNumber(topic, thisYear)).join("、")}`;
}

/** Where it departs from the recommendation; by the numbers under which people chose. */
interface Departure {
  readonly out: readonly { readonly number: number; readonly decision: Decision | undefined }[];
  readonly in: readonly number[];
}

function sayDeparture(departure: Departure | undefined): string | undefined {
  if (departure === undefined) return undefined;
  const places = Math.max(departure.out.length, departure.in.length);
  if (places === 0) return "与推荐顺序一致。";
  const out = departure.out.map(
    ({ number, decision }) => `${number}号${decision === undefined ? "未列入" : words[decision]}`,
  );
  const said = [...out, ...departure.in.map((number) => `${number}号${words.listed}`)];
  return `与推荐顺序不同的有${places}处：${said.join("，")}。`;
}

export function rulingPreview(text: string, ways: readonly string[]): string {
  return lines(
    "请核对，现在还没有发出：",
    ...text.split("\n").filter((line) => line !== ""),
    ...ways,
  );
}

/** A step before the last: kept, and not said in any group. */
export function rulingRecorded(ruling: SaidRuling, next: string, place: Place): string {
  return lines(
    `记下了：${sayWhence(ruling)}。`,
    `下一步是${next}，这一步的结果先不公布。`,
    `有了结果，${pleaseReply(place)}，例：审定 ${next} ${sayDay(ruling.heldOn)}`,
  );
}

export function rulingPublished(places: number): string {
  return `审定结果已发到${places}个群，荐题和附议的委员正在逐一告知。`;
}

export function rulingTitle(quarter: number | undefined): string {
  return `${quarter === undefined ? "" : sayQuarter(quarter)}协商议题审定结果`;
}

interface ToldTopic extends SaidTopic {
  readonly salutation: string;
  readonly part: "proposer" | "supporter";
  readonly rank: { readonly votes: number; readonly place: number } | undefined;
  readonly reviewAt: Date | undefined;
  /** The day may still move. */
  readonly isReviewProvisional: boolean;
}

/** To each who proposed or supported it, in private. */
export function rulingTold(topic: ToldTopic, ruling: SaidRuling): string {
  const verb = topic.part === "proposer" ? "荐的" : "附议的";
  const rank = topic.rank === undefined ? "" : `得${topic.rank.votes}票，排第${topic.rank.place}`;
  const which = `${topic.salutation}，您${verb}${itemNumber(topic, ruling.thisYear)}「${topic.title}」`;
  const decided = {
    listed: `研究后列入${sayPlan(ruling)}`,
    reserve: "研究后列为备选",
    deferred: "研究后暂缓",
    referred: `研究后${topic.place ?? "转办"}`,
  }[topic.decision];
  const how = sayHow(topic);
  const why = topic.reason === undefined ? (how === "" ? "" : `：${how}`) : `：${topic.reason}`;
  return lines(
    rank === "" ? `${which}有结果了。` : `${which}${rank}。`,
    `${sayBody(ruling)}${decided}${why}。`,
    ...(topic.reviewAt === undefined
      ? []
      : [
          "",
          `${formatDate(topic.reviewAt)}${maybe(topic.isReviewProvisional)}我会提醒联络站回头看，再把情况告诉您。`,
          ...(topic.isReviewProvisional ? [provisionalNote] : []),
        ]),
  );
}

/** To the 联络员, when its time has come. */
export function reviewDue(
  salutation: string,
  topic: { readonly year: number; readonly number: number; readonly title: string },
  ruled: {
    readonly heldOn: Date;
    readonly decision: "deferred" | "referred";
    readonly thisYear: number;
  },
): string {
  const number = itemNumber(topic, ruled.thisYear);
  return lines(
    `${salutation}您好，${number}「${topic.title}」${sayDay(ruled.heldOn)}${words[ruled.decision]}，今天该回头看了。`,
    `再提出来研究，请回复：初选 ${topic.number} 入围`,
    "有了结果，请告诉荐题的委员，也可以接着单独跟我说。",
  );
}

/** 审定 设置: what holds in a unit, set there or above it. */
export function rulingSteps(
  { unitName, bodies }: { readonly unitName: string; readonly bodies: readonly string[] },
  place: Place,
): string {
  const example = `审定 设置 ${unitName} ${(bodies.length === 0 ? usualBodies : bodies).join("、")}`;
  return bodies.length === 0
    ? lines(
        `${unitName}的审定只有一步，由哪个会议研究，登记时说就行。`,
        `要定几步，${pleaseReply(place)}，例：${example}`,
      )
    : lines(
        `${unitName}的审定分${bodies.length}步：${bodies.join(" → ")}。`,
        `要改，${pleaseReply(place)}，例：${example}`,
        `不再分步，${pleaseReply(place)}：审定 设置 ${unitName} 不分步`,
      );
}

const usualBodies = ["主席会议", "党委常委会会议"];

export function rulingUsage(place: Place): string {
  return lines(
    `请把审定的结果写成几行${place === "group" ? "，单独发给我" : "发给我"}，例：`,
    "审定 主席会议 3月16日 文号 青协纪〔2026〕5号",
    "列入：7 现场协商 刘志强；4 专题协商 何秀兰",
    "暂缓：8 正在调整班次，4月底前落实",
    "转办：6 转社区 先由社区调解",
    "备选：2 5",
  );
}
