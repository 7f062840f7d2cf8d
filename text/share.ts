/** 87.5%: to one decimal, rounded half up, in whole numbers all the way; 0 of 0 is 0%. */
export function sayShare(part: number, whole: number): string {
  if (whole === 0) return "0%";
  const tenths = Math.floor((part * 2000 + whole) / (whole * 2));
  const rest = tenths % 10;
  return `${(tenths - rest) / 10}${rest === 0 ? "" : `.${rest}`}%`;
}
