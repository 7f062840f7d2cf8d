import { matchForm } from "./normalize.ts";

/**
 * True for text that carries one of the standard marks of classified papers: 机密★10年 and its
 * kind (保守国家秘密法实施条例: 密级, ★, 期限), 密级：, or 内部资料 together with a 文号. Loose words such as
 * 秘密 or 保密 are everyday speech and do not count.
 */
export function hasClassificationMark(text: string): boolean {
  // Every mark has one of these; most messages have none, and every message comes by here.
  if (!/[密内內]/.test(text)) return false;
  const plain = matchForm(text).replaceAll(/[^\S\n]/g, "");
  return marks.some((mark) => mark.test(plain)) || isInternalPaper(plain);
}

const marks: readonly RegExp[] = [
  /(?:绝密|机密|秘密)[★☆⭐]/u,
  // 密级：无 and 密级：公开 say that it is none.
  /密级[:：](?!无|公开|非密|不涉密|未定密)/u,
];

/** 内部资料 alone is on every brochure; with a 文号 it is a paper of an office. */
function isInternalPaper(plain: string): boolean {
  return (
    plain.includes("内部资料") && /[[〔(（【［](?:19|20)\d{2}[\]〕)）】］]第?\d{1,4}号/u.test(plain)
  );
}
