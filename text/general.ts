import { noSecretsHere } from "./fixed.ts";
import type { Liaison } from "../domain/person.ts";
import { formatDateTime } from "../domain/time.ts";
import { committeeOf, lines, pleaseReply, type Place, pronoun, sayContact } from "./phrases.ts";

export interface HelpLine {
  readonly name: string;
  readonly summary: string;
}

interface Help {
  readonly salutation: string | undefined;
  readonly botName: string;
  readonly tenantName: string;
  readonly liaison: Liaison | undefined;
  readonly commands: readonly HelpLine[];
  /** Names only: with a line each it would not fit on a screen. */
  readonly staffCommands: readonly string[];
}

/** 帮助, by who asks. */
export function help(h: Help): string {
  const who = h.salutation === undefined ? "您好" : `${h.salutation}好`;
  const office = committeeOf(h.tenantName) ?? h.tenantName;
  return lines(
    `${who}，我是${h.botName}，${office}的会务助手，帮大家荐题、推荐议题、约会议、做记录。`,
    "",
    "常用就这几句：",
    ...h.commands.map(helpLine),
    sayStaffCommands(h.staffCommands),
    "",
    "在群里要先@我；单独找我不用@，也可以直接说语音。",
    withoutPhone(h.liaison),
    noSecretsHere,
  );
}

function sayStaffCommands(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return `工作人员常用：${names.join("、")}。全部请说：帮助 全部`;
}

/** 帮助 全部: everything there is for whoever asks, with what it is for. */
export function helpPage(all: readonly HelpLine[], page: number, place: Place): string {
  const last = Math.ceil(all.length / HELP_PAGE_LENGTH);
  const shown = Math.min(page, last);
  const from = (shown - 1) * HELP_PAGE_LENGTH;
  return lines(
    `我会办这些事（第${shown}页，共${last}页）`,
    ...all.slice(from, from + HELP_PAGE_LENGTH).map(helpLine),
    shown < last ? `接着看，${pleaseReply(place)}：帮助 全部 第${shown + 1}页` : undefined,
  );
}

const HELP_PAGE_LENGTH = 12;

/** The way without a phone; the liaison may be of either sex or, for the roster, of none. */
function withoutPhone(liaison: Liaison | undefined): string {
  if (liaison === undefined) return "不方便用手机的，请找工作人员，可以替您办。";
  const who = sayContact(liaison);
  return `不方便用手机的，请找联络员${who}，${pronoun(liaison.gender)}可以替您办。`;
}

function helpLine(line: HelpLine): string {
  return `${line.name}　${line.summary}`;
}

export function helpBeforeSetup(botName: string): string {
  return lines(
    `您好，我是${botName}，协商工作群的会务助手。这里还没有开通。`,
    "",
    "请管理员单独找我，回复开通码和单位名，例：开通 开通码 青禾县政协",
    "开通码在服务器启动时显示。",
  );
}

/** Nothing was understood: what was perhaps meant, or the three most usual things. */
export function notUnderstood(
  nearest: readonly string[],
  liaisonName: string | undefined,
  place: Place,
): string {
  const choice =
    nearest.length === 0 ? "您是想：荐题、附议，还是看议题？" : `您是想：${nearest.join("、")}？`;
  const how = place === "group" ? "请@我回复其中一个就行" : "回复其中一个就行";
  return `没听明白。${choice}${how}，或者说“找${liaisonName ?? "联络员"}”。`;
}

/** A question for what is missing, with an example and how long it holds. */
export function askFor(question: string, example: string, place: Place): string {
  const how = place === "group" ? "（在群里请@我）" : "";
  return `${question}${how}，例：${example}。半小时内都算数。`;
}

export function heard(words: string): string {
  return lines(`听到您说：${words}`, "", "对的话请回复：对。不对，再说一遍就行。");
}

export function unreadable(place: Place): string {
  return `图片、文件和语音条我看不了，也没有保存。请用文字说，${pleaseReply(place)}，例：荐题 老旧小区充电难`;
}

/** Understood, but not as an answer to what was asked last. */
export function answerLike(words: string, place: Place): string {
  return `还没有办。要办，${pleaseReply(place)}：${words}`;
}

export function nothingToConfirm(place: Place): string {
  return `现在没有等您确认的事。要看能办什么，${pleaseReply(place)}：帮助`;
}

export function nothingDone(): string {
  return "好的，先不办了。";
}

export function sayAgain(): string {
  return "好的，请再说一遍。";
}

/** 提案 is not what is collected here; the words can become a topic with one word. */
export function proposalElsewhere(tenantName: string, place: Place): string {
  const committee = committeeOf(tenantName) ?? "政协";
  const ask = `要不要先作为协商议题记下？${pleaseReply(place)}：记下。`;
  return `提案有专门渠道，请走${committee}提案系统或交提案委。${ask}`;
}

/** What concerns one person alone does not belong into a group. */
export function grievanceElsewhere(liaison: Liaison | undefined, place: Place): string {
  const who = liaison === undefined ? "" : `${sayContact(liaison)}。`;
  const where = place === "group" ? "群里" : "这里";
  return `您说的事由联络员单独跟您联系更合适，我不在${where}登记。${who}`;
}

/** Marks of classification: nothing was kept. */
export function classifiedRefused(isLiaisonTold: boolean): string {
  const told = isLiaisonTold
    ? "已告知联络员有这件事，没有告知内容。"
    : "请您也告诉联络员有这件事。";
  return `这段话可能不宜在网上说，我没有保存内容，请您尽快撤回，改由当面或机要渠道报送。${told}`;
}

/** In the group, where the sentence itself would draw eyes. */
export function classifiedToldAlone(): string {
  return "已单独答复您，请看您和我的单聊。";
}

interface Classified {
  readonly salutation: string;
  readonly where: string;
  readonly who: string;
  readonly at: Date;
}

/** To the 联络员: that it happened, and nothing of what was said. */
export function classifiedNotice({ salutation, where, who, at }: Classified): string {
  return lines(
    `${salutation}您好，${formatDateTime(at)}${where}${who}有一段话可能不宜在网上说。`,
    "我没有保存内容，已请本人撤回，改由当面或机要渠道报送。请您留意。",
  );
}
