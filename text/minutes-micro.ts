import { formatDateTime } from "../domain/time.ts";
import { countNames, lines } from "./phrases.ts";

/** 微协商, as it was kept. */
export function microKept(kept: {
  readonly salutation: string;
  readonly matter: string;
  /** Of the topic it is about. */
  readonly number: string | undefined;
  readonly result: string;
  readonly names: readonly string[];
  readonly at: Date;
  readonly now: Date;
}): string {
  const { salutation, matter, number, result, names, at, now } = kept;
  return lines(
    `${salutation}，记好了一次微协商，${formatDateTime(at, now)}。`,
    `事由：${number === undefined ? "" : `${number}号 `}${matter}`,
    `结果：${result}`,
    `参加：${countNames(names).join("、")}`,
  );
}
