import { createFaultOrders, createWindow, type FaultOrders } from "./api.ts";
import { endPending } from "./callback.ts";
import type { WecomKeys } from "./keys.ts";
import type { Schedules } from "./wecom-schedule.ts";
import { createLedger, type Ledger, type PlatformFault, type Received } from "./ledger.ts";
import {
  singleKey,
  groupKey,
  createTimeline,
  type Said,
  type ShownCard,
  type Timeline,
} from "./timeline.ts";
import { createTokenOffice, type TokenOffice } from "./tokens.ts";

/** What the pretend WeCom knows and remembers; everything is in memory and bounded. */
export interface WecomDesk {
  readonly options: WecomOptions;
  readonly timing: WecomTiming;
  readonly timeline: Timeline;
  readonly orders: FaultOrders<WecomEndpoint>;
  readonly faults: Ledger<PlatformFault>;
  readonly received: Ledger<Received>;
  readonly tokens: TokenOffice;
  /** Ends what is under way; a new one comes with every new play. */
  stop: AbortController;
  readonly pending: Set<Promise<unknown>>;
  /** Questions a person has open; three at most. */
  readonly inFlight: Map<string, number>;
  /** Days on which a person has already entered the 1:1 chat. */
  readonly entered: Map<string, string>;
  readonly replyAddresses: Map<string, ReplyAddress>;
  /** By which a card of the app can be changed, each once. */
  readonly responseCodes: Map<string, { readonly cardId: string; readonly expiresAt: number }>;
  readonly schedules: Schedules;
  /** Calendars of the app's own. */
  readonly calendars: Set<string>;
  /** Fingerprints of sent messages, for the duplicate check. */
  readonly sent: Map<string, { readonly msgid: string; readonly at: number }>;
  /** Names of cards that the AI bot or the app has shown, each with the name of who showed it. */
  readonly cards: Set<string>;
  readonly pushRate: ReturnType<typeof createWindow>;
  readonly memberMinuteRate: ReturnType<typeof createWindow>;
  readonly memberHourRate: ReturnType<typeof createWindow>;
}

export interface WecomOptions {
  readonly keys: WecomKeys;
  readonly botName: string;
  /** Name of the group's push robot, a robot of its own. */
  readonly pushName?: string;
  /** Where the bot listens for the AI bot's callbacks. */
  readonly callbackUrl: string;
  /** Where the app's callbacks go; absent = it has none, and can show no card with controls. */
  readonly appCallbackUrl?: string;
  /** The base of this pretend platform, as the bot reaches it. */
  readonly apiBase: string;
  readonly members: readonly string[];
  readonly groups: readonly { readonly chatId: string; readonly webhookKey: string }[];
  /** Wall clock. */
  readonly now: () => Date;
  readonly timeline?: Timeline;
  readonly timing?: Partial<WecomTiming>;
  readonly onSaid?: (said: Said) => void;
}

export interface WecomTiming {
  readonly verifyMs: number;
  readonly answerMs: number;
  readonly redeliveryPauseMs: number;
  readonly refreshMs: number;
  /** A stream is asked for again until this long after the question. */
  readonly streamMs: number;
}

export type WecomEndpoint =
  | "gettoken"
  | "message/send"
  | "message/update_template_card"
  | "webhook/send"
  | "aibot/response"
  | "oa/calendar/add"
  | "oa/schedule/add"
  | "oa/schedule/get_by_calendar"
  | "oa/schedule/update"
  | "oa/schedule/del";

export interface ReplyAddress {
  readonly conversation: string;
  readonly expiresAt: number;
  readonly question: string;
}

export function createWecomDesk(options: WecomOptions): WecomDesk {
  const timeline = options.timeline ?? createTimeline();
  if (options.onSaid !== undefined) timeline.subscribe(options.onSaid);
  return {
    options,
    timing: { ...realTiming, ...options.timing },
    timeline,
    orders: createFaultOrders<WecomEndpoint>(),
    faults: createLedger<PlatformFault>(500),
    received: createLedger<Received>(2_000),
    tokens: createTokenOffice({ extend: false }),
    stop: new AbortController(),
    pending: new Set(),
    inFlight: new Map(),
    entered: new Map(),
    replyAddresses: new Map(),
    responseCodes: new Map(),
    schedules: new Map(),
    calendars: new Set(),
    sent: new Map(),
    cards: new Set(),
    pushRate: createWindow({ max: 20, spanMs: 60_000 }),
    memberMinuteRate: createWindow({ max: 30, spanMs: 60_000 }),
    memberHourRate: createWindow({ max: 1_000, spanMs: 3_600_000 }),
  };
}

/** Everything as at first, except for the tokens, which are the bot's own to keep. */
export async function clearWecomDesk(desk: WecomDesk): Promise<void> {
  await endPending(desk);
  const { inFlight, entered, replyAddresses, responseCodes, schedules, calendars } = desk;
  const { sent, cards } = desk;
  const all = [inFlight, entered, replyAddresses, responseCodes, schedules, calendars, sent, cards];
  for (const kept of all) kept.clear();
  for (const kept of [desk.faults, desk.received]) kept.clear();
  for (const rate of [desk.pushRate, desk.memberMinuteRate, desk.memberHourRate]) rate.clear();
}

export function addFault(desk: WecomDesk, code: string, detail: string): void {
  desk.faults.add({ at: desk.options.now(), code, detail });
}

type Bubble = Omit<Received, "at"> & { readonly quote?: string; readonly name?: string };

/** Shows a bubble of the bot, and notes that the platform took it. */
export function showFromBot(desk: WecomDesk, bubble: Bubble): Said {
  const { via, conversation, text, format, card } = bubble;
  desk.received.add({
    at: desk.options.now(),
    via,
    conversation,
    text,
    format,
    ...(card === undefined ? {} : { card }),
  });
  return showBubble(desk, bubble);
}

/** Shows a bubble that is not complete yet. */
export function showBubble(desk: WecomDesk, bubble: Bubble): Said {
  const { via, conversation, text, format, card } = bubble;
  return desk.timeline.append({
    at: desk.options.now(),
    conversation,
    from: { kind: "bot", name: bubble.name ?? desk.options.botName },
    text,
    format,
    heard: true,
    via,
    delivery: "shown",
    ...(bubble.quote === undefined ? {} : { quote: bubble.quote }),
    ...(card === undefined ? {} : { card }),
  });
}

/** Whether somebody of the bot's may show this card: no two of theirs have one name. */
export function takeCardName(desk: WecomDesk, owner: "aibot" | "app", card: ShownCard): boolean {
  // A notice without a menu needs no name.
  if (card.id === "") return true;
  const name = `${owner} ${card.id}`;
  if (desk.cards.has(name)) return false;
  desk.cards.add(name);
  return true;
}

export function wecomConversation(chatId: string | undefined, userId: string): string {
  return chatId === undefined ? singleKey("wecom", userId) : groupKey("wecom", chatId);
}

const realTiming: WecomTiming = {
  verifyMs: 1_000,
  answerMs: 5_000,
  redeliveryPauseMs: 1_000,
  refreshMs: 1_000,
  streamMs: 360_000,
};
