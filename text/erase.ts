import { lines } from "./phrases.ts";

/** 删除: asked by one, confirmed by another. All of it is said in 1:1. */
interface Asked {
  /** As a command takes it: 7, or 2025-7. */
  readonly number: string;
  readonly title: string;
  readonly reason: string;
}

/** To who asked. */
export function eraseAsked(
  asked: Asked,
  other: { readonly name: string },
  isTold: boolean,
): string {
  const { number } = asked;
  return lines(
    `记下了：请求删除${number}号「${asked.title}」。`,
    `理由：${asked.reason}`,
    "",
    isTold
      ? `已请${other.name}确认，七天内有效。内容现在还在。`
      : `我没法单独找到${other.name}，请您告诉一声：单独找我，回复：确认删除 ${number}。七天内有效。`,
    `不想删了，请回复：不删除 ${number}`,
  );
}

/** To who is to confirm. */
export function eraseQuestion(
  asked: Asked,
  names: { readonly salutation: string; readonly askedBy: string },
): string {
  const { number } = asked;
  return lines(
    `${names.salutation}，请核对一件删除：`,
    `${names.askedBy}请求删除${number}号「${asked.title}」。`,
    `理由：${asked.reason}`,
    "",
    "删除后内容不能恢复，编号和附议人数留着。七天内有效。",
    `同意，请回复：确认删除 ${number}`,
    `不同意，请回复：不删除 ${number}`,
  );
}

/** To who confirmed. Nothing of what was erased is said again. */
export function eraseDone(number: string): string {
  return `${number}号的内容已依规删除，编号和附议人数留着。谁请求、谁确认、什么理由都记下了。`;
}

export function eraseDoneTold(number: string, confirmedBy: string): string {
  return `${number}号的内容已依规删除，是${confirmedBy}确认的。`;
}

/** To who said no, or took their own request back. */
export function eraseRefused(number: string): string {
  return `好的，${number}号不删除，内容不动。`;
}

export function eraseRefusedTold(number: string, refusedBy: string): string {
  return `${number}号没有删除：${refusedBy}不同意，内容不动。要再商量，请直接找${refusedBy}。`;
}

export const eraseQuestions = {
  number: "请接着告诉我删除几号议题",
  reason: "请接着告诉我删除的理由（会一直留存，不要写要删的内容）",
} as const;
