import { fold } from "./normalize.ts";

/** 人才库: who could be asked, by what they know. */
export interface TalentWords {
  readonly name: string;
  readonly skills: string;
  readonly zone: string | undefined;
  readonly organization: string | undefined;
}

/** How many of the words are said of them; 0 = not meant. */
export function matchTalent(talent: TalentWords, words: readonly string[]): number {
  const { name, skills, zone = "", organization = "" } = talent;
  const text = fold([name, skills, zone, organization].join("\n"));
  return words.filter((word) => text.includes(fold(word))).length;
}

/**
 * How well what they know fits a topic: the pairs of characters of their skills that stand in its
 * words. 充电设施 fits 老旧小区充电难 by 充电.
 */
export function fitTalent(talent: Pick<TalentWords, "skills">, topic: string): number {
  const text = fold(topic);
  const pairs = new Set(
    fold(talent.skills)
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap(pairsOf),
  );
  return [...pairs].filter((pair) => text.includes(pair)).length;
}

/** Those whose skills fit, the best first. */
export function rankFitting<T extends Pick<TalentWords, "skills"> & { readonly id: number }>(
  talents: readonly T[],
  topic: string,
): readonly T[] {
  return talents
    .map((talent) => ({ talent, fit: fitTalent(talent, topic) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit || a.talent.id - b.talent.id)
    .map(({ talent }) => talent);
}

function pairsOf(word: string): string[] {
  const letters = Array.from(word);
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
