import { isObject, json, pick, utf8Length, type ApiReply, type JsonObject } from "./api.ts";
import { readShownCard } from "./dingtalk-card-view.ts";
import { addDingtalkFault, showFromRobot, type DingtalkDesk } from "./dingtalk-desk.ts";
import { refuse } from "./dingtalk-refusal.ts";
import { dingtalkCardKeys } from "./keys.ts";
import { groupKey, singleKey } from "./timeline.ts";

/** The variables of a card's template, all of them text. */
export type CardVariables = Readonly<Record<string, string>>;

/** A card as the platform keeps it. */
export interface KeptCard {
  readonly outTrackId: string;
  readonly callbackType: "HTTP" | "STREAM";
  readonly places: readonly { readonly conversation: string; readonly saidId: number }[];
  variables: CardVariables;
  /** What differs for one person. */
  personal: ReadonlyMap<string, CardVariables>;
}

export interface CardChange {
  /** For everybody; absent = nothing. */
  readonly common?: CardVariables;
  readonly own: readonly (readonly [userId: string, data: CardVariables])[];
  /** Which variables not named stay as they were; without it a whole map is replaced. */
  readonly byKey: { readonly common: boolean; readonly own: boolean };
}

/** Makes a card and shows it. Only what the platform is known to take is taken. */
export function createAndDeliver(desk: DingtalkDesk, body: JsonObject): ApiReply {
  const rule = brokenRule(desk, body);
  if (rule !== undefined) {
    addDingtalkFault(desk, "card-refused", rule);
    return refuse(rule);
  }
  const outTrackId = String(body["outTrackId"]);
  const variables = readVariables(pick(body, "cardData", "cardParamMap")) ?? {};
  const shown = readShownCard(outTrackId, variables);
  if (shown === undefined) {
    addDingtalkFault(desk, "card-unreadable", "the template cannot show these variables");
    return refuse("param.cardData.invalid");
  }
  const places: { conversation: string; saidId: number }[] = [];
  const deliverResults = spacesOf(body).map(({ spaceType, spaceId }) => {
    const conversation = findConversation(desk, spaceType, spaceId);
    if (conversation === undefined) {
      return { spaceType, spaceId, success: false, errorMsg: "spaceId is illegal" };
    }
    const bubble = { via: "openapi", conversation, text: "", format: "text" } as const;
    const said = showFromRobot(desk, { ...bubble, card: shown });
    places.push({ conversation, saidId: said.id });
    return { spaceType, spaceId, success: true, carrierId: `carrier${said.id}` };
  });
  const callbackType = body["callbackType"] === "HTTP" ? "HTTP" : "STREAM";
  const personal = new Map<string, CardVariables>();
  desk.cards.set(outTrackId, { outTrackId, callbackType, places, variables, personal });
  return json({ success: true, result: { outTrackId, deliverResults } });
}

/** Changes a card for everybody or for some. */
export function updateCard(desk: DingtalkDesk, body: JsonObject): ApiReply {
  const { outTrackId, cardData, privateData } = body;
  const card = desk.cards.get(typeof outTrackId === "string" ? outTrackId : "");
  if (card === undefined) return refuse("param.cardNotExist");
  const common = cardData === undefined ? {} : readVariables(pick(cardData, "cardParamMap"));
  const people = Object.entries(isObject(privateData) ? privateData : {});
  const own = people.flatMap(([userId, data]) => {
    const read = readVariables(pick(data, "cardParamMap"));
    return read === undefined ? [] : [[userId, read] as const];
  });
  if (common === undefined || own.length < people.length) return refuse("param.cardData.invalid");
  const byKey = readByKey(body);
  const isDone = changeCard(desk, card, {
    own,
    byKey,
    ...(cardData === undefined ? {} : { common }),
  });
  return isDone ? json({ success: true }) : refuse("param.cardData.invalid");
}

export function readByKey(body: JsonObject): CardChange["byKey"] {
  const isSet = (name: string) => pick(body, "cardUpdateOptions", name) === true;
  return { common: isSet("updateCardDataByKey"), own: isSet("updatePrivateDataByKey") };
}

/** @returns false if the template could not show it; then all stays as it was */
export function changeCard(desk: DingtalkDesk, card: KeptCard, change: CardChange): boolean {
  const { common, own, byKey } = change;
  const before = byKey.common || common === undefined ? card.variables : {};
  const variables = { ...before, ...common };
  const personal = new Map(card.personal);
  for (const [userId, data] of own) {
    personal.set(userId, byKey.own ? { ...personal.get(userId), ...data } : data);
  }
  const shown = readShownCard(card.outTrackId, variables);
  const people = [...personal].flatMap(([userId, data]) => {
    const read = readShownCard(card.outTrackId, { ...variables, ...data });
    return read === undefined ? [] : [[userId, read] as const];
  });
  if (shown === undefined || people.length < personal.size) {
    addDingtalkFault(desk, "card-unreadable", "the template cannot show these variables");
    return false;
  }
  Object.assign(card, { variables, personal });
  const forPerson = Object.fromEntries(people);
  for (const { saidId } of card.places) {
    desk.timeline.change(saidId, { card: { ...shown, forPerson } });
  }
  return true;
}

/** Undefined unless all of it is text of the documented sizes. */
export function readVariables(map: unknown): CardVariables | undefined {
  if (!isObject(map)) return undefined;
  const entries = Object.entries(map);
  return entries.every(isText) ? Object.fromEntries(entries.filter(isText)) : undefined;
}

function isText(entry: [string, unknown]): entry is [string, string] {
  const [name, value] = entry;
  return typeof value === "string" && utf8Length(name) <= 100 && utf8Length(value) <= 1_024;
}

const knownFields = new Set([
  "cardTemplateId",
  "outTrackId",
  "callbackType",
  "callbackRouteKey",
  "cardData",
  "privateData",
  "userIdType",
  "openSpaceId",
  "imGroupOpenSpaceModel",
  "imGroupOpenDeliverModel",
  "imRobotOpenSpaceModel",
  "imRobotOpenDeliverModel",
]);

/** The code of the first rule that the body breaks. */
function brokenRule(desk: DingtalkDesk, body: JsonObject): string | undefined {
  const { keys } = desk.options;
  const { outTrackId, callbackType, callbackRouteKey } = body;
  const unknown = Object.keys(body).find((name) => !knownFields.has(name));
  if (unknown !== undefined) return `param.${unknown}.unknown`;
  if (body["cardTemplateId"] !== dingtalkCardKeys(keys).templateId) {
    return "param.cardTemplateId.invalid";
  }
  if (typeof outTrackId !== "string" || outTrackId === "" || outTrackId.length > 64) {
    return "param.outTrackId.outOfLimit";
  }
  if (desk.cards.has(outTrackId)) return "param.cardAlreadyExist";
  if (callbackType !== "HTTP" && callbackType !== "STREAM") return "param.callbackType.invalid";
  // The callback address is registered under the client id.
  if (callbackType === "HTTP" && callbackRouteKey !== keys.clientId) {
    return "param.callbackRouteKey.invalid";
  }
  if (readVariables(pick(body, "cardData", "cardParamMap")) === undefined) {
    return "param.cardData.invalid";
  }
  const spaces = spacesOf(body);
  if (spaces.length === 0) return "param.openSpaceId.invalid";
  const isComplete = spaces.every(({ spaceType }) => hasModels(desk, spaceType, body));
  return isComplete ? undefined : "param.openDeliverModelEmpty";
}

function hasModels(desk: DingtalkDesk, spaceType: string, body: JsonObject): boolean {
  const models = spaceType === "IM_GROUP" ? "imGroup" : "imRobot";
  const forward = pick(body, `${models}OpenSpaceModel`, "supportForward");
  const deliver = body[`${models}OpenDeliverModel`];
  if (typeof forward !== "boolean") return false;
  return spaceType === "IM_GROUP"
    ? pick(deliver, "robotCode") === desk.options.keys.robotCode
    : pick(deliver, "spaceType") === "IM_ROBOT";
}

interface Space {
  readonly spaceType: string;
  readonly spaceId: string;
}

/** Empty unless every space is one that is known here. */
function spacesOf({ openSpaceId }: JsonObject): readonly Space[] {
  if (typeof openSpaceId !== "string" || !openSpaceId.startsWith("dtv1.card//")) return [];
  const spaces = openSpaceId.slice("dtv1.card//".length).split(";");
  const read = spaces.map((space) => /^(IM_GROUP|IM_ROBOT)\.(.+)$/.exec(space));
  return read.every((found) => found !== null)
    ? read.map((found) => ({ spaceType: found[1] ?? "", spaceId: found[2] ?? "" }))
    : [];
}

/** A group by the id of its conversation, a person by the id of the person. */
function findConversation(
  { options }: DingtalkDesk,
  spaceType: string,
  spaceId: string,
): string | undefined {
  if (spaceType === "IM_GROUP") {
    const isKnown = options.groups.some((group) => group.conversationId === spaceId);
    return isKnown ? groupKey("dingtalk", spaceId) : undefined;
  }
  const isKnown = options.members.some(({ userId }) => userId === spaceId);
  return isKnown ? singleKey("dingtalk", spaceId) : undefined;
}
