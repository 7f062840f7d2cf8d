import { lockMeeting } from "../../db/meetings.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { showMeetingDraft } from "../meeting-draft-shown.ts";
import { findSeries, wishNext } from "../meeting-series.ts";
import { type MeetingTime, readMeetingTime, timeOptions } from "../meeting-time.ts";
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
    const time = readMeetingTime(words ?? "", await timeOptions(context));
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
  last: WholeMeeting,
  time: MeetingTime,
): Promise<string> {
  const seriesId = await findSeries(context, last.meeting);
  const said = time.rest.replaceAll(/^[\s,，在]+|[\s,，。]+$/g, "");
  const wish = await wishNext(context, last, {
    seriesId,
    startsAt: time.startsAt,
    endsAt: time.hasLength ? time.endsAt : undefined,
    place: said === "" ? undefined : said,
  });
  const meeting = await draftMeeting(context, wish);
  return showMeetingDraft(context, await readMeeting(context, meeting), time.assumed);
}
