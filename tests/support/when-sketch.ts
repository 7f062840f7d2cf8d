import type { Choice, WhenReading } from "../../domain/when/reading.ts";

/**
 * A reading in a few characters: `03-18 15:00` a moment, `03-18~03-20` days, `≤03-20` a deadline,
 * `RULE@first` a recurrence, `?a|b` to be asked, `×code` refused; `*` something was filled in.
 * Times of Shanghai; the year only if it is not 2026, hours only if the whole day is not meant.
 */
export function sketch(reading: WhenReading): string {
  if (reading.kind === "none") return `×${reading.code}`;
  const { certainty, choices } = reading;
  if (certainty === "ambiguous") return `?${choices.map(sketchChoice).join("|")}`;
  return sketchChoice(reading) + (certainty === "assumed" ? "*" : "");
}

function sketchChoice({ start, end, rule }: Choice): string {
  const head = rule === undefined ? "" : `${rule}@`;
  if (start === undefined) return end === undefined ? "" : `${head}≤${sketchEnd(end)}`;
  if (end === undefined) return head + momentOf(start);
  const [from, to] = [dayOf(start), dayOf(end)];
  if (timeOf(start) === "00:00:00" && timeOf(end) === "23:59:59") {
    return head + (from === to ? from : `${from}~${to}`);
  }
  const isPart = from === to && timeOf(end).endsWith(":59");
  return `${head}${momentOf(start)}~${isPart ? timeOf(end) : momentOf(end)}`;
}

function sketchEnd(end: Date): string {
  return timeOf(end) === "23:59:59" ? dayOf(end) : momentOf(end);
}

function momentOf(at: Date): string {
  return `${dayOf(at)} ${timeOf(at).replace(/:00$/, "")}`;
}

function dayOf(at: Date): string {
  return local(at)
    .slice(0, 10)
    .replace(/^2026-/, "");
}

function timeOf(at: Date): string {
  return local(at).slice(11, 19);
}

function local(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString();
}
