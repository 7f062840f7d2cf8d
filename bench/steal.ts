import { readFileSync } from "node:fs";

/**
 * How much of the processors' time the host took for others between two looks: a slow answer in a
 * minute with much of it says little about the program.
 * @returns a function that gives the share since, 0 to 1; undefined where the system does not tell
 */
export function watchSteal(): () => number | undefined {
  const before = readTimes();
  return () => {
    const after = readTimes();
    if (before === undefined || after === undefined) return undefined;
    return (after.stolen - before.stolen) / (after.all - before.all);
  };
}

export function sayShare(share: number | undefined): string {
  return share === undefined ? "未知" : `${(share * 100).toFixed(0)}%`;
}

interface Times {
  readonly stolen: number;
  readonly all: number;
}

/** `/proc/stat`, first line: user nice system idle iowait irq softirq steal …, in ticks. */
function readTimes(): Times | undefined {
  if (process.platform !== "linux") return undefined;
  const line = readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "";
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, all: ticks.reduce((sum, each) => sum + each, 0) };
}
