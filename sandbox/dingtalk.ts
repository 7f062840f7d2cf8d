import type { ApiReply, ApiRequest, FaultOrder } from "./api.ts";
import { settlePending } from "./callback.ts";
import { createDingtalkApi } from "./dingtalk-api.ts";
import {
  clearDingtalkDesk,
  createDingtalkDesk,
  dingtalkConversation,
  type DingtalkDesk,
  type DingtalkEndpoint,
  type DingtalkOptions,
} from "./dingtalk-desk.ts";
import { ask } from "./dingtalk-question.ts";
import { tapCard } from "./dingtalk-tap.ts";
import type { PlatformFault, Received } from "./ledger.ts";
import { withMention } from "./mention.ts";
import type { CardTouch, Delivery, Said, TouchOutcome } from "./timeline.ts";

/** A line somebody writes, or says aloud in 1:1. */
export interface DingtalkLine {
  readonly userId: string;
  /** Absent = alone with the robot. */
  readonly conversationId?: string;
  readonly text: string;
  /** In a group the platform passes on only what mentions the robot. */
  readonly mentionsBot?: boolean;
  /** Sent as rich text: lines and line feeds are parts of their own. */
  readonly richText?: boolean;
  readonly spoken?: boolean;
  /** The words of a message being quoted. */
  readonly quote?: string;
  /** Written by somebody outside the organisation: no staff id comes along. */
  readonly outsider?: boolean;
}

export interface DingtalkOutcome {
  /** The person's own bubble. */
  readonly said: Said;
  readonly delivery: Delivery;
  readonly messageId?: string;
  readonly attempts: number;
  readonly answer?: string;
}

export interface PretendDingtalk {
  /** Resolves when the answer is there or given up. Rejects only for unknown people or groups. */
  say(line: DingtalkLine): Promise<DingtalkOutcome>;
  /** Resolves when the bot has answered. Rejects only for a control that is not there. */
  tap(touch: CardTouch): Promise<TouchOutcome>;
  readonly handle: (request: ApiRequest) => ApiReply;
  failNext(order: FaultOrder<DingtalkEndpoint>): void;
  /** Everything the platform took from the bot and showed. */
  received(): readonly Received[];
  /** Rules that were broken; nobody in the chat sees them. */
  faults(): readonly PlatformFault[];
  /** When every callback under way has ended. */
  settled(): Promise<void>;
  /** Ends what is under way and forgets it all; the timeline is cleared by whoever owns it. */
  clear(): Promise<void>;
  dispose(): void;
}

export function createPretendDingtalk(options: DingtalkOptions): PretendDingtalk {
  const desk = createDingtalkDesk(options);
  const during = async <T>(work: Promise<T>): Promise<T> => {
    desk.pending.add(work);
    try {
      return await work;
    } finally {
      desk.pending.delete(work);
    }
  };
  return {
    say: (line) => during(say(desk, line)),
    tap: (touch) => during(tapCard(desk, touch)),
    handle: createDingtalkApi(desk),
    failNext: desk.orders.failNext,
    received: desk.received.list,
    faults: desk.faults.list,
    settled: () => settlePending(desk),
    clear: () => clearDingtalkDesk(desk),
    dispose: () => desk.stop.abort(),
  };
}

async function say(desk: DingtalkDesk, line: DingtalkLine): Promise<DingtalkOutcome> {
  checkLine(desk, line);
  // Neither sound nor video can mention the robot in a group.
  const isHeard =
    line.conversationId === undefined || (line.mentionsBot === true && line.spoken !== true);
  const said = desk.timeline.append({
    at: desk.options.now(),
    conversation: dingtalkConversation(line.conversationId, line.userId),
    from: { kind: "person", userId: line.userId },
    text: withMention(line, line.conversationId !== undefined, desk.options.botName),
    format: "text",
    heard: isHeard,
    via: line.spoken === true ? "spoken" : "typed",
    delivery: isHeard ? "waiting" : "unheard",
    ...(line.quote === undefined ? {} : { quote: line.quote }),
  });
  if (!isHeard) return { said, delivery: "unheard", attempts: 0 };
  const outcome = await ask(desk, line, said);
  desk.timeline.change(said.id, { delivery: outcome.delivery });
  return outcome;
}

function checkLine(desk: DingtalkDesk, line: DingtalkLine): void {
  const { members, groups } = desk.options;
  if (!members.some(({ userId }) => userId === line.userId))
    throw new Error(`nobody: ${line.userId}`);
  const isGroupKnown = groups.some((group) => group.conversationId === line.conversationId);
  if (line.conversationId !== undefined && !isGroupKnown) {
    throw new Error(`no such group: ${line.conversationId}`);
  }
}
