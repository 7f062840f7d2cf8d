import { createServer as createHttpServer } from "node:http";
import type { IncomingHttpHeaders, RequestListener, Server } from "node:http";
import { encrypt, getSignature } from "@wecom/crypto";
import { onTestFinished } from "vitest";
import type { Delivery, Target } from "../../domain/voice.ts";

/** Listens on a free port of this machine until the test ends. */
export async function listen(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, server };
}

export interface Taken {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly json: unknown;
}

/** What the pretend platform says: a JSON body, raw text, a cut connection, or nothing at all. */
export type Given =
  | { readonly json: unknown; readonly status?: number }
  | { readonly text: string; readonly status?: number; readonly headers?: Record<string, string> }
  | "cut"
  | "silence";

/** A platform of a few lines: it writes down what it is asked and answers what the test says. */
export async function pretendPlatform(answer: (taken: Taken) => Given) {
  const taken: Taken[] = [];
  const { url, server } = await listen((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const { pathname, searchParams } = new URL(req.url ?? "/", "http://x");
      const body = Buffer.concat(chunks).toString("utf8");
      const one: Taken = {
        method: req.method ?? "",
        path: pathname,
        query: searchParams,
        headers: req.headers,
        json: body === "" ? undefined : JSON.parse(body),
      };
      taken.push(one);
      const given = answer(one);
      if (given === "silence") return;
      if (given === "cut") {
        req.socket.destroy();
        return;
      }
      const isText = "text" in given;
      res.writeHead(given.status ?? 200, isText ? given.headers : undefined);
      res.end(isText ? given.text : JSON.stringify(given.json));
    });
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, taken, close, paths: () => taken.map((one) => one.path) };
}

export const wecomKeys = {
  token: "QDG6eK",
  aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  receiveId: "",
};

export function signedQuery(timestamp: string, nonce: string, ciphertext: string) {
  const signature = getSignature(wecomKeys.token, timestamp, nonce, ciphertext);
  return new URLSearchParams({ msg_signature: signature, timestamp, nonce });
}

/** A callback of the AI bot, sealed as the platform does it. */
export function sealedPost(words: unknown, at: Date, receiveId = "") {
  const message = typeof words === "string" ? words : JSON.stringify(words);
  const ciphertext = encrypt(wecomKeys.aesKey, message, receiveId);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    query: signedQuery(timestamp, "n0nce", ciphertext),
    body: JSON.stringify({ encrypt: ciphertext }),
  };
}

export function delivery(target: Target, text: string, now: Date): Delivery {
  return {
    target,
    message: { kind: "text", text },
    key: "k1",
    part: 0,
    attempt: 1,
    now,
    signal: new AbortController().signal,
  };
}
