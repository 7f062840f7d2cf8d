import type { Topic } from "../domain/topic.ts";
import { sayDay, sayMoment } from "./moment.ts";
import { itemNumber, lines, pleaseReply, type Place, sayContact, sayNumber } from "./phrases.ts";
import { shorten } from "./shorten.ts";
import { sayDetail, sayEndorsements, type Setting } from "./topics.ts";

interface Drafted extends Topic {
  readonly proposerName: string;
  readonly proposedAt: Date;
}

interface Contact {
  readonly name: string;
  readonly phone: string | undefined;
}

/**
 * 转发稿 of a topic, for groups without a voice and people outside. Phones copy a bubble whole, so
 * the words come first and what to do with them stands below a line, to be cut off in one go.
 */
export function topicDraft(topic: Drafted, liaison: Contact | undefined, setting: Setting): string {
  const { place, thisYear } = setting;
  return lines(
    `【协商议题】${itemNumber(topic, thisYear)}「${topic.title}」`,
    sayDetail(topic.detail),
    `${topic.proposerName}荐，${sayDay(topic.proposedAt)}，现在${sayEndorsements(topic)}。`,
    liaison === undefined
      ? "愿意一起推动的，请告诉联络员。"
      : `愿意一起推动的，请告诉联络员${sayContact(liaison)}。`,
    CUT,
    howToCopy(`已转发 ${sayNumber(topic, thisYear)} 微信群`, place),
  );
}

/** 转发稿 of something the bot said, as it was said. */
export function messageDraft(text: string, isNewestHere: boolean, place: Place): string {
  const marked = isNewestHere ? howToCopy("已转发 微信群", place) : COPY;
  return lines(text, CUT, marked);
}

function howToCopy(reply: string, place: Place): string {
  return `${COPY}转发后${pleaseReply(place)}：${reply}`;
}

const CUT = "———";
const COPY = "长按复制上面的内容，从这条线起不用发。";

interface Marked {
  readonly where: string;
  readonly byName: string;
  readonly at: Date;
}

export function topicForwarded(topic: Topic, marked: Marked, setting: Setting): string {
  const { place, thisYear } = setting;
  return lines(
    `记下了：${itemNumber(topic, thisYear)}「${topic.title}」已转发到${marked.where}。`,
    `转发人${marked.byName}，${sayMoment(marked.at)}。`,
    "",
    `看经过，${pleaseReply(place)}：议题 ${sayNumber(topic, thisYear)}`,
  );
}

export function messageForwarded(text: string, marked: Marked): string {
  return lines(
    `记下了：「${shorten(text, EXCERPT_CHARS)}」已转发到${marked.where}。`,
    `转发人${marked.byName}，${sayMoment(marked.at)}。`,
  );
}

const EXCERPT_CHARS = 12;

export const forwardQuestions = {
  number: "要转发几号议题？请接着告诉我编号",
  where: "请接着告诉我转发到了哪里",
} as const;
