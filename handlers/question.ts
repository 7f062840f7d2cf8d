/** The words of each argument, as typed. */
export type RawArgs = Readonly<Record<string, string>>;

/** What the bot asked and still waits to hear. Kept in the database, so it outlives the process. */
export type Question = ArgumentQuestion | ConfirmQuestion | HeardQuestion | RelayQuestion;

/** An argument is missing: the next words are taken for it. */
export interface ArgumentQuestion {
  readonly kind: "argument";
  readonly command: string;
  readonly args: RawArgs;
  readonly missing: string;
}

/** Yes or no: the command runs again and is told which. */
export interface ConfirmQuestion {
  readonly kind: "confirm";
  readonly command: string;
  readonly args: RawArgs;
}

/** A transcript of speech was read back; yes carries it out, as an answer to `open` if it is one. */
export interface HeardQuestion {
  readonly kind: "heard";
  readonly text: string;
  readonly open?: ArgumentQuestion;
}

/** Words that could not be acted on: 转告 passes them to the 联络员. */
export interface RelayQuestion {
  readonly kind: "relay";
  readonly text: string;
}

/**
 * What one person is waited for in one place. The question about a claim lies below the others and
 * outlives them: it may come at any moment, and must neither be lost nor replace what was asked.
 */
export interface Waiting {
  readonly question: Question | undefined;
  /** The claim of an identity that was asked about. */
  readonly claim: string | undefined;
}

/** Reads what is stored; a question that an older program wrote otherwise is as good as none. */
export function parseWaiting(stored: unknown): Waiting {
  const question = parseQuestion(stored);
  if (question?.kind === "confirm" && question.command === CLAIM_COMMAND) {
    return { question: undefined, claim: question.args["claim"] };
  }
  const claim = isRecord(stored) ? stored["claim"] : undefined;
  return { question, claim: typeof claim === "string" ? claim : undefined };
}

/** The form in which it is stored; undefined if nothing is waited for. */
export function storeWaiting({ question, claim }: Waiting): object | undefined {
  if (claim === undefined) return question;
  return question === undefined ? claimQuestion(claim) : { ...question, claim };
}

/** 是 or 不是 to one claim of an identity. */
export function claimQuestion(claim: string): ConfirmQuestion {
  return { kind: "confirm", command: CLAIM_COMMAND, args: { claim } };
}

const CLAIM_COMMAND = "identity-confirm";

function parseQuestion(stored: unknown): Question | undefined {
  if (!isRecord(stored)) return undefined;
  const { kind, command, args, missing, text } = stored;
  if (kind === "heard" && typeof text === "string") {
    const open = parseQuestion(stored["open"]);
    return open?.kind === "argument" ? { kind, text, open } : { kind, text };
  }
  if (kind === "relay" && typeof text === "string") return { kind, text };
  if (typeof command !== "string" || !isRawArgs(args)) return undefined;
  if (kind === "confirm") return { kind, command, args };
  if (kind === "argument" && typeof missing === "string") return { kind, command, args, missing };
  return undefined;
}

/** Yes and no, in the groups that tell which question is meant. */
export type Reply =
  | "still"
  | "is"
  | "right"
  | "fine"
  | "note"
  | "confirm"
  | "isNot"
  | "no"
  | "drop";

export function parseReply(plain: string): Reply | undefined {
  return replies.get(plain.replaceAll(/[\s,.!?，。！？、~]/g, ""));
}

const replies = new Map<string, Reply>(
  Object.entries({
    still: "仍要荐 仍要荐题 仍荐 还是要荐 仍然要荐 是另一件事 确实是另一件事",
    is: "是 是的 是本人 yes y",
    right: "对 对的 对对 没错",
    fine: "好 好的 可以 行 嗯 ok",
    note: "记下 先记下 记下来",
    confirm: "确认 确定",
    isNot: "不是 不是本人",
    no: "不 不对 否 不行 no n",
    drop: "取消 算了 不用 不用了 不要 先不 再说",
  } satisfies Record<Reply, string>).flatMap(([reply, words]) =>
    words.split(" ").map((word) => [word, reply as Reply] as const),
  ),
);

type ReplyKind = "claim" | "weighty" | "similar" | "other";

/** What cannot be taken back easily takes 确认, not a passing 是的. */
export function replyKindOf(question: Question): Exclude<ReplyKind, "claim"> {
  if (question.kind !== "confirm") return "other";
  if (stoppable.has(question.command)) return "similar";
  return weighty.has(question.command) ? "weighty" : "other";
}

/** The word to answer it with. */
export function sayYesTo(question: Question): string {
  return yesWords[replyKindOf(question)];
}

const yesWords = { weighty: "确认", similar: "仍要荐", other: "是" } as const;

/** 荐题 stopped by a similar topic: 是 might mean that it is the same, so it decides nothing. */
const stoppable: ReadonlySet<string> = new Set(["topic-propose-still", "topic-propose-for"]);

const weighty: ReadonlySet<string> = new Set([
  "roster-import",
  "identity-correct",
  "publication-release",
  "signature-register",
  "topic-merge",
  "topic-split",
  "round-extend",
  "selection-open",
  "selection-close",
  "selection-extend",
  "selection-cancel",
  "selection-move",
  "paper-tally-enter",
  "opinion-close",
  "workdays-set",
  "meeting-edit",
  "meeting-cancel",
  "meeting-people",
  "meeting-series",
  "meeting-series-cancel",
  "time-poll-cancel",
  "duty-plan",
  "lot-draw",
  "method-set",
  "method-stop",
]);

/** What a question takes for yes: two may be waited for at once, and each hears only its own. */
export const yesReplies: Readonly<Record<ReplyKind, readonly Reply[]>> = {
  // Whoever only says 好的 to a notice has not confirmed anybody.
  claim: ["is", "right"],
  weighty: ["confirm", "right", "fine"],
  similar: ["still"],
  other: ["is", "right", "fine", "note"],
};

export const noReplies: typeof yesReplies = {
  claim: ["isNot", "no"],
  weighty: ["no", "drop"],
  similar: ["drop"],
  other: ["isNot", "no", "drop"],
};

/** Undefined = it answers another kind of question. */
export function readReply(kind: ReplyKind, reply: Reply): boolean | undefined {
  if (yesReplies[kind].includes(reply)) return true;
  return noReplies[kind].includes(reply) ? false : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isRawArgs(value: unknown): value is RawArgs {
  return isRecord(value) && Object.values(value).every((each) => typeof each === "string");
}
