import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import type { Choices } from "../../domain/selection.ts";
import {
  isNothing,
  kindOfMethod,
  numbersOf,
  readChoices,
  readNumbers,
} from "../../domain/selection-choices.ts";
import { ballotQuestions, choiceHeard, secretHeard, spokenAloud } from "../../text/ballots.ts";
import { askFor } from "../../text/general.ts";
import { exampleFor } from "../../text/selection-rules.ts";
import { arg } from "../arg.ts";
import {
  answerNoneRunning,
  askWhich,
  castBallot,
  checkElector,
  holdOwn,
  isSecret,
  listRunning,
  pickRunning,
  readBallot,
  type Said,
} from "../ballots.ts";
import { type ArgSpec, defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";

/** Digits alone, after a card was shown: no other words answer for them. */
const bareNumbers: ArgSpec<string | undefined> = {
  label: "几号",
  shape: "number",
  isRequired: false,
  ask: ballotQuestions.numbers,
  parse: (words) =>
    readNumbers(words) !== undefined || isNothing(words) ? words.trim() : undefined,
};

const whichOne: ArgSpec<number | undefined> = {
  label: "第几项",
  shape: "number",
  isRequired: false,
  ask: undefined,
  parse: (words) =>
    parseChineseNumber(/^第?\s?(\S{1,3}?)\s?[项个号]?[.。]?$/.exec(fold(words.trim()))?.[1] ?? ""),
};

/** 推荐 4 7, 表决, 打分, 排序: what a member chooses, typed, spoken or tapped. */
export const ballotCast = defineCommand({
  id: "ballot-cast",
  name: "参加推荐",
  example: "推荐 4 7",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: {
    words: arg.optionalBlock("选了什么"),
    selection: arg.field("推荐编号"),
    page: arg.field("第几页"),
    kind: arg.field("方式"),
    choices: arg.field("各项"),
    numbers: bareNumbers,
    which: whichOne,
  },
  match: matchBallot,
  // Of what an unknown person chose nothing is kept: first they say who they are.
  callKept: () => {
    throw new UserError("identityUnknown");
  },
  readBack,
  async run(context, args) {
    const running = await listRunning(context, context.person.id, "share");
    if (running.some(isSecret)) context.forget();
    const said = toSaid(args);
    const found = pickRunning(running, said);
    const [only, ...others] = found;
    if (only === undefined) return answerNoneRunning(context, said);
    if (others.length > 0) {
      const { which: _, choices: __, ...rest } = args;
      return askWhich(context, found, { command: "ballot-cast", args: rawArgs(rest) });
    }
    await checkElector(context, only);
    if (said.page !== undefined) {
      const held = await holdOwn(context, context.person.id, only);
      return castBallot(context, held, readBallot(held, said), said.page);
    }
    const isOfNumbers = kindOfMethod(only.selection.terms.method) === "approval";
    if (said.words === "" && isOfNumbers) return askNumbers(context, only.selection.id);
    return castBallot(context, only, readBallot(only, said));
  },
});

interface Args {
  readonly words: string | undefined;
  readonly selection: string | undefined;
  readonly page: string | undefined;
  readonly kind: string | undefined;
  readonly choices: string | undefined;
  readonly numbers: string | undefined;
  readonly which: number | undefined;
}

function toSaid({ words, selection, page, kind, choices, numbers, which }: Args): Said {
  const picked = which === undefined ? undefined : choices?.split(" ")[which - 1];
  return {
    words: words ?? numbers ?? "",
    selectionId: toNumber(picked ?? selection),
    page: toNumber(page),
    kind: kinds.find((each) => each === kind),
  };
}

const kinds: readonly Choices["kind"][] = ["approval", "yes-no", "score", "ranking"];

function toNumber(words: string | undefined): number | undefined {
  const number = Number(words);
  return words !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

function askNumbers(context: PersonContext, selectionId: number): string {
  const args = { selection: String(selectionId) };
  context.ask({ kind: "argument", command: "ballot-cast", args, missing: "numbers" });
  return askFor(ballotQuestions.numbers, "4 7", context.place);
}

/** 听到您说选4号和7号, with their titles; undefined where the words are no choice. */
async function readBack(context: PersonContext, args: Args) {
  const running = await listRunning(context, context.person.id, "free");
  const said = toSaid(args);
  const [only, ...others] = pickRunning(running, said);
  const secret = running.find(isSecret);
  if (secret !== undefined) {
    context.forget();
    return { text: secretHeard(exampleFor(only ?? secret)), isAsked: false };
  }
  if (only === undefined || others.length > 0) return undefined;
  if (context.place === "group" && only.selection.terms.disclosure !== "open") {
    return { text: spokenAloud(), isAsked: false };
  }
  const kind = kindOfMethod(only.selection.terms.method);
  const choices = readChoices(said.words, kind, only.options);
  if (choices === undefined) return undefined;
  const offered = new Set(only.options.map(({ number }) => number));
  const isOffered = numbersOf(choices).every((number) => offered.has(number));
  return isOffered ? { text: choiceHeard(choices, only.options), isAsked: true } : undefined;
}

const leading: readonly (readonly [RegExp, Choices["kind"]])[] = [
  [/^(?:我)?(?:推荐|投票|投|改选|重新选|选择|选)(?:议题)?\s*[:：,，]?\s*/, "approval"],
  [/^(?:我)?表决\s*[:：,，]?\s*/, "yes-no"],
  [/^(?:我)?打分\s*[:：,，]?\s*/, "score"],
  [/^(?:我)?排序\s*[:：,，]?\s*/, "ranking"],
];

/** 推荐 4 7, 我选四号跟七号, 表决 4 同意, 推荐 第2页 21 22, 都不选; a card adds which one it is. */
function matchBallot({ original, plain }: MatchText): RawArgs | undefined {
  if (/^(?:我)?(?:都不选|都不推荐|弃权)[.。]?$/.test(plain)) return { words: original };
  const [start, kind] =
    leading.map(([pattern, each]) => [pattern.exec(plain)?.[0], each] as const).find(([s]) => s) ??
    [];
  if (start === undefined || kind === undefined) return undefined;
  const rest = plain.slice(start.length);
  const card = /^\((?<selection>\d{1,12})(?:-(?<page>\d{1,2}))?\)\s*/.exec(rest);
  const page = card === null ? /^第(?<page>\d{1,2})页\s*(?=\S)/.exec(rest) : null;
  const skipped = (card ?? page)?.[0].length ?? 0;
  const words = original.slice(start.length + skipped);
  const { selection, page: number } = { ...card?.groups, ...page?.groups };
  const isChoice = card !== null || isChoiceLike(rest.slice(skipped), kind);
  if (!isChoice) return undefined;
  return {
    kind,
    ...(words === "" ? {} : { words }),
    ...(selection === undefined ? {} : { selection }),
    ...(number === undefined ? {} : { page: number }),
  };
}

/** Begins with a number, whatever follows: a slip is answered, and not taken for something else. */
function isChoiceLike(rest: string, kind: Choices["kind"]): boolean {
  if (isNothing(rest)) return true;
  if (/^\S{1,3}[件项个条]$/.test(rest)) return false;
  if (choiceStart.test(rest)) return true;
  return kind === "yes-no" && /^(?:都|全部)?(?:不?同意|不?赞成|反对|弃权)/.test(rest);
}

/** 7号楼 and 2026年 are no numbers of topics. */
const choiceStart = new RegExp(
  [
    String.raw`^第?\s?(?:\d{1,4}(?!\d)|[一二三四五六七八九十百]{1,4}(?=号))\s?`,
    String.raw`(?:号(?:[\s,.;:>=、，和跟与及\d第一二三四五六七八九十吧议同反弃赞不]|$)`,
    String.raw`|[\s,.;:>=、，和跟与及]|同意|反对|弃权|赞成|不|\p{Extended_Pictographic}|$)`,
  ].join(""),
  "u",
);
