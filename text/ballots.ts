import type { Choices, Disclosure, SelectionOption } from "../domain/selection.ts";
import { numbersOf } from "../domain/selection-choices.ts";
import { formatDateTime, formatTime, toLocal } from "../domain/time.ts";
import { sayMoment } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { type Left, leftOnCards } from "./selection-card.ts";

/** What is answered to whoever chooses, and to whoever writes it down for somebody. */

interface Chosen {
  readonly salutation: string;
  readonly choices: Choices;
  readonly options: readonly SelectionOption[];
  readonly dueAt: Date;
  readonly disclosure: Disclosure;
  readonly left: Left;
}

/** To the person alone. */
export function ballotKept(chosen: Chosen): string {
  return lines(
    ...keptLines(chosen),
    "",
    leftOnCards(chosen),
    `${formatDateTime(chosen.dueAt)}前可以改，以最后一次为准。`,
  );
}

function keptLines({ salutation, choices, options }: Chosen): readonly string[] {
  const count = numbersOf(choices).length;
  const isNothing = count === 0 || isAbstention(choices);
  if (isNothing) return [`${salutation}，已记下：您参加了推荐，一件也没有选。`];
  const heading =
    choices.kind === "approval"
      ? `${salutation}，您推荐的${count}件已记下：`
      : `${salutation}，您的${kindNames[choices.kind]}已记下：`;
  return [heading, ...choiceLines(choices, options)];
}

function isAbstention(choices: Choices): boolean {
  return (
    choices.kind === "yes-no" && Object.values(choices.votes).every((vote) => vote === "abstain")
  );
}

const kindNames = { "yes-no": "表决", score: "打分", ranking: "排序" } as const;
const voteNames = { yes: "同意", no: "反对", abstain: "弃权" } as const;

/** 4号 with its title, a line each; many of them on one line by number. */
export function choiceLines(
  choices: Choices,
  options: readonly SelectionOption[],
): readonly string[] {
  const said = saidOf(choices);
  if (said.length > LINES_MAX) {
    return [said.map(({ number, how }) => `${number}号${how}`).join("、")];
  }
  return said.map(({ number, how }) => {
    const label = options.find((option) => option.number === number)?.label ?? "";
    return `${number}号　${label}${how === "" ? "" : `　${how}`}`;
  });
}

const LINES_MAX = 8;

function saidOf(choices: Choices): readonly { number: number; how: string }[] {
  switch (choices.kind) {
    case "approval":
      return choices.numbers.map((number) => ({ number, how: "" }));
    case "yes-no":
      return Object.entries(choices.votes).map(([number, vote]) => ({
        number: Number(number),
        how: voteNames[vote],
      }));
    case "score":
      return Object.entries(choices.scores).map(([number, points]) => ({
        number: Number(number),
        how: `${points}分`,
      }));
    case "ranking":
      return choices.groups.flatMap((group, index) =>
        group.map((number) => ({ number, how: `第${index + 1}` })),
      );
  }
}

/** Where others read it, too: that it is kept, and nothing of what. */
export function ballotKeptAloud(chosen: Chosen, isToldAlone: boolean): string {
  const { salutation, choices, disclosure } = chosen;
  const count = numbersOf(choices).length;
  const what = choices.kind === "approval" && count > 0 ? `推荐的${count}件` : "推荐";
  const until = disclosure === "until-close" ? "截止前" : "";
  return lines(
    `${salutation}，您${what}已记下${isToldAlone ? "，明细单独发给您了" : ""}。`,
    `本次${until}不公布个人选择，下次点卡片或单独发给我就好。`,
  );
}

/** 无记名: the same whatever was chosen, here and in what is kept. */
export function secretKept(salutation: string): string {
  return lines(
    `${salutation}，您的推荐已记下。`,
    "这次是无记名推荐，我没有留下您选了什么，选好以后不能改。",
  );
}

/** What stands in place of somebody's words where nothing of them is kept. */
export const forgottenWords = "参加了推荐";

/** 听到您说选4号和7号. */
export function choiceHeard(choices: Choices, options: readonly SelectionOption[]): string {
  const numbers = numbersOf(choices);
  const named = numbers.map((number) => `${number}号`).join("和");
  const said = numbers.length === 0 ? "都不选" : `选${named}`;
  return lines(
    `听到您说${said}${numbers.length === 0 ? "。" : "："}`,
    ...choiceLines(choices, options),
    "",
    "对的话请回复：对。不对，再说一遍就行。",
  );
}

/** 无记名: a transcript is not read back, because what is read back is kept. */
export function secretHeard(example: string): string {
  return `这次是无记名推荐，语音我没有记。请点卡片，或者打字回复，例：${example}`;
}

/** A transcript in a group: what is read back there, everybody reads. */
export function spokenAloud(): string {
  return "本次不公布个人选择，语音请单独发给我，这次还没有记。";
}

interface Late {
  readonly name: string;
  readonly dueAt: Date;
  readonly liaisonName: string;
  readonly isOffered: boolean;
}

/** Chosen after it had closed. */
export function ballotTooLate({ name, dueAt, liaisonName, isOffered }: Late, place: Place): string {
  const { month, day } = toLocal(dueAt);
  const closed = `${name}${month}月${day}日${formatTime(dueAt)}已经截止，这次没有计入。`;
  if (!isOffered) return `${closed}您的意见请直接告诉联络员${liaisonName}。`;
  return `${closed}您的意见我转给联络员${liaisonName}，${pleaseReply(place)}：转告。`;
}

export function askWhichSelection(titles: readonly string[], place: Place): string {
  return lines(
    "正在推荐的不止一项，这几号都有，还没有记：",
    ...titles.map((title, index) => `${index + 1}　${title}`),
    "",
    `是哪一项，${pleaseReply(place)}序号，例：1`,
  );
}

export const ballotQuestions = {
  numbers: "请接着告诉我选几号",
  who: "请接着告诉我是替哪位委员代录，连选的几号一起说",
  reviewed: "请接着告诉我是哪位委员复核了",
  contested: "请接着告诉我是哪位委员有异议",
} as const;

interface Proxy {
  readonly name: string;
  readonly salutation: string;
  readonly choices: Choices;
  readonly channel: string;
  readonly enteredByName: string;
  readonly at: Date;
}

/** 代录 receipt. */
export function proxyKept(proxy: Proxy, place: Place): string {
  const { name, salutation, channel, enteredByName, at } = proxy;
  return lines(
    `已代录${name}委员的推荐：${sayChoices(proxy.choices)}。`,
    `代录人${enteredByName}，${toldBy[channel] ?? channel}，${sayMoment(at)}。`,
    "",
    `截止前请${salutation}本人复核，电话或在纸质推荐单上签字都行。`,
    `复核后${pleaseReply(place)}：已复核 ${name}`,
    `要打印纸质推荐单，${pleaseReply(place)}：打印 推荐单`,
  );
}

const toldBy: Readonly<Record<string, string>> = {
  电话: "电话告知",
  纸质: "交来纸质推荐单",
  当面: "当面告知",
  短信: "短信告知",
  其他: "其他方式告知",
};

/** 代录 in a group, where it must not be read what it was. */
export function proxyKeptAloud({ name }: Pick<Proxy, "name">): string {
  return `已代录${name}委员的推荐。本次不公布个人选择，下次请单独发给我。复核后请单独回复：已复核 ${name}`;
}

/** 2号、4号、7号, with how where the method asks for it. */
function sayChoices(choices: Choices): string {
  const said = saidOf(choices);
  if (said.length === 0) return "一件也不选";
  return said.map(({ number, how }) => `${number}号${how}`).join("、");
}

/** To the person for whom it was written down. */
export function proxyTold(
  proxy: Pick<Proxy, "salutation" | "enteredByName" | "choices" | "channel">,
  name: string,
): string {
  return lines(
    `${proxy.salutation}您好，${proxy.enteredByName}替您代录了${name}：${sayChoices(proxy.choices)}。`,
    "没有出入，不用回复；不对，请回复：有异议，或者自己重新选，以您自己选的为准。",
  );
}

export function proxyReviewed(name: string, at: Date): string {
  return `${name}委员的推荐已复核，${sayMoment(at)}。`;
}

export function proxyVoid(name: string, place: Place): string {
  return lines(
    `${name}委员有异议，代录的已作废，不计入。`,
    `问清楚以后再录，${pleaseReply(place)}，例：代录 ${name} 4 7 电话`,
  );
}

export function ownProxyVoid(salutation: string, example: string): string {
  return `${salutation}，替您代录的已作废。请您自己选，例：${example}`;
}

/** To whoever had written it down. */
export function proxyContestedTold(salutation: string, name: string): string {
  return `${salutation}您好，${name}委员对代录的推荐有异议，已作废，请再核实。`;
}

/** 我的: not chosen yet. */
export function owedSelection(title: string, dueAt: Date, place: Place): string {
  return `「${title}」您还没有选，${formatDateTime(dueAt)}截止，${pleaseReply(place)}：推荐`;
}

/** 推荐 in 1:1: what this person has chosen. */
export function ownChoices(choices: Choices | undefined, isProxy: boolean): string {
  if (choices === undefined) return "您已经选过了。";
  return `您已选：${sayChoices(choices)}${isProxy ? "（代录）" : ""}。`;
}

export const notChosenYet = "您还没有选。";
