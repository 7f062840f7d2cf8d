import { lines, pleaseReply, type Place } from "./phrases.ts";

export interface HelpLine {
  readonly name: string;
  readonly summary: string;
}

interface Help {
  readonly salutation: string | undefined;
  readonly botName: string;
  readonly tenantName: string;
  readonly liaisonName: string | undefined;
  readonly commands: readonly HelpLine[];
  readonly staffCommands: readonly HelpLine[];
}

/** 帮助, by who asks. */
export function help(h: Help): string {
  const who = h.salutation === undefined ? "您好" : `${h.salutation}好`;
  return lines(
    `${who}，我是${h.botName}，${h.tenantName}的会务助手，帮大家荐题、附议、记着要办的事。`,
    "",
    "常用就这几句：",
    ...h.commands.map(helpLine),
    ...(h.staffCommands.length === 0 ? [] : ["工作人员常用：", ...h.staffCommands.map(helpLine)]),
    "",
    "在群里要先@我；单独找我不用@。",
    h.liaisonName === undefined
      ? undefined
      : `不方便用手机的，请找联络员${h.liaisonName}，可以替您办。`,
    "涉密和内部事项，请不要在群里和这里说。",
  );
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
export function notUnderstood(nearest: readonly string[], place: Place): string {
  if (nearest.length > 0) {
    return lines(
      `没听明白。您是想：${nearest.join("、")}？`,
      `是的话，${pleaseReply(place)}其中一个；要看全部，${pleaseReply(place)}：帮助`,
    );
  }
  return `没听明白。您是想：荐题、附议，还是看议题？${pleaseReply(place)}其中一个就行，或者回复：帮助`;
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
