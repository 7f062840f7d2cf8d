import type { Chart } from "./chart.ts";
import type { PrintedPaper } from "./paper.ts";

/** What lies behind a link: a description that becomes a file when somebody fetches it. */
export type FileContent =
  | { readonly kind: "paper"; readonly printed: PrintedPaper }
  | { readonly kind: "picture"; readonly chart: Chart }
  /** A meeting for somebody's own calendar. */
  | { readonly kind: "calendar"; readonly entry: CalendarFileEntry }
  /** JSON, as it stands. */
  | { readonly kind: "data"; readonly text: string }
  /** One sentence on a page, e.g. with a number to call: sealed, in base64. */
  | { readonly kind: "sealed"; readonly sealed: string };

/** What has to be made into bytes. */
export type MadeContent = Exclude<FileContent, { readonly kind: "sealed" }>;

/** Times are ISO 8601; a later version of the same entry takes the place of the earlier. */
export interface CalendarFileEntry {
  /** The same for every version. */
  readonly key: string;
  readonly version: number;
  readonly madeAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly title: string;
  readonly description: string;
  readonly place: string | undefined;
  readonly remindMinutesBefore: number;
  readonly isCancelled: boolean;
}

/** By what a browser and an office program know each sort of file. */
export const mimeOf: Readonly<Record<FileContent["kind"], string>> = {
  paper: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  picture: "image/png",
  calendar: "text/calendar; charset=utf-8",
  data: "application/json",
  sealed: "text/html; charset=utf-8",
};

export const endingOf: Readonly<Record<FileContent["kind"], string>> = {
  paper: ".docx",
  picture: ".png",
  calendar: ".ics",
  data: ".json",
  sealed: ".html",
};
