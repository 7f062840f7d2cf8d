import type { AddressInfo } from "node:net";

import { sandboxSettings } from "../accounts.ts";
import { startApp } from "../app.ts";
import type { Config } from "../config.ts";
import { createLog } from "../log.ts";
import type { SandboxKeys } from "../sandbox/keys.ts";
import { parentOrders, report, reportReady } from "./orders.ts";
import { account } from "./setting.ts";

/** The program itself as a process of its own, on a database that is migrated already. */
export interface ServeOptions {
  readonly databaseUrl: string;
  readonly keys: SandboxKeys;
  /** 64 hex digits. */
  readonly dataKey: string;
  /** Where the pretend platforms listen. */
  readonly platformUrl: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly role?: Config["role"];
  readonly claimMs?: number;
  /** Named points of the delivery at which the process reports, and hangs until it is killed. */
  readonly hangAt?: "claimed" | "sent";
}

const options = await parentOrders<ServeOptions>();
try {
  await serve(options);
} catch (error) {
  report({ kind: "failure", reason: String(error) });
}

async function serve({ keys, platformUrl, hangAt, claimMs, ...given }: ServeOptions) {
  const app = await startApp({
    config: {
      role: given.role ?? "all",
      host: "127.0.0.1",
      port: given.port,
      redisUrl: undefined,
      botName: "小协",
    },
    databaseUrl: given.databaseUrl,
    dataKey: Buffer.from(given.dataKey, "hex"),
    setupCodes: {},
    accounts: { [account]: sandboxSettings(keys, platformUrl) },
    log: createLog(process.env["LOG_LEVEL"] ?? "silent"),
    ...(claimMs === undefined ? {} : { claimMs }),
    onStep: (step) => (step === hangAt ? hang(step) : undefined),
  });
  process.on("message", () => report({ kind: "result", result: process.memoryUsage() }));
  reportReady((app.server?.address() as AddressInfo | null)?.port ?? 0);
}

function hang(step: string): Promise<void> {
  report({ kind: "step", step });
  return new Promise(() => {});
}
