import { once } from "node:events";
import { connect } from "node:net";

import type { Sealed } from "./wire.ts";

/**
 * HTTP/1.1 over a bare socket: one request at a time, kept alive. The generator shares the cores
 * with what it measures, so it must cost as little as possible.
 */
export interface Connection {
  send(request: Buffer): Promise<Reply>;
  close(): void;
}

export interface Reply {
  /** 0 = the connection was closed instead. */
  readonly status: number;
  readonly body: Buffer;
}

export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let waiting: PromiseWithResolvers<Reply> | undefined;
  let held: Buffer | undefined;
  socket.on("data", (chunk: Buffer) => {
    held = held === undefined ? chunk : Buffer.concat([held, chunk]);
    const reply = parseReply(held);
    if (reply === undefined) return;
    held = undefined;
    waiting?.resolve(reply);
  });
  socket.on("error", () => {});
  socket.on("close", () => waiting?.resolve({ status: 0, body: Buffer.alloc(0) }));
  return {
    send(request) {
      waiting = Promise.withResolvers<Reply>();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

/** The whole request as bytes, made before the clock starts. */
export function requestBytes({ target, body }: Sealed): Buffer {
  return Buffer.from(
    `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Undefined while the reply is incomplete. */
function parseReply(bytes: Buffer): Reply | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const from = end + 4;
  // Without a length there is no body: that is how Node refuses a request by itself.
  const to = from + Number(length ?? 0);
  if (bytes.length < to) return undefined;
  return { status: Number(head.slice(9, 12)), body: bytes.subarray(from, to) };
}
