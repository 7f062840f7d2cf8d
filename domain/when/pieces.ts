/** Pieces of patterns that several rules of the grammar share. */
export const num = "(?:\\d{1,4}|[零〇一二两三四五六七八九十百廿卅]{1,4})";
export const dayNum = "(?:初?\\d{1,2}|初?[一二三四五六七八九十]{1,3}|[廿卅][一二三四五六七八九]?)";
export const weekWord = "(?:周|星期|礼拜)";
export const weekdayName = "(?:[一二三四五六日天]|[1-7](?!\\d))";
export const after = "(?:之后|以后|过后|后)";
export const before = "(?:之前|以前|前)";
export const within = "(?:之内|以内|内)";
export const workday = "(?:工作日|上班日)";
export const notInNumber = "(?<![\\d/第零〇一二两三四五六七八九十百廿卅])(?<!\\d[.:])";

/** 本, 下下 and their like in front of 周, 月 and 季度. */
export const which = "(?:(?<which>再?下{1,3}|上{1,3}|这|本|当|今(?=个|周|星|礼))一?个?)";

export function stepsOf(word: string | undefined): number {
  if (word === undefined) return 0;
  if (/^再?下/.test(word)) return word.length;
  return word.startsWith("上") ? -word.length : 0;
}

export function weekdayNumber(name: string | undefined): number {
  if (name === "日" || name === "天") return 7;
  return "一二三四五六".indexOf(name ?? "") >= 0
    ? "一二三四五六".indexOf(name ?? "") + 1
    : Number(name);
}
