import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";

import { expect } from "vitest";

import { createServer } from "../../bot/server.ts";
import type { Log } from "../../bot/server.ts";
import { createRenderer } from "../../render/renderer.ts";
import { createFileRoutes, type FilePorts } from "../../web/files.ts";
import type { Office } from "../support/talk.ts";

interface Watched {
  readonly reportFault: FilePorts["reportFault"];
  readonly log?: Log;
  /** Around what is really drawn. */
  readonly render?: (draw: FilePorts["render"]) => FilePorts["render"];
}

/** Serves an office's files over HTTP until the stack ends. @returns the address */
export async function serveFiles(
  stack: AsyncDisposableStack,
  office: Office,
  { reportFault, log = { error: () => {}, warn: () => {} }, render = (draw) => draw }: Watched,
): Promise<string> {
  const renderer = stack.use(createRenderer());
  const files = createFileRoutes({
    db: office.db,
    now: () => office.now,
    render: render((content) => renderer.render(content)),
    reportFault,
  });
  const app = createServer({
    accounts: new Map(),
    handle: () => expect.unreachable(),
    tap: () => expect.unreachable(),
    groupChanged: () => expect.unreachable(),
    recall: () => expect.unreachable(),
    ready: () => Promise.resolve(true),
    extraRoutes: [files],
    log,
    now: () => office.now,
  });
  const respond = app.callback();
  const server = createHttpServer((incoming, response) => void respond(incoming, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
