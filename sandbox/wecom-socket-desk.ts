import { createWindow } from "./api.ts";
import { createLedger, type Ledger, type PlatformFault } from "./ledger.ts";
import { groupKey, type ShownCard, singleKey } from "./timeline.ts";

/** What the pretend long connection knows and remembers. */
export interface SocketDesk {
  readonly options: SocketOptions;
  readonly timing: SocketTiming;
  readonly faults: Ledger<PlatformFault>;
  readonly received: Ledger<SocketShown>;
  /** What was told to the bot and may be answered, by req_id. */
  readonly callbacks: Map<string, Callback>;
  /** Conversations in which somebody spoke to the bot. */
  readonly spokenIn: Set<string>;
  readonly taskIds: Set<string>;
  readonly ownReqIds: Set<string>;
  readonly minuteRate: ReturnType<typeof createWindow>;
  readonly hourRate: ReturnType<typeof createWindow>;
  readonly subscribeRate: ReturnType<typeof createWindow>;
}

export interface SocketOptions {
  readonly botId: string;
  readonly secret: string;
  /** Wall clock, for every limit that the platform keeps. */
  readonly now: () => Date;
  readonly timing?: Partial<SocketTiming>;
}

export interface SocketTiming {
  /** Those who speak wait this long for an answer, by the real clock. */
  readonly answerMs: number;
  /** Too many in a minute are refused. */
  readonly subscribesPerMinute: number;
}

/** What a client of the platform shows. */
export interface SocketShown {
  readonly at: Date;
  /** `answer` to a message, `welcome` on entering, `update` of a card, `send` unasked. */
  readonly via: "answer" | "welcome" | "update" | "send";
  /** From `groupKey` or `singleKey`. */
  readonly conversation: string;
  readonly text: string;
  readonly card?: ShownCard;
  /** Of an update: for whom the card changed; absent = for everybody. */
  readonly userIds?: readonly string[];
}

/** Something the bot was told, and what has been answered to it so far. */
export interface Callback {
  readonly kind: "message" | "enterChat" | "tap";
  /** Which connection it was told on. */
  readonly link: number;
  readonly conversation: string;
  readonly at: number;
  /** Of a tap: the card that was tapped. */
  readonly taskId?: string;
  stream?: { readonly id: string; readonly since: number; isFinished: boolean };
  /** Welcomes and updates are taken once. */
  isUsed: boolean;
  readonly onShown: (shown: SocketShown) => void;
}

export function createSocketDesk(options: SocketOptions): SocketDesk {
  const timing = { answerMs: 5_000, subscribesPerMinute: 10, ...options.timing };
  return {
    options,
    timing,
    faults: createLedger<PlatformFault>(500),
    received: createLedger<SocketShown>(2_000),
    callbacks: new Map(),
    spokenIn: new Set(),
    taskIds: new Set(),
    ownReqIds: new Set(),
    minuteRate: createWindow({ max: 30, spanMs: 60_000 }),
    hourRate: createWindow({ max: 1_000, spanMs: 3_600_000 }),
    subscribeRate: createWindow({ max: timing.subscribesPerMinute, spanMs: 60_000 }),
  };
}

export function conversationOf(chatId: string | undefined, userId: string): string {
  return chatId === undefined ? singleKey("wecom", userId) : groupKey("wecom", chatId);
}

export function noteFault({ faults, options }: SocketDesk, code: string, detail: string): void {
  faults.add({ at: options.now(), code, detail });
}
