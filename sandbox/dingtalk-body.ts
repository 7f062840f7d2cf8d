import { parseObject, pick, utf8Length, type JsonObject } from "./api.ts";

/** What one of DingTalk's message bodies would show, or the rule it breaks. */
export type ReadBody =
  | { readonly kind: "empty" }
  | {
      readonly kind: "message";
      readonly text: string;
      readonly format: "text" | "markdown";
    }
  | { readonly kind: "broken"; readonly rule: string };

/** Observed, not documented; counted over the whole body. */
const webhookBytesMax = 20_000;

/** A body as given in an HTTP answer or to a session address. */
export function readWebhookBody(body: string): ReadBody {
  if (body === "") return { kind: "empty" };
  if (utf8Length(body) > webhookBytesMax) return broken("body exceeds 20000 bytes");
  const message = parseObject(body);
  if (message === undefined) return broken("body is not a JSON object");
  const msgtype = message["msgtype"];
  if (msgtype === "empty") return { kind: "empty" };
  if (msgtype === "text") return withMentions(message, readText(pick(message, "text", "content")));
  if (msgtype === "markdown") {
    const { markdown } = message;
    return withMentions(message, readMarkdown(pick(markdown, "title"), pick(markdown, "text")));
  }
  if (msgtype === "actionCard") {
    const { actionCard } = message;
    return readMarkdown(pick(actionCard, "title"), pick(actionCard, "text"));
  }
  return broken(`msgtype ${String(msgtype)} is not shown here`);
}

/** The pair msgKey and msgParam of the robot's own sending calls. */
export function readMsgParam(msgKey: unknown, msgParam: unknown): ReadBody {
  if (msgKey !== "sampleText" && msgKey !== "sampleMarkdown") {
    return broken("invalidParameter.msgKey.invalid");
  }
  if (typeof msgParam !== "string") return broken("invalidParameter.msgParam.invalid");
  if (utf8Length(msgParam) > 15_000) return broken("invalidParameter.msgParam.tooLong");
  const param = parseObject(msgParam);
  const read =
    msgKey === "sampleText"
      ? readText(pick(param, "content"))
      : readMarkdown(pick(param, "title"), pick(param, "text"));
  return read.kind === "broken" ? broken("invalidParameter.msgParam.invalid") : read;
}

function readText(content: unknown): ReadBody {
  if (typeof content !== "string" || content.trim() === "") return broken("text without content");
  return { kind: "message", text: content, format: "text" };
}

/** The title is the preview in the list of chats; without it the platform refuses. */
function readMarkdown(title: unknown, text: unknown): ReadBody {
  if (typeof title !== "string" || title === "") return broken("markdown without title");
  if (typeof text !== "string" || text.trim() === "") return broken("markdown without text");
  return { kind: "message", text, format: "markdown" };
}

/** A mention counts only if the same id stands in the words as well. */
function withMentions(message: JsonObject, read: ReadBody): ReadBody {
  const ids = pick(message, "at", "atUserIds");
  if (read.kind !== "message" || !Array.isArray(ids)) return read;
  const missing = ids.find((id) => !read.text.includes(`@${String(id)}`));
  return missing === undefined ? read : broken(`at ${String(missing)} does not occur in the text`);
}

function broken(rule: string): ReadBody {
  return { kind: "broken", rule };
}
