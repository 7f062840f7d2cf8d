import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { checkTopicWords, lengthOf } from "./topic.ts";

/** 简称: what a card or a reminder calls a topic by, where its title has no room. */

/** Said of nearly every topic, so that it tells nothing: 关于老旧小区充电的建议. */
const openings =
  /^(?:关于|针对|就|建议|请求|希望|要求|进一步|切实|尽快|加快|着力|解决|推进|老旧(?=小区))+/;
const endings =
  /(?:的?(?:若干|几点|有关|相关)?(?:问题|建议|意见|提案|议题|情况|现象|对策|思考|事项|事宜|工作)|的)+$/;

/**
 * The title without what says nothing, cut between words where there is such a place.
 * @param title as it was checked
 * @returns 1–8 characters
 */
export function shortTitleOf(title: string): string {
  const marks = title.replaceAll(/[\s《》「」“”"'，。；：、,.;:!！?？（）()]+/g, " ").trim();
  const bare = marks.replace(openings, "").replace(endings, "").trim();
  const words = lengthOf(bare) >= CHARS_MIN ? bare : marks || title;
  return lengthOf(words) <= limits.topicShortTitleCharsMax ? words : cutBetweenWords(words);
}

/** Fewer do not tell what it is about. */
const CHARS_MIN = 2;
const CUT_CHARS_MIN = 4;

function cutBetweenWords(words: string): string {
  let kept = "";
  for (const { segment } of segmenter.segment(words)) {
    if (lengthOf(kept + segment) > limits.topicShortTitleCharsMax) break;
    kept += segment;
  }
  const whole = kept.trim().replace(dangling, "");
  if (lengthOf(whole) >= CUT_CHARS_MIN) return whole;
  return Array.from(words).slice(0, limits.topicShortTitleCharsMax).join("").trim();
}

/** Left at the end by the cut, where they belong to what follows. */
const dangling = /(?:没有|[的和与及在对无没不太])$/;

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** 简称 as somebody wrote it. @throws UserError if it is too long, or says nothing */
export function checkShortTitle(words: string): string {
  const { title } = checkTopicWords({ title: words, detail: undefined, category: undefined });
  const max = limits.topicShortTitleCharsMax;
  if (lengthOf(title) > max) throw new UserError("topicShortTitleTooLong", { max });
  return title;
}
