import { formatDateTime } from "../domain/time.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { answerExample, slotLines, type TimePollView } from "./time-polls.ts";

/** 约时间: who has to be asked by telephone, and what is said to those who owe an answer. */

/** In 1:1, to the one who asks: the times as others read them, and how many were told. */
export function timePollSent({
  asked,
  unreached,
}: {
  readonly asked: number;
  /** Of them. */
  readonly unreached: number;
}): string {
  const told = asked - unreached;
  const parts = [
    told > 0 ? `已单独请${told}人答复` : "",
    unreached > 0 ? `${told > 0 ? "另有" : ""}${unreached}人请联络员代为询问` : "",
  ].filter((part) => part !== "");
  return `${parts.join("，")}。答完了我告诉您。`;
}

/** Named to the 联络员 only. */
export function timePollUnreached(
  salutation: string,
  title: string,
  names: readonly string[],
  slotCount: number,
): string {
  const [first = "县住建局"] = names;
  return lines(
    `${salutation}您好，${title}正在约时间，这几位我单独联系不上，请您电话问一下（名单只发给您）：`,
    countNames(names),
    `问到后请回复：代答 ${first} ${answerExample(slotCount)}`,
  );
}

/** 县住建局、居民代表（2人） */
export function countNames(names: readonly string[]): string {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts]
    .map(([name, all]) => (all.length === 1 ? name : `${name}（${all.length}人）`))
    .join("、");
}

/** To one who has not answered. */
export function timePollReminded(
  to: string,
  { title, slots, dueAt }: TimePollView,
  { now, hasCard }: { readonly now: Date; readonly hasCard: boolean },
): string {
  return lines(
    `${to}您好，${title}的时间请在${formatDateTime(dueAt, now)}前答复，您还没有选。`,
    ...slotLines(slots, now),
    `${hasCard ? "点下面的卡片，或回复" : "请回复"}，例：${answerExample(slots.length)}`,
  );
}

export function timePollOwing(
  salutation: string,
  { title, slots }: TimePollView,
  owing: { readonly names: readonly string[]; readonly unreached: readonly string[] },
): string {
  const [first = "县住建局"] = owing.unreached.length > 0 ? owing.unreached : owing.names;
  return lines(
    `${salutation}您好，${title}的时间，还有${owing.names.length}人没有答复（名单只发给您）：`,
    countNames(owing.names),
    owing.unreached.length < owing.names.length ? "能单独联系上的，我已提醒过一次。" : undefined,
    owing.unreached.length === 0 ? undefined : `联系不上的：${countNames(owing.unreached)}`,
    `电话问到的，请回复：代答 ${first} ${answerExample(slots.length)}`,
  );
}

/** A line of 我的. */
export function owedTimePoll(
  { title, slots, dueAt }: TimePollView,
  now: Date,
  place: Place,
): string {
  return `${title}的时间，${formatDateTime(dueAt, now)}前答复，${pleaseReply(place)}，例：${answerExample(slots.length)}`;
}
