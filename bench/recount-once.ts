import { readFileSync } from "node:fs";

import { count } from "../domain/count/count.ts";
import { readOptions } from "../recount-ballots.ts";
import { readCase } from "../recount-case.ts";
import { find } from "../recount-rules.ts";

/** One count in a process of its own: `node bench/recount-once.ts FILE RULE`, told as JSON. */
export interface CountedOnce {
  readonly readMs: number;
  readonly countMs: number;
  readonly rssMb: number;
  readonly winners: number;
  /** How many times the shares were raised; only where they are. */
  readonly firstAmount: string | undefined;
}

const [path = "", rule = ""] = process.argv.slice(2);
const startedAt = performance.now();
const file = readCase(readFileSync(path, "utf8"));
const election = find(rule)(file, readOptions(file));
const readAt = performance.now();
const counted = count(election);
const once: CountedOnce = {
  readMs: readAt - startedAt,
  countMs: performance.now() - readAt,
  rssMb: process.resourceUsage().maxRSS / 1024,
  winners: counted.winners.length,
  firstAmount: counted.rounds[0]?.amount,
};
console.log(JSON.stringify(once));
