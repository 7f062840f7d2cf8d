import { getPerson } from "../db/people.ts";
import { listTimePolls, type TimePoll, updateTimePoll } from "../db/time-polls.ts";
import { readWorkdays } from "../db/workdays.ts";
import { limits } from "../domain/limits.ts";
import { bestSlot } from "../domain/time-poll.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { addWorkdays, type Workdays } from "../domain/workdays.ts";
import { morningOf, nextWorkingTime } from "../domain/working-time.ts";
import { timePollOwing } from "../text/time-poll-reminders.ts";
import { timePollDone } from "../text/time-poll-results.ts";
import type { PublishContext } from "./publication.ts";
import { tellLiaisons, tellPersonLater } from "./selection-announcing.ts";
import { remindAlone } from "./time-poll-asking.ts";
import { readStanding, recordPoll } from "./time-polls.ts";

/** What happens of itself: reminding, and telling the asker how it stands. */

/** 5:00 in the afternoon, two workdays on; earlier if the first time offered comes before that. */
export function usualDueAt(now: Date, firstAt: Date, workdays: Workdays): Date {
  const { day } = addWorkdays(workdays, toLocal(now), limits.timePollUsualDays);
  const { year, month } = day;
  const usual = fromLocal({ year, month, day: day.day, hour: 17, minute: 0 });
  if (usual < firstAt) return usual;
  const half = now.getTime() + (firstAt.getTime() - now.getTime()) / 2;
  return new Date(Math.floor(half / MINUTE_MS) * MINUTE_MS);
}

/** In the morning of the last day; undefined where there is no time left to be reminded in. */
export function remindTime(now: Date, dueAt: Date, workdays: Workdays): Date | undefined {
  const morning = morningOf(toLocal(dueAt));
  const earlier = new Date(dueAt.getTime() - limits.timePollRemindBeforeMs);
  const wanted = morning < earlier ? morning : earlier;
  if (wanted <= now) return undefined;
  const at = nextWorkingTime(wanted, workdays);
  return at < dueAt ? at : undefined;
}

/**
 * Once, to those who have not answered, each alone; their names go to the 联络员 only. Nobody else
 * hears of it.
 * @param poll open and held by the caller
 * @returns false if it was put off or there was nobody to remind
 */
export async function remindOfTimePoll(context: PublishContext, poll: TimePoll): Promise<boolean> {
  const { tx, tenantId, now } = context;
  const at = nextWorkingTime(now, await readWorkdays(tx, tenantId));
  if (at > now) {
    await updateTimePoll(tx, poll, { remindAt: at < poll.dueAt ? at : null });
    return false;
  }
  await updateTimePoll(tx, poll, { remindAt: null });
  const { people } = await readStanding(context, poll);
  const owing = people.filter(({ answeredAt }) => answeredAt === undefined);
  if (owing.length === 0) return false;
  const unreached = await remindAlone(context, poll, owing);
  const names = owing.map(({ name }) => name);
  await tellLiaisons(context, (salutation) =>
    timePollOwing(salutation, poll, { names, unreached }),
  );
  recordPoll(context, poll, "reminded");
  return true;
}

/** Everybody has answered: the asker hears it once. The caller holds the poll. */
export async function tellIfComplete(context: PublishContext, poll: TimePoll): Promise<void> {
  if (poll.toldAt !== undefined) return;
  const { people } = await readStanding(context, poll);
  if (people.some(({ answeredAt }) => answeredAt === undefined)) return;
  await tellAsker(context, poll);
  await updateTimePoll(context.tx, poll, { toldAt: context.now });
}

/** The deadline is over. What the asker knows already is not told again. The caller holds it. */
export async function closeTimePoll(context: PublishContext, poll: TimePoll): Promise<void> {
  const { now, tx } = context;
  const { people } = await readStanding(context, poll);
  const { toldAt } = poll;
  const isStale = people.some(
    ({ answeredAt }) => toldAt !== undefined && answeredAt !== undefined && answeredAt > toldAt,
  );
  await updateTimePoll(tx, poll, { state: "closed", closedAt: poll.dueAt, remindAt: null });
  recordPoll(context, poll, "closed");
  if (toldAt !== undefined && !isStale) return;
  await tellAsker(context, poll);
  await updateTimePoll(tx, poll, { toldAt: now });
}

async function tellAsker(context: PublishContext, poll: TimePoll): Promise<void> {
  const words = await sayStanding(context, poll);
  const { tx, tenantId, actorId } = context;
  // Whoever answers on a day off is heard then: what the clock begins waits for the workday.
  const workdays = actorId === undefined ? await readWorkdays(tx, tenantId) : undefined;
  const speaking = workdays === undefined ? context : { ...context, workdays };
  const asker = await getPerson(tx, tenantId, poll.askerId);
  if (await tellPersonLater(speaking, asker.id, words(asker.salutation))) return;
  await tellLiaisons(speaking, words);
}

/** How it stands, for somebody who is addressed like that. */
export async function sayStanding(
  context: Pick<PublishContext, "tx" | "tenantId">,
  poll: TimePoll,
): Promise<(salutation: string) => string> {
  const { people, tallies, answered } = await readStanding(context, poll);
  const best = bestSlot(tallies)?.index;
  const { title, requirements } = poll;
  const open = await listTimePolls(context.tx, context.tenantId, ["open"], {
    limit: limits.timePollsShown,
  });
  // Where there is only one, everybody knows which.
  const isSeveral = open.some(({ id, askerId }) => askerId === poll.askerId && id !== poll.id);
  const counts = { asked: people.length, answered };
  const standing = { title, isSeveral, tallies, requirements, best, ...counts };
  return (salutation) => timePollDone(salutation, standing);
}

const MINUTE_MS = 60_000;
