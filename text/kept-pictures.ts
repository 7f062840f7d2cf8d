import { lines } from "./phrases.ts";

type Kind = "tally" | "signature";

const papers: Readonly<Record<Kind, string>> = { tally: "计票单", signature: "签字件" };
const commands: Readonly<Record<Kind, string>> = { tally: "计票照片", signature: "签字照片" };

/** A photograph came, and a paper waits for one: the bot does not hold pictures. */
export function pictureNotHeld(kind: Kind): string {
  return lines(
    `照片我收不下来，也没有保存。${papers[kind]}的照片请您自己存好。`,
    `存在哪里，请回复，例：${commands[kind]} 周敏保存`,
  );
}

/** Under the receipt of a counted paper. */
export function tallyPictureAsked(): string {
  return "计票单拍了照的，请回复存在哪里，例：计票照片 周敏保存";
}

export function pictureKept(kind: Kind, name: string, place: string): string {
  const what = kind === "tally" ? `${name}的计票单` : `${name}的签字件`;
  return `记下了：${what}，照片${place}。原件也请一起留存。`;
}

export function nothingPictured(kind: Kind): string {
  return kind === "tally"
    ? "还没有录过线下计票。请先录数字，再说照片，请回复：线下计票"
    : "还没有登记过纸上的签字。请先登记，再说照片，请回复，例：已签 何秀兰 3月12日";
}

/** A line of the printed result. */
export function pictureLine({
  occasion,
  place,
}: {
  readonly occasion: string;
  readonly place: string;
}): string {
  return `${occasion}计票单照片${place}`;
}

export const pictureQuestion = "请接着告诉我照片存在哪里";
