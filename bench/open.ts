import { type Bench, callbackPath, requireSound, serve, startLoad, topics } from "./bench.ts";
import { type Figure, printFigures } from "./table.ts";

const goals = [
  { perSecond: 200, p99MsMax: 25 },
  { perSecond: 400, p99MsMax: 60 },
];

/** Evenly spaced, whether or not the last one was answered: what people in many groups do. */
export async function measureOpenLoop(bench: Bench): Promise<readonly Figure[]> {
  const seconds = bench.isQuick ? 3 : 15;
  const databaseUrl = await bench.createSeeded("bench_open");
  await using app = await serve(bench, { databaseUrl });
  await using load = await startLoad(bench);
  const target = { port: app.port, path: callbackPath, words: ["议题"], expectsAnswer: true };
  await load.run({ ...target, kind: "closed", connections: 20, count: 2_000 });
  const figures: Figure[] = [];
  for (const { perSecond, p99MsMax } of goals) {
    const count = perSecond * seconds;
    const result = await load.run({ ...target, kind: "open", perSecond, count });
    requireSound(result, `第${topics}小区`);
    const { p50, p99, max } = result;
    figures.push({
      what: `每秒${perSecond}条，p50 / p99 / 最大（毫秒）`,
      value: `${p50.toFixed(1)} / ${p99.toFixed(1)} / ${max.toFixed(1)}`,
      target: `p99 < ${p99MsMax}`,
      isMet: p99 < p99MsMax,
    });
  }
  printFigures("匀速到达，从应发时刻计（服务、投递、时钟都在运行）", figures);
  return figures;
}
