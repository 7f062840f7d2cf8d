import { createServer, type Server } from "node:http";
import Koa from "koa";
import type { SandboxKeys } from "../../sandbox/keys.ts";
import { createSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { closeServer, listen, openCallback, sealReply, stream, type Heard } from "./stub-bot.ts";

export interface DemoBot {
  readonly baseUrl: string;
  readonly sandbox: Sandbox;
  /** What the server could not handle; a test expects none. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

/** The sandbox on a real server, with a stand-in for the bot on the webhook paths. */
export async function startDemoBot(options: {
  readonly keys: SandboxKeys;
  readonly accessKey: string;
  readonly answer: (text: string) => string | undefined;
  readonly now?: () => Date;
  readonly host?: string;
}): Promise<DemoBot> {
  const app = new Koa();
  const errors: unknown[] = [];
  app.on("error", (error) => errors.push(error));
  const server: Server = createServer();
  const baseUrl = await listen(server);
  const sandbox = createSandbox({
    baseUrl,
    keys: options.keys,
    accessKey: options.accessKey,
    botName: "小协",
    now: options.now ?? (() => new Date()),
  });
  app.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/webhook/")) return next();
    const parts: Buffer[] = [];
    for await (const part of ctx.req) parts.push(part as Buffer);
    const heard: Heard = {
      method: ctx.method,
      url: ctx.URL,
      headers: ctx.headers,
      body: Buffer.concat(parts).toString("utf8"),
    };
    ctx.type = "application/json";
    ctx.body = ctx.path.startsWith("/webhook/wecom/")
      ? wecomReply(options, heard)
      : dingtalkReply(options, heard);
  });
  app.use(sandbox.router.routes());
  const serve = app.callback();
  server.on("request", (request, response) => {
    serve(request, response).catch((error: unknown) => errors.push(error));
  });
  return {
    baseUrl,
    sandbox,
    errors,
    async close() {
      sandbox.dispose();
      await closeServer(server);
    },
  };
}

type Answering = Pick<Parameters<typeof startDemoBot>[0], "keys" | "answer">;

function wecomReply({ keys, answer }: Answering, heard: Heard): string {
  const message = openCallback(keys.wecom, heard) as {
    msgtype: string;
    text?: { content: string };
    voice?: { content: string };
  };
  const words = message.text?.content ?? message.voice?.content;
  const said = answer(words?.replace("@小协", "").trim() ?? "");
  if (said === undefined) return "";
  if (message.msgtype === "event") {
    return sealReply(keys.wecom, heard, { msgtype: "text", text: { content: said } });
  }
  return sealReply(keys.wecom, heard, stream(said));
}

function dingtalkReply({ answer }: Answering, heard: Heard): string {
  const message = JSON.parse(heard.body) as { text?: { content: string } };
  const said = answer(message.text?.content.trim() ?? "");
  if (said === undefined) return JSON.stringify({ msgtype: "empty" });
  return JSON.stringify({ msgtype: "text", text: { content: said } });
}
