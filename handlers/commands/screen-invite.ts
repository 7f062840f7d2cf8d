import { type RosterPerson, listPeople } from "../../db/people.ts";
import { listPersonAccounts } from "../../db/reach.ts";
import { listScorers } from "../../db/screening-scores.ts";
import { findTopic, type ListedTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fold } from "../../domain/normalize.ts";
import { axesOf } from "../../domain/screening.ts";
import { cutKeys } from "../../domain/screening-words.ts";
import { nextSpeakingTime } from "../../domain/time.ts";
import { isScorable } from "../../domain/topic-state.ts";
import { checkOpen } from "../../domain/topic.ts";
import { nothingDone } from "../../text/general.ts";
import { sayNumber } from "../../text/phrases.ts";
import {
  invitationAsked,
  invitationSent,
  nobodyToInvite,
  scoreInvitation,
} from "../../text/score-invitation.ts";
import { screeningQuestions } from "../../text/screening.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { questionWithoutNumber } from "../ordinary.ts";
import { canBeTold, tellAlone } from "../reach.ts";
import { settingOf } from "../topics.ts";

/** 请评分: those who have not scored yet are asked once, alone, each for their own side. */
export const screenInvite = defineCommand({
  id: "screen-invite",
  name: "请评分",
  aliases: ["请大家评分", "邀请评分", "发起评分"],
  example: "请评分 7 8",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "screen",
  isWriting: true,
  rejects: questionWithoutNumber,
  glued: /^(?:第?\s?\d|[一二三四五六七八九十]{1,3}号)/,
  args: { numbers: arg.words("编号", screeningQuestions.invite) },
  async run(context, { numbers }) {
    if (context.confirmed === false) return nothingDone();
    const topics = await readTopics(context, numbers);
    const scorers = await findScorers(context, topics);
    const { thisYear } = settingOf(context);
    if (scorers.length === 0) return nobodyToInvite(topics, thisYear);
    if (context.confirmed !== true) {
      context.ask({ kind: "confirm", command: "screen-invite", args: { numbers } });
      return invitationAsked(topics, scorers.length, thisYear);
    }
    const unreached: string[] = [];
    for (const scorer of scorers) {
      if (!(await invite(context, scorer, topics))) unreached.push(scorer.person.name);
    }
    return invitationSent(scorers.length - unreached.length, unreached);
  },
});

interface Scorer {
  readonly person: RosterPerson;
  /** Numbers of the topics that this person has not scored. */
  readonly open: ReadonlySet<number>;
}

/** @throws UserError for a topic that is not there or is not to be scored any more */
async function readTopics(context: PersonContext, words: string): Promise<readonly ListedTopic[]> {
  const { tx, tenantId } = context;
  const { keys, rest } = cutKeys(fold(words));
  if (keys.length === 0 || /[\p{L}\p{N}]/u.test(rest))
    throw new UserError("scoreUsage", { number: 7 });
  if (keys.length > limits.scoreInvitationTopicsMax) {
    throw new UserError("screeningTooMany", { max: limits.scoreInvitationTopicsMax });
  }
  const { thisYear } = settingOf(context);
  const topics: ListedTopic[] = [];
  for (const { year = thisYear, number } of keys) {
    const said = sayNumber({ year, number }, thisYear);
    const topic = await findTopic(tx, tenantId, { year, number });
    if (topic === undefined) throw new UserError("topicNotFound", { number: said });
    checkOpen(topic);
    const { status } = topic;
    if (!isScorable(status)) throw new UserError("scoreClosed", { number: said, status });
    topics.push(topic);
  }
  return topics;
}

/** Everybody with a side of their own, but those who have scored it all. */
async function findScorers(
  { tx, tenantId, person }: PersonContext,
  topics: readonly ListedTopic[],
): Promise<readonly Scorer[]> {
  const [roster, given] = await Promise.all([
    listPeople(tx, tenantId),
    listScorers(
      tx,
      tenantId,
      topics.map(({ id }) => id),
    ),
  ]);
  return roster.flatMap((each) => {
    const { axes, isForOthers } = axesOf(each);
    const done = given.get(each.id) ?? new Set<number>();
    const open = new Set(topics.map(({ id }) => id).filter((id) => !done.has(id)));
    const isAsked = axes.length > 0 && !isForOthers && each.id !== person.id && open.size > 0;
    return isAsked ? [{ person: each, open }] : [];
  });
}

/** On the first account on which it can be said, outside the quiet hours. @returns false if on none */
async function invite(
  context: PersonContext,
  { person, open }: Scorer,
  topics: readonly ListedTopic[],
): Promise<boolean> {
  const { tx, tenantId, now, wallNow, ports } = context;
  const accounts = await listPersonAccounts(tx, tenantId);
  const account = accounts.find((each) => each.personId === person.id && canBeTold(context, each));
  if (account === undefined) return false;
  const asked = topics.filter(({ id }) => open.has(id));
  const words = scoreInvitation(person.salutation, asked, {
    axes: axesOf(person).axes,
    thisYear: settingOf(context).thisYear,
  });
  const waitMs = nextSpeakingTime(now).getTime() - now.getTime();
  const later = new Date(wallNow.getTime() + waitMs);
  return tellAlone({ tx, ports, wallNow: later }, tenantId, [account], words);
}
