import type { Said, ShownCard } from "./timeline.ts";

/** What a pretend platform remembers for those who check up on it. */
export interface Ledger<Entry> {
  readonly add: (entry: Entry) => void;
  readonly list: () => readonly Entry[];
  readonly clear: () => void;
}

/** Keeps the newest entries only. */
export function createLedger<Entry>(max: number): Ledger<Entry> {
  const entries: Entry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > max) entries.shift();
    },
    list: () => [...entries],
    clear: () => void entries.splice(0),
  };
}

/** A rule of the platform that was broken; people in the chat see nothing of it. */
export interface PlatformFault {
  readonly at: Date;
  readonly code: string;
  readonly detail: string;
}

/** A message that the platform took from the bot and showed. */
export interface Received {
  readonly at: Date;
  readonly via: Said["via"];
  readonly conversation: string;
  readonly text: string;
  readonly format: Said["format"];
  readonly card?: ShownCard;
}
