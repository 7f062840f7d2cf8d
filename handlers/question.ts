/** The words of each argument, as typed. */
export type RawArgs = Readonly<Record<string, string>>;

/** What the bot asked and still waits to hear. Kept in the database, so it outlives the process. */
export type Question =
  /** An argument is missing: the next words are taken for it. */
  | {
      readonly kind: "argument";
      readonly command: string;
      readonly args: RawArgs;
      readonly missing: string;
    }
  /** Yes or no: the command runs again and is told which. */
  | { readonly kind: "confirm"; readonly command: string; readonly args: RawArgs }
  /** A transcript of speech was read back; yes carries it out. */
  | { readonly kind: "heard"; readonly text: string };

/** Reads a stored question; one that an older program wrote otherwise is as good as none. */
export function parseQuestion(stored: unknown): Question | undefined {
  if (!isRecord(stored)) return undefined;
  const { kind, command, args, missing, text } = stored;
  if (kind === "heard") return typeof text === "string" ? { kind, text } : undefined;
  if (typeof command !== "string" || !isRawArgs(args)) return undefined;
  if (kind === "confirm") return { kind, command, args };
  if (kind === "argument" && typeof missing === "string") return { kind, command, args, missing };
  return undefined;
}

/** 是 and 不是, in the ways people say them; undefined = neither. */
export function parseYesNo(plain: string): boolean | undefined {
  const word = plain.replaceAll(/[\s,.!?，。！？、~]/g, "");
  if (yesWords.has(word)) return true;
  return noWords.has(word) ? false : undefined;
}

const yesWords = new Set(
  "是 是的 对 对的 对对 确认 确定 好 好的 可以 行 嗯 没错 ok 是本人 yes y".split(" "),
);
const noWords = new Set(
  "不是 不 不对 否 取消 算了 不用 不用了 不要 不行 不是本人 先不 再说 no n".split(" "),
);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRawArgs(value: unknown): value is RawArgs {
  return isRecord(value) && Object.values(value).every((each) => typeof each === "string");
}
