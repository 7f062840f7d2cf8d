import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { inject } from "vitest";

import { findProgram, requireUnderCi } from "./needs.ts";

/** A Redis server of the test's own. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, without what it held. */
  restartEmpty(): Promise<void>;
}

/**
 * Starts `redis-server` on a free loopback port with the durability the program asks for.
 *
 * @returns undefined where it is not installed
 * @throws Error under CI if it is missing
 */
export async function startRedis(): Promise<TestRedis | undefined> {
  const program = findProgram("redis");
  if (program === undefined) {
    requireUnderCi("redis");
    return undefined;
  }
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const directory = mkdtempSync(join(inject("runDir"), "redis-"));
    const spawnServer = () =>
      spawn(program, options(port, directory), { stdio: ["ignore", "pipe", "ignore"] });
    const child = spawnServer();
    if (await isReady(child)) {
      return { url: `redis://127.0.0.1:${port}`, ...lifeOf(child, directory, spawnServer) };
    }
    // Somebody took the port between finding and binding it.
    if (attempt === 5) throw new Error("redis-server did not start");
  }
}

function options(port: number, directory: string): string[] {
  const settings = {
    bind: "127.0.0.1",
    port: String(port),
    dir: directory,
    pidfile: join(directory, "redis.pid"),
    save: "",
    appendonly: "yes",
    appendfsync: "everysec",
    "maxmemory-policy": "noeviction",
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function isReady(child: ChildProcess): Promise<boolean> {
  let said = "";
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    said += String(chunk);
    if (!said.includes("Ready to accept connections")) continue;
    child.stdout?.resume();
    return true;
  }
  return false;
}

function lifeOf(
  first: ChildProcess,
  directory: string,
  spawnServer: () => ChildProcess,
): Omit<TestRedis, "url"> {
  let child = first;
  const end = async (signal: NodeJS.Signals) => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning && child.kill(signal)) await once(child, "exit");
  };
  return {
    kill: () => end("SIGKILL"),
    async restartEmpty() {
      await end("SIGKILL");
      rmSync(join(directory, "appendonlydir"), { recursive: true, force: true });
      child = spawnServer();
      if (!(await isReady(child))) throw new Error("redis-server did not start again");
    },
    async [Symbol.asyncDispose]() {
      await end("SIGTERM");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
