import type { Liaison } from "../domain/person.ts";
import { sayMoment } from "./moment.ts";
import { lines, pleaseReply, type Place, pronoun } from "./phrases.ts";

interface Shown {
  readonly liaison: Pick<Liaison, "name" | "phone" | "gender">;
  readonly others: readonly string[];
  /** A name that is no liaison's. */
  readonly notFound: string | undefined;
}

/** 找联络员: a human being with a telephone. */
export function liaisonShown({ liaison, others, notFound }: Shown, place: Place): string {
  const { name, phone, gender } = liaison;
  return lines(
    notFound === undefined ? undefined : `没有叫「${notFound}」的联络员。`,
    phone === undefined ? `联络员${name}，名单上没有留电话。` : `联络员${name}，电话${phone}。`,
    others.length === 0 ? undefined : `还有联络员${others.join("、")}。`,
    `不方便用手机的，${pronoun(gender)}可以替您办。`,
    "",
    `要我带句话，${pleaseReply(place)}，例：转告 材料明天送到`,
  );
}

export function noLiaison(): string {
  return "名单里还没有联络员，请找管理员。";
}

interface Telling {
  /** Undefined = nobody knows yet who it is. */
  readonly teller: string | undefined;
  readonly place: Place;
  /** The group's name. */
  readonly title: string | undefined;
  readonly at: Date;
  readonly words: string;
}

/** To the 联络员, in 1:1. */
export function tellingPassedOn(salutation: string, telling: Telling): string {
  const { teller, place, title, at, words } = telling;
  const unknown = place === "group" ? "群里有位成员" : "有位还没登记的成员";
  const where = place === "group" ? (title ?? "群里") : "单聊";
  const said = `（${where}，${sayMoment(at)}）：「${words}」`;
  return `${salutation}您好，${teller ?? unknown}请您留意${said}`;
}

interface Told {
  readonly names: readonly string[];
  readonly phone: string | undefined;
  /** The 联络员 is not disturbed now, but hears it in the morning. */
  readonly isHeld: boolean;
}

export function told({ names, phone, isHeld }: Told): string {
  const whom = `联络员${names.join("、")}`;
  const urgent = phone === undefined ? "" : `急事请打电话：${phone}。`;
  return isHeld ? `这会儿大家在休息，我早上8:00转告${whom}。${urgent}` : `已转告${whom}。${urgent}`;
}

/** Nobody can be reached in 1:1. */
export function cannotTell({ name, phone }: Pick<Liaison, "name" | "phone">): string {
  return phone === undefined
    ? `我没法单独找到联络员${name}，还没有转告。请直接找${name}。`
    : `我没法单独找到联络员${name}，还没有转告。请打电话：${phone}。`;
}

export const liaisonQuestions = { words: "请接着告诉我要转告什么" } as const;
