import type { Liaison } from "../domain/person.ts";
import { lines, pronoun, quote } from "./phrases.ts";

/** 送审, as the leader gets it. */

interface Asked {
  readonly title: string;
  readonly drafterName: string;
  readonly summary: readonly string[];
  readonly salutation: string;
  /** Who prints it and enters the signature; undefined = the roster has nobody. */
  readonly liaison: Pick<Liaison, "name" | "gender"> | undefined;
}

/** To the leader, in words alone. */
export function reviewAsked(asked: Asked): string {
  const name = asked.liaison?.name ?? "联络员";
  const who = pronoun(asked.liaison?.gender);
  return lines(
    `${asked.salutation}，有一份内容请您审阅：`,
    reviewBody(asked),
    "",
    "请回复：看全文　同意发布　退回修改",
    `想看纸质件，请回复：打印送签（${name}会打印送您签字，签后${who && `由${who}`}登记）`,
  );
}

/** The same on a card, whose buttons say what can be chosen. */
export function reviewBody({ title, drafterName, summary }: Omit<Asked, "salutation">): string {
  return lines(`${quote(title)}，${drafterName}拟稿。`, ...summary);
}

export function reviewFace({ salutation, liaison }: Pick<Asked, "salutation" | "liaison">) {
  const name = liaison?.name ?? "联络员";
  return {
    title: `${salutation}，有一份内容请您审阅`,
    note: `想看纸质件，请选打印送签，${name}会送您签字`,
  };
}

export const reviewButtons = {
  read: "看全文",
  approve: "同意发布",
  return: "退回修改",
  print: "打印送签",
} as const;

/** What a button says, so that it means this draft and no other. */
export function saysOf(words: string, key: string): string {
  return `${words} 稿件：${key}`;
}
