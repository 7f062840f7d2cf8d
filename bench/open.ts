import {
  type Bench,
  callbackPath,
  requireSound,
  serve,
  serveBare,
  startLoad,
  topics,
} from "./bench.ts";
import type { LoadResult } from "./load.ts";
import { sayShare } from "./steal.ts";
import { type Figure, printFigures } from "./table.ts";

const goals = [
  { perSecond: 200, p99MsMax: 25 },
  { perSecond: 400, p99MsMax: 60 },
];

/**
 * Evenly spaced, whether or not the last one was answered: what people in many groups do. The
 * baseline meets the same rate right after, so that the machine's own stalls can be told from ours.
 */
export async function measureOpenLoop(bench: Bench): Promise<readonly Figure[]> {
  const seconds = bench.isQuick ? 3 : 15;
  const databaseUrl = await bench.createSeeded("bench_open");
  await using app = await serve(bench, { databaseUrl });
  await using bare = await serveBare(bench);
  await using load = await startLoad(bench);
  const target = { path: callbackPath, words: ["议题"] };
  const ours = { ...target, port: app.port, expectsAnswer: true };
  const bares = { ...target, port: bare.port, expectsAnswer: false };
  for (const side of [ours, bares]) {
    await load.run({ ...side, kind: "closed", connections: 20, count: 2_000 });
  }
  const figures: Figure[] = [];
  for (const { perSecond, p99MsMax } of goals) {
    const rate = { kind: "open", perSecond, count: perSecond * seconds } as const;
    const result = await load.run({ ...ours, ...rate });
    requireSound(result, `第${topics}小区`);
    figures.push({
      what: `每秒${perSecond}条，p50 / p99 / 最大（毫秒）`,
      value: sayLatencies(result),
      target: `p99 < ${p99MsMax}`,
      isMet: result.p99 < p99MsMax,
    });
    const beside = await load.run({ ...bares, ...rate });
    requireSound(beside, "");
    figures.push({ what: "　　　　同样的速度，基线", value: sayLatencies(beside) });
  }
  printFigures("匀速到达，从应发时刻计（服务、投递、时钟都在运行）", figures);
  return figures;
}

function sayLatencies({ p50, p99, max, stolen }: LoadResult): string {
  const latencies = [p50, p99, max].map((each) => each.toFixed(1)).join(" / ");
  return `${latencies}（被宿主占去${sayShare(stolen)}）`;
}
