import { z } from "zod";

/** The topics that are subscribed to. */
export const robotTopic = "/v1.0/im/bot/messages/get";
export const cardTopic = "/v1.0/card/instances/callback";

/** What came down a stream, as far as it can be read. */
export interface Frame {
  /** `SYSTEM`, `EVENT` or `CALLBACK`, or whatever else it says. */
  readonly type: string;
  readonly topic: string;
  /** Names this push; without it nothing can be acknowledged. */
  readonly messageId: string | undefined;
  /** Of an event, e.g. `chat_disband`. */
  readonly eventType: string;
  /** Undefined if it is no JSON. */
  readonly data: unknown;
}

export interface Ack {
  /** 200 done, 400 unreadable, 404 unknown topic, 500 a fault of ours. */
  readonly code: 200 | 400 | 404 | 500;
  /** Goes out as JSON text. */
  readonly data: unknown;
}

const textSchema = z.string().optional().catch(undefined);

const headersSchema = z
  .object({ topic: textSchema, messageId: textSchema, eventType: textSchema })
  .optional()
  .catch(undefined);

/** Only what is used is looked at: times come as text or numbers, versions are left out. */
const frameSchema = z.object({
  type: textSchema,
  headers: headersSchema,
  // Some samples of the platform spell it so.
  header: headersSchema,
  data: z.unknown().optional(),
});

/** Never throws; undefined if the text is no frame at all. */
export function parseFrame(text: string): Frame | undefined {
  const frame = frameSchema.safeParse(jsonOf(text)).data;
  if (frame === undefined) return undefined;
  const headers = frame.headers ?? frame.header;
  return {
    type: frame.type ?? "",
    topic: headers?.topic ?? "",
    messageId: headers?.messageId || undefined,
    eventType: headers?.eventType ?? "",
    data: typeof frame.data === "string" ? jsonOf(frame.data) : frame.data,
  };
}

/** The text of an ack; undefined if the frame has no name to acknowledge. */
export function renderAck({ messageId }: Frame, { code, data }: Ack): string | undefined {
  if (messageId === undefined) return undefined;
  return JSON.stringify({
    code,
    headers: { messageId, contentType: "application/json" },
    message: messages[code],
    data: JSON.stringify(data),
  });
}

const messages = {
  200: "OK",
  400: "unreadable data",
  404: "unknown topic",
  500: "internal error",
} as const;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
