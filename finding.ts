/**
 * What the operator is told: something is in order, is worth knowing, or has to be done. Findings
 * hold no secret and no address with one in it, so that they can be sent to whoever helps.
 */
export interface Finding {
  readonly kind: "good" | "note" | "todo";
  readonly words: string;
}

/** One line as it is printed. */
export function renderFinding({ kind, words }: Finding): string {
  return `${{ good: "好", note: "留意", todo: "要办" }[kind]}　${words}`;
}

export const good = (words: string): Finding => ({ kind: "good", words });
export const note = (words: string): Finding => ({ kind: "note", words });
export const todo = (words: string): Finding => ({ kind: "todo", words });
