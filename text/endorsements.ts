import type { Topic } from "../domain/topic.ts";
import { sayDay } from "./moment.ts";
import { itemNumber, lines, pleaseReply, sayNumber } from "./phrases.ts";
import { sayDetail, sayEndorsements, type Setting } from "./topics.ts";

interface Endorsed extends Setting {
  readonly isNew: boolean;
  readonly before?: EnteredBefore | undefined;
  /** 补充情况, attached with it. */
  readonly supplement?: string | undefined;
  /** With this one there were as many as 初选 asks for. */
  readonly isThreshold?: boolean;
}

/** 代附议 by the staff, before the person said it themselves. */
export interface EnteredBefore {
  readonly enteredByName: string;
  readonly channel: string;
  readonly at: Date;
}

export function topicEndorsed(topic: Topic, salutation: string, setting: Endorsed): string {
  const { place, thisYear, isNew, before, supplement } = setting;
  const called = `${itemNumber(topic, thisYear)}「${topic.title}」`;
  const by = before && `${before.enteredByName}${sayDay(before.at)}代您附议过`;
  return lines(
    isNew
      ? `${salutation}附议了${called}。`
      : by === undefined
        ? `${salutation}，您已经附议过${called}，不用再说一遍。`
        : `${salutation}，${by}${called}（${before?.channel}），不用再说一遍。`,
    saySupplemented(supplement),
    "",
    sayCount(topic, setting.isThreshold ?? false),
    `想收回，${pleaseReply(place)}：取消附议 ${sayNumber(topic, thisYear)}`,
  );
}

/** 补充情况已附上：… */
export function saySupplemented(supplement: string | undefined): string | undefined {
  return sayDetail(supplement)?.replace(/^说明：/, "补充情况已附上：");
}

/** 现在附议3人; once, when it is enough, what happens next. */
export function sayCount(topic: Topic, isThreshold: boolean): string {
  return `现在${sayEndorsements(topic)}${isThreshold ? "，达到初选要求，已转联络站" : ""}。`;
}

/** What was kept of somebody unknown and could be carried out: one line among others. */
export function endorsementRegistered(topic: Topic, salutation: string, setting: Endorsed): string {
  const called = `${itemNumber(topic, setting.thisYear)}「${topic.title}」`;
  const next = setting.isThreshold === true ? "，达到初选要求，已转联络站" : "";
  return `${salutation}附议了${called}，现在${sayEndorsements(topic)}${next}。`;
}

export function endorsementWithdrawn(topic: Topic, salutation: string, setting: Setting): string {
  return lines(
    `${salutation}，您对${itemNumber(topic, setting.thisYear)}「${topic.title}」的附议已收回。`,
    `现在${sayEndorsements(topic)}。`,
  );
}

/** To the 联络员, once: it is their turn. */
export function thresholdReached(topic: Topic, salutation: string, thisYear: number): string {
  return lines(
    `${salutation}您好，${itemNumber(topic, thisYear)}「${topic.title}」现在${sayEndorsements(topic)}，达到初选要求，请安排初选。`,
    `看详情，请回复：议题 ${sayNumber(topic, thisYear)}`,
  );
}
