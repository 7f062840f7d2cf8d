import { limits } from "../../../domain/limits.ts";
import type { Speaker } from "../../../domain/voice.ts";
import type { Door } from "../../platform.ts";
import type { Fetch } from "../../http.ts";
import type { RobotSettings } from "./api.ts";
import { createReceive } from "./receive.ts";
import { createSpeaker } from "./send.ts";

export interface Settings {
  readonly apiBase: string;
  readonly oapiBase: string;
  /** The robot of an enterprise's internal app, in HTTP mode. */
  readonly robot: RobotSettings | undefined;
}

/**
 * The webhook addresses. Without settings they exist and refuse, like any other forgery.
 * @param _accountKey this platform needs none of it: its answers have no name of their own
 */
export function doors(settings: Settings, _accountKey: string): Door[] {
  return [
    {
      platform: "dingtalk",
      path: "/webhook/dingtalk/robot",
      methods: ["POST"],
      // The platform stops listening at 2.5 s; the rest is for the way back.
      answerWithinMs: 2300,
      receive: createReceive(settings),
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
