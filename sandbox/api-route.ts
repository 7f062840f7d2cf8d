import type { ServerResponse } from "node:http";
import type { Context, Middleware } from "koa";
import type { ApiReply, ApiRequest } from "./api.ts";

export interface ApiRoute {
  readonly middleware: Middleware;
  /** Ends the connections that were left hanging on purpose. */
  dispose(): void;
}

/** As much as the bot itself takes; the platforms' own limits lie far below. */
const bodyBytesMax = 1_048_576;

/** Puts one pretend platform on HTTP, its arranged faults included. */
export function createApiRoute(
  prefix: string,
  handle: (request: ApiRequest) => ApiReply,
): ApiRoute {
  const hanging = new Set<ServerResponse>();
  return {
    async middleware(ctx) {
      const body = await readBody(ctx, bodyBytesMax);
      if (body === undefined) {
        ctx.status = 413;
        return;
      }
      const reply = handle({
        method: ctx.method,
        path: ctx.path.slice(prefix.length),
        query: ctx.URL.searchParams,
        headers: ctx.headers,
        body,
      });
      if (reply.kind !== "json") return spoil(ctx, reply, hanging);
      ctx.status = reply.status;
      ctx.type = "application/json; charset=utf-8";
      ctx.body = reply.body === undefined ? "" : JSON.stringify(reply.body);
    },
    dispose() {
      for (const response of hanging) response.destroy();
    },
  };
}

/** @returns the text of the body, or undefined if it is too long */
export async function readBody(ctx: Context, bytesMax: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of ctx.req) {
    const chunk: Buffer = part;
    bytes += chunk.length;
    if (bytes > bytesMax) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Writes past Koa, because a reply that is complete and correct is all it can send. */
function spoil(
  ctx: Context,
  reply: Exclude<ApiReply, { kind: "json" }>,
  hanging: Set<ServerResponse>,
): void {
  ctx.respond = false;
  const { res } = ctx;
  if (reply.kind === "hang") {
    hanging.add(res);
    res.once("close", () => hanging.delete(res));
    return;
  }
  const text = Buffer.from(JSON.stringify(reply.body), "utf8");
  res.writeHead(reply.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": text.length,
  });
  res.write(text.subarray(0, Math.floor(text.length / 2)), () => res.destroy());
}
