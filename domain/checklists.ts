import { fold } from "./normalize.ts";
import type { MeetingForm } from "./meeting.ts";
import type { SettingSpec } from "./settings.ts";
import { lengthOf } from "./topic.ts";

/** 怎么开: how a form of meeting is held, in lines that the office may change. */

export const checklistLinesMax = 10;
export const checklistLineCharsMax = 40;

/** The office's own lines; empty = those that come with the program. */
export function checklistOf(
  form: MeetingForm,
): Pick<SettingSpec<readonly string[]>, "key" | "fallback" | "read"> {
  return {
    key: `checklist_${form}`,
    fallback: [],
    read: (stored) =>
      Array.isArray(stored) && stored.every((line) => typeof line === "string")
        ? stored
        : undefined,
  };
}

/**
 * Reads one line for each step; numbers somebody put before them are left out.
 * @returns undefined for no line, too many, or one that is too long
 */
export function readChecklist(words: string): readonly string[] | undefined {
  const lines = words
    .split(/[\n；;]+/)
    .map((line) =>
      line.trim().replace(/^(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?[、.．)）]\s?/, ""),
    )
    .filter((line) => line !== "");
  const isLong = lines.some((line) => lengthOf(line) > checklistLineCharsMax);
  if (lines.length === 0 || lines.length > checklistLinesMax || isLong) return undefined;
  return lines;
}

/** What stands behind the form: 改为：…, 恢复默认, or nothing but a courtesy. */
export type ChecklistWish =
  | { readonly kind: "show" }
  | { readonly kind: "change"; readonly words: string }
  | { readonly kind: "restore" };

/** Undefined = the sentence goes on and asks for something else. */
export function readChecklistWish(rest: string): ChecklistWish | undefined {
  const plain = fold(rest);
  if (/^会?[\s?？。.呢啊呀吗]*$/.test(plain)) return { kind: "show" };
  if (/^会?[\s,，:：]*恢复(?:默认|原来的?)[\s。.]*$/.test(plain)) return { kind: "restore" };
  const change = /^会?[\s,，]*改[为成][\s:：]*/.exec(plain)?.[0];
  return change === undefined ? undefined : { kind: "change", words: rest.slice(change.length) };
}
