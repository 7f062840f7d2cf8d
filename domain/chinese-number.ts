/**
 * Reads a whole number as people type it: `7`, `七`, `十五`, `二十三`, `一百零五`, `两`, `二〇二六`.
 * Undefined for anything else; nothing above 9,999 is a number anybody means here.
 */
export function parseChineseNumber(text: string): number | undefined {
  if (/^[0-9]{1,4}$/.test(text)) return Number(text);
  const characters = Array.from(text);
  const isSpelt = characters.length > 1 && characters.every((one) => digits[one] !== undefined);
  if (isSpelt) return parseChineseNumber(characters.map((one) => digits[one]).join(""));
  return sumOfPlaces(characters);
}

const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** 二十三 = 2 × 10 + 3. The places must fall from left to right, and 十 alone is 10. */
function sumOfPlaces(characters: readonly string[]): number | undefined {
  let sum = 0;
  let digit: number | undefined;
  let lastPlace = 10_000;
  for (const character of characters) {
    const place = places[character];
    if (place === undefined) {
      const next = digits[character];
      if (next === undefined || (digit !== undefined && digit !== 0)) return undefined;
      digit = next;
    } else {
      if (place >= lastPlace || digit === 0) return undefined;
      sum += (digit ?? 1) * place;
      digit = undefined;
      lastPlace = place;
    }
  }
  // 一百五 is said for 150, but in a number that names a thing it may as well be a slip: refused.
  const isCut = lastPlace >= 100 && lastPlace < 10_000 && !/[零〇]/.test(characters.join(""));
  const isWhole = characters.length === 1 || digit !== 0;
  if (characters.length === 0 || !isWhole || (isCut && digit !== undefined)) return undefined;
  return sum + (digit ?? 0);
}
