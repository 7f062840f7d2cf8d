import { fold } from "../domain/normalize.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { readDeadline } from "../domain/time-reader.ts";

/** 对《二季度协商计划》 周五下午5点截止 不具名, taken apart. */
export interface CallSentence {
  /** Without 《》; undefined if it is not said. */
  readonly title: string | undefined;
  readonly due: DueReading | undefined;
  readonly isNamed: boolean;
  /** What belongs to none of these: perhaps the name of a unit. */
  readonly rest: string;
}

export type DueReading =
  | { readonly kind: "moment"; readonly at: Date }
  /** 5点 can be either. */
  | {
      readonly kind: "ambiguous";
      readonly words: string;
      readonly morning: Date;
      readonly afternoon: Date;
    }
  | { readonly kind: "refused"; readonly words: string; readonly isPast: boolean };

/** @param words as typed, without the command's name */
export function readCallSentence(words: string, now: Date): CallSentence {
  const quoted = /[《「『“](?<title>[^》」』”]+)[》」』”]/.exec(words);
  const isNamed = !/不具名|不署名|无记名|不记名/.test(fold(words));
  const unsigned = blank(words, /不具名|不署名|無記名|无记名|不记名|具名|署名/g);
  const open = quoted === null ? unsigned : blank(unsigned, quoted[0]);
  const { due, start, end } = readDue(open, now);
  if (quoted !== null) {
    const rest = start === undefined ? open : open.slice(0, start) + open.slice(end);
    return { title: quoted.groups?.["title"]?.trim(), due, isNamed, rest };
  }
  // Without marks around it the title is what stands before the time.
  const before = open.slice(0, start ?? open.length).split("\n")[0] ?? "";
  const title = before.replaceAll(/^[\s,，:：]*(?:对|對|就|关于|關於)?\s*|[\s,，。;；:：]+$/g, "");
  return { title: title === "" ? undefined : title, due, isNamed, rest: open.slice(end ?? 0) };
}

/** What is said in answer to the question for the deadline alone. */
export function readDueAnswer(words: string, now: Date): DueReading | undefined {
  return readDue(words, now).due;
}

interface DueFound {
  readonly due: DueReading | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
}

function readDue(words: string, now: Date): DueFound {
  const reading = readDeadline(words, now);
  if (reading === undefined) return { due: undefined, start: undefined, end: undefined };
  const { start, end } = reading;
  const said = words.slice(start, end);
  switch (reading.kind) {
    case "moment": {
      const isDayOnly = reading.isAssumed === "hour" && !/[上下中午早晚]/.test(said);
      const at = isDayOnly ? endOfWork(reading.at) : reading.at;
      return { due: { kind: "moment", at }, start, end };
    }
    case "ambiguous": {
      const { morning, afternoon } = reading;
      return { due: { kind: "ambiguous", words: said, morning, afternoon }, start, end };
    }
    case "refused":
      return {
        due: { kind: "refused", words: said, isPast: reading.code === "past" },
        start,
        end,
      };
  }
}

/** A day alone ends when the office does. */
function endOfWork(at: Date): Date {
  return fromLocal({ ...toLocal(at), hour: 17, minute: 0 });
}

/** Spaces in place of the piece, so that nothing moves. */
function blank(words: string, piece: string | RegExp): string {
  return words.replace(piece, (found) => " ".repeat(found.length));
}
