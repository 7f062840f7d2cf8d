/** Pieces the patterns of time words are built from, and how they are matched. */
export const cn = "[零〇一二两三四五六七八九十百]";
export const number = String.raw`(?:\d{1,4}|${cn}{1,5})`;
/** Hours, days and months: at most two digits or three characters (二十三). */
export const small = String.raw`(?:\d{1,2}|${cn}{1,3})`;
/** 以后 and its sisters, but not 后天. */
export const later = "(?:之后|以后|后)";

export const notInNumber = String.raw`(?<![\d.:/第零〇一二两三四五六七八九十百])`;
export const through = "(?<through>(?<![超通经不])再?过)?";

export interface Match {
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly end: number;
}

/** Matches exactly at `at`; named groups only. */
export function matchAt(pattern: RegExp, text: string, at: number): Match | undefined {
  pattern.lastIndex = at;
  const groups = pattern.exec(text)?.groups;
  // A sticky pattern leaves the end of its match here, and 0 after a miss.
  return pattern.lastIndex > at ? { groups: groups ?? {}, end: pattern.lastIndex } : undefined;
}

export function sticky(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join(""), "y");
}

/** Where a thing was found to end, and what it says. */
export interface Found<T> {
  readonly words: T;
  readonly end: number;
}
