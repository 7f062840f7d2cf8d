import type { ChannelFault } from "../domain/errors.ts";
import { sayFault, sayRemedy } from "./channel-faults.ts";
import { sayPlace, type SaidPlace } from "./delivery-place.ts";
import { sayMoment } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

interface Report extends SaidPlace {
  readonly text: string | undefined;
  readonly isPrivateReminder: boolean;
  readonly state: "waiting" | "sent" | "failed" | "cancelled";
  readonly mayBeRepeated: boolean;
  readonly via: string | undefined;
  readonly failure: string | undefined;
  readonly fault: ChannelFault | undefined;
  readonly createdAt: Date;
  readonly sentAt: Date | undefined;
}

interface Setting {
  readonly place: Place;
  /** How far the business clock is ahead of the clock of the reports. */
  readonly offsetMs: number;
}

/** 送达情况: the newest first; the numbers are those that `deliveryDetail` is asked by. */
export function deliveryList(reports: readonly Report[], setting: Setting): string {
  const { place, offsetMs } = setting;
  if (reports.length === 0)
    return "我最近没有主动说过话。提醒、通知发出以后，可以在这里看送到没有。";
  const failed = reports.findIndex(({ state }) => state === "failed") + 1;
  const toBring = reports.findIndex(mayBeBrought) + 1;
  return lines(
    reports.length === 1 ? "我主动说的最近1条" : `我主动说的最近${reports.length}条，新的在前`,
    "",
    ...reports.map((report, index) => {
      const when = sayMoment(shift(report.createdAt, offsetMs));
      const said = `「${excerpt(report.text)}」${stateOf(report)}`;
      return `${index + 1}　${when}　${sayPlace(report)}　${said}`;
    }),
    "",
    `看其中一条，${pleaseReply(place)}：送达情况 ${failed > 0 ? failed : 1}`,
    toBring > 0
      ? `没送到的可以复制给对方，${pleaseReply(place)}：转发稿 消息${toBring}`
      : undefined,
  );
}

export function deliveryDetail(report: Report, position: number, setting: Setting): string {
  const { place, offsetMs } = setting;
  const at = report.sentAt === undefined ? "" : `，${sayMoment(shift(report.sentAt, offsetMs))}`;
  const way = ways[report.via ?? ""];
  return lines(
    `第${position}条，${sayMoment(shift(report.createdAt, offsetMs))}，${sayPlace(report)}`,
    `「${excerpt(report.text)}」`,
    "",
    report.state === "sent"
      ? `${stateOf(report)}${at}${way === undefined ? "" : `，走的是${way}`}。`
      : `${stateOf(report)}。`,
    report.state === "failed" && report.fault !== undefined ? sayRemedy(report.fault) : undefined,
    report.state === "sent" && report.mayBeRepeated
      ? "当时没有收到平台的回音，又发了一次，对方可能看到两遍。"
      : undefined,
    mayBeBrought(report)
      ? `可以复制给对方，${pleaseReply(place)}：转发稿 消息${position}`
      : undefined,
    report.state === "failed" && report.isPrivateReminder
      ? "这是本人给自己记的提醒，内容只给本人看。请打电话说一声。"
      : undefined,
  );
}

/** Somebody can bring it by hand, unless it is for nobody else to read. */
function mayBeBrought({ state, isPrivateReminder }: Report): boolean {
  return state === "failed" && !isPrivateReminder;
}

function stateOf(report: Report): string {
  switch (report.state) {
    case "sent":
      return report.mayBeRepeated ? "可能重复" : "已送达";
    case "waiting":
      return "等着送";
    case "cancelled":
      return "已取消";
    case "failed":
      return `没送到，${reasonOf(report)}`;
  }
}

/** The failure as it is kept, in words of the office; the platform's own number is in the log. */
function reasonOf({ fault, failure = "", kind }: Report): string {
  if (fault !== undefined) return sayFault(fault);
  if (/no voice|no way/.test(failure)) {
    return kind === "group" ? "这个群还没有推送地址" : "没法单独找到这个人";
  }
  if (failure.includes("unreadable message")) return "存的内容读不出来";
  return failure.startsWith("TransientError") ? "平台几次都没有应答" : "平台没有收下";
}

const ways: Readonly<Record<string, string>> = {
  push: "群消息推送",
  group: "群机器人消息",
  socket: "智能机器人消息",
  person: "应用消息",
  reply: "对方说话时留下的回复地址",
};

function excerpt(text: string | undefined): string {
  return shorten(text ?? "（读不出来）", EXCERPT_CHARS);
}

const EXCERPT_CHARS = 12;

function shift(at: Date, byMs: number): Date {
  return new Date(at.getTime() + byMs);
}
