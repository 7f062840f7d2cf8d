/** In a group the bot hears only what is @-ed, so every request to answer says so. */
export type Place = "group" | "single";

/** 请回复, or 请@我回复 in a group. */
export function pleaseReply(place: Place): string {
  return place === "group" ? "请@我回复" : "请回复";
}

/** 请, or 请@我 in a group, before words like 修改 7. */
export function please(place: Place): string {
  return place === "group" ? "请@我" : "请回复";
}

/** 7号; items of another year carry it: 2025-7号. */
export function itemNumber(item: { year: number; number: number }, thisYear: number): string {
  return `${sayNumber(item, thisYear)}号`;
}

/** The number as a command takes it: 7, or 2025-7. */
export function sayNumber(item: { year: number; number: number }, thisYear: number): string {
  return item.year === thisYear ? `${item.number}` : `${item.year}-${item.number}`;
}

/** Lines of a message; empty strings are blank lines, undefined ones are left out. */
export function lines(...all: readonly (string | undefined)[]): string {
  return all.filter((line) => line !== undefined).join("\n");
}
