import { setTimeout as sleep } from "node:timers/promises";

import type { WecomKeys } from "../sandbox/keys.ts";
import { decryptWecom } from "../sandbox/wire.ts";
import { type Connection, openConnection, type Reply, requestBytes } from "./http.ts";
import { parentOrders, report, reportReady } from "./orders.ts";
import { chatId, userId } from "./setting.ts";
import { watchSteal } from "./steal.ts";
import { seal } from "./wire.ts";

/** The load generator, a process of its own. */

export interface LoadOptions {
  readonly keys: WecomKeys;
  readonly platformUrl: string;
  readonly conversations: number;
  readonly people: number;
}

export type LoadOrder = LoadTarget &
  (
    | { readonly kind: "closed"; readonly connections: number; readonly count: number }
    | { readonly kind: "open"; readonly perSecond: number; readonly count: number }
  );

interface LoadTarget {
  readonly port: number;
  readonly path: string;
  /** Sent in turn; `#` becomes a number of its own. */
  readonly words: readonly string[];
  /** What is answered must not be empty. */
  readonly expectsAnswer: boolean;
  /** A closed loop ends after this long, even if not all was sent. */
  readonly spanMs?: number;
}

export interface LoadResult {
  readonly count: number;
  readonly failures: number;
  /** Statuses other than 200 that came back; 0 = the connection was closed. */
  readonly statuses: readonly number[];
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Share of the processors' time that the host took meanwhile; undefined = not told. */
  readonly stolen: number | undefined;
  /** The words of one answer. */
  readonly sample: string;
}

const { keys, platformUrl, conversations, people } = await parentOrders<LoadOptions>();
process.on("message", (order: LoadOrder) => {
  run(order).then(
    (result) => report({ kind: "result", result }),
    (error: unknown) => report({ kind: "failure", reason: String(error) }),
  );
});
reportReady(0);

let sent = 0;

async function run(order: LoadOrder): Promise<LoadResult> {
  const requests = Array.from({ length: order.count }, () => makeRequest(order));
  const tally = createTally(order);
  const stolen = watchSteal();
  const startedAt = performance.now();
  if (order.kind === "closed") await runClosed(order, requests, tally);
  else await runOpen(order.perSecond, { requests, tally, port: order.port });
  return { ...tally.result(performance.now() - startedAt), stolen: stolen() };
}

function makeRequest({ path, words }: LoadOrder): Buffer {
  const number = sent;
  sent += 1;
  const text = words[number % words.length] ?? "";
  const callback = {
    msgid: `bench-${process.pid}-${number}`,
    userId: userId(number % people),
    chatId: chatId(number % conversations),
    words: text.replaceAll("#", String(number)),
    responseUrl: `${platformUrl}/sandbox/api/wecom/cgi-bin/aibot/response?response_code=${number}`,
  };
  return requestBytes(seal(keys, path, callback));
}

type Tally = ReturnType<typeof createTally>;

function createTally({ expectsAnswer }: LoadOrder) {
  const latencies: number[] = [];
  const statuses = new Set<number>();
  let failures = 0;
  let last: Reply | undefined;
  return {
    take(reply: Reply, latencyMs: number): void {
      latencies.push(latencyMs);
      if (reply.status !== 200) statuses.add(reply.status);
      if (reply.status !== 200 || (expectsAnswer && reply.body.length === 0)) failures += 1;
      else last = reply;
    },
    result(spanMs: number): Omit<LoadResult, "stolen"> {
      latencies.sort((a, b) => a - b);
      const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
      return {
        count: latencies.length,
        failures,
        statuses: Array.from(statuses),
        perSecond: (latencies.length / spanMs) * 1000,
        p50: at(0.5),
        p99: at(0.99),
        max: at(1),
        sample: last === undefined ? "" : readAnswer(last.body),
      };
    },
  };
}

function readAnswer(body: Buffer): string {
  if (body.length === 0) return "";
  const { encrypt } = JSON.parse(body.toString("utf8")) as { encrypt: string };
  const plain: unknown = JSON.parse(decryptWecom(keys.aesKey, encrypt).message);
  return (plain as { stream: { content: string } }).stream.content;
}

async function runClosed(
  order: Extract<LoadOrder, { kind: "closed" }>,
  requests: Buffer[],
  tally: Tally,
): Promise<void> {
  const endsAt = performance.now() + (order.spanMs ?? Number.POSITIVE_INFINITY);
  const callers = Array.from({ length: order.connections }, async () => {
    const connection = await openConnection(order.port);
    while (performance.now() < endsAt) {
      const request = requests.pop();
      if (request === undefined) break;
      const sentAt = performance.now();
      tally.take(await connection.send(request), performance.now() - sentAt);
    }
    connection.close();
  });
  await Promise.all(callers);
}

interface OpenLoop {
  readonly requests: readonly Buffer[];
  readonly tally: Tally;
  readonly port: number;
}

/** Nobody waits for anybody: what comes late counts from the moment it was meant to be sent. */
async function runOpen(perSecond: number, { requests, tally, port }: OpenLoop): Promise<void> {
  const idle = await Promise.all(Array.from({ length: 50 }, () => openConnection(port)));
  const everyMs = 1000 / perSecond;
  const startsAt = performance.now() + 50;
  const underWay: Promise<void>[] = [];
  for (const [index, request] of requests.entries()) {
    const meantAt = startsAt + index * everyMs;
    for (;;) {
      const waitMs = meantAt - performance.now();
      if (waitMs <= 0) break;
      await sleep(waitMs);
    }
    underWay.push(sendOne(request, meantAt));
  }
  await Promise.all(underWay);
  for (const connection of idle) connection.close();

  async function sendOne(request: Buffer, meantAt: number): Promise<void> {
    // In turn, so that none lies idle for so long that the server closes it.
    const connection: Connection = idle.shift() ?? (await openConnection(port));
    tally.take(await connection.send(request), performance.now() - meantAt);
    idle.push(connection);
  }
}
