import { formatDateTime, formatTime } from "../domain/time.ts";
import type { Timeline } from "./timeline.ts";

/** An entry of people's calendars, whichever platform keeps it. */
export interface KeptEntry {
  /** The bubble that tells of it, by the conversation it stands in. */
  readonly bubbles: Map<string, number>;
}

export interface EntryWords {
  readonly title: string;
  readonly place: string;
  readonly start: Date;
  readonly end: Date;
}

/** Tells everybody invited, and brings up to date what those were told who are no more. */
export function showEntry(
  { timeline, at }: { readonly timeline: Timeline; readonly at: Date },
  { bubbles }: KeptEntry,
  { words, invited }: { readonly words: EntryWords; readonly invited: readonly string[] },
): void {
  const text = sayEntry(words);
  for (const [conversation, saidId] of bubbles) {
    timeline.change(saidId, { text: invited.includes(conversation) ? text : cancelled });
  }
  for (const conversation of invited) {
    if (bubbles.has(conversation)) continue;
    const said = timeline.append({
      at,
      conversation,
      from: { kind: "bot", name: "日程" },
      text,
      format: "text",
      heard: true,
      via: "app",
      delivery: "shown",
    });
    bubbles.set(conversation, said.id);
  }
}

export function cancelEntry(timeline: Timeline, { bubbles }: KeptEntry): void {
  for (const saidId of bubbles.values()) timeline.change(saidId, { text: cancelled });
}

const cancelled = "日程已取消";

function sayEntry({ title, place, start, end }: EntryWords): string {
  const lines = [`日程：${title}`, `时间：${formatDateTime(start)}—${formatTime(end)}`];
  return [...lines, ...(place === "" ? [] : [`地点：${place}`])].join("\n");
}
