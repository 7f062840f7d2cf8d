import { formatTime } from "../domain/time.ts";
import { dayKey, sayDay } from "./moment.ts";
import { itemNumber, lines, pleaseReply, sayNumber } from "./phrases.ts";
import { sayEndorsements, type Setting } from "./topics.ts";

/** A topic that is about the same as the one that somebody proposes. */
export interface Similar {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly proposerName: string;
  readonly proposerTitle: string;
  readonly proposedAt: Date;
  readonly endorsements: number;
  readonly proxyEndorsements: number;
  /** Proposed by the very person who proposes now. */
  readonly isOwn: boolean;
}

interface Asked extends Setting {
  readonly now: Date;
  readonly salutation: string;
  readonly hasDetail: boolean;
  /** 代荐: how the staff endorses for this person, e.g. 代附议 7 韦德福 电话. */
  readonly proxy?: { readonly name: string; readonly channel: string } | undefined;
}

/** A stop before 荐题, not a refusal: whoever means something else says so. */
export function similarFound(found: readonly Similar[], asked: Asked): string {
  const { place, thisYear, salutation, proxy } = asked;
  const first = found.find(({ isOwn }) => !isOwn);
  const own = found[0];
  const count = found.length === 1 ? "有一件" : `有${found.length}件`;
  const whose = proxy === undefined ? "您" : salutation;
  return lines(
    `${proxy === undefined ? `${salutation}，` : ""}${count}和${whose}说的很接近：`,
    "",
    ...found.flatMap((topic) => [
      `${itemNumber(topic, thisYear)}「${topic.title}」`,
      `${sayProposer(topic, proxy !== undefined)}，${sayRecent(topic.proposedAt, asked.now)}，${sayEndorsements(topic)}`,
    ]),
    "",
    first === undefined
      ? own && `要补充，${pleaseReply(place)}，例：修改 ${sayNumber(own, thisYear)} 新的题目`
      : `愿意一起推动，${pleaseReply(place)}：${sayEndorse(first, asked)}`,
    `确实是另一件事，${pleaseReply(place)}：仍要荐`,
    asked.hasDetail && first !== undefined
      ? `${proxy === undefined ? "您写的" : ""}说明不会丢，附议后附在${itemNumber(first, thisYear)}下面。`
      : undefined,
  );
}

function sayEndorse(topic: Similar, { thisYear, proxy }: Asked): string {
  const number = sayNumber(topic, thisYear);
  return proxy === undefined ? `附议 ${number}` : `代附议 ${number} ${proxy.name} ${proxy.channel}`;
}

/** 张建国委员荐; 您荐 of what is one's own. */
function sayProposer({ proposerName, proposerTitle, isOwn }: Similar, isProxy: boolean): string {
  if (isOwn && !isProxy) return "您荐的";
  const title = /^\p{Script=Han}{0,2}(?:委员|主席|主任)$/u.test(proposerTitle) ? proposerTitle : "";
  return `${proposerName}${title}荐`;
}

/** 今天上午, 昨天下午, 3月9日. */
function sayRecent(at: Date, now: Date): string {
  const days = dayKey(now) - dayKey(at);
  const part = formatTime(at).replace(/\d.*$/, "");
  if (days === 0) return `今天${part}`;
  return days === 1 ? `昨天${part}` : sayDay(at);
}

/** After what was registered for somebody who had moved on: named, not stopped. */
export function similarNamed(topic: Similar, thisYear: number): string {
  const called = `${itemNumber(topic, thisYear)}「${topic.title}」`;
  if (topic.isOwn) return `和您荐的${called}很接近。`;
  return `和${called}很接近，愿意一起推动也可以附议${itemNumber(topic, thisYear)}。`;
}
