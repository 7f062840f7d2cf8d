import { limits } from "../../../domain/limits.ts";
import type { Speaker } from "../../../domain/voice.ts";
import type { Door } from "../../platform.ts";
import type { Fetch } from "../../http.ts";
import { createReceive } from "./receive.ts";
import type { AibotSettings } from "./receive.ts";
import type { AppSettings } from "./api.ts";
import { createSpeaker } from "./send.ts";

export interface Settings {
  readonly apiBase: string;
  /** The AI bot in URL mode: how people reach us. */
  readonly aibot: AibotSettings | undefined;
  /** The self-built app: how we reach a person. */
  readonly app: AppSettings | undefined;
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
