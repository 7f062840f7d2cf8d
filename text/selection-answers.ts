import { formatDateTime } from "../domain/time.ts";
import type { Turnout } from "../domain/turnout.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { sayPercent } from "./selection-results.ts";

/** What is said when a 议题推荐 is closed early, extended, cancelled, moved or looked at. */

/** After 发布. */
export function resultPublished(placeCount: number): string {
  if (placeCount === 0) {
    return lines(
      "推荐结果已经公布，没有群可以发。",
      "要发到别的群，请单独找我回复：推荐结果，把正文转过去就行。",
    );
  }
  return `推荐结果已发到${placeCount}个群。`;
}

interface Running {
  /** 二季度议题推荐 */
  readonly name: string;
  readonly dueAt: Date;
  readonly turnout: Pick<Turnout, "eligible" | "took">;
  readonly needed: number | undefined;
}

function sayCounts({
  turnout: { eligible, took },
  needed,
}: Omit<Running, "name" | "dueAt">): string {
  const rule = needed === undefined ? "" : `，规定${needed}人`;
  return `应参加${eligible}人，已参加${took}人${rule}`;
}

/** 截止推荐, before anything happens. */
export function closeQuestion(running: Running, place: Place): string {
  return lines(
    `${running.name}还没有到截止时间（${formatDateTime(running.dueAt)}）。`,
    `${sayCounts(running)}。截止以后不能再选，也不能改。`,
    "",
    `现在就截止，${pleaseReply(place)}：确认`,
    `照原来的时间，${pleaseReply(place)}：取消`,
  );
}

/** To whoever closed it where the convener is told alone. */
export function closedElsewhere(name: string, convener: string): string {
  return `${name}已截止，结果先单独发给${convener}。`;
}

interface Extension {
  readonly name: string;
  readonly dueAt: Date;
  readonly reason: string;
  readonly now: Date;
}

export function extendQuestion({ name, dueAt, reason, now }: Extension, place: Place): string {
  return lines(
    `${name}延期，还没有告诉大家：`,
    `新的截止时间：${formatDateTime(dueAt, now)}`,
    `理由：${reason}`,
    "已经选过的不用重选。",
    "",
    `可以发出，${pleaseReply(place)}：确认`,
  );
}

/** To the groups. */
export function extendedAnnounced({ name, dueAt, reason, now }: Extension): string {
  return lines(
    `【延期】${name}延到${formatDateTime(dueAt, now)}截止。`,
    `理由：${reason}`,
    "已经选过的不用重选，要改也可以。还没选的委员，请抽空点一下上面的卡片，或单独发给我。谢谢。",
  );
}

export function extended({ name, dueAt, now }: Extension, placeCount: number): string {
  return `已延期：${name}${formatDateTime(dueAt, now)}截止，已告诉${placeCount}个群。`;
}

interface Ending {
  readonly name: string;
  readonly reason: string | undefined;
}

export function cancelQuestion({ name, reason }: Ending, place: Place): string {
  return lines(
    `要取消${name}，还没有告诉大家。取消以后不能恢复，已经选的都不计。`,
    `理由：${reason ?? ""}`,
    "",
    `可以取消，${pleaseReply(place)}：确认`,
    `只想延期，${pleaseReply(place)}，例：延期推荐 周六中午12点 有几位委员在外地`,
  );
}

/** To the groups. */
export function cancelledAnnounced({ name, reason }: Ending): string {
  return lines(
    `【取消】${name}这次取消，已经选的都不计。`,
    `理由：${reason ?? ""}`,
    "给各位委员添麻烦了，谢谢。",
  );
}

export function cancelled({ name }: Ending, placeCount: number): string {
  return `已取消：${name}，已告诉${placeCount}个群。`;
}

export function moveQuestion(name: string, place: Place): string {
  return lines(
    `${name}改在会上推荐，还没有告诉大家。改了以后这次网上选的不再计。`,
    "",
    `可以发出，${pleaseReply(place)}：确认`,
  );
}

/** To the groups. */
export function movedAnnounced(running: Omit<Running, "dueAt">): string {
  const { eligible, took } = running.turnout;
  return lines(
    `${running.name}应参加${eligible}人，实际参加${took}人，未达到规定人数，改在会上推荐。`,
    "时间、地点另行通知。谢谢各位委员。",
  );
}

export function moved(name: string, placeCount: number): string {
  return lines(
    `${name}改在会上推荐，已告诉${placeCount}个群。`,
    "会上用的纸质推荐单，请单独找我回复：打印 推荐单",
  );
}

/** 推荐情况: numbers for everybody. */
export function statusCounts(running: Running, now: Date): string {
  const { eligible, took } = running.turnout;
  return lines(
    `${running.name}，${formatDateTime(running.dueAt, now)}截止。`,
    `应参加${eligible}人，已参加${took}人（${sayPercent(took, eligible)}）${sayNeeded(running)}。`,
  );
}

function sayNeeded({ needed, turnout: { took } }: Running): string {
  if (needed === undefined) return "";
  return took >= needed ? `，已达到规定的${needed}人` : `，规定${needed}人`;
}

/** Names, to the 联络员 alone. */
export function statusNames(names: string, count: number): string {
  if (count === 0) return "都选好了。";
  return lines(`还有${count}位没有选（名单只发给您）：`, names, "电话问到的，可以用“代录”。");
}

export function namesAlone(count: number): string | undefined {
  return count === 0 ? undefined : "要看还有谁没选，请单独找我回复：推荐情况";
}

/** 推荐结果 of somebody who has to wait for it. */
export function resultNotOut(name: string, convener: string): string {
  return `${name}已经截止，结果正由${convener}核对，公布以后在群里告诉大家。`;
}

export function resultAlone(name: string): string {
  return `${name}的结果还没有公布，请单独找我回复：推荐结果`;
}

/** The link is for this person alone, and for a day. */
export function exported(title: string, url: string): string {
  return lines(
    `「${title}」的推荐单导出好了，不公布个人选择的不带姓名：`,
    url,
    "链接只给您本人，24小时内有效。请运维人员用随附的重算工具核对，结果应当一样。",
  );
}

export function fileName(title: string): string {
  return `推荐单 ${title}`;
}
