import type { Topic } from "../domain/topic.ts";
import { itemNumber, pleaseReply, type Place, sayNumber } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** What a topic has besides its own words: 补充情况, what it came from or went into, its versions. */
export interface Added {
  readonly version: number;
  readonly supplements: readonly { readonly words: string; readonly personName: string }[];
  readonly mergedInto: Topic["mergedInto"];
  readonly mergedHere: readonly Item[];
  readonly splitInto?: readonly Item[] | undefined;
  readonly splitFrom?: Item | undefined;
}

interface Item {
  readonly year: number;
  readonly number: number;
}

interface Shown {
  readonly thisYear: number;
  readonly place: Place;
}

export function sayAdded(
  topic: Added & { readonly year: number; readonly number: number },
  { thisYear, place }: Shown,
): readonly string[] {
  const { supplements, mergedHere, mergedInto, splitFrom, splitInto = [] } = topic;
  const [part] = splitInto;
  const more = supplements.length - SUPPLEMENTS_SHOWN;
  return [
    ...supplements
      .slice(0, SUPPLEMENTS_SHOWN)
      .map(({ words, personName }) => `补充：${shorten(words, SUPPLEMENT_CHARS)}（${personName}）`),
    ...(more > 0 ? [`另有${more}条补充。`] : []),
    ...(mergedHere.length === 0 ? [] : [`并入的有：${sayItems(mergedHere, thisYear)}`]),
    ...(splitFrom === undefined ? [] : [`由${itemNumber(splitFrom, thisYear)}拆出`]),
    ...(part === undefined
      ? []
      : [
          `已拆成${sayItems(splitInto, thisYear)}，想一起推动，${pleaseReply(place)}，例：附议 ${sayNumber(part, thisYear)}`,
        ]),
    ...(mergedInto === undefined
      ? []
      : [
          `已并入${sayWhere(mergedInto, thisYear)}，想一起推动，${pleaseReply(place)}：附议 ${sayNumber(mergedInto.leadsTo ?? mergedInto, thisYear)}`,
        ]),
    ...(topic.version > 1
      ? [`改过的地方，${pleaseReply(place)}：议题 ${sayNumber(topic, thisYear)} 修改记录`]
      : []),
  ];
}

const SUPPLEMENTS_SHOWN = 2;
const SUPPLEMENT_CHARS = 60;
const ITEMS_SHOWN = 6;

function sayItems(items: readonly Item[], thisYear: number): string {
  const shown = items.slice(0, ITEMS_SHOWN).map((item) => itemNumber(item, thisYear));
  return `${shown.join("、")}${items.length > ITEMS_SHOWN ? `等${items.length}件` : ""}`;
}

/** 7号, or 7号，7号又并入4号. */
function sayWhere(merged: NonNullable<Topic["mergedInto"]>, thisYear: number): string {
  const first = itemNumber(merged, thisYear);
  const { leadsTo } = merged;
  return leadsTo === undefined ? first : `${first}，${first}又并入${itemNumber(leadsTo, thisYear)}`;
}

/** （第2版）, once it was changed. */
export function sayVersion({ version }: { readonly version: number }): string {
  return version > 1 ? `（第${version}版）` : "";
}
