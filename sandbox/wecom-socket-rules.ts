import { isObject, pick, utf8Length, type JsonObject } from "./api.ts";
import { groupKey, type ShownCard, singleKey } from "./timeline.ts";
import { readTemplateCard } from "./wecom-card.ts";
import {
  noteFault,
  type Callback,
  type SocketDesk,
  type SocketShown,
} from "./wecom-socket-desk.ts";
import { WireError } from "./wire.ts";

/** A frame of the bot that says something. */
export interface SayingFrame {
  readonly cmd: string;
  readonly reqId: string;
  readonly body: JsonObject;
  /** Which connection it came on. */
  readonly link: number;
}

/** A refusal, with the platform's number. */
class Refusal extends Error {
  readonly errcode: number;
  constructor(errcode: number, message: string) {
    super(message);
    this.errcode = errcode;
  }
}

const dayMs = 86_400_000;
const streamMs = 360_000;
const eventMs = 5_000;
const contentBytesMax = 20_480;

/** Shows what the frame says, or refuses it. @returns the error number, 0 = taken */
export function judge(desk: SocketDesk, frame: SayingFrame): number {
  const rule = rules[frame.cmd];
  try {
    if (rule === undefined) throw new Refusal(40_008, `unknown command ${frame.cmd}`);
    rule(desk, frame);
    return 0;
  } catch (error) {
    const refusal = error instanceof WireError ? new Refusal(40_058, error.message) : error;
    if (!(refusal instanceof Refusal)) throw error;
    noteFault(desk, String(refusal.errcode), `${frame.cmd}: ${refusal.message}`);
    return refusal.errcode;
  }
}

const rules: Readonly<Record<string, (desk: SocketDesk, frame: SayingFrame) => void>> = {
  aibot_respond_msg: answerMessage,
  aibot_respond_welcome_msg: welcome,
  aibot_respond_update_msg: updateCard,
  aibot_send_msg: sendUnasked,
};

function answerMessage(desk: SocketDesk, frame: SayingFrame): void {
  const callback = findCallback(desk, frame, "message", dayMs);
  if (frame.body["msgtype"] === "stream") return answerStream(desk, frame, callback);
  takeRate(desk, callback.conversation);
  show(desk, callback, {
    via: "answer",
    ...readMessage(desk, frame.body, ["template_card", "markdown"]),
  });
}

/** The whole text each time; only the first frame of a stream is a message of its own. */
function answerStream(desk: SocketDesk, { body }: SayingFrame, callback: Callback): void {
  const now = desk.options.now().getTime();
  const [id, finish, content] = ["id", "finish", "content"].map((name) =>
    pick(body, "stream", name),
  );
  need(typeof id === "string" && id !== "", 40_058, "stream without id");
  need(typeof finish === "boolean", 40_058, "stream without finish");
  need(pick(body, "stream", "msg_item") === undefined, 40_058, "msg_item is not taken here");
  const text = checkContent(content);
  const before = callback.stream;
  if (before === undefined) takeRate(desk, callback.conversation);
  need(before === undefined || before.id === id, 40_058, "another stream id");
  need(before?.isFinished !== true, 846_608, "the stream is finished");
  need(before === undefined || now - before.since < streamMs, 846_608, "stream update expired");
  callback.stream = { id, since: before?.since ?? now, isFinished: finish };
  if (finish) show(desk, callback, { via: "answer", text });
}

function welcome(desk: SocketDesk, frame: SayingFrame): void {
  const callback = findCallback(desk, frame, "enterChat", eventMs);
  callback.isUsed = true;
  takeRate(desk, callback.conversation);
  show(desk, callback, {
    via: "welcome",
    ...readMessage(desk, frame.body, ["template_card", "text"]),
  });
}

function updateCard(desk: SocketDesk, frame: SayingFrame): void {
  const callback = findCallback(desk, frame, "tap", eventMs);
  const { response_type: type, userids, template_card: card } = frame.body;
  need(type === "update_template_card", 40_058, "response_type is not update_template_card");
  const isList = Array.isArray(userids) && userids.every((id) => typeof id === "string");
  need(userids === undefined || isList, 40_058, "userids is not a list");
  const shown = readTemplateCard(card, "aibot");
  need(shown.id === callback.taskId, 40_058, "another task_id than the card that was tapped");
  callback.isUsed = true;
  show(desk, callback, {
    via: "update",
    text: shown.title,
    card: shown,
    ...(isList && { userIds: userids }),
  });
}

function sendUnasked(desk: SocketDesk, { reqId, body }: SayingFrame): void {
  const isOwn = !desk.callbacks.has(reqId) && !desk.ownReqIds.has(reqId);
  need(isOwn, 846_605, "the req_id is not a new one");
  desk.ownReqIds.add(reqId);
  const { chatid, chat_type: type } = body;
  need(typeof chatid === "string" && chatid !== "", 93_006, "no chatid");
  need(type === 1 || type === 2, 40_058, "chat_type is not 1 or 2");
  const conversation = type === 1 ? singleKey("wecom", chatid) : groupKey("wecom", chatid);
  need(desk.spokenIn.has(conversation), 93_006, "nobody spoke to the bot there");
  const message = readMessage(desk, body, ["template_card", "markdown"]);
  takeRate(desk, conversation);
  desk.received.add({ at: desk.options.now(), conversation, via: "send", ...message });
}

/** Only what was told on this very connection can be answered, with the command meant for it. */
function findCallback(
  desk: SocketDesk,
  { reqId, link }: SayingFrame,
  kind: Callback["kind"],
  withinMs: number,
): Callback {
  const callback = desk.callbacks.get(reqId);
  if (callback === undefined || callback.link !== link) {
    throw new Refusal(846_605, "nothing was told under this req_id on this connection");
  }
  need(callback.kind === kind && !callback.isUsed, 846_605, "not the command for this req_id");
  const age = desk.options.now().getTime() - callback.at;
  need(age < withinMs, 846_605, "too late for this req_id");
  return callback;
}

interface Message {
  readonly text: string;
  readonly card?: ShownCard;
}

function readMessage(desk: SocketDesk, body: JsonObject, taken: readonly string[]): Message {
  const type = body["msgtype"];
  need(typeof type === "string" && taken.includes(type), 40_008, `msgtype ${String(type)}`);
  if (type !== "template_card") return { text: checkContent(pick(body, type, "content")) };
  need(isObject(body["template_card"]), 40_058, "no template_card");
  const card = readTemplateCard(body["template_card"], "aibot");
  need(card.id === "" || !desk.taskIds.has(card.id), 40_058, "the task_id was used before");
  desk.taskIds.add(card.id);
  return { text: card.title, card };
}

function checkContent(content: unknown): string {
  need(typeof content === "string" && content.trim() !== "", 44_004, "empty content");
  need(utf8Length(content) <= contentBytesMax, 45_002, "content exceeds 20480 bytes");
  return content;
}

function takeRate(desk: SocketDesk, conversation: string): void {
  const now = desk.options.now();
  const isFree = desk.minuteRate.take(conversation, now) && desk.hourRate.take(conversation, now);
  need(isFree, 45_009, "more than 30 a minute or 1000 an hour");
}

function show(
  desk: SocketDesk,
  callback: Callback,
  shown: Omit<SocketShown, "at" | "conversation">,
): void {
  const whole = { at: desk.options.now(), conversation: callback.conversation, ...shown };
  desk.received.add(whole);
  callback.onShown(whole);
}

function need(holds: boolean, errcode: number, rule: string): asserts holds {
  if (!holds) throw new Refusal(errcode, rule);
}
