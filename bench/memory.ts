import { setTimeout as sleep } from "node:timers/promises";

import { type Bench, callbackPath, median, requireSound, serve, startLoad } from "./bench.ts";
import type { Child } from "./child.ts";
import { type Figure, printFigures } from "./table.ts";

const rssMbMax = 300;
const growthMax = 1.1;

/** Resident memory after many messages of every kind; what leaks shows in the second figure. */
export async function measureMemory(bench: Bench): Promise<readonly Figure[]> {
  const [early, late] = bench.isQuick ? [1_000, 3_000] : [20_000, 100_000];
  const databaseUrl = await bench.createSeeded("bench_memory");
  await using app = await serve(bench, { databaseUrl });
  await using load = await startLoad(bench);
  const target = { port: app.port, path: callbackPath, expectsAnswer: true };
  const words = [
    "议题",
    "议题 7",
    "帮助",
    "议题",
    "荐题 第#条路加装路灯",
    "我的提醒",
    "议题",
    "附议 #",
  ];
  const atStart = await look(app);
  const send = async (count: number) => {
    // In pieces: the generator makes its requests beforehand and would itself grow large.
    for (let rest = count; rest > 0; rest -= 5_000) {
      const piece = Math.min(rest, 5_000);
      const result = await load.run({
        ...target,
        words,
        kind: "closed",
        connections: 50,
        count: piece,
      });
      requireSound(result, "");
    }
    return look(app);
  };
  const atEarly = await send(early);
  const atLate = await send(late - early);
  const growth = atLate.rss / atEarly.rss;
  const figures = [
    { what: "启动后常驻内存", value: tell(atStart) },
    { what: `${early}条消息后`, value: tell(atEarly) },
    {
      what: `${late}条消息后`,
      value: tell(atLate),
      target: `≤ ${rssMbMax} MB`,
      isMet: atLate.rss <= rssMbMax,
    },
    {
      what: "两者之比",
      value: growth.toFixed(3),
      target: `≤ ${growthMax}`,
      isMet: growth <= growthMax,
    },
  ];
  printFigures("内存（Node 进程）", figures);
  return figures;
}

/** In MB. */
interface Look {
  readonly rss: number;
  readonly heapTotal: number;
  readonly heapUsed: number;
  readonly external: number;
}

function tell({ rss, heapTotal, heapUsed, external }: Look): string {
  const heap = `堆 ${heapUsed.toFixed(0)}/${heapTotal.toFixed(0)}`;
  return `${rss.toFixed(0)} MB（${heap}，堆外 ${external.toFixed(0)}）`;
}

/** As it settles after the last message: the middle of several looks. */
async function look(app: Child): Promise<Look> {
  const looks: Look[] = [];
  for (let count = 0; count < 5; count += 1) {
    await sleep(400);
    const result = app.next("result");
    app.send({ kind: "memory" });
    looks.push((await result).result as Look);
  }
  const middle = (pick: (look: Look) => number) => median(looks.map(pick)) / 1024 / 1024;
  return {
    rss: middle((each) => each.rss),
    heapTotal: middle((each) => each.heapTotal),
    heapUsed: middle((each) => each.heapUsed),
    external: middle((each) => each.external),
  };
}
