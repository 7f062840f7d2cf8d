import type { MadeContent } from "../domain/file.ts";
import { renderChart } from "./chart.ts";
import { renderCalendar } from "./calendar.ts";
import { renderPaper } from "./docx.ts";

/** The process that makes files, one at a time; `renderer.ts` starts and ends it. */
export interface Order {
  readonly number: number;
  readonly content: MadeContent;
}

export type Delivered =
  | { readonly number: number; readonly bytes: Uint8Array }
  | { readonly number: number; readonly fault: string };

process.on("message", (order: Order) => void deliver(order));

// Whoever asked is gone, and nobody else will ask.
process.on("disconnect", () => process.exit(0));

// A stop of the whole group (Ctrl-C) is the parent's to carry out: what is being made is finished.
process.on("SIGINT", () => undefined);

async function deliver({ number, content }: Order): Promise<void> {
  let delivered: Delivered;
  try {
    delivered = { number, bytes: await make(content) };
  } catch (error) {
    // Words of a paper may stand in the message of an error: only its kind goes out.
    delivered = { number, fault: error instanceof Error ? error.name : "unknown" };
  }
  process.send?.(delivered);
}

async function make(content: MadeContent): Promise<Uint8Array> {
  switch (content.kind) {
    case "paper":
      return renderPaper(content.printed);
    case "picture":
      return renderChart(content.chart);
    case "calendar":
      return renderCalendar(content.entry);
    case "data":
      return Buffer.from(content.text, "utf8");
  }
}
