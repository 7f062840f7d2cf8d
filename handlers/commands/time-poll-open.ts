import { getPerson } from "../../db/people.ts";
import { insertTimePollPeople } from "../../db/time-poll-people.ts";
import { insertTimePoll, type TimePoll } from "../../db/time-polls.ts";
import { getSetting } from "../../db/tenant-settings.ts";
import type { ListedTopic } from "../../db/topics.ts";
import { listUnits, type Unit } from "../../db/units.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { requirementsOf, sayForm } from "../../domain/meeting-forms.ts";
import { fold } from "../../domain/normalize.ts";
import { meetingAliases } from "../../domain/settings.ts";
import { isRequired, type PollRequirement } from "../../domain/time-poll.ts";
import { formatDateTime } from "../../domain/time.ts";
import { unitsBelow } from "../../domain/unit-path.ts";
import { sayMeetingTitle } from "../../text/meetings.ts";
import { itemNumber, lines } from "../../text/phrases.ts";
import { timePollSent, timePollUnreached } from "../../text/time-poll-reminders.ts";
import { timePollAsked, timePollCard, timePollQuestions } from "../../text/time-polls.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { findInvited } from "../meeting-guests.ts";
import { readMoment, timeOptions } from "../meeting-time.ts";
import { cutBareLabels } from "../meeting-words.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import { tellLiaisons } from "../selection-announcing.ts";
import { askAlone } from "../time-poll-asking.ts";
import { remindTime, usualDueAt } from "../time-poll-closing.ts";
import {
  ofCategory,
  readRequirements,
  readTimePoll,
  type TimePollSentence,
} from "../time-poll-reading.ts";
import { recordPoll } from "../time-polls.ts";
import { holdTopic, settingOf } from "../topics.ts";

/** 约时间: several times for a meeting, and everybody says which suit them. */
export const timePollOpen = defineCommand({
  id: "time-poll-open",
  name: "约时间",
  aliases: ["约个时间", "约会议时间"],
  summary: "给几个时间，问大家哪个方便",
  example: "约时间 7号现场协商会 下周三下午 下周四上午 下周五下午",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /^(?:\d|第|「)/,
  args: {
    sentence: arg.block("哪几个时间", timePollQuestions.sentence),
    people: arg.field("参加"),
    required: arg.field("须到场"),
    due: arg.field("答复截止"),
    length: arg.field("会期"),
    unit: arg.field("单位"),
  },
  async run(context, whole) {
    const { sentence, parts } = cutBareLabels(whole.sentence);
    const { people = parts["people"], required = parts["required"] } = whole;
    const said = { ...whole, sentence, people, required };
    const options = await timeOptions(context);
    const aliases = await getSetting(context.tx, context.tenantId, meetingAliases);
    const read = readTimePoll({ sentence: said.sentence, length: said.length }, aliases, options);
    const topic = read.number === undefined ? undefined : await holdTopic(context, read.number);
    const unit = await findUnit(context, said.unit);
    if (unit === undefined) {
      const args = rawArgs({ ...said, unit: undefined });
      context.ask({ kind: "argument", command: "time-poll-open", args, missing: "unit" });
      return `${timePollQuestions.unit}。`;
    }
    return open(context, { read, topic, unit, said });
  },
});

interface Wish {
  readonly read: TimePollSentence;
  readonly topic: ListedTopic | undefined;
  readonly unit: Unit;
  readonly said: {
    readonly people: string | undefined;
    readonly required: string | undefined;
    readonly due: string | undefined;
  };
}

async function open(context: PersonContext, wish: Wish): Promise<string> {
  const { tx, tenantId, person, place, saidAt, account, ports } = context;
  const { read, unit, topic } = wish;
  const workdays = await readWorkdays(tx, tenantId);
  const requirements = requirementsFor(wish);
  const people = await findAsked(context, wish, requirements);
  const dueAt = dueFor(wish, saidAt, workdays);
  const poll = await insertTimePoll(tx, {
    tenantId,
    unitId: unit.id,
    title: titleOf(context, wish),
    topicId: topic?.id,
    form: read.form?.form,
    alias: read.form?.alias,
    slots: read.slots,
    requirements,
    askerId: person.id,
    conversationId: place === "group" ? context.conversationId : undefined,
    dueAt,
    remindAt: remindTime(saidAt, dueAt, workdays),
    at: saidAt,
  });
  await insertTimePollPeople(tx, poll, people);
  recordPoll(publishContext(context), poll, "asked");
  const unreached = await askPeople(context, poll, people);
  const hasCard = ports.cards(account.id, place) !== "none";
  if (place === "group" || people.some(({ personId }) => personId === person.id)) {
    context.show(timePollCard(poll));
  }
  const asking = { ...poll, now: saidAt, workdays, salutation: person.salutation };
  const words = timePollAsked({ ...asking, assumed: read.assumed }, place, hasCard);
  const counts = { asked: people.length, unreached };
  return place === "group" ? words : lines(words, timePollSent(counts));
}

/** @returns how many have to be telephoned: their names go to the 联络员 */
async function askPeople(
  context: PersonContext,
  poll: TimePoll,
  people: readonly { readonly personId: number | undefined; readonly name: string }[],
): Promise<number> {
  const speaking = publishContext(context);
  const { id: askerId, salutation: askerSalutation } = context.person;
  const names = await askAlone(speaking, poll, people, { askerSalutation, askerId });
  if (names.length > 0) {
    await tellLiaisons(speaking, (salutation) =>
      timePollUnreached(salutation, poll.title, names, poll.slots.length),
    );
  }
  return names.length;
}

/** 7号「老旧小区没地方充电」现场协商会 */
function titleOf(context: PersonContext, { read, topic }: Wish): string {
  const name = read.form === undefined ? (read.name ?? "协商会") : sayForm(read.form);
  if (topic === undefined) return name;
  const number = itemNumber(topic, settingOf(context).thisYear);
  const titled =
    read.form === undefined
      ? `「${topic.title}」${name}`
      : sayMeetingTitle([topic.title], read.form);
  return `${number}${titled}`;
}

/** Those that are said, else those that the form asks for. */
function requirementsFor({ read, said }: Wish): readonly PollRequirement[] {
  if (said.required !== undefined) return readRequirements(said.required);
  if (read.form === undefined) return [];
  return requirementsOf(read.form.form).map(({ category, count }) =>
    Object.assign(ofCategory(category), { count }),
  );
}

/** The members of the unit, or those who are named, and whoever must come besides. */
async function findAsked(
  context: PersonContext,
  { unit, said }: Wish,
  requirements: readonly PollRequirement[],
) {
  const units = await listUnits(context.tx, context.tenantId);
  const below = unitsBelow(units, unit.id);
  const unitNames = units.filter(({ id }) => below.includes(id)).map(({ name }) => name);
  const scope = { unitNames, host: undefined };
  const asked = [...(await findInvited(context, said.people, scope))];
  for (const requirement of requirements) {
    const { name, category, by, count } = requirement;
    const there = asked.filter((each) => isRequired(requirement, each)).length;
    if (there >= count) continue;
    if (by === "name") {
      asked.push(...(await findInvited(context, name, scope)));
      continue;
    }
    const organization = by === "organization" ? name : undefined;
    const guest = {
      personId: undefined,
      name,
      organization,
      category,
      capacity: "participant",
    } as const;
    asked.push(...Array.from({ length: count - there }, () => guest));
  }
  if (asked.length === 0) throw new UserError("meetingNobody");
  return asked;
}

/** @throws UserError for a deadline after the first of the times */
function dueFor(
  { read, said }: Wish,
  now: Date,
  workdays: Awaited<ReturnType<typeof readWorkdays>>,
): Date {
  const firstAt = new Date(Math.min(...read.slots.map(({ startsAt }) => startsAt.getTime())));
  const due = said.due ?? read.due;
  if (due === undefined) return usualDueAt(now, firstAt, workdays);
  const dueAt = readMoment(due, { now, workdays });
  if (dueAt >= firstAt) {
    throw new UserError("timePollDueLate", { time: formatDateTime(firstAt, now) });
  }
  return dueAt;
}

/** That of the group; else the one that is named, the asker's only one, or the only one. */
async function findUnit(
  { tx, tenantId, person, unitId, place }: PersonContext,
  said: string | undefined,
): Promise<Unit | undefined> {
  const units = await listUnits(tx, tenantId);
  if (said !== undefined) {
    const plain = fold(said);
    const named = units
      .filter(({ name }) => plain.includes(fold(name)))
      .toSorted((a, b) => b.name.length - a.name.length)[0];
    if (named !== undefined) return named;
    const names = units
      .map(({ name }) => name)
      .slice(0, 8)
      .join("、");
    throw new UserError("timePollUnitUnknown", { name: said, names });
  }
  if (place === "group" && unitId !== undefined) return units.find(({ id }) => id === unitId);
  const self = await getPerson(tx, tenantId, person.id);
  const own = units.filter(({ name }) => self.units.includes(name));
  const leaves = units.filter(({ id }) => units.every(({ parentId }) => parentId !== id));
  return own.length === 1 ? own[0] : leaves.length === 1 ? leaves[0] : undefined;
}
