import { createHash, randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The platforms' sending side without their rate limits, which hundreds of restarts would hit. It
 * takes what is sent after a moment, so that a kill can fall between the taking and the answer.
 */
export interface Platform extends AsyncDisposable {
  readonly url: string;
  /** How often people saw the words with this mark, by the way they came. */
  shown(mark: string): readonly Way[];
}

/** The app's way to a person drops repetitions; nothing else does. */
export type Way = "app" | "push" | "reply" | "openapi" | "session";

export async function startPlatform(): Promise<Platform> {
  const shown = new Map<string, Way[]>();
  const taken = new Set<string>();
  const show = (way: Way, words: string) => {
    const mark = markOf(words);
    if (mark !== undefined) shown.set(mark, [...(shown.get(mark) ?? []), way]);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown: (mark) => shown.get(mark) ?? [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    if (body === undefined) return;
    await sleep(randomInt(2, 25));
    const path = new URL(request.url ?? "/", "http://platform").pathname;
    const reply = take(path.replace(/^\/sandbox\/api\/\w+/, ""), body);
    response.setHeader("content-type", "application/json");
    await sleep(randomInt(2, 25));
    response.end(JSON.stringify(reply));
  }

  function take(path: string, body: string): object {
    switch (path) {
      case "/cgi-bin/gettoken":
        return { errcode: 0, access_token: "bench", expires_in: 7200 };
      case "/v1.0/oauth2/accessToken":
        return { accessToken: "bench", expireIn: 7200 };
      case "/cgi-bin/message/send":
        return { errcode: 0, msgid: takeOnce(body) };
      case "/v1.0/robot/groupMessages/send":
      case "/v1.0/robot/oToMessages/batchSend":
        show("openapi", body);
        return { processQueryKey: "bench" };
      case "/robot/sendBySession":
        show("session", body);
        return { errcode: 0 };
      default:
        show(path.endsWith("/webhook/send") ? "push" : "reply", body);
        return { errcode: 0 };
    }
  }

  /** The duplicate check: the same body within the interval is taken and not shown again. */
  function takeOnce(body: string): string {
    const print = createHash("sha256").update(body).digest("hex");
    const asks = (JSON.parse(body) as { enable_duplicate_check?: number }).enable_duplicate_check;
    if (asks !== 1 || !taken.has(print)) show("app", body);
    taken.add(print);
    return print;
  }
}

/** Every reminder of the measurement carries a mark of its own. */
export function markOf(words: string): string | undefined {
  return /第\d+份材料/.exec(words)?.[0];
}

async function readAll(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // The sender was killed in the middle of its request: a real platform took nothing either.
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}
