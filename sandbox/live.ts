import { randomBytes } from "node:crypto";
import { PassThrough, type Readable } from "node:stream";
import type { Said, Timeline } from "./timeline.ts";

/** The chat as a live stream of events, one for every new or changed bubble. */
export interface Live {
  /**
   * @param lastEventId what the browser saw last, if it is coming back
   * @returns undefined if too many pages are open
   */
  open(lastEventId: string): Readable | undefined;
  dispose(): void;
}

const streamsMax = 100;
const heartbeatMs = 15_000;
/** A page that has fallen this far behind is cut off; it comes back and replays. */
const backlogBytesMax = 1_000_000;

export function createLive(timeline: Timeline): Live {
  // Numbers of an earlier start mean nothing now; the page is told to begin anew.
  const start = randomBytes(6).toString("hex");
  const streams = new Set<PassThrough>();
  const stopListening = timeline.subscribe((said) => {
    for (const stream of streams) {
      stream.write(eventOf(start, said));
      if (stream.writableLength > backlogBytesMax) stream.destroy();
    }
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
      stream.write(`retry: 1500\n${isResumed ? "" : "event: reset\ndata: {}\n"}\n`);
      const missed = timeline.since(isResumed ? Number(seenRevision) : 0);
      for (const said of missed) stream.write(eventOf(start, said));
      stream.write("event: caught-up\ndata: {}\n\n");
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      return stream;
    },
    dispose() {
      clearInterval(heartbeat);
      stopListening();
      for (const stream of streams) stream.end();
      streams.clear();
    },
  };
}

function eventOf(start: string, said: Said): string {
  return `id: ${start}-${said.revision}\nevent: said\ndata: ${JSON.stringify(said)}\n\n`;
}
