import type { ByHand } from "./meeting-drafts.ts";
import { sayWhen } from "./meetings.ts";
import { lines } from "./phrases.ts";

/** What people hand in before a meeting. */

interface Kept {
  readonly salutation: string;
  readonly title: string;
  readonly materialsDueAt: Date | undefined;
  readonly isLate: boolean;
  readonly now: Date;
}

export function materialKept({ salutation, title, materialsDueAt, isLate, now }: Kept): string {
  const until =
    materialsDueAt === undefined || isLate ? "会前" : `${sayWhen(materialsDueAt, now)}前`;
  return lines(
    `${salutation}，${title}的发言要点收到了。`,
    `${until}可以再发一次，以最后一次为准。`,
  );
}

interface Asked {
  readonly salutation: string;
  readonly title: string;
  readonly notes: string | undefined;
  readonly dueAt: Date;
  readonly isToday: boolean;
  readonly isLate: boolean;
  readonly now: Date;
}

/** To somebody who has not handed it in yet. */
export function materialAsked(asked: Asked): string {
  const { salutation, title, notes, dueAt, isToday, now } = asked;
  const when = isToday ? `今天${sayWhen(dueAt, now).replace(/^.*）/, "")}` : sayWhen(dueAt, now);
  return lines(
    `${salutation}您好，${title}请您准备${notes ?? "发言要点"}，${when}截止，还没有收到。`,
    "请回复，例：发言要点 充电棚建在2栋东侧。说语音也行，或者交纸质件给联络员。",
    asked.isLate ? lateLine : undefined,
  );
}

/** To the 联络员: those who cannot be told. */
export function materialsByHand(
  salutation: string,
  title: string,
  { names, count }: ByHand,
): string {
  return lines(
    `${salutation}您好，${title}的材料还有${count}位我提醒不到（名单只发给您）：`,
    names.join("、"),
    "请电话问一下。",
  );
}

/** Something that is said after its time says so. */
export const lateLine = "这条提醒发晚了，请见谅。";
