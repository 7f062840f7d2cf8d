import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { type Bench, median } from "./bench.ts";
import type { CountedOnce } from "./recount-once.ts";
import { type Figure, printFigures } from "./table.ts";

const rssMbMax = 300;

/** What every voter's share of 150 grows by in a step: single ones would take minutes. */
const increment = 25;

interface Task {
  readonly what: string;
  readonly rule: string;
  /** For counting; reading the file is told beside it. */
  readonly secondsMax: number;
  make(isQuick: boolean): object;
}

const tasks: readonly Task[] = [
  {
    what: "Schulze，50项，10万张各排10项以内",
    rule: "schulze",
    secondsMax: 1,
    make: (isQuick) => ranked({ voters: isQuick ? 2_000 : 100_000, places: 10 }),
  },
  {
    what: "Schulze，50项，2万张全排",
    rule: "schulze",
    secondsMax: 0.5,
    make: (isQuick) => ranked({ voters: isQuick ? 500 : 20_000, places: 50 }),
  },
  {
    what: "STV，50项选10，10万张各排10项以内",
    rule: "stv",
    secondsMax: 5,
    make: (isQuick) => ranked({ voters: isQuick ? 2_000 : 100_000, places: 10 }),
  },
  {
    what: "兼顾各片区，100项有金额，2万人，一轮",
    rule: "mes_cost",
    secondsMax: 10,
    make: (isQuick) => priced(isQuick ? 500 : 20_000),
  },
];

/** Counting by `recount`, each in a process of its own with the flags of the command. */
export async function measureRecount(bench: Bench): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-recount-"));
  try {
    const figures: Figure[] = [];
    for (const [at, task] of tasks.entries()) {
      const path = join(folder, `${at}.json`);
      writeFileSync(path, JSON.stringify(task.make(bench.isQuick)));
      figures.push(...(await measureTask(task, path, bench.isQuick ? 1 : 3)));
    }
    figures.push(await measureSteps(join(folder, `${tasks.length - 1}.json`)));
    printFigures("计票（recount）", figures);
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureTask(task: Task, path: string, runs: number): Promise<Figure[]> {
  const { what, rule, secondsMax } = task;
  const all: CountedOnce[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await countOnce(path, rule));
  const seconds = median(all.map(({ countMs }) => countMs)) / 1000;
  const reading = median(all.map(({ readMs }) => readMs)) / 1000;
  const rss = Math.max(...all.map(({ rssMb }) => rssMb));
  return [
    {
      what,
      value: `${seconds.toFixed(2)} 秒（另读文件 ${reading.toFixed(2)} 秒）`,
      target: `< ${secondsMax} 秒`,
      isMet: seconds < secondsMax,
    },
    {
      what: "　其中最大常驻内存",
      value: `${rss.toFixed(0)} MB`,
      target: `≤ ${rssMbMax} MB`,
      isMet: rss <= rssMbMax,
    },
  ];
}

/** Raising the shares repeats the run: how often, and how long all of it takes. */
async function measureSteps(path: string): Promise<Figure> {
  const [once, raised] = [await countOnce(path, "mes_cost"), await countOnce(path, "equal-shares")];
  const steps = Math.round((shareOf(raised) - shareOf(once)) / increment) + 2;
  const seconds = raised.countMs / 1000;
  const each = (seconds / steps).toFixed(2);
  return {
    what: `　同上，每步各加${increment}元（add1）`,
    value: `${steps} 轮 × ${each} 秒 = ${seconds.toFixed(1)} 秒`,
  };
}

function shareOf({ firstAmount = "0" }: CountedOnce): number {
  const [top = "0", bottom = "1"] = firstAmount.split("/");
  return Number(top) / Number(bottom);
}

async function countOnce(path: string, rule: string): Promise<CountedOnce> {
  const program = fileURLToPath(new URL("recount-once.ts", import.meta.url));
  const args = ["--max-semi-space-size=8", program, path, rule];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as CountedOnce;
}

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `议题${String(at + 1).padStart(3, "0")}`);

function ranked({ voters, places }: { readonly voters: number; readonly places: number }): object {
  const draw = createDraw();
  const candidates = names(50);
  const ballots = Array.from({ length: voters }, () => {
    const length = places === candidates.length ? places : 1 + draw(places);
    return {
      ranking: shuffle(candidates, draw)
        .slice(0, length)
        .map((name) => [name]),
    };
  });
  return { candidates, seats: 10, quota: "droop", ballots };
}

function priced(voters: number): object {
  const draw = createDraw();
  const projects = names(100);
  const costs = projects.map(() => 5_000 + 1_000 * draw(200));
  const ballots = Array.from({ length: voters }, () => ({
    approve: shuffle(projects, draw).slice(0, 1 + draw(15)),
  }));
  return { candidates: projects, costs, budget: 3_000_000, increment, ballots };
}

/** The same numbers in every run. @returns a number below the one given */
function createDraw(): (below: number) => number {
  let state = 20_260_313;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function shuffle<T>(values: readonly T[], draw: (below: number) => number): T[] {
  const left = [...values];
  return values.flatMap(() => left.splice(draw(left.length), 1));
}
