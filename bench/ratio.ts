import {
  type Bench,
  callbackPath,
  median,
  requireSound,
  serve,
  serveBare,
  startLoad,
} from "./bench.ts";
import { topics } from "./bench.ts";
import type { LoadResult } from "./load.ts";
import { sayShare } from "./steal.ts";
import { type Figure, printFigures, printTable } from "./table.ts";

const connections = 50;
/** Long enough for the 20,000 messages after which a program runs no faster: that ends it. */
const warmMs = 60_000;

/** The full 议题 command against the baseline: rounds by turns, so that both meet the same noise. */
export async function measureRatio(bench: Bench): Promise<readonly Figure[]> {
  const [pairs, spanMs] = bench.isQuick ? [2, 1000] : [7, 4000];
  const databaseUrl = await bench.createSeeded("bench_ratio");
  await using app = await serve(bench, { databaseUrl });
  await using bare = await serveBare(bench);
  await using load = await startLoad(bench);

  const run = async (side: "app" | "bare", count: number, roundMs: number) => {
    const expectsAnswer = side === "app";
    const port = side === "app" ? app.port : bare.port;
    const target = { port, path: callbackPath, words: ["议题"], expectsAnswer, spanMs: roundMs };
    const result = await load.run({ ...target, kind: "closed", connections, count });
    requireSound(result, expectsAnswer ? `第${topics}小区` : "");
    return result;
  };

  const rates = { app: 0, bare: 0 };
  for (const side of ["app", "bare"] as const) {
    const warm = await run(side, bench.isQuick ? 3_000 : 20_000, bench.isQuick ? spanMs : warmMs);
    rates[side] = warm.perSecond;
  }
  const rounds: { app: LoadResult; bare: LoadResult }[] = [];
  // More than can be sent in that time, so that the clock ends the round and not the supply.
  const countOf = (side: "app" | "bare") => Math.ceil(((rates[side] * spanMs) / 1000) * 1.6);
  for (let pair = 0; pair < pairs; pair += 1) {
    rounds.push({
      app: await run("app", countOf("app"), spanMs),
      bare: await run("bare", countOf("bare"), spanMs),
    });
  }
  printRounds(rounds);
  const figures = judge(rounds);
  printFigures(`议题指令与基线之比（${topics}件议题、500个会话、${connections}个连接）`, figures);
  return figures;
}

interface Round {
  readonly app: LoadResult;
  readonly bare: LoadResult;
}

function printRounds(rounds: readonly Round[]): void {
  const rows = rounds.map(({ app, bare }, index) => [
    String(index + 1),
    app.perSecond.toFixed(0),
    `${app.p50.toFixed(1)} / ${app.p99.toFixed(1)}`,
    bare.perSecond.toFixed(0),
    `${bare.p50.toFixed(1)} / ${bare.p99.toFixed(1)}`,
    (app.perSecond / bare.perSecond).toFixed(3),
    (app.p99 / bare.p99).toFixed(2),
    `${sayShare(app.stolen)} / ${sayShare(bare.stolen)}`,
  ]);
  const head = [
    "轮",
    "本程序/秒",
    "p50/p99毫秒",
    "基线/秒",
    "p50/p99毫秒",
    "吞吐比",
    "p99比",
    "被宿主占去",
  ];
  printTable("交替各轮", head, rows);
}

function judge(rounds: readonly Round[]): Figure[] {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  const throughput = of(({ app }) => app.perSecond) / of(({ bare }) => bare.perSecond);
  const p99 = of(({ app }) => app.p99) / of(({ bare }) => bare.p99);
  const pairwise = rounds.map(({ app, bare }) => app.perSecond / bare.perSecond);
  const range = `${Math.min(...pairwise).toFixed(3)}～${Math.max(...pairwise).toFixed(3)}`;
  return [
    {
      what: "吞吐比（中位数之比）",
      value: throughput.toFixed(3),
      target: "≥ 0.2（力争 0.3）",
      isMet: throughput >= 0.2,
    },
    { what: "各轮吞吐比", value: range },
    { what: "p99 之比", value: p99.toFixed(2), target: "≤ 6", isMet: p99 <= 6 },
  ];
}
