import type { Calendar } from "../../../domain/calendar.ts";
import { limits } from "../../../domain/limits.ts";
import type { Speaker } from "../../../domain/voice.ts";
import type { Door } from "../../platform.ts";
import type { Fetch } from "../../http.ts";
import { createTrust } from "../../address.ts";
import type { Line } from "../../line.ts";
import { realTimers } from "../../timers.ts";
import type { Timers } from "../../timers.ts";
import type { SharedToken } from "../../tokens.ts";
import { createApi, trustedBases } from "./api.ts";
import { createCalendar } from "./calendar.ts";
import { createAppReceive } from "./app-receive.ts";
import type { HearingAppSettings } from "./app-receive.ts";
import { createReceive, readRobotBody } from "./receive.ts";
import type { AibotSettings } from "./receive.ts";
import { createSpeaker } from "./send.ts";
import { createSocketLine } from "./socket.ts";
import type { SocketSettings } from "./socket-channel.ts";
import type { Hub } from "./socket-hub.ts";

export { probeApp } from "./probe.ts";
export { createHub } from "./socket-hub.ts";

export interface Settings {
  readonly apiBase: string;
  /** The AI bot in URL mode: how people reach us. */
  readonly aibot: AibotSettings | undefined;
  /** The AI bot over a connection of its own; never together with `aibot`. */
  readonly socket?: SocketSettings | undefined;
  /** The self-built app: how we reach a person, and hear them in 1:1. */
  readonly app: HearingAppSettings | undefined;
}

/** The webhook addresses. Without settings they exist and refuse, like any other forgery. */
export function doors(settings: Settings, accountKey: string): Door[] {
  return [
    {
      platform: "wecom",
      path: "/webhook/wecom/aibot",
      methods: ["GET", "POST"],
      // The platform cuts the connection at 5 s; the rest is for the way back.
      answerWithinMs: 4500,
      receive: createReceive(settings, accountKey),
    },
    {
      platform: "wecom",
      path: "/webhook/wecom/app",
      methods: ["GET", "POST"],
      answerWithinMs: 4500,
      receive: createAppReceive(settings.app),
    },
  ];
}

/** The connections that the bot keeps itself. `hub` is the one its speaker speaks through. */
export function lines(
  settings: Settings,
  accountKey: string,
  hub: Hub,
  timers: Timers = realTimers,
): Line[] {
  const { apiBase, socket } = settings;
  if (socket === undefined) return [];
  const isTrusted = createTrust(trustedBases(apiBase));
  const read = (body: unknown, now: Date) => readRobotBody(body, { isTrusted, accountKey, now });
  return [createSocketLine({ settings: socket, hub, read, timers })];
}

export function speaker(
  settings: Settings,
  deps: {
    readonly fetch?: Fetch;
    readonly timeoutMs?: number;
    /** Where the replicas leave the app's token for each other. */
    readonly sharedToken?: SharedToken;
    /** Where its line leaves the connection. */
    readonly hub?: Hub;
  } = {},
): Speaker {
  return createSpeaker(settings, {
    fetch: deps.fetch ?? globalThis.fetch,
    timeoutMs: deps.timeoutMs ?? limits.deliverTimeoutMs,
    ...(deps.sharedToken !== undefined && { sharedToken: deps.sharedToken }),
    ...(deps.hub !== undefined && { hub: deps.hub }),
  });
}

/** 日程 of the self-built app; undefined without one. */
export function calendar(
  { apiBase, app }: Settings,
  deps: { readonly sharedToken?: SharedToken } = {},
): Calendar | undefined {
  if (app === undefined) return undefined;
  const parts = { ...deps, fetch: globalThis.fetch, timeoutMs: limits.deliverTimeoutMs };
  return createCalendar(app.agentId, createApi(apiBase, app, parts));
}
