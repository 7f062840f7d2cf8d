import type { WeekMeeting, WeekMeetings } from "../domain/digest.ts";
import { sayForm } from "../domain/meeting-forms.ts";
import { formatDateTime, toLocal } from "../domain/time.ts";
import { itemNumber } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** The lines of 一周小结 about meetings. */

/** 协商 of the week: 开会1场, how many came, what came of it. */
export function sayHeld(meetings: WeekMeetings, asOf: Date): string | undefined {
  const { held, present, consensus, advice, tasks } = meetings;
  const [only] = held;
  const what = [
    consensus > 0 ? `共识${consensus}条` : "",
    advice > 0 ? `建议${advice}条` : "",
    tasks > 0 ? `待办${tasks}项` : "",
  ].filter((part) => part !== "");
  // Minutes may go out in the week after their meeting.
  if (only === undefined)
    return what.length === 0 ? undefined : `协商　会议纪要整理好了：${what.join("，")}`;
  // People of several meetings may be the same.
  const who =
    held.length === 1 ? `：${shortName(only, asOf)}，实到${present}人` : `，实到${present}人次`;
  return `协商　${[`开会${held.length}场${who}`, ...what].join("，")}`;
}

/** 7号会议纪要3月30日（星期一）下午5:00前核对，已单独发给到会同志 */
export function sayChecked({ checked }: WeekMeetings, asOf: Date): string | undefined {
  const [first] = checked;
  if (first === undefined) return undefined;
  const due = formatDateTime(new Date(first.at), asOf);
  return checked.length === 1
    ? `${keyOf(first, asOf)}会议纪要${due}前核对，已单独发给到会同志`
    : `会议纪要${checked.length}份正在核对，最早的${due}前，已单独发给到会同志`;
}

/** 下周: 3月31日（星期二）下午3:00 and the title. */
export function sayNext({ next }: WeekMeetings, asOf: Date): string | undefined {
  if (next.length === 0) return undefined;
  const shown = next.slice(0, NEXT_SHOWN_MAX).map((meeting) => {
    const title = shorten(meeting.title, TITLE_CHARS_MAX);
    return `${formatDateTime(new Date(meeting.at), asOf)}　${keyOf(meeting, asOf)}${title}`;
  });
  const rest = next.length - shown.length;
  return `下周　${shown.join("；")}${rest > 0 ? `；另有${rest}场` : ""}`;
}

const NEXT_SHOWN_MAX = 3;
const TITLE_CHARS_MAX = 30;

function keyOf({ topic }: WeekMeeting, asOf: Date): string {
  return topic === undefined ? "" : itemNumber(topic, toLocal(asOf).year);
}

function shortName(meeting: WeekMeeting, asOf: Date): string {
  return `${keyOf(meeting, asOf)}${sayForm(meeting)}`;
}
