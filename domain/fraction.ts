/** An exact number in lowest terms; `bottom` is above zero. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export const zero: Fraction = { top: 0n, bottom: 1n };

/** @throws RangeError for a bottom of zero */
export function fraction(top: bigint | number, bottom: bigint | number = 1n): Fraction {
  return reduce(BigInt(top), BigInt(bottom));
}

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.bottom === b.bottom) return reduce(a.top + b.top, a.bottom);
  return reduce(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { top: -b.top, bottom: b.bottom });
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return reduce(a.top * b.top, a.bottom * b.bottom);
}

/** @throws RangeError for a division by zero */
export function divide(a: Fraction, b: Fraction): Fraction {
  return reduce(a.top * b.bottom, a.bottom * b.top);
}

/** Below zero if `a` is the smaller one, as a sort wants it. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** What is behind the decimals falls away, towards zero. */
export function truncate({ top, bottom }: Fraction, decimals: number): Fraction {
  const scale = 10n ** BigInt(decimals);
  return reduce((top * scale) / bottom, scale);
}

/** "3" or "7/3". */
export function writeFraction({ top, bottom }: Fraction): string {
  return bottom === 1n ? `${top}` : `${top}/${bottom}`;
}

/** "1914.00000"; exact only if the number has no more decimals than that. */
export function writeDecimal({ top, bottom }: Fraction, decimals: number): string {
  const units = (top * 10n ** BigInt(decimals)) / bottom;
  const digits = `${units < 0n ? -units : units}`.padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${units < 0n ? "-" : ""}${whole}.${digits.slice(digits.length - decimals)}`;
}

/** Never negative; the other number if one is zero. */
export function commonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function reduce(top: bigint, bottom: bigint): Fraction {
  if (bottom === 0n) throw new RangeError("a fraction over zero");
  if (bottom === 1n) return { top, bottom };
  const divisor = commonDivisor(top, bottom) * (bottom < 0n ? -1n : 1n);
  return { top: top / divisor, bottom: bottom / divisor };
}
