import {
  insertMeetingPeople,
  listMeetingPeople,
  type MeetingPerson,
} from "../db/meeting-people.ts";
import type { Meeting } from "../db/meetings.ts";
import { hasCome } from "../domain/attendance.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { UserError } from "../domain/errors.ts";
import type { PersonContext } from "./command.ts";
import { findInvited } from "./meeting-guests.ts";

/** Whom of a meeting's list somebody names. */

/** Everybody who is meant, guests who were not asked among them. @throws UserError for a name that nobody has */
export async function findMeant(
  context: PersonContext,
  meeting: Meeting,
  people: readonly MeetingPerson[],
  names: string,
): Promise<readonly MeetingPerson[]> {
  const whole =
    /^(?:全体|全部|所有)(?:人员?|委员|同志)?(?:都到了?)?[\s,，]*(?:(?:除了?|除去)[\s:：]*(?<but>.+))?$/.exec(
      names.trim(),
    );
  if (whole !== null) {
    const named = splitNames(whole.groups?.["but"] ?? "").flatMap((name) => {
      const found = people.filter((each) => each.name === name);
      if (found.length === 0) throw new UserError("meetingPersonUnknown", { name });
      return found;
    });
    const but = new Set(named);
    return people.filter((each) => !but.has(each) && each.reply !== "on-leave");
  }
  const meant: MeetingPerson[] = [];
  const others: string[] = [];
  for (const name of splitNames(names)) {
    const found = pickNamed(
      people.filter((each) => !meant.includes(each)),
      name,
    );
    if (found.length === 0) others.push(name);
    meant.push(...found);
  }
  if (others.length === 0) return meant;
  return [...meant, ...(await addGuests(context, meeting, people, others.join(" ")))];
}

/** Whoever came without being asked: a guest stands under what they are, 居民代表 覃小妹. */
async function addGuests(
  { tx, tenantId }: PersonContext,
  meeting: Meeting,
  people: readonly MeetingPerson[],
  words: string,
): Promise<readonly MeetingPerson[]> {
  const scope = { unitNames: [], host: undefined };
  const guests = await findInvited({ tx, tenantId }, words, scope).catch(notInList);
  await insertMeetingPeople(tx, meeting, guests);
  const known = new Set(people.map(({ id }) => id));
  return (await listMeetingPeople(tx, meeting)).filter(({ id }) => !known.has(id));
}

/** Who comes to be signed in is not arranged: the words say so. */
function notInList(error: unknown): never {
  if (!(error instanceof UserError) || error.code !== "meetingPersonUnknown") throw error;
  throw new UserError("checkInUnknown", error.params);
}

/** 韦德福; 县住建局 for the first of that name, 县住建局2人 for two. */
export function pickNamed(
  people: readonly MeetingPerson[],
  said: string,
): readonly MeetingPerson[] {
  const counted = /^(?<name>.+?)(?<count>\d{1,2}|[一二两三四五六七八九十])[人名位]$/.exec(said);
  const name = counted?.groups?.["name"] ?? said.replace(/(?:委员|同志)$/, "");
  const count = parseChineseNumber(counted?.groups?.["count"] ?? "") ?? 1;
  const found = people.filter((each) => each.name === name || each.name === said);
  const first = found.filter((each) => !hasCome(each));
  return (first.length > 0 ? first : found).slice(0, count);
}

export function splitNames(words: string): readonly string[] {
  return words.split(/[\s,，、;；和]+/).filter((each) => each !== "" && each !== "以外");
}
