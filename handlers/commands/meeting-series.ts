import {
  claimSeries,
  listRecurring,
  type RecurringSeries,
  type SeriesRule,
  updateSeriesRule,
} from "../../db/meeting-series.ts";
import { getMeeting, lockMeeting, type Meeting } from "../../db/meetings.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { draftTime, meetingTimes, proposedInstead } from "../../domain/meeting-series.ts";
import { toLocal } from "../../domain/time.ts";
import { readWhen } from "../../domain/when/read.ts";
import type { Workdays } from "../../domain/workdays.ts";
import {
  seriesNone,
  seriesPlanned,
  seriesStanding,
  seriesStopped,
  seriesToConfirm,
  whichSeries,
} from "../../text/meeting-series.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findSeries } from "../meeting-series.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, recordMeeting } from "../meetings.ts";
import { question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 会议系列 7号 每月第一个周三下午3点: drafted again and again, sent by whoever set it. */
export const meetingSeries = defineCommand({
  id: "meeting-series",
  name: "会议系列",
  aliases: ["系列会议"],
  summary: "定期开的会，到时候拟好通知给您；系列 停 就不再拟",
  example: "会议系列 7号 每月第一个周三下午3点",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  rejects: question,
  args: {
    words: arg.optionalWords("多久一次"),
    which: arg.field("哪一场"),
    stop: arg.field("停"),
    meeting: arg.field("会议号"),
  },
  match: matchSeries,
  async run(context, { words, which, stop, meeting }) {
    const { tx, tenantId, now, place } = context;
    if (stop !== undefined) return stopSeries(context, which);
    if (words === undefined) {
      return seriesStanding(await listRecurring(tx, tenantId), now, place);
    }
    const states = ["announced", "held"] as const;
    const id =
      meeting === undefined ? (await findMeeting(context, which, { states })).id : Number(meeting);
    const last = await getMeeting(tx, tenantId, id);
    // Of two at once only one makes the series; where there is one, its own row is held.
    const held = last.seriesId === undefined ? await lockMeeting(tx, tenantId, id) : last;
    return planSeries(context, held, words);
  },
});

/** 会议系列 7号 每月…, 系列 设置 7号 每月…, 系列 停, 系列 停 7号, 会议系列. */
function matchSeries({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:会议系列|系列会议|系列)(?:\s*设置)?(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null || question.test(plain)) return undefined;
  const { key, rest } = splitKey(original.slice(head[0].length));
  const stopped = /^(?:停止?|停掉|停了|结束|不要了)(?:[\s:：,，]+(?<key>\S.*))?$/.exec(rest);
  if (stopped !== null) {
    return rawArgs({ which: key ?? stopped.groups?.["key"], stop: "停" });
  }
  if (rest === "") return key === undefined ? {} : undefined;
  return /[每隔]/.test(rest) ? rawArgs({ which: key, words: rest }) : undefined;
}

interface SaidRule extends Pick<SeriesRule, "rule" | "said" | "anchor"> {
  /** The next three. */
  readonly times: readonly Date[];
}

/** @throws UserError for a rhythm that no meetings have, or one without an hour */
function readRule(
  words: string,
  {
    now,
    after,
    workdays,
  }: { readonly now: Date; readonly after: Date; readonly workdays: Workdays },
): SaidRule {
  const found = readWhen(words, { now, workdays });
  if (found.kind !== "recurrence" || found.certainty === "ambiguous") {
    throw new UserError("meetingSeriesUnread");
  }
  const { rule, start: anchor } = found;
  if (rule === undefined || anchor === undefined) throw new UserError("meetingSeriesUnread");
  const { hour, minute } = toLocal(anchor);
  const times = meetingTimes({ rule, anchor }, { after, count: SHOWN }, workdays);
  if (times.length === 0 || (hour === 0 && minute === 0)) {
    throw new UserError("meetingSeriesUnread");
  }
  return { rule, anchor, times, said: words.slice(found.from, found.to).trim() };
}

const SHOWN = 3;

async function planSeries(context: PersonContext, last: Meeting, words: string): Promise<string> {
  const { tx, tenantId, now, place, person, conversationId } = context;
  const workdays = await readWorkdays(tx, tenantId);
  const after = last.startsAt > now ? last.startsAt : now;
  const { times, ...rule } = readRule(words, { now: context.saidAt, after, workdays });
  const [nextAt] = times;
  if (nextAt === undefined) throw new UserError("meetingSeriesUnread");
  const usual = draftTime(nextAt, workdays);
  const draftAt = usual > now ? usual : now;
  const planned = { title: last.title, said: rule.said, draftAt, now };
  if (context.confirmed !== true) {
    const args = rawArgs({ words, meeting: String(last.id) });
    context.ask({ kind: "confirm", command: "meeting-series", args });
    const known = await listRecurring(tx, tenantId);
    const before = known.find(({ id }) => id === last.seriesId)?.said;
    const instead = times.map((at) => proposedInstead(at, workdays));
    const { salutation } = person;
    return seriesToConfirm({ ...planned, salutation, times, instead, before, workdays }, place);
  }
  const id = await findSeries(context, last);
  const by = { drafterId: person.id, conversationId };
  await updateSeriesRule(tx, { tenantId, id }, { ...rule, ...by, nextAt, draftAt });
  recordMeeting(publishContext(context), last, "series-planned", { said: rule.said });
  return seriesPlanned(planned, place);
}

async function stopSeries(context: PersonContext, which: string | undefined): Promise<string> {
  const { tx, tenantId, place } = context;
  const all = await listRecurring(tx, tenantId);
  const meant = which === undefined ? all : await pick(context, all, which);
  const [only, ...others] = meant;
  if (only === undefined) return seriesNone(place);
  if (others.length > 0) {
    return whichSeries(
      all.map(({ title }) => title),
      place,
    );
  }
  // A worker that drafts just now has it: what it drafts is in hand, and the rule ends after it.
  const held = (await claimSeries(tx, only)) ?? only;
  await updateSeriesRule(tx, held, undefined);
  return seriesStopped(only.title, only.said);
}

async function pick(
  context: PersonContext,
  all: readonly RecurringSeries[],
  which: string,
): Promise<readonly RecurringSeries[]> {
  const states = ["announced", "held", "cancelled"] as const;
  const { seriesId } = await findMeeting(context, which, { states });
  return all.filter(({ id }) => id === seriesId);
}
