import { createFaultOrders, createWindow, type FaultOrders, type JsonObject } from "./api.ts";
import { endPending } from "./callback.ts";
import type { CalendarEvent } from "./dingtalk-calendar.ts";
import type { KeptCard } from "./dingtalk-card.ts";
import type { DingtalkKeys } from "./keys.ts";
import { createLedger, type Ledger, type PlatformFault, type Received } from "./ledger.ts";
import { createTimeline, groupKey, singleKey, type Said, type Timeline } from "./timeline.ts";
import { createTokenOffice, type TokenOffice } from "./tokens.ts";

/** What the pretend DingTalk knows and remembers; everything is in memory and bounded. */
export interface DingtalkDesk {
  readonly options: DingtalkOptions;
  readonly timing: DingtalkTiming;
  readonly timeline: Timeline;
  readonly orders: FaultOrders<DingtalkEndpoint>;
  readonly faults: Ledger<PlatformFault>;
  readonly received: Ledger<Received>;
  readonly tokens: TokenOffice;
  /** Ends what is under way; a new one comes with every new play. */
  stop: AbortController;
  readonly pending: Set<Promise<unknown>>;
  readonly sessions: Map<string, { readonly conversation: string; readonly expiresAt: number }>;
  readonly callRate: ReturnType<typeof createWindow>;
  readonly month: ReturnType<typeof createMonth>;
  /** By `outTrackId`. */
  readonly cards: Map<string, KeptCard>;
  readonly events: Map<string, CalendarEvent>;
}

export interface DingtalkOptions {
  readonly keys: DingtalkKeys;
  readonly botName: string;
  /** Where the bot listens for the robot's callbacks. */
  readonly callbackUrl: string;
  /** Where the callbacks of cards over HTTP go. */
  readonly cardCallbackUrl?: string;
  /** Tells a tap over the stream. @returns what the bot answered; undefined = nothing in time */
  readonly pushTap?: (body: JsonObject) => Promise<JsonObject | undefined>;
  /** What a calendar month has room for; as in the standard edition if absent. */
  readonly monthly?: MonthlyRoom;
  /** The base of this pretend platform, for both api and oapi. */
  readonly apiBase: string;
  /** The nick is a hint only; the staff id is who somebody is. */
  readonly members: readonly { readonly userId: string; readonly nick: string }[];
  readonly groups: readonly { readonly conversationId: string; readonly title: string }[];
  /** Wall clock. */
  readonly now: () => Date;
  readonly timeline?: Timeline;
  readonly timing?: Partial<DingtalkTiming>;
  readonly onSaid?: (said: Said) => void;
}

export interface DingtalkTiming {
  readonly answerMs: number;
  readonly redeliveryPauseMs: number;
  readonly cardAnswerMs: number;
}

/** Calls of the API; pushes to the bot and messages to its webhooks. */
export interface MonthlyRoom {
  readonly api: number;
  readonly push: number;
}

export type DingtalkEndpoint =
  | "accessToken"
  | "groupMessages/send"
  | "oToMessages/batchSend"
  | "sendBySession"
  | "card/createAndDeliver"
  | "card/instances"
  | "user/get"
  | "calendar/events";

export function createDingtalkDesk(options: DingtalkOptions): DingtalkDesk {
  const timeline = options.timeline ?? createTimeline();
  if (options.onSaid !== undefined) timeline.subscribe(options.onSaid);
  return {
    options,
    timing: { answerMs: 2_500, redeliveryPauseMs: 1_000, cardAnswerMs: 2_000, ...options.timing },
    timeline,
    orders: createFaultOrders<DingtalkEndpoint>(),
    faults: createLedger<PlatformFault>(500),
    received: createLedger<Received>(2_000),
    tokens: createTokenOffice({ extend: true }),
    stop: new AbortController(),
    pending: new Set(),
    sessions: new Map(),
    callRate: createWindow({ max: 20, spanMs: 1_000 }),
    month: createMonth(options.monthly ?? { api: 5_000, push: 3_000 }),
    cards: new Map(),
    events: new Map(),
  };
}

/** Counts what a calendar month has room for, in Shanghai. */
function createMonth(room: MonthlyRoom) {
  const counts = new Map<string, number>();
  const shanghaiMs = 8 * 3_600_000;
  return {
    /** False if there is no room left; then it is not counted. */
    take(key: keyof MonthlyRoom, now: Date): boolean {
      const month = new Date(now.getTime() + shanghaiMs).toISOString().slice(0, 7);
      const count = counts.get(`${key} ${month}`) ?? 0;
      if (count >= room[key]) return false;
      counts.set(`${key} ${month}`, count + 1);
      return true;
    },
  };
}

/** Everything as at first, except for the tokens, which are the bot's own to keep. */
export async function clearDingtalkDesk(desk: DingtalkDesk): Promise<void> {
  await endPending(desk);
  desk.sessions.clear();
  desk.cards.clear();
  desk.events.clear();
  for (const kept of [desk.faults, desk.received, desk.callRate]) kept.clear();
}

export function addDingtalkFault(desk: DingtalkDesk, code: string, detail: string): void {
  desk.faults.add({ at: desk.options.now(), code, detail });
}

/** Shows a bubble of the bot, and notes that the platform took it. */
export function showFromRobot(desk: DingtalkDesk, bubble: Omit<Received, "at">): Said {
  const at = desk.options.now();
  desk.received.add({ at, ...bubble });
  return desk.timeline.append({
    at,
    ...bubble,
    from: { kind: "bot", name: desk.options.botName },
    heard: true,
    delivery: "shown",
  });
}

export function dingtalkConversation(conversationId: string | undefined, userId: string): string {
  return conversationId === undefined
    ? singleKey("dingtalk", userId)
    : groupKey("dingtalk", conversationId);
}
