import { fold } from "../domain/normalize.ts";
import type { Quorum } from "../domain/selection.ts";
import {
  type OptionsWish,
  readDisclosure,
  readMethod,
  readOptions,
  readQuorum,
  readRequirements,
  readSeats,
  readTie,
  splitFreeOptions,
  type TermsWish,
} from "../domain/selection-terms.ts";
import { readDeadline } from "../domain/time-reader.ts";
import { type DueReading, readDueAnswer } from "./opinion-sentence.ts";

/** What follows 发起推荐, on the first line and on labelled ones. */
export interface SelectionWords {
  readonly sentence: string | undefined;
  readonly options: string | undefined;
  readonly method: string | undefined;
  readonly disclosure: string | undefined;
  readonly quorum: string | undefined;
  readonly requirements: string | undefined;
  readonly tie: string | undefined;
  readonly title: string | undefined;
  readonly due: string | undefined;
}

export interface SelectionSentence {
  readonly terms: TermsWish;
  readonly source:
    | OptionsWish
    | { readonly kind: "free"; readonly labels: readonly string[] }
    | undefined;
  readonly title: string | undefined;
  readonly due: DueReading | undefined;
  /** What belongs to none of these: perhaps the name of a unit. */
  readonly rest: string;
}

export function readSelectionSentence(said: SelectionWords, now: Date): SelectionSentence {
  const whole = said.sentence ?? "";
  const time = readDeadline(whole, now);
  const rest =
    time === undefined ? whole : `${whole.slice(0, time.start)} ${whole.slice(time.end)}`;
  const quoted = /[《「『“](?<title>[^》」』”]+)[》」』”]/.exec(rest);
  const open = quoted === null ? rest : rest.replace(quoted[0], " ");
  const source =
    said.options === undefined
      ? readOptions(open)
      : ({ kind: "free", labels: splitFreeOptions(said.options) } as const);
  return {
    terms: {
      method: readMethod(said.method ?? open),
      seats: readSeats(said.method ?? "") ?? readSeats(open),
      disclosure: readDisclosure(said.disclosure ?? open),
      quorum: readQuorumOf(said.quorum, open),
      requirements:
        said.requirements === undefined ? undefined : readRequirements(said.requirements),
      tie: said.tie === undefined ? undefined : readTie(said.tie),
    },
    source,
    title: said.title ?? quoted?.groups?.["title"]?.trim(),
    due: said.due === undefined ? readDueAnswer(whole, now) : readDueAnswer(said.due, now),
    rest: open,
  };
}

/** 15人有效 in the sentence itself, or the labelled line. */
function readQuorumOf(labelled: string | undefined, sentence: string): Quorum | undefined {
  if (labelled !== undefined) return readQuorum(labelled);
  const found = /\S*(?:有效|规定人数)\S*/.exec(fold(sentence))?.[0];
  return found === undefined ? undefined : readQuorum(found);
}
