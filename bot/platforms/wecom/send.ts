import { PermanentError } from "../../../domain/errors.ts";
import type { Message } from "../../../domain/message.ts";
import type { Speaker, Target } from "../../../domain/voice.ts";
import { createTrust } from "../../address.ts";
import { utf8Bytes } from "../../bytes.ts";
import { createWaysSpeaker, isOpen } from "../../ways.ts";
import type { Way } from "../../ways.ts";
import { createApi, post, trustedBases } from "./api.ts";
import type { ApiDeps, AppSettings, Result } from "./api.ts";
import { renderMarkdown, renderText, textBytesMax } from "./reply.ts";

export interface SendSettings {
  readonly apiBase: string;
  readonly app: AppSettings | undefined;
}

const pushMarkdownBytesMax = 4096;
const replyBytesMax = 20_480;

/**
 * The AI bot itself has no API to speak first. A group is reached by its push address, which works
 * at any time, and only else by the reply address, which works once and quotes the question; a
 * person by the app, which drops repetitions by itself, and only else by the reply address.
 */
export function createSpeaker(settings: SendSettings, deps: ApiDeps): Speaker {
  const person = settings.app && personWay(settings.apiBase, settings.app, deps);
  return createWaysSpeaker({
    idempotent: ["person"],
    isPushAddress: (words) => isPushAddress(settings.apiBase, words),
    cards: () => "none",
    timeoutMs: deps.timeoutMs,
    ways: (target, at) => {
      const first =
        target.conversation.kind === "single" ? person : pushWay(settings.apiBase, target, deps);
      const reply = replyWay(settings.apiBase, target, deps, at);
      return [first, reply].filter((way) => way !== undefined);
    },
  });
}

function personWay(apiBase: string, app: AppSettings, deps: ApiDeps): Way {
  const callApi = createApi(apiBase, app, deps);
  return {
    via: "person",
    async send({ target, message, now, signal }) {
      const userId = target.conversation.externalId;
      const json = {
        touser: userId,
        msgtype: "text",
        agentid: /^\d+$/.test(app.agentId) ? Number(app.agentId) : app.agentId,
        text: { content: renderText(message, textBytesMax) },
        enable_duplicate_check: 1,
        duplicate_check_interval: 1800,
      };
      const result = await callApi({ path: "/cgi-bin/message/send", json, now, signal });
      checkReached(result, userId);
      return { via: "person", ...(result.msgid && { platformMessageId: result.msgid }) };
    },
  };
}

/** The platform reports people it left out next to errcode 0, in lower case. */
function checkReached({ invaliduser, unlicenseduser }: Result, userId: string): void {
  const leftOut = `${invaliduser}|${unlicenseduser}`.toLowerCase().split("|");
  if (!leftOut.includes(userId.toLowerCase())) return;
  throw new PermanentError("/cgi-bin/message/send: the app cannot reach this person");
}

function pushWay(apiBase: string, { pushAddress: url }: Target, deps: ApiDeps): Way | undefined {
  if (url === undefined || !isPushAddress(apiBase, url)) return undefined;
  return {
    via: "push",
    async send({ message, signal }) {
      await post(deps.fetch, { what: "push", url, json: renderPush(message), signal });
      return { via: "push" };
    },
  };
}

/** Pasted by a person, so looked at closely: the platform's host, its one path, and a key. */
function isPushAddress(apiBase: string, words: string): boolean {
  if (/\s/.test(words) || !createTrust(trustedBases(apiBase))(words)) return false;
  const { pathname, searchParams } = new URL(words);
  return pathname.endsWith("/cgi-bin/webhook/send") && Boolean(searchParams.get("key"));
}

/** One delivery is one message on the platform, so the type follows the length. */
function renderPush(message: Message): object {
  const content = renderText(message, Number.MAX_SAFE_INTEGER);
  if (utf8Bytes(content) <= textBytesMax) return { msgtype: "text", text: { content } };
  const markdown = { content: renderMarkdown(message, pushMarkdownBytesMax) };
  return { msgtype: "markdown", markdown };
}

function replyWay(
  apiBase: string,
  { replyAddress }: Target,
  deps: ApiDeps,
  at: Date,
): Way | undefined {
  if (!isOpen(replyAddress, at)) return undefined;
  const { url } = replyAddress;
  if (!createTrust(trustedBases(apiBase))(url)) return undefined;
  return {
    via: "reply",
    async send({ message, signal }) {
      const markdown = { content: renderMarkdown(message, replyBytesMax) };
      const json = { msgtype: "markdown", markdown };
      await post(deps.fetch, { what: "response_url", url, json, signal });
      return { via: "reply" };
    },
  };
}
