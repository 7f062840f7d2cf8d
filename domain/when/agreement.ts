import type { Found } from "./pattern.ts";
import { refused } from "./days.ts";
import type { Days, Rule, Scene, Span } from "./days.ts";
import { feastNameAt } from "./feasts.ts";

/**
 * 明天（13日）, 八月十五中秋节: a day that is said twice. What both may mean is meant; if that is
 * nothing, it is refused, but for two days without a bracket, which are two days.
 */
export function agreedAt(text: string, found: Found<Days>, scene: Scene, any: Rule): Found<Days> {
  if (found.words.refusal !== undefined) return found;
  const isBracket = text.charAt(found.end) === "(";
  const other = isBracket ? any(text, found.end + 1, scene) : feastNameAt(text, found.end, scene);
  if (other === undefined || other.words.refusal !== undefined) return found;
  const isClosed = text.charAt(other.end - 1) === ")";
  if (isBracket && !isClosed && text.charAt(other.end) !== ")") return found;
  const end = other.end + (isBracket && !isClosed ? 1 : 0);
  const theirs = spansOf(other.words);
  const same = spansOf(found.words).find((span) => theirs.some((their) => isSame(span, their)));
  const { first, last } = same ?? found.words;
  if (same === undefined) {
    return isBracket ? { words: refused("wrongWeekday", { first, last }), end } : found;
  }
  const { daysOff } = other.words;
  const { isProvisional } = found.words;
  return { words: { first, last, daysOff, ...(isProvisional && { isProvisional }) }, end };
}

function spansOf({ first, last, roll, others = [] }: Days): readonly Span[] {
  return [{ first, last }, ...(roll === undefined ? [] : [roll]), ...others];
}

function isSame(one: Span, other: Span): boolean {
  return one.first === other.first && one.last === other.last;
}
