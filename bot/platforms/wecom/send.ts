import { PermanentError } from "../../../domain/errors.ts";
import type { RateLimit, Speaker, Target } from "../../../domain/voice.ts";
import { createTrust } from "../../address.ts";
import { digestOf, perHour, perMinute, perSecond } from "../../rates.ts";
import { createWaysSpeaker, isOpen } from "../../ways.ts";
import type { Way } from "../../ways.ts";
import { createApi, post, trustedBases } from "./api.ts";
import type { ApiDeps, AppSettings, Result } from "./api.ts";
import { renderCard } from "./card.ts";
import { appBodies, laterBody, pickPart, pushBodies } from "./outgoing.ts";
import type { Hub } from "./socket-hub.ts";
import { socketWay } from "./socket-send.ts";

export interface SendSettings {
  readonly apiBase: string;
  /** Undefined = there is no AI bot, so nothing that could show a card with an answer. */
  readonly aibot: object | undefined;
  /** The AI bot over a connection of its own; it needs the hub. */
  readonly socket?: object | undefined;
  readonly app: (AppSettings & { readonly callback?: object | undefined }) | undefined;
}

/**
 * The AI bot speaks first over its long connection only. Without one, or where it may not, a group
 * is reached by its push address, which works at any time, and only else by the reply address, which
 * works once and quotes the question; a person by the app, which drops repetitions by itself, and
 * only else by the reply address.
 */
export function createSpeaker(
  settings: SendSettings,
  deps: ApiDeps & { readonly hub?: Hub },
): Speaker {
  const { apiBase, app } = settings;
  const hub = settings.socket && deps.hub;
  const callApi = app && createApi(apiBase, app, deps);
  const person = app && callApi && personWay(app, callApi);
  return createWaysSpeaker({
    changeCard: app && callApi && changeWay(app, callApi),
    idempotent: ["person"],
    isPushAddress: (words) => isPushAddress(apiBase, words),
    cards: () => (settings.aibot === undefined && hub === undefined ? "none" : "beside"),
    timeoutMs: deps.timeoutMs,
    ways: (target, at) => {
      const first = target.conversation.kind === "single" ? person : pushWay(apiBase, target, deps);
      const reply = replyWay(apiBase, target, deps, at);
      const socket = hub && socketWay(hub, target);
      return [socket, first, reply].filter((way) => way !== undefined);
    },
  });
}

type CallApi = ReturnType<typeof createApi>;

function personWay(app: NonNullable<SendSettings["app"]>, callApi: CallApi): Way {
  // The platform takes a card that can be tapped only from an app that hears of the tap.
  const hearsTaps = app.callback !== undefined;
  return {
    via: "person",
    limits: ({ conversation }) => personLimits(conversation.externalId),
    async send(delivery) {
      const { target, message, now, signal } = delivery;
      const userId = target.conversation.externalId;
      const { body, isAgain, more } = pickPart(appBodies(message, { hearsTaps }), delivery);
      const json = {
        touser: userId,
        agentid: agentIdOf(app),
        ...body,
        // Else two parts of the same words would be taken for one that came twice.
        ...(!isAgain && { enable_duplicate_check: 1, duplicate_check_interval: 1800 }),
      };
      const result = await callApi({ path: "/cgi-bin/message/send", json, now, signal });
      checkReached("/cgi-bin/message/send", result, userId);
      return { via: "person", ...(result.msgid && { platformMessageId: result.msgid }), ...more };
    },
  };
}

function agentIdOf({ agentId }: AppSettings): string | number {
  return /^\d+$/.test(agentId) ? Number(agentId) : agentId;
}

/** Changes a card of the app for who tapped it, by the code of the tap: once, for three days. */
function changeWay(app: AppSettings, callApi: CallApi): Way {
  const path = "/cgi-bin/message/update_template_card";
  return {
    via: "person",
    async send({ message, now, signal }) {
      const change = message.kind === "text" ? message.onCard : undefined;
      const card = change && renderCard(change, "app");
      if (card === undefined || change?.code === undefined) {
        throw new PermanentError(`${path}: not to be changed`);
      }
      const { userId, code } = change;
      const json = {
        userids: [userId],
        agentid: agentIdOf(app),
        response_code: code,
        template_card: card,
      };
      checkReached(path, await callApi({ path, json, now, signal }), userId);
      return { via: "person" };
    },
  };
}

/** More to one member in that time is dropped without a word; the app's own share is far below. */
function personLimits(userId: string): readonly RateLimit[] {
  const key = `person ${userId}`;
  return [perSecond("app", 20), perMinute(key, 30), perHour(key, 1000)];
}

/** The platform reports people it left out next to errcode 0, in lower case. */
function checkReached(path: string, result: Result, userId: string): void {
  const leftOut = `${result.invaliduser}|${result.unlicenseduser}`.toLowerCase().split("|");
  if (!leftOut.includes(userId.toLowerCase())) return;
  throw new PermanentError(`${path}: the app cannot reach this person`, { fault: "scope" });
}

function pushWay(apiBase: string, { pushAddress: url }: Target, deps: ApiDeps): Way | undefined {
  if (url === undefined || !isPushAddress(apiBase, url)) return undefined;
  return {
    via: "push",
    limits: () => [perMinute(`push ${digestOf(url)}`, 20)],
    async send(delivery) {
      const { body, more } = pickPart(pushBodies(delivery.message), delivery);
      const { signal } = delivery;
      await post(deps.fetch, { what: "push", url, json: body, signal });
      return { via: "push", ...more };
    },
  };
}

/** Pasted by a person, so looked at closely: the platform's host, its one path, and a key. */
function isPushAddress(apiBase: string, words: string): boolean {
  if (/\s/.test(words) || !createTrust(trustedBases(apiBase))(words)) return false;
  const { pathname, searchParams } = new URL(words);
  return pathname.endsWith("/cgi-bin/webhook/send") && Boolean(searchParams.get("key"));
}

function replyWay(
  apiBase: string,
  { conversation, replyAddress }: Target,
  deps: ApiDeps,
  at: Date,
): Way | undefined {
  if (!isOpen(replyAddress, at)) return undefined;
  const { url } = replyAddress;
  if (!createTrust(trustedBases(apiBase))(url)) return undefined;
  return {
    via: "reply",
    async send({ message, signal }) {
      const json = laterBody(message, conversation.kind);
      await post(deps.fetch, { what: "response_url", url, json, signal });
      return { via: "reply" };
    },
  };
}
