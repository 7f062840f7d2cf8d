import { sayForm } from "../domain/meeting-forms.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayDayKind } from "./day-kind.ts";
import {
  callInvited,
  type InvitedWords,
  type MeetingWords,
  sayAgenda,
  sayLength,
  sayPreparation,
  sayWhen,
} from "./meetings.ts";
import type { AgendaLine } from "../domain/meeting-agenda.ts";
import type { ByHand } from "./meeting-drafts.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 改期, 改地点 and 取消: what everybody hears once. */

interface Side {
  readonly meeting: MeetingWords;
  readonly agenda: readonly AgendaLine[];
  readonly hostName: string | undefined;
}

export interface Changed {
  readonly before: Side;
  readonly after: Side;
  /** 人数上限, if it changes: a matter of whoever waits for a seat, and of nobody else. */
  readonly seats: number | undefined;
  readonly now: Date;
  readonly workdays: Workdays;
}

/** What is otherwise now, a line each; empty = nothing. */
export function sayChanges({ before, after, now, workdays }: Changed): readonly string[] {
  const [old, fresh] = [before.meeting, after.meeting];
  const isMoved = old.startsAt.getTime() !== fresh.startsAt.getTime();
  const isOtherPlace = old.place !== fresh.place;
  const rain = fresh.rainPlace === undefined ? "" : `，雨天改在${fresh.rainPlace}`;
  const changes = [
    isMoved
      ? `时间改到${sayWhen(fresh.startsAt, now)}，${sayDayKind(fresh.startsAt, workdays)}（原定${sayWhen(old.startsAt, now)}）`
      : undefined,
    isOtherPlace || old.rainPlace !== fresh.rainPlace
      ? `地点${isOtherPlace ? "改在" : "仍在"}${fresh.place ?? "线上"}${rain}`
      : undefined,
    lengthOf(old) === lengthOf(fresh)
      ? undefined
      : `会期改为约${sayLength(fresh.startsAt, fresh.endsAt)}`,
    old.form === fresh.form && old.alias === fresh.alias ? undefined : `形式改为${sayForm(fresh)}`,
    before.hostName === after.hostName ? undefined : `主持改为${after.hostName ?? "另行通知"}`,
    sayAgenda(before.agenda) === sayAgenda(after.agenda)
      ? undefined
      : `议程改为：${sayAgenda(after.agenda)}`,
    sayPreparation(old, now) === sayPreparation(fresh, now)
      ? undefined
      : sayPreparation(fresh, now),
  ];
  return changes.filter((each) => each !== undefined);
}

function lengthOf({ startsAt, endsAt }: MeetingWords): number {
  return endsAt.getTime() - startsAt.getTime();
}

/** Before anybody hears of it. */
export function changeQuestion(changed: Changed, count: number, place: Place): string {
  return lines(
    `${changed.after.meeting.title}要改，还没有告诉大家：`,
    ...sayChanges(changed),
    changed.seats === undefined ? undefined : `人数上限改为${changed.seats}人`,
    "",
    `确认后我单独告诉${count}位同志，${pleaseReply(place)}：确认`,
    `照原来的安排，${pleaseReply(place)}：取消`,
  );
}

/** Nothing else changed: whoever waited and has a seat now was told. */
export function seatsChanged(title: string, seats: number, movedUp: readonly string[]): string {
  const who = movedUp.length === 0 ? "" : `候补的${movedUp.join("、")}已经递补，也告诉本人了。`;
  return `好的，${title}人数上限改为${seats}人。${who}别的不变，不另外通知。`;
}

/** To one of those invited. */
export function changeTold(
  changed: Changed,
  to: InvitedWords & { readonly reply: string },
): string {
  const { before, after, now } = changed;
  const isMoved = before.meeting.startsAt.getTime() !== after.meeting.startsAt.getTime();
  const { place } = after.meeting;
  const isSamePlace = before.meeting.place === place && place !== undefined;
  return lines(
    `【${isMoved ? "会议改期" : "会议变更"}】${callInvited(to)}：`,
    `${after.meeting.title}有变动。`,
    ...sayChanges(changed),
    isMoved && isSamePlace ? `地点不变：${place}` : undefined,
    isMoved ? undefined : `时间不变：${sayWhen(after.meeting.startsAt, now)}`,
    "",
    sayReply(to.reply),
  );
}

function sayReply(reply: string): string {
  if (reply === "attending") return "您答复过参加，照常记着；来不了，请选：请假";
  if (reply === "on-leave") return "您已请假；这次能来了，请选：参加";
  return "请选：参加　请假　加入日程";
}

export function changeDone(
  told: number,
  unreached: number,
  liaisonName: string | undefined,
): string {
  const rest =
    unreached === 0 ? "" : `；另有${unreached}位的名单已发给${liaisonName ?? "联络员"}，请电话告知`;
  return `改好了，已单独告诉${told}位同志${rest}。加入过日程的，重新加入一次就会更新。`;
}

export function nothingChanged(title: string): string {
  return `${title}原来就是这样安排的，没有改动。`;
}

/** Before a meeting is called off. */
export function cancelQuestion(cancelled: Cancelled, count: number, place: Place): string {
  return lines(
    `要取消${cancelled.titles.length > 1 ? `这个系列还没开的${cancelled.titles.length}场会` : "这场会"}，还没有告诉大家：`,
    ...cancelled.titles,
    `理由：${cancelled.reason}`,
    "",
    count === 0
      ? `还没有人知道，确认就不再发出，${pleaseReply(place)}：确认`
      : `确认后我单独告诉${count}位同志，${pleaseReply(place)}：确认`,
    `照常开，${pleaseReply(place)}：取消`,
  );
}

interface Cancelled {
  /** Each with its day. */
  readonly titles: readonly string[];
  readonly reason: string;
}

/** 3月25日（星期三）下午3:00，「…」现场协商会 */
export function sayTitleWithDay(
  { title, startsAt }: Pick<MeetingWords, "title" | "startsAt">,
  now: Date,
): string {
  return `${sayWhen(startsAt, now)}，${title}`;
}

/** The same of one whose notice is not out. */
export function sayUnsent(meeting: Pick<MeetingWords, "title" | "startsAt">, now: Date): string {
  return `${sayTitleWithDay(meeting, now)}（通知还没有发）`;
}

/** To one of those invited. */
export function cancelTold(
  { titles, reason }: Cancelled,
  to: InvitedWords & { readonly isInCalendar: boolean },
): string {
  return lines(
    `【会议取消】${callInvited(to)}：`,
    ...titles,
    `${titles.length > 1 ? "都" : ""}不开了。理由：${reason}`,
    `${to.isInCalendar ? "您日程里的这一条会一并取消" : "加入过日程的，请您在日程里删掉"}。给您添麻烦了。`,
  );
}

export function cancelDone(
  told: number,
  unreached: number,
  liaisonName: string | undefined,
): string {
  const rest =
    unreached === 0 ? "" : `；另有${unreached}位的名单已发给${liaisonName ?? "联络员"}，请电话告知`;
  if (told + unreached === 0) return "已取消，通知没有发出，也就没有告诉大家。";
  return `已取消，单独告诉了${told}位同志${rest}。`;
}

/** To the 联络员: whom to call about it. */
export function changeByHand(salutation: string, about: string, { names, count }: ByHand): string {
  return lines(
    `${salutation}您好，这件事有${count}位同志我告诉不到（名单只发给您）：`,
    names.join("、"),
    `请电话告知：${about}`,
  );
}
