import type { Calendar } from "../../../domain/calendar.ts";
import { limits } from "../../../domain/limits.ts";
import type { Speaker } from "../../../domain/voice.ts";
import type { Door } from "../../platform.ts";
import type { Fetch } from "../../http.ts";
import type { Line } from "../../line.ts";
import { realTimers } from "../../timers.ts";
import type { Timers } from "../../timers.ts";
import { createApi } from "./api.ts";
import type { RobotSettings } from "./api.ts";
import { createCalendar } from "./calendar.ts";
import type { CardSettings } from "./card.ts";
import { createCardReceive } from "./card-receive.ts";
import type { EventKeys } from "./event-crypto.ts";
import { createEventReceive } from "./event-receive.ts";
import { createReceive } from "./receive.ts";
import { createSpeaker } from "./send.ts";
import { createStreamLine } from "./stream.ts";

export { registerCards } from "./card-register.ts";
export { probeRobot } from "./probe.ts";
export interface Settings {
  readonly apiBase: string;
  readonly oapiBase: string;
  /** How messages and taps come: to the doors below, or over a stream. `http` if left out. */
  readonly mode?: "http" | "stream";
  /** The robot of an enterprise's internal app. */
  readonly robot: RobotSettings | undefined;
  /** Without a template of our own, cards are said in words. */
  readonly cards?: CardSettings | undefined;
  /** The subscription to events. */
  readonly events?: EventKeys | undefined;
}

/**
 * The webhook addresses. Without settings they exist and refuse, like any other forgery.
 * @param _accountKey this platform needs none of it: its answers have no name of their own
 */
export function doors(settings: Settings, _accountKey: string): Door[] {
  const platform = "dingtalk";
  return [
    {
      platform,
      path: "/webhook/dingtalk/robot",
      methods: ["POST"],
      // The platform stops listening at 2.5 s; the rest is for the way back.
      answerWithinMs: 2300,
      receive: createReceive(settings),
    },
    {
      platform,
      path: "/webhook/dingtalk/card",
      methods: ["POST"],
      // At 2 s.
      answerWithinMs: 1800,
      receive: createCardReceive(settings),
    },
    {
      platform,
      path: "/webhook/dingtalk/event",
      methods: ["POST"],
      // At 1.5 s.
      answerWithinMs: 1300,
      receive: createEventReceive(settings),
    },
  ];
}

export function speaker(
  settings: Settings,
  deps: { readonly fetch?: Fetch; readonly timeoutMs?: number } = {},
): Speaker {
  return createSpeaker(settings, {
    fetch: deps.fetch ?? globalThis.fetch,
    timeoutMs: deps.timeoutMs ?? limits.deliverTimeoutMs,
  });
}

/** The stream, if that is how messages and taps come. */
export function lines(
  settings: Settings,
  _accountKey: string,
  deps: { readonly fetch?: Fetch; readonly speaker?: Speaker; readonly timers?: Timers } = {},
): Line[] {
  const { mode, robot, apiBase, oapiBase } = settings;
  if (mode !== "stream" || robot === undefined) return [];
  return [
    createStreamLine({
      apiBase,
      oapiBase,
      robot,
      speaker: deps.speaker ?? speaker(settings),
      fetch: deps.fetch ?? globalThis.fetch,
      timers: deps.timers ?? realTimers,
    }),
  ];
}

/** The organisation's calendars; undefined without an app. */
export function calendar({ apiBase, oapiBase, robot }: Settings): Calendar | undefined {
  if (robot === undefined) return undefined;
  const deps = { fetch: globalThis.fetch, timeoutMs: limits.deliverTimeoutMs };
  return createCalendar(oapiBase, createApi(apiBase, robot, deps));
}
