import { createServer } from "node:net";
import { once } from "node:events";

import { accountSettings, sandboxSettings } from "../../accounts.ts";
import { type App, jobLogOf, startApp } from "../../app.ts";
import { parseConfig } from "../../config.ts";
import { createLog } from "../../log.ts";
import { createSandboxTenant } from "../../sandbox-tenant.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import type { PlayMemory } from "../../sandbox/play.ts";
import { createSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { createTestDatabase } from "./postgres.ts";

/** The whole program with the pretend platforms, on a database and a port of its own. */
export interface Play extends AsyncDisposable {
  readonly app: App;
  readonly sandbox: Sandbox;
  readonly baseUrl: string;
  /** What the bot would go on from if the process ended now. */
  readonly memory: PlayMemory;
  /** The wall clock of both sides. */
  now: Date;
}

export async function openPlay(options: { readonly host?: string } = {}): Promise<Play> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const port = await findFreePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const keys = createSandboxKeys();
  const play = { now: new Date("2026-03-09T02:00:00Z") };
  const now = () => play.now;
  const sandbox = createSandbox({
    baseUrl,
    keys,
    accessKey: "0".repeat(32),
    botName: "小协",
    // What the page says about it; the test itself only ever listens on this machine.
    ...options,
    now,
  });
  stack.defer(() => sandbox.dispose());
  const config = parseConfig({ PORT: String(port) });
  const app = stack.use(
    await startApp({
      config,
      databaseUrl: database.url,
      dataKey: Buffer.alloc(32, 7),
      setupCodes: {},
      accounts: accountSettings(config, sandboxSettings(keys, baseUrl)),
      extraRoutes: [sandbox.router],
      log: createLog("silent"),
      now,
    }),
  );
  const log = jobLogOf(createLog("silent"));
  const tenant = createSandboxTenant(app.db, { accounts: app.accounts, keys, baseUrl, now, log });
  await sandbox.play.open(tenant);
  return Object.assign(play, {
    app,
    memory: tenant,
    sandbox,
    baseUrl,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  });
}

/** A port that nobody listens on at the moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
