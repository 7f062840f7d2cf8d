import type { MeetingReply, Requirement } from "../domain/meeting.ts";
import type { Liaison } from "../domain/person.ts";
import { sayMissing } from "./meeting-drafts.ts";
import { callInvited, type InvitedWords, sayWhen } from "./meetings.ts";
import { lines, pleaseReply, type Place, sayContact } from "./phrases.ts";

/** Who is asked to a meeting after its notice went out, and who is asked no more. */

interface Answering extends InvitedWords {
  readonly reply: MeetingReply;
}

interface Adding {
  readonly title: string;
  readonly fresh: readonly InvitedWords[];
  /** They are on the list as it is. */
  readonly already: readonly Answering[];
  /** Seats, if there is a limit, and how many are left. */
  readonly seats: { readonly all: number; readonly left: number } | undefined;
}

/** Before anybody hears of it. */
export function addQuestion({ title, fresh, already, seats }: Adding, place: Place): string {
  const isTight = seats !== undefined && seats.left < fresh.length;
  return lines(
    `${title}要增加${fresh.length}位，还没有通知本人：`,
    `增加：${sayPeople(fresh)}`,
    already.length === 0 ? undefined : `已经在名单里：${sayAnswers(already, place)}`,
    isTight
      ? `名额${seats.all}人，${seats.left > 0 ? `只剩${seats.left}个` : "已满"}，后答复的列入候补名单`
      : undefined,
    "",
    `确认后我把会议通知单独发给本人，${pleaseReply(place)}：确认`,
    `不增加了，${pleaseReply(place)}：取消`,
  );
}

export function addedAlready(already: readonly Answering[], place: Place): string {
  const [only] = already;
  const isOnLeave = already.length === 1 && only?.reply === "on-leave";
  const more =
    isOnLeave && place === "single"
      ? `这次又能来了，${pleaseReply(place)}，例：代参加 ${only?.name} 电话`
      : `名单没有改。看名单，${pleaseReply(place)}：会议`;
  return lines(`已经在名单里：${sayAnswers(already, place)}，不用再加。`, more);
}

interface Done {
  readonly told: number;
  readonly unreached: number;
  readonly liaisonName: string | undefined;
  /** On the list from now on. */
  readonly total: number;
}

export function added(done: Done): string {
  const { told, unreached, total } = done;
  const sent = told === 0 ? "加好了" : `加好了，会议通知已单独发给${told}位同志`;
  const rest =
    unreached === 0
      ? ""
      : `${told === 0 ? "，" : "；另有"}${unreached}位我发不到，名单已发给${nameOf(done)}，请电话告知`;
  return `${sent}${rest}。现在一共请${total}人。`;
}

interface Removing {
  readonly title: string;
  readonly gone: readonly Answering[];
  /** What is missing once they are gone. */
  readonly missing: readonly Requirement[];
}

export function removeQuestion({ title, gone, missing }: Removing, place: Place): string {
  return lines(
    `${title}不再请${gone.length}位同志，还没有告诉本人：`,
    sayAnswers(gone, place),
    missing.length === 0 ? undefined : `请留意：去掉以后还缺${sayMissing(missing)}`,
    "",
    `确认后我单独告诉本人，${pleaseReply(place)}：确认`,
    `照原来的名单，${pleaseReply(place)}：取消`,
  );
}

/** To one who is asked no more. */
export function removedTold(
  meeting: { readonly title: string; readonly startsAt: Date },
  to: InvitedWords & { readonly isInCalendar: boolean },
  { liaison, now }: { readonly liaison: Liaison | undefined; readonly now: Date },
): string {
  return lines(
    `【会议变更】${callInvited(to)}：`,
    `原定${sayWhen(meeting.startsAt, now)}的${meeting.title}，这次不再请您参加，您不用再答复。`,
    to.isInCalendar ? "您日程里的这一条会一并取消。" : "加入过日程的，请您在日程里删掉。",
    `给您添麻烦了。${liaison === undefined ? "" : `有疑问请联系${sayContact(liaison)}。`}`,
  );
}

export function removed(
  done: Done & { readonly missing: readonly Requirement[]; readonly movedUp: readonly string[] },
): string {
  const { told, unreached, total, missing, movedUp } = done;
  const sent = told === 0 ? "去掉了" : `去掉了，已单独告诉${told}位同志`;
  const rest =
    unreached === 0
      ? ""
      : `${told === 0 ? "，" : "；另有"}${unreached}位我告诉不到，名单已发给${nameOf(done)}，请电话告知`;
  return lines(
    `${sent}${rest}。现在一共请${total}人。`,
    movedUp.length === 0 ? undefined : `${movedUp.join("、")}从候补名单递补，已经告诉本人。`,
    missing.length === 0 ? undefined : `请留意：还缺${sayMissing(missing)}。`,
  );
}

function nameOf({ liaisonName }: Done): string {
  return liaisonName ?? "联络员";
}

/** 欧阳敏委员、县住建局（2人） */
function sayPeople(people: readonly InvitedWords[]): string {
  const counts = new Map<string, number>();
  for (const person of people) {
    const name = callInvited(person);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => (count > 1 ? `${name}（${count}人）` : name))
    .join("、");
}

/** Who answered what is not said in a group. */
function sayAnswers(people: readonly Answering[], place: Place): string {
  if (place === "group") return sayPeople(people);
  const said = people.map((person) => `${callInvited(person)}（${answers[person.reply]}）`);
  const counts = Map.groupBy(said, (each) => each);
  return [...counts]
    .map(([each, all]) => (all.length > 1 ? each.replace("（", `${all.length}人（`) : each))
    .join("、");
}

const answers: Readonly<Record<MeetingReply, string>> = {
  none: "还没有答复",
  attending: "已答复参加",
  "leave-asked": "在请假，还没有批",
  "on-leave": "已请假",
  "leave-refused": "请假没有准",
  waiting: "在候补名单",
};
