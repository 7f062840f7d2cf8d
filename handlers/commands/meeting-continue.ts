import { type AgendaItem, listAgenda } from "../../db/meeting-agenda.ts";
import { listOpenTasks } from "../../db/meeting-tasks.ts";
import { insertSeries } from "../../db/meeting-series.ts";
import { lockMeeting, updateMeetingSeries } from "../../db/meetings.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { limits } from "../../domain/limits.ts";
import { taskItem } from "../../text/meeting-list.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { showMeetingDraft } from "../meeting-draft-shown.ts";
import { type MeetingTime, readMeetingTime } from "../meeting-time.ts";
import { draftMeeting, findMeeting, readMeeting, type WholeMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";

/** 接着开 7号 4月15日下午3点: the next meeting about the same, with what was left open. */
export const meetingContinue = defineCommand({
  id: "meeting-continue",
  name: "接着开",
  aliases: ["再开一次"],
  summary: "同一议题接着开下一场，没议完的带过去",
  example: "接着开 7号 4月15日下午3点",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  glued: /(?!)/,
  args: {
    words: arg.optionalWords("什么时候"),
    which: arg.field("哪一场"),
  },
  match: matchContinue,
  async run(context, { words, which }) {
    const last = await findMeeting(context, which, { states: ["held", "announced"] });
    const time = readMeetingTime(words ?? "", context.saidAt);
    if (time === undefined) {
      const args = rawArgs({ which });
      context.ask({ kind: "argument", command: "meeting-continue", args, missing: "words" });
      return askFor(meetingQuestions.time, "4月15日下午3点", context.place);
    }
    const meeting = await lockMeeting(context.tx, context.tenantId, last.id);
    return draftNext(context, await readMeeting(context, meeting), time);
  },
});

function matchContinue({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:接着开|再开一次)(?:会|会议)?[\s:：,，]+/.exec(plain);
  if (head === null || /[?？吗]$|怎么/.test(plain)) return undefined;
  const rest = original.slice(head[0].length);
  const key = /^(?:\d{4}\s?-\s?)?\d{1,4}\s?号(?:议题)?(?=[\s,，]|$)/.exec(rest)?.[0];
  const words = rest.slice(key?.length ?? 0).replace(/^[\s,，]+/, "");
  return rawArgs({ which: key, words: words === "" ? undefined : words });
}

async function draftNext(
  context: PersonContext,
  { meeting: last, topics, people }: WholeMeeting,
  time: MeetingTime,
): Promise<string> {
  const { tx } = context;
  const seriesId = await findSeries(context, last);
  const open = await listOpen(context, last);
  const length = last.endsAt.getTime() - last.startsAt.getTime();
  const said = time.rest.replaceAll(/^[\s,，在]+|[\s,，。]+$/g, "");
  const meeting = await draftMeeting(context, {
    title: last.title,
    topicIds: topics.map(({ topicId }) => topicId),
    unitId: last.unitId,
    form: last.form,
    alias: last.alias,
    dimensions: last,
    startsAt: time.startsAt,
    endsAt: time.hasLength ? time.endsAt : new Date(time.startsAt.getTime() + length),
    place: said === "" ? last.place : said,
    rainPlace: last.rainPlace,
    notes: last.notes,
    hostId: last.hostId,
    capacity: last.capacity,
    requirements: last.requirements,
    seriesId,
    people,
    agenda: open,
  });
  return showMeetingDraft(context, await readMeeting({ tx }, meeting), time.assumed);
}

/** Items that were not done, then 待办 that are still open, as many as an agenda holds. */
async function listOpen(
  { tx }: PersonContext,
  last: WholeMeeting["meeting"],
): Promise<readonly AgendaItem[]> {
  const undone = (await listAgenda(tx, last)).filter(({ isDone }) => !isDone);
  const tasks = last.state === "held" ? await listOpenTasks(tx, last) : [];
  const items: AgendaItem[] = [];
  let length = 0;
  for (const { title, minutes, speaker, carriedFrom } of [...undone, ...tasks.map(taskItem)]) {
    length += title.length + (speaker?.length ?? 0);
    if (length > limits.meetingAgendaCharsMax) break;
    items.push({ title, minutes, speaker, carriedFrom: carriedFrom ?? last.id });
  }
  return items;
}

/** The series the last one belongs to; the first time it is made. */
async function findSeries(
  { tx, tenantId, now: at }: PersonContext,
  last: WholeMeeting["meeting"],
): Promise<number> {
  if (last.seriesId !== undefined) return last.seriesId;
  const { unitId, title } = last;
  const id = await insertSeries(tx, { tenantId, unitId, title, at });
  await updateMeetingSeries(tx, last, id);
  return id;
}
