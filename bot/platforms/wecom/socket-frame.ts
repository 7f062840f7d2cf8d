import { z } from "zod";
import { errcodeSchema } from "../../http.ts";

/** What came over the long connection. */
export type Frame =
  | { readonly kind: "ack"; readonly reqId: string; readonly ack: Ack }
  | { readonly kind: "push"; readonly push: Push };

/** The platform's answer to a frame of ours. */
export interface Ack {
  readonly errcode: number;
  readonly errmsg: string;
}

/** What the platform tells of its own accord: what people say and do. */
export interface Push {
  readonly cmd: string;
  /** An answer names it; good on this connection only. */
  readonly reqId: string;
  readonly body: unknown;
}

const headersSchema = z.object({ req_id: z.string().max(1024).catch("") }).catch({ req_id: "" });

const pushSchema = z.object({
  cmd: z.string().min(1),
  headers: headersSchema,
  body: z.unknown().optional(),
});

/** Acks carry no command. */
const ackSchema = z.object({
  headers: headersSchema,
  errcode: errcodeSchema.default(0),
  errmsg: z.string().catch(""),
});

/** Never throws; undefined if the text is no frame. */
export function parseFrame(text: string): Frame | undefined {
  const json = jsonOf(text);
  const push = pushSchema.safeParse(json).data;
  if (push !== undefined) {
    const { cmd, headers, body } = push;
    return { kind: "push", push: { cmd, reqId: headers.req_id, body } };
  }
  const ack = ackSchema.safeParse(json).data;
  if (ack === undefined) return undefined;
  const { headers, errcode, errmsg } = ack;
  return { kind: "ack", reqId: headers.req_id, ack: { errcode, errmsg } };
}

export function renderFrame(cmd: string, reqId: string, body: unknown): string {
  const headers = { req_id: reqId };
  return JSON.stringify(body === undefined ? { cmd, headers } : { cmd, headers, body });
}

/** Told before the platform closes: another instance has subscribed, and has the bot now. */
export function isDisconnectedEvent({ cmd, body }: Push): boolean {
  return cmd === eventCmd && eventSchema.safeParse(body).success;
}

export const eventCmd = "aibot_event_callback";
export const messageCmd = "aibot_msg_callback";

const eventSchema = z.object({
  event: z.object({ eventtype: z.literal("disconnected_event") }),
});

/** The platform is known to leave raw control characters in its texts, which JSON forbids. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return lenientJsonOf(text);
  }
}

function lenientJsonOf(text: string): unknown {
  try {
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    return JSON.parse(text.replaceAll(/[\u0000-\u001f]/g, " "));
  } catch {
    return undefined;
  }
}
