import { categoryWords } from "./meeting-categories.ts";
import { type ParticipantCategory, participantCategoryNames } from "./meeting.ts";
import type { Role } from "./rights.ts";

/** As what somebody of the roster comes. */
export function categoryOfPerson(person: {
  readonly title: string;
  readonly roles: readonly Role[];
}): ParticipantCategory {
  const { title, roles } = person;
  // 委员联络室, 提案委员会: an office, not a seat.
  if (/委员(?!联络|会)|主席|常委/.test(title)) return "member";
  if (/代表/.test(title)) return /企业/.test(title) ? "enterprise" : "resident";
  if (/专家|教授/.test(title)) return "expert";
  if (roles.includes("department")) return "department";
  if (roles.includes("member") || roles.includes("convener")) return "member";
  return roles.includes("liaison") || roles.includes("administrator") ? "official" : "other";
}

/** Somebody who comes without a name is called by what they come as: 楼栋长. */
export function isCalledBy(name: string): boolean {
  return callings.has(name);
}

const callings = new Set<string>([
  ...categoryWords.map(({ word }) => word),
  ...Object.values(participantCategoryNames),
]);

/** 居民代表 or, for others, the category's own word: how nameless people of it are called. */
export function callNameless(category: ParticipantCategory): string {
  return category === "resident" ? "居民代表" : participantCategoryNames[category];
}
