import type { Gender } from "./roster.ts";

/** Whom people are sent to where the bot cannot help: the first 联络员 of the roster. */
export interface Liaison {
  readonly id: number;
  readonly name: string;
  readonly salutation: string;
  readonly phone: string | undefined;
  readonly gender: Gender | undefined;
}

/** The person of 开通: known by the code, not yet by name. */
export const firstAdministrator = {
  name: "管理员",
  title: "管理员",
  salutation: "您",
  position: 0,
} as const;

/** True until the administrator has said who they are on the roster. */
export function isNameless(person: { readonly name: string; readonly position: number }): boolean {
  return person.name === firstAdministrator.name && person.position === firstAdministrator.position;
}
