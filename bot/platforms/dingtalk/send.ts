import { PermanentError, TransientError } from "../../../domain/errors.ts";
import type { CardMessage } from "../../../domain/message.ts";
import type { Delivery, Sent, Speaker, Target } from "../../../domain/voice.ts";
import { createTrust } from "../../address.ts";
import { perMinute } from "../../rates.ts";
import { createWaysSpeaker, isOpen } from "../../ways.ts";
import type { Way } from "../../ways.ts";
import { createApi, post } from "./api.ts";
import type { ApiDeps, Result, RobotSettings } from "./api.ts";
import { createCardBody, updateCardBody } from "./card.ts";
import type { CardSettings } from "./card.ts";
import { apiMessage, toPlatformParts, webhookBody } from "./reply.ts";
import type { Part } from "./reply.ts";

export interface SendSettings {
  readonly apiBase: string;
  readonly oapiBase: string;
  readonly robot: RobotSettings | undefined;
  readonly mode?: "http" | "stream";
  readonly cards?: CardSettings | undefined;
}

type CallApi = ReturnType<typeof createApi>;

/** Shows a card in the conversation of the delivery. */
type ShowCard = (message: CardMessage, delivery: Delivery) => Promise<Sent>;

/**
 * A group is reached through its session's webhook while that is open, because it spares the scarce
 * quota of API calls, and else through the API, which works at any time; a person through the API.
 * The platform refuses a closed session with a certain "no" (300001), so the API follows at once.
 * Cards have a call of their own, whichever way the words go.
 */
export function createSpeaker(settings: SendSettings, deps: ApiDeps): Speaker {
  const { robot } = settings;
  const callApi = robot && createApi(settings.apiBase, robot, deps);
  const showCard = createShowCard(settings, callApi);
  return createWaysSpeaker({
    // No way of this platform takes a key that would make it drop a repetition.
    idempotent: [],
    changeCard: callApi && changeWay(callApi),
    quotas: { reply: monthlyPushes, group: monthlyCalls, person: monthlyCalls },
    // The API reaches every group the robot is in.
    isPushAddress: () => false,
    cards: () => (showCard === undefined ? "none" : "after"),
    timeoutMs: deps.timeoutMs,
    ways: (target, at) => {
      const isGroup = target.conversation.kind === "group";
      const show = isGroup || isStaff(target) ? showCard : undefined;
      const reply = replyWay(settings.oapiBase, target, { deps, show, at });
      const group = robot && callApi && isGroup ? groupWay(robot, callApi, show) : undefined;
      const person =
        robot && callApi && isStaff(target) ? personWay(robot, callApi, show) : undefined;
      return (isGroup ? [reply, group] : [person, reply]).filter((way) => way !== undefined);
    },
  });
}

/** Of the standard edition, for all apps of the organisation together. */
const monthlyCalls = { key: "api", max: 5_000 } as const;
const monthlyPushes = { key: "push", max: 3_000 } as const;

/** Every call of every app has a limit of its own. */
function perSecond(call: string) {
  return [{ key: call, max: 20, spanMs: 1_000 }];
}

/** Encrypted ids stand for people the API cannot write to. */
function isStaff({ conversation }: Target): boolean {
  return conversation.kind === "single" && !conversation.externalId.startsWith("$:");
}

interface Manner {
  readonly via: Sent["via"];
  readonly show: ShowCard | undefined;
  readonly say: (part: WordsPart) => Promise<Omit<Sent, "via">>;
}

type WordsPart = Exclude<Part, { readonly kind: "card" }>;

/** Says the part that is due, and tells whether there is another. */
async function sendPart(delivery: Delivery, { via, show, say }: Manner): Promise<Sent> {
  const { message, part } = delivery;
  const hasCards = show !== undefined;
  const parts = toPlatformParts(message, { hasCards, canMention: via === "reply" });
  // A card that says nothing without its controls.
  if (parts.length === 0) throw new PermanentError("no card here");
  const due = parts[part];
  // It was begun on another way, where it had a part more.
  if (due === undefined) return { via };
  const sent =
    due.kind === "card" ? await show?.(due.message, delivery) : { via, ...(await say(due)) };
  if (sent === undefined) throw new PermanentError("no card here");
  return part + 1 < parts.length ? { ...sent, hasMore: true } : sent;
}

function groupWay({ robotCode }: RobotSettings, callApi: CallApi, show?: ShowCard): Way {
  const path = "/v1.0/robot/groupMessages/send";
  return {
    via: "group",
    limits: () => perSecond("groupMessages/send"),
    async send(delivery) {
      const { target, now, signal } = delivery;
      const openConversationId = target.conversation.externalId;
      const say = async (part: WordsPart) => {
        const json = { robotCode, openConversationId, ...apiMessage(part) };
        return nameOf(await callApi({ path, json, now, signal }));
      };
      return await sendPart(delivery, { via: "group", show, say });
    },
  };
}

function personWay({ robotCode }: RobotSettings, callApi: CallApi, show?: ShowCard): Way {
  const path = "/v1.0/robot/oToMessages/batchSend";
  return {
    via: "person",
    limits: () => perSecond("oToMessages/batchSend"),
    async send(delivery) {
      const { target, now, signal } = delivery;
      const userId = target.conversation.externalId;
      const say = async (part: WordsPart) => {
        const json = { robotCode, userIds: [userId], ...apiMessage(part) };
        const result = await callApi({ path, json, now, signal });
        checkReached(result, userId);
        return nameOf(result);
      };
      return await sendPart(delivery, { via: "person", show, say });
    },
  };
}

/** HTTP 200 may hide that the person was left out. */
function checkReached(result: Result, userId: string): void {
  if (result.invalidStaffIdList?.includes(userId)) {
    const said = "oToMessages/batchSend: the robot cannot reach this person";
    throw new PermanentError(said, { fault: "scope" });
  }
  if (result.flowControlledStaffIdList?.includes(userId)) {
    throw new TransientError("oToMessages/batchSend: flow control", { retryAfterMs: 60_000 });
  }
}

interface Replying {
  readonly deps: ApiDeps;
  readonly show: ShowCard | undefined;
  readonly at: Date;
}

function replyWay(
  oapiBase: string,
  { replyAddress }: Target,
  { deps, show, at }: Replying,
): Way | undefined {
  if (!isOpen(replyAddress, at)) return undefined;
  const { url } = replyAddress;
  if (!createTrust([oapiBase])(url)) return undefined;
  return {
    via: "reply",
    limits: ({ conversation }) => [perMinute(`reply ${conversation.externalId}`, 20)],
    async send(delivery) {
      const { signal } = delivery;
      const say = async (part: WordsPart) => {
        const json = webhookBody(part);
        await post(deps.fetch, { what: "sessionWebhook", url, json, signal });
        return {};
      };
      return await sendPart(delivery, { via: "reply", show, say });
    },
  };
}

/** Undefined without a template, and where nobody would hear of the taps. */
function createShowCard(
  { robot, cards, mode = "http" }: SendSettings,
  callApi: CallApi | undefined,
): ShowCard | undefined {
  if (robot === undefined || cards === undefined || callApi === undefined) return undefined;
  if (mode === "http" && cards.secret === undefined) return undefined;
  return async (message, { target: { conversation }, now, signal }) => {
    const path = "/v1.0/card/instances/createAndDeliver";
    const json = createCardBody(message, { cards, robot, mode, conversation });
    // The name of the card is the key of the call: an attempt that was taken for lost was not.
    const doneCode = "param.cardAlreadyExist";
    const { result } = await callApi({ path, json, now, signal, doneCode });
    const via = conversation.kind === "group" ? "group" : "person";
    const carrierId = checkShown(result);
    return { via, ...(carrierId !== undefined && { platformMessageId: carrierId }) };
  };
}

/** Changes a card for who tapped it. */
function changeWay(callApi: CallApi): Way {
  return {
    via: "person",
    async send({ message, now, signal }) {
      const change = message.kind === "text" ? message.onCard : undefined;
      if (change === undefined) throw new PermanentError("card/instances: not to be changed");
      const path = "/v1.0/card/instances";
      await callApi({ path, method: "PUT", json: updateCardBody(change), now, signal });
      return { via: "person" };
    },
  };
}

/** HTTP 200 may hide that the card was made and shown nowhere. */
function checkShown(result: Result["result"]): string | undefined {
  const [place] = result?.deliverResults ?? [];
  if (place?.success === false) {
    throw new PermanentError("createAndDeliver: the card was not shown", { fault: "unknown" });
  }
  return place?.carrierId;
}

function nameOf({ processQueryKey }: Result): { platformMessageId?: string } {
  return processQueryKey === undefined ? {} : { platformMessageId: processQueryKey };
}
