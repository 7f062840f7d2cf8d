import { type Decision, readDecisions, rulingBodies } from "../domain/ruling.ts";
import { fold } from "../domain/normalize.ts";
import { fromLocal, isRealDay, toLocal } from "../domain/time.ts";

/** What was typed after 审定, taken apart. */
export interface SaidRuling {
  readonly body: string;
  readonly heldOn: Date;
  readonly document: string | undefined;
  readonly note: string | undefined;
}

/**
 * Reads 主席会议 3月16日 文号 青协纪〔2026〕5号 报县委同意. Without a day it was today; a day still to
 * come was last year's.
 */
export function readRulingHead(words: string, now: Date): SaidRuling | undefined {
  const trimmed = words
    .trim()
    .replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const folded = fold(trimmed);
  const body =
    rulingBodies.find((each) => folded.startsWith(each)) ??
    /^\p{Script=Han}{2,14}/u.exec(trimmed)?.[0];
  if (body === undefined) return undefined;
  let rest = trimmed.slice(body.length);
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found !== null) rest = rest.replace(found[0], " ");
    return found;
  };
  const document = take(/(?:文号[\s:：]*)?(\S+[〔[（(]\d{4}[〕\]）)]第?\d+号)/)?.[1];
  const day = take(/(?:(\d{4})\s?年\s?)?(\d{1,2})月(\d{1,2})[日号]/);
  const heldOn = day === null ? now : dayBefore(day, now);
  if (heldOn === undefined) return undefined;
  const note = rest.replaceAll(/文号[:：]?|[\s,，。]+/g, " ").trim() || undefined;
  return { body, heldOn, document, note };
}

function dayBefore(said: RegExpExecArray, now: Date): Date | undefined {
  const [month, day] = [Number(said[2]), Number(said[3])];
  const { year } = toLocal(now);
  const inYear = (of: number) => fromLocal({ year: of, month, day, hour: 0, minute: 0 });
  const of = said[1] === undefined ? (inYear(year) > now ? year - 1 : year) : Number(said[1]);
  return isRealDay(of, month, day) && inYear(of) <= now ? inYear(of) : undefined;
}

/** What was decided of one topic, before it is known which topic that is. */
export interface SaidItem {
  readonly key: { readonly year: number | undefined; readonly number: number };
  readonly decision: Decision;
  readonly words: string;
}

export type SaidFields = Readonly<Record<Decision, string | undefined>>;

/** Undefined if a line does not begin with numbers. */
export function readRulingItems(fields: SaidFields): readonly SaidItem[] | undefined {
  const items: SaidItem[] = [];
  for (const decision of decisions) {
    const said = fields[decision];
    if (said === undefined) continue;
    const read = readDecisions(said);
    if (read === undefined) return undefined;
    for (const { numbers, words } of read) {
      for (const key of numbers) items.push({ key, decision, words });
    }
  }
  return items;
}

const decisions: readonly Decision[] = ["listed", "deferred", "referred", "reserve"];

/** 现场协商 刘志强 or 现场协商，刘志强牵头: the form, and who leads. */
export function readHow(words: string): { form: string | undefined; lead: string | undefined } {
  const parts = words.split(/[\s,，、]+/).filter((part) => part !== "");
  const form = parts.find((part) => /协商(?:会)?$/.test(part));
  const lead = parts.find((part) => part !== form)?.replace(/牵头$/, "");
  return { form, lead: lead === "" ? undefined : lead };
}

/** 转社区 先由社区调解: where to, and why. */
export function readPlace(words: string): {
  place: string | undefined;
  reason: string | undefined;
} {
  const place =
    /^转?(?:社情民意(?:信息)?|12345(?:热线)?|下轮再议|\p{Script=Han}{2,10}(?=[\s,，]|$))/u.exec(
      words,
    )?.[0];
  const reason = words.slice(place?.length ?? 0).replace(/^[\s,，]+/, "") || undefined;
  const named = place !== undefined && !/^(?:转|下轮)/.test(place) ? `转${place}` : place;
  return { place: named, reason };
}
