import { formatTime } from "../domain/time.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** 我的: nothing but what this person still has to do. */
export function owedList(salutation: string, owed: readonly string[], place: Place): string {
  if (owed.length === 0) {
    return lines(
      `${salutation}，您现在没有要办的事。`,
      `想看看大家荐了什么，${pleaseReply(place)}：议题`,
    );
  }
  const shown = owed.slice(0, SHOWN_MAX);
  return lines(
    `${salutation}，您还有${owed.length}件事：`,
    "",
    ...shown.map((each, index) => `${index + 1}、${each}`),
    owed.length > shown.length ? `后面还有${owed.length - shown.length}件。` : undefined,
  );
}

/** People are looked at alone with the bot: a group needs not see who is asked about. */
export function owedClaims(count: number, place: Place): string {
  const how = place === "group" ? "请单独找我回复" : "请回复";
  return `等您核对身份的有${count}位，${how}：核对`;
}

/** The reason stands in the message that asked; in a group neither is repeated. */
export function owedErasure(number: string, place: Place): string {
  if (place === "group") return `有一件删除等您定，请单独找我回复：我的`;
  return `${number}号等您定删不删，请回复：确认删除 ${number}，或者：不删除 ${number}`;
}

interface Due {
  readonly dueAt: Date;
  readonly words: string;
  readonly audience: "self" | "everyone";
}

export function owedReminders(today: readonly Due[]): readonly string[] {
  return today.map(({ dueAt, words, audience }) => {
    const whom = audience === "everyone" ? "提醒大家" : "您要我提醒";
    return `今天${formatTime(dueAt)}${whom}：${shorten(words, WORDS_CHARS_MAX)}`;
  });
}

type Waiting =
  | { readonly heard: string }
  | { readonly name: string; readonly reply: string }
  | { readonly name: string; readonly ask: string };

/** The question that waits for its answer in this conversation. */
export function owedAnswer(waiting: Waiting, place: Place): string {
  if ("heard" in waiting) {
    return `听到您说「${shorten(waiting.heard, WORDS_CHARS_MAX)}」，对的话${pleaseReply(place)}：对`;
  }
  if ("reply" in waiting) {
    return `「${waiting.name}」等您一句话，${pleaseReply(place)}：${waiting.reply}`;
  }
  const how = place === "group" ? "（在群里请@我）" : "";
  return `「${waiting.name}」还差一样，${waiting.ask}${how}`;
}

const SHOWN_MAX = 9;
const WORDS_CHARS_MAX = 30;

/** 推荐 while no selection is in progress. */
export function noSelection(place: Place): string {
  return lines(
    "现在没有正在进行的议题推荐。",
    "",
    `看看大家荐了什么，${pleaseReply(place)}：议题`,
    `想一起推动一件，${pleaseReply(place)}，例：附议 7`,
  );
}
