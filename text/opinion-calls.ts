import type { Liaison } from "../domain/person.ts";
import { formatDateTime, formatWait } from "../domain/time.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayOddDay } from "./day-kind.ts";
import { lines, sayContact } from "./phrases.ts";

/** 征求意见, to the groups and to those who collect. */

interface Call {
  readonly title: string;
  readonly dueAt: Date;
  readonly isNamed: boolean;
}

interface Count {
  readonly people: number;
  readonly opinions: number;
  readonly proxied: number;
  readonly reviewed: number;
}

/** A group whose name nobody told. */
export const namelessGroup = "没有名字的群";

/** The draft, to whoever drafted it; `ways` are the last lines, how it gets out. */
export function opinionPreview(
  call: Call,
  draft: {
    readonly salutation: string;
    readonly unitName: string;
    readonly groups: readonly string[];
    readonly now: Date;
    readonly workdays: Workdays;
    readonly ways: readonly string[];
  },
): string {
  return lines(
    `请${draft.salutation}核对，现在还没有发出：`,
    "",
    `征求意见：《${call.title}》`,
    `范围：${draft.unitName}，${sayGroups(draft.groups)}`,
    `署名：${call.isNamed ? "具名" : "不具名，整理出来不写姓名"}`,
    "公开：群里只说条数，内容交联络员汇总",
    `截止：${formatDateTime(call.dueAt, draft.now)}，${sayOddDay(call.dueAt, draft.workdays)}还有${formatWait(draft.now, call.dueAt)}`,
    "",
    ...draft.ways,
    "要改，请把整句再说一遍",
  );
}

/** 2个群（城南群、工商联群） */
function sayGroups(groups: readonly string[]): string {
  const shown = groups.slice(0, GROUPS_SHOWN);
  return `${groups.length}个群（${shown.join("、")}${groups.length > shown.length ? "等" : ""}）`;
}

/** How 送审 and lists call it. */
export function opinionCallTitle({ title }: Pick<Call, "title">): string {
  return `《${title}》征求意见`;
}

/** For the leader. */
export function opinionSummary(call: Call, groups: readonly string[]): string {
  const named = call.isNamed ? "具名" : "不具名";
  return `发到${sayGroups(groups)}，${named}，${formatDateTime(call.dueAt)}截止。`;
}

/** To the groups. The same at any moment. */
export function opinionCall(
  call: Call,
  { drafterName, liaison }: { readonly drafterName: string; readonly liaison: Liaison | undefined },
): string {
  return lines(
    `【征求意见】《${call.title}》`,
    `${drafterName}请大家提意见，${formatDateTime(call.dueAt)}截止。`,
    "",
    "请@我回复，例：意见 第三条再具体些",
    "也可以单独发给我。可以提几条，截止前能改。",
    `群里只说条数，内容交联络员汇总${call.isNamed ? "" : "，汇总时不写姓名"}。`,
    liaison && `不方便用手机的，请告诉联络员${sayContact(liaison)}。`,
  );
}

/** It is out, to whoever released it. */
export function opinionCallOut(call: Call, groups: readonly string[], now: Date): string {
  return lines(
    `《${call.title}》征求意见发到${sayGroups(groups)}了。`,
    `${formatDateTime(call.dueAt, now)}自动截止，内容整理好交联络员。`,
    "看收到多少，请回复：意见情况",
  );
}

/** Groups in which the bot has no voice: somebody passes it on. */
export function opinionGroupsMute(groups: readonly string[]): string {
  return `其中${groups.join("、")}我说不了话，要人转发一下，请回复：转发稿`;
}

/** 收到5人的8条意见（其中代录2条，已复核1条） */
export function sayCount(count: Count): string {
  const { people, opinions } = count;
  return opinions === 0
    ? "还没有收到意见"
    : `收到${people}人的${opinions}条意见${sayProxied(count)}`;
}

/** Whoever counts sees how many did not say it themselves. */
export function sayProxied({ proxied, reviewed }: Pick<Count, "proxied" | "reviewed">): string {
  if (proxied === 0) return "";
  const checked = reviewed === proxied ? "，已复核" : reviewed === 0 ? "" : `，已复核${reviewed}条`;
  return `（其中代录${proxied}条${checked}）`;
}

/** 意见截止, before it is done. */
export function askCloseEarly(call: Call, count: Count, now: Date): string {
  return lines(
    `《${call.title}》原定${formatDateTime(call.dueAt, now)}截止，${sayCount(count)}。`,
    "现在截止，以后不能再提、不能再改，群里会说一声。",
    "",
    "要现在截止，请回复：确认",
  );
}

export function closedEarly(call: Call, count: Count, toldAt: Date | undefined): string {
  return lines(
    `《${call.title}》征求意见截止了，${sayCount(count)}。`,
    toldAt === undefined ? "群里已经说了。" : `大家在休息，${formatDateTime(toldAt)}再到群里说。`,
    "看内容，请回复：意见情况；要打印，请回复：打印 意见",
  );
}

/** To the groups. */
export function opinionsClosed(
  { title, closedAt }: { readonly title: string; readonly closedAt: Date },
  count: Count,
): string {
  const { people, opinions } = count;
  const end = formatDateTime(closedAt);
  return opinions === 0
    ? `【征求意见】《${title}》${end}截止，没有收到意见。谢谢大家。`
    : lines(
        `【征求意见】《${title}》${end}截止。`,
        `${people}人提了${opinions}条意见${sayProxied(count)}，已交联络员汇总。谢谢大家。`,
      );
}

/** To the 联络员 and to whoever asked for them. */
export function opinionsClosedTold(
  salutation: string,
  { title, closedAt }: { readonly title: string; readonly closedAt: Date },
  { people, opinions }: Count,
): string {
  const end = formatDateTime(closedAt);
  return opinions === 0
    ? `${salutation}，《${title}》征求意见${end}截止，没有收到意见。`
    : lines(
        `${salutation}，《${title}》征求意见${end}截止，${people}人提了${opinions}条。`,
        "看内容，请回复：意见情况",
        "要打印，请回复：打印 意见",
      );
}

const GROUPS_SHOWN = 5;
