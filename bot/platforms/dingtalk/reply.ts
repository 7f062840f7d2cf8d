import type { Message } from "../../../domain/message.ts";
import { cut, jsonBytes } from "../../bytes.ts";
import type { RawReply } from "../../platform.ts";

const webhookBodyBytesMax = 20_000;
const apiParamBytesMax = 15_000;

/** The answer in the body of the HTTP response; `empty` is the platform's "no reply". */
export function renderReply(answer: Message | undefined): RawReply {
  const body = answer === undefined ? { msgtype: "empty" } : renderWebhook(answer);
  return { status: 200, type: "application/json", body: JSON.stringify(body) };
}

/** Plain text, in which the platform interprets nothing: a mention would need a field beside it. */
export function renderWebhook({ text }: Message): object {
  const frame = Buffer.byteLength(JSON.stringify({ msgtype: "text", text: { content: "" } }));
  const content = cut(text, webhookBodyBytesMax - frame, jsonBytes);
  return { msgtype: "text", text: { content } };
}

/** The same text for the API: its parameters are JSON inside JSON, and measured so. */
export function renderApiText({ text }: Message): { msgKey: string; msgParam: string } {
  const frame = Buffer.byteLength(JSON.stringify({ content: "" }));
  const content = cut(text, apiParamBytesMax - frame, jsonBytes);
  return { msgKey: "sampleText", msgParam: JSON.stringify({ content }) };
}
