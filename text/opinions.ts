import { formatDateTime } from "../domain/time.ts";
import { sayCount } from "./opinion-calls.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** 征求意见: the groups hear numbers only; what was written goes to the 联络员. */

interface Call {
  /** Without 《》. */
  readonly title: string;
  readonly dueAt: Date;
  readonly isNamed: boolean;
}

interface Count {
  readonly people: number;
  readonly opinions: number;
  readonly proxied: number;
  readonly reviewed: number;
}

interface Given {
  readonly salutation: string;
  readonly call: Call;
  /** The person's own count. */
  readonly number: number;
  readonly total: number;
  readonly words: string;
  readonly now: Date;
}

/** In a group the words are not said again. */
export function opinionGiven(given: Given, place: Place): string {
  const { salutation, call, number, total, now } = given;
  const count = total === 1 ? "" : `，您一共提了${total}条`;
  const until = `${formatDateTime(call.dueAt, now)}截止前可以改`;
  if (place === "group") {
    return lines(
      `${salutation}，您对《${call.title}》的意见记下了${count}。`,
      `${until}，请单独找我，例：修改意见 ${number} 第三条再具体些`,
    );
  }
  return lines(
    `${salutation}，您对《${call.title}》的意见记下了，第${number}条：`,
    given.words,
    "",
    `${until}${count}。`,
    `要改请回复，例：修改意见 ${number} 第三条再具体些`,
    `要收回请回复：撤回意见 ${number}`,
  );
}

/** Kept until the person was known: told among other things. */
export function opinionRegistered(call: Call): string {
  return `您对《${call.title}》的意见已登记。`;
}

export function opinionChanged(call: Call, opinion: { number: number; words: string }): string {
  return lines(`您对《${call.title}》的第${opinion.number}条意见改好了：`, opinion.words);
}

export function opinionTakenBack(call: Call, opinion: { number: number; words: string }): string {
  return lines(
    `您对《${call.title}》的第${opinion.number}条意见已撤回：`,
    opinion.words,
    "",
    "要再提，请回复，例：意见 第三条再具体些",
  );
}

/** 意见 after the deadline: nothing is lost, the 联络员 can be told with one word. */
export function opinionLate(
  { title, closedAt }: { readonly title: string; readonly closedAt: Date },
  { liaisonName, now }: { readonly liaisonName: string; readonly now: Date },
  place: Place,
): string {
  return lines(
    `《${title}》征求意见${formatDateTime(closedAt, now)}已经截止，这次没有计入。`,
    `您的意见我转给联络员${liaisonName}，${pleaseReply(place)}：转告`,
  );
}

/** 意见 while nothing is being asked. */
export function opinionNoCall(liaisonName: string, place: Place): string {
  return lines(
    "现在没有正在征求意见的文件，还没有记。",
    `要我转给联络员${liaisonName}，${pleaseReply(place)}：转告`,
    `想提协商议题，${pleaseReply(place)}，例：荐题 老旧小区充电难`,
  );
}

export function whichCall(titles: readonly string[], place: Place): string {
  return lines(
    `正在征求意见的有${titles.length}份，您说的是第几份？`,
    ...titles.map((title, index) => `${index + 1}、《${title}》`),
    "",
    `${pleaseReply(place)}，例：1`,
  );
}

/** 修改意见 and 撤回意见 of several. */
export function whichOpinion(own: readonly { number: number; words: string }[]): string {
  const shown = own.slice(-OWN_SHOWN);
  return lines(
    `您一共提了${own.length}条，是第几条？`,
    ...shown.map(({ number, words }) => `第${number}条　${shorten(words, OWN_CHARS)}`),
    "",
    `请回复，例：${shown[0]?.number ?? 1}`,
  );
}

export function noOwnOpinion(): string {
  return "您现在没有可以改的意见。要提，请回复，例：意见 第三条再具体些";
}

interface Standing {
  readonly call: Call & { readonly closedAt: Date | undefined };
  readonly count: Count;
}

function sayEnd(call: Standing["call"], now: Date): string {
  const { closedAt } = call;
  return closedAt === undefined
    ? `${formatDateTime(call.dueAt, now)}截止`
    : `${formatDateTime(closedAt, now)}已截止`;
}

/** 意见情况 of several: one line each. */
export function opinionStandings(all: readonly Standing[], now: Date, place: Place): string {
  return lines(
    ...all.map(
      ({ call, count }, index) =>
        `${index + 1}、《${call.title}》　${sayCount(count)}，${sayEnd(call, now)}`,
    ),
    "",
    `看其中一份，${pleaseReply(place)}，例：意见情况 1`,
  );
}

interface Listed {
  readonly name: string | undefined;
  readonly words: string;
  readonly isProxy: boolean;
}

/** 意见情况 of one; `listed` only for those who collect, alone. */
export function opinionStanding(
  { call, count }: Standing,
  shown: {
    readonly own: readonly { number: number; words: string }[];
    readonly listed: readonly Listed[] | undefined;
    readonly now: Date;
  },
): string {
  const { own, listed, now } = shown;
  const isListed = listed !== undefined && listed.length > 0;
  const first = (listed ?? []).slice(0, LISTED_SHOWN);
  return lines(
    `《${call.title}》${sayCount(count)}，${sayEnd(call, now)}。`,
    own.length > 0 && !isListed ? `其中您提了${own.length}条：` : undefined,
    ...(isListed ? [] : own.slice(-OWN_SHOWN)).map(
      ({ number, words }) => `第${number}条　${shorten(words, OWN_CHARS)}`,
    ),
    ...(isListed ? ["", ...first.map(sayListed)] : []),
    isListed && listed.length > first.length
      ? `后面还有${listed.length - first.length}条。`
      : undefined,
    isListed ? "全文请回复：打印 意见" : undefined,
  );
}

function sayListed({ name, words, isProxy }: Listed): string {
  const said = shorten(words, LISTED_CHARS);
  return name === undefined ? `· ${said}` : `${name}${isProxy ? "（代录）" : ""}：${said}`;
}

export function noOpinionCall(place: Place, mayCall: boolean): string {
  return mayCall
    ? lines(
        "现在没有正在征求意见的文件。",
        `要征求，${pleaseReply(place)}，例：征求意见 对《二季度协商计划》 周五下午5点截止`,
      )
    : "现在没有正在征求意见的文件。";
}

export const opinionQuestions = {
  title: "请接着告诉我对哪份文件征求意见",
  due: "请接着告诉我什么时候截止",
  words: "请接着告诉我您的意见",
  changed: "请接着告诉我改成什么",
} as const;

const OWN_SHOWN = 8;
const OWN_CHARS = 40;
const LISTED_SHOWN = 8;
const LISTED_CHARS = 60;
