import { UserError } from "./errors.ts";
import type { Topic } from "./topic.ts";

/** Where a topic went that others took the place of. */

type Lineage = Pick<Topic, "year" | "number" | "status" | "mergedInto" | "splitInto">;

/** @throws UserError naming the topic that took its place */
export function checkNotMerged({ year, number, mergedInto: target }: Lineage): void {
  if (target === undefined) return;
  throw new UserError("topicMerged", { number, target: sayNumber(target.leadsTo ?? target, year) });
}

/** @throws UserError naming the topics that took its place */
export function checkNotSplit({ year, number, status, splitInto: parts = [] }: Lineage): void {
  if (status !== "split") return;
  const said = parts.map((part) => sayNumber(part, year));
  const all = said.map((each) => `${each}号`).join("、");
  throw new UserError("topicSplit", { number, parts: all, first: said[0] ?? "" });
}

function sayNumber(topic: Pick<Topic, "year" | "number">, thisYear: number): string {
  return topic.year === thisYear ? `${topic.number}` : `${topic.year}-${topic.number}`;
}
