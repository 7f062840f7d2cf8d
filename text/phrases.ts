import type { Liaison } from "../domain/person.ts";

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

/** 张建国、李梅等24位 */
export function sayNames(names: readonly string[], max: number): string {
  const shown = names.slice(0, max).join("、");
  return names.length > max ? `${shown}等${names.length}位` : shown;
}

/** Several who stand there by their office only are counted: 县住建局（2人）. */
export function countNames(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name}（${count}人）`));
}

/** Lines of a message; empty strings are blank lines, undefined ones are left out. */
export function lines(...all: readonly (string | undefined)[]): string {
  return all.filter((line) => line !== undefined).join("\n");
}

/** 「二季度协商议题」; a title that quotes another takes 『』 inside. */
export function quote(title: string): string {
  return `「${title.replaceAll("「", "『").replaceAll("」", "』")}」`;
}

/** 周敏，0000-0000000 */
export function sayContact({ name, phone }: Pick<Liaison, "name" | "phone">): string {
  return phone === undefined ? name : `${name}，${phone}`;
}

/** 她, 他, or nothing where the roster does not say. */
export function pronoun(gender: Liaison["gender"]): string {
  return gender === "女" ? "她" : gender === "男" ? "他" : "";
}

/**
 * 县政协 of 青禾县政协 or 政协青禾县委员会: the committee in the office's own words. Undefined where
 * the name is not that of a committee.
 */
export function committeeOf(tenantName: string): string | undefined {
  const level = /(自治[州县旗]|[省市州盟县区旗])(?:政协|委员会)$/.exec(tenantName)?.[1];
  return level === undefined || !/政协|政治协商会议/.test(tenantName) ? undefined : `${level}政协`;
}
