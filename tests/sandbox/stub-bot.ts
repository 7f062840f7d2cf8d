import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WecomKeys } from "../../sandbox/keys.ts";
import type { WecomOptions } from "../../sandbox/wecom-desk.ts";
import { createPretendWecom, type PretendWecom } from "../../sandbox/wecom.ts";
import { decryptWecom, encryptWecom, wecomSignature } from "../../sandbox/wire.ts";

/** A request as it reached the stand-in for the bot. */
export interface Heard {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface StubBot {
  readonly baseUrl: string;
  readonly heard: Heard[];
  close(): Promise<void>;
}

/** A tiny server in the bot's place; `answer` gets the request and its number, from 1. */
export async function startStubBot(
  answer: (heard: Heard, response: ServerResponse, count: number) => void | Promise<void>,
): Promise<StubBot> {
  const heard: Heard[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const one = {
      method: request.method ?? "",
      url: new URL(request.url ?? "/", "http://127.0.0.1"),
      headers: request.headers,
      body: Buffer.concat(parts).toString("utf8"),
    };
    heard.push(one);
    await answer(one, response, heard.length);
  };
  const server = createServer((request, response) => {
    // A mistake in the test shows as a broken connection.
    serve(request, response).catch(() => response.destroy());
  });
  const baseUrl = await listen(server);
  return { baseUrl, heard, close: () => closeServer(server) };
}

/** What it says: words, a status, or nothing at all, so that the request hangs. */
export type Reply = (heard: Heard, count: number) => string | number | undefined;

/** A stand-in that says what `reply` gives at that moment. */
export function startReplyingBot(reply: Reply): Promise<StubBot> {
  return startStubBot((heard, response, count) => {
    const answer = reply(heard, count);
    if (answer === undefined) return;
    if (typeof answer === "number") response.statusCode = answer;
    if (answer === 302) response.setHeader("location", "/elsewhere");
    response.end(typeof answer === "number" ? "" : answer);
  });
}

/** The pretend platform in front of such a bot; it knows 李梅 and 周敏, and is in a hurry. */
export function openPretendWecom(
  { baseUrl }: StubBot,
  keys: WecomKeys,
  { timing, ...change }: Partial<WecomOptions> = {},
): PretendWecom {
  return createPretendWecom({
    keys,
    botName: "小协",
    callbackUrl: `${baseUrl}/webhook/wecom/aibot/sandbox`,
    apiBase: "http://127.0.0.1:1/sandbox/api/wecom",
    members: ["LiMei", "ZhouMin"],
    groups: [],
    now: () => new Date("2026-03-09T02:00:00Z"),
    timing: { redeliveryPauseMs: 1, refreshMs: 1, streamMs: 20, ...timing },
    ...change,
  });
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

interface Keys {
  readonly token: string;
  readonly aesKey: string;
}

export function openCallback(keys: Keys, heard: Heard): Record<string, unknown> {
  const { encrypt } = JSON.parse(heard.body) as { encrypt: string };
  return JSON.parse(decryptWecom(keys.aesKey, encrypt).message) as Record<string, unknown>;
}

/** The answer of a well-behaved AI bot; `change` spoils one thing. */
export function sealReply(
  keys: Keys,
  heard: Heard,
  plain: unknown,
  change: { nonce?: string; signature?: string; receiveId?: string } = {},
): string {
  const encrypted = encryptWecom(keys.aesKey, {
    message: JSON.stringify(plain),
    receiveId: change.receiveId ?? "",
  });
  const nonce = change.nonce ?? heard.url.searchParams.get("nonce") ?? "";
  const timestamp = 1_773_000_000;
  const signature = wecomSignature({
    token: keys.token,
    timestamp: String(timestamp),
    nonce,
    encrypted,
  });
  return JSON.stringify({
    encrypt: encrypted,
    msgsignature: change.signature ?? signature,
    timestamp,
    nonce,
  });
}

export function stream(content: string, options: { id?: string; finish?: boolean } = {}) {
  return {
    msgtype: "stream",
    stream: { id: options.id ?? "s1", finish: options.finish ?? true, content },
  };
}
