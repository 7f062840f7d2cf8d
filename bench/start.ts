import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

import { type Bench, median } from "./bench.ts";
import { type Figure, printFigures } from "./table.ts";

const readyMsMax = 2_000;

/** From the start of `main.ts` until it says that it is ready, on a database that is there. */
export async function measureStart(bench: Bench): Promise<readonly Figure[]> {
  const databaseUrl = await bench.createSeeded("bench_start");
  const runs: number[] = [];
  for (let run = 0; run < (bench.isQuick ? 2 : 7); run += 1) {
    runs.push(await startOnce(databaseUrl, bench.dataKey));
  }
  const program = median(runs);
  const all = program + bench.cluster.startMs;
  const figures = [
    { what: "main.ts 到 /readyz（数据库已在运行，中位数）", value: `${program.toFixed(0)} 毫秒` },
    { what: "其中最慢一次", value: `${Math.max(...runs).toFixed(0)} 毫秒` },
    { what: "随附数据库在已有数据上启动", value: `${bench.cluster.startMs.toFixed(0)} 毫秒` },
    {
      what: "两者合计",
      value: `${all.toFixed(0)} 毫秒`,
      target: `< ${readyMsMax} 毫秒`,
      isMet: all < readyMsMax,
    },
  ];
  printFigures(`启动（${runs.length}次）`, figures);
  return figures;
}

async function startOnce(databaseUrl: string, dataKey: string): Promise<number> {
  const port = randomInt(20_000, 60_000);
  const startedAt = performance.now();
  const program = spawn(process.execPath, ["main.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATA_KEY: dataKey,
      PORT: String(port),
      HOST: "127.0.0.1",
      SANDBOX: "off",
      LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exited = once(program, "exit");
  try {
    while (!(await isReady(port))) {
      if (program.exitCode !== null) throw new Error("main.ts ended before it was ready");
      if (performance.now() - startedAt > 60_000) throw new Error("main.ts did not get ready");
      await sleep(5);
    }
    return performance.now() - startedAt;
  } finally {
    program.kill("SIGTERM");
    await exited;
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
  } catch {
    // Nobody listens there yet.
    return false;
  }
}
