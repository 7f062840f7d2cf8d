import { matchAt, sticky } from "./pattern.ts";
import { weekdayOf } from "./days.ts";
import { dayOfMoment } from "./meaning.ts";
import type { Meaning, Stretch } from "./meaning.ts";
import type { Phrase } from "./phrase.ts";
import { weekdayName, weekdayNumber, weekWord } from "./pieces.ts";

const claim = sticky(
  `(?:,?\\(${weekWord}(?<bracketed>${weekdayName})\\)`,
  `|${weekWord}(?<plain>${weekdayName})(?=$|[,.;!?)]))`,
);

/** 3月25日14:30-16:00（星期三）: a day of the week behind it confirms the date or contradicts it. */
export function confirmed(text: string, phrase: Phrase): Phrase {
  const match = matchAt(claim, text, phrase.end);
  if (match === undefined || phrase.kind === "recurrence") return phrase;
  const { meaning } = phrase;
  if (meaning.kind === "refused") return phrase;
  const wanted = weekdayNumber(match.groups["bracketed"] ?? match.groups["plain"]);
  const isOn = ({ start, end = start }: Stretch): boolean =>
    weekdayOf(dayOfMoment(phrase.kind === "deadline" ? end : start)) === wanted;
  const stretches = meaning.stretches.filter(isOn);
  const agreed: Meaning =
    stretches.length > 0
      ? { ...meaning, stretches }
      : { kind: "refused", code: "wrongWeekday", ...suggested(meaning.stretches, phrase.kind) };
  return { ...phrase, end: match.end, meaning: agreed };
}

function suggested(
  [first]: readonly Stretch[],
  kind: Phrase["kind"],
): { readonly suggestion?: Date } {
  if (first === undefined) return {};
  return { suggestion: new Date(kind === "deadline" ? (first.end ?? first.start) : first.start) };
}
