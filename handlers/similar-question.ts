import type { Command } from "./command.ts";
import { parseNumberKey } from "./arg.ts";
import { type ConfirmQuestion, type Question, type RawArgs, replyKindOf } from "./question.ts";

/** 仍要荐, the command and the answer. */
export const STILL_COMMAND = "topic-propose-still";

/** 荐题 that was stopped by a similar topic and waits for 仍要荐 or 附议. */
export function similarQuestion(
  command: string,
  args: RawArgs,
  numbers: readonly string[],
): ConfirmQuestion {
  return { kind: "confirm", command, args: { ...args, [NUMBERS]: numbers.join(" ") } };
}

/** Not an argument of any command, so that it is kept with the words and read by nobody else. */
const NUMBERS = "similarNumbers";

/** What a command means while such a question waits. */
export interface Meant {
  readonly kind: "still" | "joined" | "other";
  readonly args: RawArgs;
}

/**
 * 仍要荐 carries the proposal out; 附议 of a topic that was shown takes the words along as 补充情况;
 * whatever else is said, the proposal goes on waiting: 议题 7 is looked at before one decides.
 * Undefined if no such question waits.
 */
export function meantBy(
  open: Question | undefined,
  command: Command,
  args: RawArgs,
): Meant | undefined {
  if (!isSimilarQuestion(open)) return undefined;
  if (command.id === STILL_COMMAND && args["title"] === undefined) {
    return { kind: "still", args: open.args };
  }
  // A new proposal takes the place of the one that waits.
  if (proposing.has(command.id)) return { kind: "joined", args };
  if (!joining.has(command.id) || !isShown(open, args["number"])) return { kind: "other", args };
  const detail = open.args["detail"];
  return { kind: "joined", args: detail === undefined ? args : { supplement: detail, ...args } };
}

const proposing: ReadonlySet<string> = new Set([
  "topic-propose",
  "topic-propose-for",
  STILL_COMMAND,
]);

const joining: ReadonlySet<string> = new Set(["topic-endorse", "topic-endorse-for"]);

export function isSimilarQuestion(open: Question | undefined): open is ConfirmQuestion {
  return open !== undefined && replyKindOf(open) === "similar";
}

function isShown(open: ConfirmQuestion, number: string | undefined): boolean {
  const said = number === undefined ? undefined : parseNumberKey(number);
  const shown = (open.args[NUMBERS] ?? "").split(" ").map((each) => parseNumberKey(each));
  return shown.some(
    (each) => each?.number === said?.number && (each?.year ?? said?.year) === said?.year,
  );
}
