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
