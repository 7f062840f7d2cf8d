import { randomBytes } from "node:crypto";
import type { ApiReply, ApiRequest, FaultOrder } from "./api.ts";
import { settlePending } from "./callback.ts";
import type { PlatformFault, Received } from "./ledger.ts";
import { withMention } from "./mention.ts";
import type { CardTouch, Delivery, TouchOutcome } from "./timeline.ts";
import { createWecomApi } from "./wecom-api.ts";
import { createPretendApp, isAppCard, tapAppCard, type PretendApp } from "./wecom-app.ts";
import { sendCallback, sendVerification } from "./wecom-callback.ts";
import {
  addFault,
  clearWecomDesk,
  createWecomDesk,
  wecomConversation,
  type WecomDesk,
  type WecomEndpoint,
  type WecomOptions,
} from "./wecom-desk.ts";
import { ask, scene, show, type Outcome, type WecomLine } from "./wecom-talk.ts";
import { tapCard } from "./wecom-tap.ts";

export interface PretendWecom {
  /** Resolves when the answer is complete or given up. Rejects only for unknown people, groups. */
  say(line: WecomLine): Promise<Outcome>;
  /** Resolves when the card has changed or stays as it is. Rejects for what cannot be tapped. */
  tap(touch: CardTouch): Promise<TouchOutcome>;
  /** The person opens the 1:1 chat; the platform tells the bot once a day (Shanghai). */
  enterChat(userId: string): Promise<"told" | "already told today">;
  verifyUrl(): Promise<{ readonly ok: boolean; readonly fault?: string }>;
  /** The self-built app, which people write to in 1:1. */
  readonly app: PretendApp;
  readonly handle: (request: ApiRequest) => ApiReply;
  failNext(order: FaultOrder<WecomEndpoint>): void;
  /** Everything the platform took from the bot and showed. */
  received(): readonly Received[];
  /** Rules that were broken; nobody in the chat sees them. */
  faults(): readonly PlatformFault[];
  /** The group's push address; secret, like the real one. */
  pushAddress(chatId: string): string;
  /** When every callback under way has ended. */
  settled(): Promise<void>;
  /** Ends what is under way and forgets it all; the timeline is cleared by whoever owns it. */
  clear(): Promise<void>;
  dispose(): void;
}

export function createPretendWecom(options: WecomOptions): PretendWecom {
  const desk = createWecomDesk(options);
  return {
    say: (line) => track(desk, say(desk, line)),
    tap: (touch) =>
      track(desk, isAppCard(desk, touch) ? tapAppCard(desk, touch) : tapCard(desk, touch)),
    enterChat: (userId) => track(desk, enterChat(desk, userId)),
    verifyUrl: () => sendVerification(desk),
    app: createPretendApp(desk, (work) => track(desk, work)),
    handle: createWecomApi(desk),
    failNext: desk.orders.failNext,
    received: desk.received.list,
    faults: desk.faults.list,
    pushAddress(chatId) {
      const key = options.groups.find((group) => group.chatId === chatId)?.webhookKey;
      if (key === undefined) throw new Error(`no such group: ${chatId}`);
      return `${options.apiBase}/cgi-bin/webhook/send?key=${key}`;
    },
    settled: () => settlePending(desk),
    clear: () => clearWecomDesk(desk),
    dispose: () => desk.stop.abort(),
  };
}

async function track<T>(desk: WecomDesk, work: Promise<T>): Promise<T> {
  desk.pending.add(work);
  try {
    return await work;
  } finally {
    desk.pending.delete(work);
  }
}

const inFlightMax = 3;

async function say(desk: WecomDesk, line: WecomLine): Promise<Outcome> {
  checkLine(desk, line);
  const open = desk.inFlight.get(line.userId) ?? 0;
  const delivery = firstDelivery(line, open);
  const said = desk.timeline.append({
    at: desk.options.now(),
    conversation: wecomConversation(line.chatId, line.userId),
    from: { kind: "person", userId: line.userId },
    text: withMention(line, line.chatId !== undefined, desk.options.botName),
    format: "text",
    heard: delivery === "waiting",
    via: line.spoken === true ? "spoken" : "typed",
    delivery,
    ...(line.quote === undefined ? {} : { quote: line.quote }),
  });
  if (delivery !== "waiting") return { said, delivery, attempts: 0 };
  desk.inFlight.set(line.userId, open + 1);
  try {
    return await ask(desk, line, said);
  } finally {
    desk.inFlight.set(line.userId, (desk.inFlight.get(line.userId) ?? 1) - 1);
  }
}

function checkLine(desk: WecomDesk, line: WecomLine): void {
  if (!desk.options.members.includes(line.userId)) throw new Error(`nobody: ${line.userId}`);
  const isGroupKnown = desk.options.groups.some((group) => group.chatId === line.chatId);
  if (line.chatId !== undefined && !isGroupKnown) throw new Error(`no such group: ${line.chatId}`);
}

function firstDelivery(line: WecomLine, open: number): Delivery {
  // A voice message in a group cannot carry a mention, so it never reaches the bot.
  const isHeard = line.chatId === undefined || (line.mentionsBot === true && line.spoken !== true);
  if (!isHeard) return "unheard";
  return open < inFlightMax ? "waiting" : "busy";
}

async function enterChat(desk: WecomDesk, userId: string): Promise<"told" | "already told today"> {
  checkLine(desk, { userId, text: "" });
  const now = desk.options.now();
  const day = now.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  if (desk.entered.get(userId) === day) return "already told today";
  desk.entered.set(userId, day);
  const payload = {
    msgid: randomBytes(18).toString("base64url"),
    create_time: Math.floor(now.getTime() / 1000),
    ...scene(desk, { userId }),
    msgtype: "event",
    event: { eventtype: "enter_chat" },
  };
  const result = await sendCallback(desk, payload, "enterChat");
  if (result.kind === "failed") addFault(desk, "callback-failed", result.reason);
  if (result.kind === "violation") addFault(desk, "reply-refused", result.rule);
  if (result.kind === "answer") {
    await show(desk, { userId }, result.answer);
  }
  return "told";
}
