import { randomBytes } from "node:crypto";
import { PassThrough, type Readable } from "node:stream";
import type { Said, Timeline } from "./timeline.ts";

/** The chat as a live stream of events: every new or changed bubble, and the play's clock. */
export interface Live {
  /**
   * @param lastEventId what the browser saw last, if it is coming back
   * @returns undefined if too many pages are open
   */
  open(lastEventId: string): Readable | undefined;
  /** The clock was wound: every page shows the new time. */
  tellClock(): void;
  dispose(): void;
}

const streamsMax = 100;
const heartbeatMs = 15_000;
/** A page that has fallen this far behind is cut off; it comes back and replays. */
const backlogBytesMax = 1_000_000;

/** @param playNow the play's calendar, which runs on from there on the page */
export function createLive(timeline: Timeline, playNow: () => Date): Live {
  // Numbers of an earlier start mean nothing now; the page is told to begin anew.
  let start = newStart();
  const clock = () => `event: clock\ndata: ${JSON.stringify({ now: playNow().getTime() })}\n\n`;
  const streams = new Set<PassThrough>();
  const stopListening = timeline.subscribe((said) => {
    for (const stream of streams) {
      stream.write(eventOf(start, said));
      if (stream.writableLength > backlogBytesMax) stream.destroy();
    }
  });
  const stopClearing = timeline.onClear(() => {
    start = newStart();
    for (const stream of streams) stream.write(reset + clock() + caughtUp);
  });
  const heartbeat = setInterval(() => {
    for (const stream of streams) stream.write(": still here\n\n");
  }, heartbeatMs).unref();
  return {
    open(lastEventId) {
      if (streams.size >= streamsMax) return undefined;
      const stream = new PassThrough();
      const [seenStart, seenRevision] = lastEventId.split("-");
      const isResumed = seenStart === start && /^\d{1,15}$/.test(seenRevision ?? "");
      stream.write(`retry: 1500\n\n${isResumed ? "" : reset}${clock()}`);
      const missed = timeline.since(isResumed ? Number(seenRevision) : 0);
      for (const said of missed) stream.write(eventOf(start, said));
      stream.write(caughtUp);
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      return stream;
    },
    tellClock() {
      for (const stream of streams) stream.write(clock());
    },
    dispose() {
      clearInterval(heartbeat);
      stopListening();
      stopClearing();
      for (const stream of streams) stream.end();
      streams.clear();
    },
  };
}

const reset = "event: reset\ndata: {}\n\n";
const caughtUp = "event: caught-up\ndata: {}\n\n";

function newStart(): string {
  return randomBytes(6).toString("hex");
}

function eventOf(start: string, said: Said): string {
  return `id: ${start}-${said.revision}\nevent: said\ndata: ${JSON.stringify(said)}\n\n`;
}
