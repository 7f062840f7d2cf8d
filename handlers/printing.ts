import type { Paper } from "../domain/paper.ts";
import type { Right } from "../domain/rights.ts";
import type { HandlerPorts, PersonContext } from "./command.ts";
import { meetingNoticePaper, minutesPaper, signInPaper } from "./printables/meeting.ts";
import { planPaper } from "./printables/plan.ts";
import { opinionsPaper } from "./printables/opinions.ts";
import { reviewPaper } from "./printables/review.ts";
import { ballotPaper } from "./printables/selection-ballot.ts";
import { selectionResultPaper } from "./printables/selection-result.ts";
import { topicListPaper } from "./printables/topic-list.ts";

/** Something that 打印 makes a paper of: one file each in printables/, listed below. */
export interface Printable {
  /** Names the kind in the history and in the table of files, e.g. topic-list. */
  readonly kind: string;
  /** What people say after 打印; the first is how the answer calls the paper. */
  readonly names: readonly string[];
  /** Who may have it; the sentence for the others is that of 打印. */
  readonly right: Right;
  /**
   * @param rest what was said after the name, without spaces around; may be empty
   * @throws UserError when there is nothing to print, or the rest does not name it
   */
  build(context: PersonContext, rest: string): Promise<Built>;
}

export interface Built {
  readonly paper: Paper;
  /** Said after the answer's first line, whole sentences: what to do with the paper once signed. */
  readonly next?: string;
}

/** In the order in which the question 打印什么 names them. */
export const printables: readonly Printable[] = [
  topicListPaper,
  planPaper,
  opinionsPaper,
  reviewPaper,
  ballotPaper,
  selectionResultPaper,
  meetingNoticePaper,
  signInPaper,
  minutesPaper,
];

/** As a sentence names them: 议题清单、推荐单. */
export function printableNames(): string {
  return printables.flatMap(({ names }) => names[0] ?? []).join("、");
}

/** Where a file is fetched: the address people reach, and the token that is the key to it. */
export function linkTo({ publicUrl }: Pick<HandlerPorts, "publicUrl">, token: string): string {
  return `${publicUrl}/d/${token}`;
}

/** Finds what 打印 should print: the longest name the words begin with, and what follows it. */
export function findPrintable(words: string): Found | undefined {
  const asked = words.trim();
  const fitting = printables.flatMap((printable) =>
    printable.names
      .filter((name) => asked.startsWith(name))
      .map((name) => ({ printable, name, rest: asked.slice(name.length).trim() })),
  );
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0];
}

interface Found {
  readonly printable: Printable;
  /** As it was said. */
  readonly name: string;
  readonly rest: string;
}
