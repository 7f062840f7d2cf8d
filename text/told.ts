import { lines } from "./phrases.ts";

/** To the 联络员: whom nothing could be said to alone. At most so many are named. */
export function unreachedList(salutation: string, about: string, names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join("、");
  const more = names.length > NAMES_MAX ? `等${names.length}位` : "";
  return lines(
    `${salutation}您好，${about}，下面几位我没法单独告知（名单只发给您）：`,
    `${shown}${more}`,
    "请您打个电话，或者当面说一声。",
  );
}

const NAMES_MAX = 40;
