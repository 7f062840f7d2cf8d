import type { MeetingPerson } from "../db/meeting-people.ts";
import type { WholeMeeting } from "./meetings.ts";
import { speakingMinutes } from "../domain/attendance.ts";

/** Who speaks in what order, for how long each. */

/** Members and residents who are not on leave, as they are on the list, unless it was said. */
export function speakersOf({ people, agenda }: Pick<WholeMeeting, "people" | "agenda">) {
  const minutes = speakingMinutes(agenda);
  const set = people
    .filter(({ speakingPosition }) => speakingPosition !== undefined)
    .toSorted((a, b) => (a.speakingPosition ?? 0) - (b.speakingPosition ?? 0));
  if (set.length > 0) return { speakers: set, minutes };
  const isUsual = minutes !== undefined || agenda.some(({ title }) => title.includes("发言"));
  return { speakers: isUsual ? people.filter(speaksUsually) : [], minutes };
}

function speaksUsually({ category, capacity, reply }: MeetingPerson): boolean {
  if (capacity === "host" || capacity === "observer" || reply === "on-leave") return false;
  return category === "member" || category === "resident";
}

export function positionOf(
  speakers: readonly MeetingPerson[],
  { id }: Pick<MeetingPerson, "id">,
): number | undefined {
  const index = speakers.findIndex((each) => each.id === id);
  return index === -1 ? undefined : index + 1;
}
