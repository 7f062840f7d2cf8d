import type { Card } from "../domain/card.ts";
import type { AgendaLine } from "../domain/meeting-agenda.ts";
import { sayDimensions } from "../domain/meeting-forms.ts";
import { meetingFormNames, type Requirement, participantCategoryNames } from "../domain/meeting.ts";
import type { Quorum } from "../domain/selection.ts";
import { formatWait } from "../domain/time.ts";
import type { TalentWords } from "../domain/talent.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayDayKind } from "./day-kind.ts";
import {
  type Notice,
  sayAgenda,
  sayInvited,
  sayLength,
  sayPreparation,
  sayWhen,
} from "./meetings.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { sayQuorum } from "./selection-rules.ts";

/** A meeting before anybody has heard of it. */

interface Drafting extends Omit<Notice, "liaison" | "agenda"> {
  readonly agenda: readonly (AgendaLine & { readonly carriedFrom: number | undefined })[];
  readonly salutation: string;
  readonly hostName: string | undefined;
  readonly quorum: Quorum;
  readonly missing: readonly Requirement[];
  /** Working days that the notice should come before, and how many are left. */
  readonly notice: { readonly wanted: number; readonly left: number };
  readonly capacity: number | undefined;
  readonly assumed: "hour" | "half" | undefined;
  /** When else the same topics are talked over. */
  readonly others: readonly Date[];
  /** Of the 人才库, who knows about it. */
  readonly experts: readonly Pick<TalentWords, "name" | "organization">[];
  readonly workdays: Workdays;
  /** People who can only be told by telephone or on paper. */
  readonly ways: readonly string[];
}

export function meetingDrafted(draft: Drafting, place: Place): string {
  const { meeting, people, agenda, now, workdays, hostName, capacity } = draft;
  const { startsAt, endsAt, rainPlace } = meeting;
  const alias = meeting.alias === undefined ? "" : `${meeting.alias}，按`;
  const limit = capacity === undefined ? "" : `，最多${capacity}人，后来的列入候补名单`;
  return lines(
    `请${draft.salutation}核对，现在还没有发出：`,
    "",
    meeting.title,
    `时间：${sayWhen(startsAt, now)}，会期约${sayLength(startsAt, endsAt)}，${sayDayKind(startsAt, workdays)}，还有${formatWait(now, startsAt)}`,
    `地点：${meeting.place ?? (meeting.isOnline ? "线上" : "还没有定")}${rainPlace === undefined ? "" : `；雨天改在${rainPlace}`}`,
    `形式：${alias}${meetingFormNames[meeting.form]}（${sayDimensions(meeting)}）`,
    `主持：${hostName ?? "还没有定"}；规定人数：${sayQuorum(draft.quorum, people.length)}`,
    `参加：${sayInvited(people)}，共${people.length}人${limit}`,
    agenda.length === 0 ? undefined : `议程：${sayAgenda(agenda)}`,
    sayPreparation(meeting, now),
    sayHints(draft),
    sayExperts(draft.experts),
    "",
    ...draft.ways,
    `要改，${place === "group" ? "请@我，" : ""}例：改地点 社区二楼议事室`,
  );
}

/** 请留意：…, in one line; undefined if there is nothing. */
function sayHints({
  assumed,
  missing,
  notice,
  others,
  meeting,
  agenda,
  now,
}: Drafting): string | undefined {
  const hints: string[] = [];
  if (assumed === "hour") hints.push(`没说几点，先按${sayHour(meeting.startsAt, now)}`);
  if (assumed === "half") hints.push(`没说上午下午，先按${sayHour(meeting.startsAt, now)}`);
  if (missing.length > 0) hints.push(`还缺${sayMissing(missing)}`);
  const [other] = others;
  if (other !== undefined) hints.push(`同一议题已安排${sayWhen(other, now)}的会`);
  const carried = agenda.filter(({ carriedFrom }) => carriedFrom !== undefined).length;
  if (carried > 0) hints.push(`上次没议完的${carried}项已经带过来`);
  if (notice.left < notice.wanted) {
    hints.push(`通常提前${notice.wanted}个工作日通知，现在只有${notice.left}个`);
  }
  return hints.length === 0 ? undefined : `请留意：${hints.join("；")}`;
}

/** How they can be asked; undefined if nobody fits. */
function sayExperts(experts: Drafting["experts"]): string | undefined {
  if (experts.length === 0) return undefined;
  const names = experts.map(({ name, organization }) =>
    organization === undefined ? name : `${name}（${organization}）`,
  );
  return `人才库里懂这方面的：${names.join("、")}，请不请由您定`;
}

function sayHour(at: Date, now: Date): string {
  return sayWhen(at, now).replace(/^.*）/, "");
}

/** 职能部门1人、群众代表2人 */
export function sayMissing(missing: readonly Requirement[]): string {
  return missing
    .map(({ category, count }) => `${participantCategoryNames[category]}${count}人`)
    .join("、");
}

/** Under the draft, for whoever would rather tap. */
export function meetingConfirmCard(title: string): Card {
  return {
    kind: "buttons",
    title,
    buttons: [
      { key: "confirm", text: "确认发出", says: "确认", style: "main" },
      { key: "drop", text: "先不发", says: "取消" },
    ],
  };
}

export const meetingQuestions = {
  sentence: "请接着告诉我哪件议题、什么形式、什么时候、在哪里",
  time: "请接着告诉我什么时候开",
  place: "请接着告诉我在哪里开",
  form: "请接着告诉我用哪种形式",
  reason: "请接着告诉我理由",
  names: "请接着告诉我是哪一位",
  material: "请接着告诉我发言要点",
} as const;

/** After 确认. */
export function noticeSent(
  counts: {
    readonly told: number;
    readonly unreached: number;
    readonly liaisonName: string | undefined;
  },
  place: Place,
): string {
  const { told, unreached, liaisonName } = counts;
  if (unreached === 0) {
    return lines(
      `会议通知已单独发给${told}位同志，谁参加、谁请假我会记下。`,
      `看答复，${pleaseReply(place)}：会议`,
    );
  }
  const who = liaisonName ?? "联络员";
  return lines(
    `会议通知已单独发给${told}位同志；另有${unreached}位没有账号或者我找不到，名单已发给${who}，请电话或打印通知。`,
    `看答复，${pleaseReply(place)}：会议`,
  );
}

/** To the 联络员: whom to call, and the text to pass on. */
export function noticeByHand(salutation: string, title: string, { names, count }: ByHand): string {
  return lines(
    `${salutation}您好，${title}的通知有${count}位同志我发不到（名单只发给您）：`,
    names.join("、"),
    "请电话告知，或者把下面的通知转发、打印给他们；问到的可以代回复，例：代请假 韦德福 住院 电话，或者：代参加 县住建局 电话",
  );
}

/** Those whom the bot cannot speak to; a name may stand for several. */
export interface ByHand {
  readonly names: readonly string[];
  readonly count: number;
}
