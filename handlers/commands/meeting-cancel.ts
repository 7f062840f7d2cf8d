import { listSeriesToCome, lockMeeting } from "../../db/meetings.ts";
import { updateSeriesEnded } from "../../db/meeting-series.ts";
import { findLiaison } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import { cancelDone, cancelQuestion, sayTitleWithDay } from "../../text/meeting-changes.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { arg } from "../arg.ts";
import { type Command, defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { cancelMeetings } from "../meeting-changing.ts";
import { checkToCome } from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, readMeeting, type WholeMeeting } from "../meetings.ts";
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
  async list({ tx, tenantId, now }, meetingId) {
    const { seriesId } = await lockMeeting(tx, tenantId, meetingId);
    if (seriesId === undefined) throw new UserError("meetingSeriesNone");
    const toCome = await listSeriesToCome(tx, tenantId, seriesId, now);
    if (toCome.length === 0) throw new UserError("meetingSeriesNone");
    const wholes: WholeMeeting[] = [];
    for (const { id } of toCome) {
      wholes.push(await readMeeting({ tx }, await lockMeeting(tx, tenantId, id)));
    }
    return wholes;
  },
  end: ({ tx, tenantId }, seriesId) => updateSeriesEnded(tx, tenantId, seriesId),
});

interface Cancelling extends Pick<Command, "id" | "name" | "example"> {
  readonly summary: string;
  readonly pattern: RegExp;
  /** What is called off, held. */
  readonly list: (context: PersonContext, meetingId: number) => Promise<readonly WholeMeeting[]>;
  readonly end?: (context: PersonContext, seriesId: number) => Promise<void>;
}

function defineCancel({ pattern, list, end, ...named }: Cancelling): Command {
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
          ? (await findMeeting(context, said.which, { states: ["announced"] })).id
          : Number(said.meeting);
      const wholes = await list(context, picked);
      if (said.reason === undefined) return askReason(context, named.id, said.which);
      const { reason } = said;
      const max = limits.meetingReasonCharsMax;
      if (lengthOf(reason) > max)
        throw new UserError("meetingWordsTooLong", { label: "理由", max });
      if (context.confirmed === true) {
        const result = await cancelMeetings(publishContext(context), wholes, reason);
        const seriesId = wholes[0]?.meeting.seriesId;
        if (seriesId !== undefined) await end?.(context, seriesId);
        const liaison = await findLiaison(tx, tenantId);
        return cancelDone(result.told, result.unreached.length, liaison?.name);
      }
      const args = rawArgs({ reason, which: said.which, meeting: String(picked) });
      context.ask({ kind: "confirm", command: named.id, args });
      const titles = wholes.map(({ meeting }) => sayTitleWithDay(meeting, now));
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

function countPeople(wholes: readonly WholeMeeting[]): number {
  const keys = wholes.flatMap(({ people }) =>
    people.map(({ personId, name }) => (personId === undefined ? name : String(personId))),
  );
  return wholes.length === 1 ? keys.length : new Set(keys).size;
}
