import { PermanentError, TransientError } from "../../../domain/errors.ts";
import type { Speaker, Target } from "../../../domain/voice.ts";
import { createTrust } from "../../address.ts";
import { createWaysSpeaker, isOpen } from "../../ways.ts";
import type { Way } from "../../ways.ts";
import { createApi, post } from "./api.ts";
import type { ApiDeps, Result, RobotSettings } from "./api.ts";
import { renderApiText, renderWebhook } from "./reply.ts";

export interface SendSettings {
  readonly apiBase: string;
  readonly oapiBase: string;
  readonly robot: RobotSettings | undefined;
}

type CallApi = ReturnType<typeof createApi>;

/**
 * A group is reached through its session's webhook while that is open, because it spares the scarce
 * quota of API calls, and else through the API, which works at any time; a person through the API.
 * The platform refuses a closed session with a certain "no" (300001), so the API follows at once.
 */
export function createSpeaker(settings: SendSettings, deps: ApiDeps): Speaker {
  const { robot } = settings;
  const callApi = robot && createApi(settings.apiBase, robot, deps);
  return createWaysSpeaker({
    // No way of this platform takes a key that would make it drop a repetition.
    idempotent: [],
    // The API reaches every group the robot is in.
    isPushAddress: () => false,
    cards: () => "none",
    timeoutMs: deps.timeoutMs,
    ways: (target, at) => {
      const isGroup = target.conversation.kind === "group";
      const reply = replyWay(settings.oapiBase, target, deps, at);
      const group = robot && callApi && isGroup ? groupWay(robot, callApi) : undefined;
      const person = robot && callApi && isStaff(target) ? personWay(robot, callApi) : undefined;
      return (isGroup ? [reply, group] : [person, reply]).filter((way) => way !== undefined);
    },
  });
}

/** Encrypted ids stand for people the API cannot write to. */
function isStaff({ conversation }: Target): boolean {
  return conversation.kind === "single" && !conversation.externalId.startsWith("$:");
}

function groupWay({ robotCode }: RobotSettings, callApi: CallApi): Way {
  return {
    via: "group",
    async send({ target, message, now, signal }) {
      const openConversationId = target.conversation.externalId;
      const json = { robotCode, openConversationId, ...renderApiText(message) };
      const path = "/v1.0/robot/groupMessages/send";
      return { via: "group", ...nameOf(await callApi({ path, json, now, signal })) };
    },
  };
}

function personWay({ robotCode }: RobotSettings, callApi: CallApi): Way {
  return {
    via: "person",
    async send({ target, message, now, signal }) {
      const userId = target.conversation.externalId;
      const json = { robotCode, userIds: [userId], ...renderApiText(message) };
      const path = "/v1.0/robot/oToMessages/batchSend";
      const result = await callApi({ path, json, now, signal });
      checkReached(result, userId);
      return { via: "person", ...nameOf(result) };
    },
  };
}

/** HTTP 200 may hide that the person was left out. */
function checkReached(result: Result, userId: string): void {
  if (result.invalidStaffIdList?.includes(userId)) {
    throw new PermanentError("oToMessages/batchSend: the robot cannot reach this person");
  }
  if (result.flowControlledStaffIdList?.includes(userId)) {
    throw new TransientError("oToMessages/batchSend: flow control", { retryAfterMs: 60_000 });
  }
}

function replyWay(
  oapiBase: string,
  { replyAddress }: Target,
  deps: ApiDeps,
  at: Date,
): Way | undefined {
  if (!isOpen(replyAddress, at)) return undefined;
  const { url } = replyAddress;
  if (!createTrust([oapiBase])(url)) return undefined;
  return {
    via: "reply",
    async send({ message, signal }) {
      const json = renderWebhook(message);
      await post(deps.fetch, { what: "sessionWebhook", url, json, signal });
      return { via: "reply" };
    },
  };
}

function nameOf({ processQueryKey }: Result): { platformMessageId?: string } {
  return processQueryKey === undefined ? {} : { platformMessageId: processQueryKey };
}
