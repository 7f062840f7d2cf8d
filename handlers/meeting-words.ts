import { fold } from "../domain/normalize.ts";

/** The words that say which meeting, at the start: 7号, 3月25日, 7号 3月25日下午3:00. */
export function splitKey(words: string): {
  readonly key: string | undefined;
  readonly rest: string;
} {
  const plain = fold(words);
  const found =
    /^(?:(?:(?:\d{4}\s?-\s?)?\d{1,4}\s?号(?:议题)?(?:\s+\d{1,2}月\d{1,2}[日号]\S*)?|\d{1,2}月\d{1,2}[日号]\S*)(?:的会议?)?)(?=[\s,，。:：]|$)/.exec(
      plain,
    );
  if (found === null) return { key: undefined, rest: words.trim() };
  const length = found[0].length;
  return {
    key: words
      .slice(0, length)
      .replace(/的会议?$/, "")
      .trim(),
    rest: words
      .slice(length)
      .replace(/^[\s,，。:：]+/, "")
      .trim(),
  };
}

/** Words that head a part of one sentence without a colon: 参加 委员 张建国 主持 李梅. */
const bareLabels: Readonly<Record<string, string>> = {
  参加: "people",
  参会: "people",
  参加人员: "people",
  主持: "host",
  主持人: "host",
  议程: "agenda",
  请准备: "notes",
  雨天: "rain",
  须到场: "required",
};

/** Cuts them off, so that they are not taken for a part of the place; blanks must stand around. */
export function cutBareLabels(words: string): {
  readonly sentence: string;
  readonly parts: Readonly<Partial<Record<string, string>>>;
} {
  const marker = new RegExp(`\\s(${Object.keys(bareLabels).join("|")})\\s+(?=\\S)`, "g");
  const marks = Array.from(words.matchAll(marker));
  const parts: Record<string, string> = {};
  for (const [index, mark] of marks.entries()) {
    const name = bareLabels[mark[1] ?? ""];
    const value = words.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim();
    if (name !== undefined) parts[name] = value;
  }
  return { sentence: words.slice(0, marks[0]?.index).trim(), parts };
}
