import { type Bench, createBench } from "./bench.ts";
import { startCluster } from "./cluster.ts";
import { measureDigests } from "./digests.ts";
import { measureDeliver } from "./deliver.ts";
import { measureKills } from "./kills.ts";
import { printMachine } from "./machine.ts";
import { measureMemory } from "./memory.ts";
import { measureNotices } from "./notices.ts";
import { measureOpenLoop } from "./open.ts";
import { measureRatio } from "./ratio.ts";
import { measureRecount } from "./recount.ts";
import { measureSelection } from "./selection.ts";
import { measureSimilar } from "./similar.ts";
import { measureStart } from "./start.ts";
import { type Figure, printFigures } from "./table.ts";
import { measureWhen } from "./when.ts";

/**
 * `npm run bench -- [part …] [--quick]`: every measurement on one embedded cluster in a temporary
 * directory. Figures that miss their target are told and end nothing; what goes wrong ends with 1.
 */
const parts: Readonly<Record<string, (bench: Bench) => Promise<readonly Figure[]>>> = {
  ratio: measureRatio,
  open: measureOpenLoop,
  memory: measureMemory,
  start: measureStart,
  kills: measureKills,
  deliver: measureDeliver,
  recount: measureRecount,
  similar: measureSimilar,
  selection: measureSelection,
  digests: measureDigests,
  notices: measureNotices,
  when: measureWhen,
};

const given = process.argv.slice(2);
const names = given.filter((word) => !word.startsWith("--"));
const unknown = given.find((word) => word !== "--quick" && parts[word] === undefined);
if (unknown === undefined) {
  await main(names.length === 0 ? Object.keys(parts) : names, given.includes("--quick"));
} else {
  console.error(`没有「${unknown}」这一项。可用：${Object.keys(parts).join("、")}、--quick`);
  process.exitCode = 1;
}

async function main(chosen: readonly string[], isQuick: boolean): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startCluster());
  process.once("SIGINT", () => void stack.disposeAsync().then(() => process.exit(130)));
  await printMachine(cluster);
  if (isQuick) console.log("\n试跑（--quick）：步骤相同，时间太短，数值不作数。");
  const bench = createBench(cluster, isQuick);
  const figures: Figure[] = [];
  for (const name of chosen) {
    const startedAt = performance.now();
    figures.push(...((await parts[name]?.(bench)) ?? []));
    console.log(`（${name} 用时 ${((performance.now() - startedAt) / 1000).toFixed(0)} 秒）`);
  }
  const judged = figures.filter((figure) => figure.isMet !== undefined);
  printFigures("汇总", judged);
  const missed = judged.filter((figure) => figure.isMet === false);
  console.log(`\n${judged.length - missed.length} 项达标，${missed.length} 项未达标。`);
}
