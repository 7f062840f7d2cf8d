import { listSeriesToCome, lockMeeting, type Meeting } from "../../db/meetings.ts";
import { listRecurring, updateSeriesEnded } from "../../db/meeting-series.ts";
import { findLiaison } from "../../db/people.ts";
import { lockOpenPublication } from "../../db/publications.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import {
  cancelDone,
  cancelQuestion,
  sayUnsent,
  sayTitleWithDay,
} from "../../text/meeting-changes.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { arg } from "../arg.ts";
import { type Command, defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { cancelMeetings } from "../meeting-changing.ts";
import { checkToCome } from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, MEETING_KIND, readMeeting, type WholeMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 取消会议, with its reason, after 确认. */
export const meetingCancel = defineCancel({
  id: "meeting-cancel",
  name: "取消会议",
  summary: "取消一场会议，写明理由，逐人告知",
  example: "取消会议 7号 台风预警",
  pattern: /^取消会议[\s:：,，]*/,
  states: ["announced"],
  async list({ tx, tenantId, now }, meetingId) {
    const meeting = await lockMeeting(tx, tenantId, meetingId);
    checkToCome(meeting, now);
    return [await readMeeting({ tx }, meeting)];
  },
});

/** 取消系列: every meeting of it that is still to come, told once. */
export const meetingSeriesCancel = defineCancel({
  id: "meeting-series-cancel",
  name: "取消系列",
  summary: "取消一个系列里还没开的会议",
  example: "取消系列 7号 改为书面征求意见",
  pattern: /^取消系列(?:会议)?[\s:：,，]*/,
  // The last one may be over, and the next a draft that nobody knows of.
  states: ["announced", "held"],
  async list({ tx, tenantId, now, confirmed }, meetingId) {
    const { seriesId } = await lockMeeting(tx, tenantId, meetingId);
    if (seriesId === undefined) throw new UserError("meetingSeriesNone");
    // First, so that a draft that comes by itself just now is dropped with the others.
    if (confirmed === true) await updateSeriesEnded(tx, tenantId, seriesId);
    const toCome = await listSeriesToCome(tx, tenantId, seriesId, now);
    if (toCome.length === 0) {
      const recurring = await listRecurring(tx, tenantId);
      const goesOn = recurring.some(({ id }) => id === seriesId);
      throw new UserError(goesOn ? "meetingSeriesOnlyRule" : "meetingSeriesNone");
    }
    const wholes: WholeMeeting[] = [];
    for (const { id, state } of toCome) {
      // In the order in which 确认 holds them.
      const thing = { kind: MEETING_KIND, objectId: id };
      if (state === "draft") await lockOpenPublication(tx, tenantId, thing);
      wholes.push(await readMeeting({ tx }, await lockMeeting(tx, tenantId, id)));
    }
    return wholes;
  },
});

interface Cancelling extends Pick<Command, "id" | "name" | "example"> {
  readonly summary: string;
  readonly pattern: RegExp;
  readonly states: readonly Meeting["state"][];
  /** What is called off, held. */
  readonly list: (context: PersonContext, meetingId: number) => Promise<readonly WholeMeeting[]>;
}

function defineCancel({ pattern, states, list, ...named }: Cancelling): Command {
  return defineCommand({
    ...named,
    aliases: [],
    audience: "staff",
    needs: "person",
    right: "convene",
    isWriting: true,
    glued: /(?!)/,
    args: {
      reason: arg.optionalWords("理由"),
      which: arg.field("哪一场"),
      meeting: arg.field("会议号"),
    },
    match: (text) => matchCancel(text, pattern),
    async run(context, said) {
      const { tx, tenantId, now, place } = context;
      const picked =
        said.meeting === undefined
          ? (await findMeeting(context, said.which, { states })).id
          : Number(said.meeting);
      const wholes = await list(context, picked);
      if (said.reason === undefined) return askReason(context, named.id, said.which);
      const { reason } = said;
      const max = limits.meetingReasonCharsMax;
      if (lengthOf(reason) > max)
        throw new UserError("meetingWordsTooLong", { label: "理由", max });
      if (context.confirmed === true) {
        const result = await cancelMeetings(publishContext(context), wholes, reason);
        const liaison = await findLiaison(tx, tenantId);
        return cancelDone(result.told, result.unreached.length, liaison?.name);
      }
      const args = rawArgs({ reason, which: said.which, meeting: String(picked) });
      context.ask({ kind: "confirm", command: named.id, args });
      const titles = wholes.map(({ meeting }) =>
        meeting.state === "draft" ? sayUnsent(meeting, now) : sayTitleWithDay(meeting, now),
      );
      return cancelQuestion({ titles, reason }, countPeople(wholes), place);
    },
  });
}

function matchCancel({ original, plain }: MatchText, pattern: RegExp): RawArgs | undefined {
  const head = pattern.exec(plain);
  if (head === null || /[?？吗]$|怎么|了没/.test(plain)) return undefined;
  const after = original.slice(head[0].length);
  const isGlued = !/[\s:：,，]$/.test(head[0]) && after !== "";
  if (isGlued && !/^\d{1,4}\s?号/.test(after)) return undefined;
  const { key, rest } = splitKey(after);
  return rawArgs({ which: key, reason: rest === "" ? undefined : rest });
}

function askReason(context: PersonContext, command: string, which: string | undefined): string {
  const args = rawArgs({ which });
  context.ask({ kind: "argument", command, args, missing: "reason" });
  return askFor(meetingQuestions.reason, "台风预警", context.place);
}

/** Of a draft nobody has heard. */
function countPeople(wholes: readonly WholeMeeting[]): number {
  const known = wholes.filter(({ meeting }) => meeting.state === "announced");
  const keys = known.flatMap(({ people }) =>
    people.map(({ personId, name }) => (personId === undefined ? name : String(personId))),
  );
  return known.length === 1 ? keys.length : new Set(keys).size;
}
