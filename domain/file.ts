import type { Chart } from "./chart.ts";
import type { PrintedPaper } from "./paper.ts";

/** What lies behind a link: a description that becomes a file when somebody fetches it. */
export type FileContent =
  | { readonly kind: "paper"; readonly printed: PrintedPaper }
  | { readonly kind: "picture"; readonly chart: Chart }
  /** JSON, as it stands. */
  | { readonly kind: "data"; readonly text: string };

/** By what a browser and an office program know each sort of file. */
export const mimeOf: Readonly<Record<FileContent["kind"], string>> = {
  paper: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  picture: "image/png",
  data: "application/json",
};

export const endingOf: Readonly<Record<FileContent["kind"], string>> = {
  paper: ".docx",
  picture: ".png",
  data: ".json",
};
