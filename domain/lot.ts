/**
 * 抽签: the order of the options, drawn before anything is counted. Anyone can repeat it: each
 * option's mark is the SHA-256 of the published seed with the option's number written behind it
 * (seed 甲 and number 7: 甲7), in hexadecimal digits; the smallest mark comes first.
 * @param markOf that mark; hashing is not done here
 */
export function drawOrder(
  numbers: readonly number[],
  markOf: (number: number) => string,
): readonly number[] {
  const marked = numbers.map((number) => ({ number, mark: markOf(number) }));
  marked.sort((a, b) => (a.mark < b.mark ? -1 : a.mark > b.mark ? 1 : a.number - b.number));
  return marked.map(({ number }) => number);
}
