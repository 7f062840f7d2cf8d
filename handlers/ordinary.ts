/**
 * What makes an ordinary sentence of words that begin like a command: 审定稿件什么时候出来 asks, and
 * orders nothing. A command says with `rejects` which of these it is not.
 */

/** A question, or a name that goes on as a noun. */
export const question =
  /^的|[?？][\s。]*$|(?:吗|呢|了没有?|好没有?|几位|谁)[\s。.!！~]*$|什么|怎么|怎样|如何|哪里|哪儿|在哪|哪天|哪位|几点|几时|多少|多久|是谁|是否|有没有|是不是|能不能|可不可以|会不会|要不要/;

/** Only how the command itself is used: for commands whose words may well be a question. */
export const howTo =
  /^(?:怎么|如何)(?:写|提|弄|用|报|办|做|荐|看|说)?[\s?？。呀啊呢]*$|^是?(?:什么|啥)(?:意思|东西)?[\s?？。呀啊呢]*$|^在哪[里儿]?[\s?？。]*$/;

/** The same where a reason follows, which may well have 什么 or 怎么 in it. */
export const questionBeforeReason =
  /^的|[?？][\s。]*$|(?:吗|呢|了没有?|好没有?)[\s。.!！~]*$|什么时候|哪天|是谁/;

/** A question, unless it begins with the number of an item: what follows that is a reason. */
export const questionWithoutNumber = new RegExp(
  `^(?!第?\\s?(?:\\d|[一二三四五六七八九十]{1,3}号))(?=.*(?:${question.source}))`,
  "u",
);

/** What an event is called by, and when it is: 选题会几点, 选题方向定了吗. */
export const whenOrWhether =
  /(?:了吗|了没有?|没有吗|定了|好了)[\s?？。]*$|^\S{0,4}(?:几点|什么时候|哪天|在哪)|^(?:会|会议|方向|表|单)(?:[\s?？。]|$)/;

/** 意见很大, 意见不统一: said of opinions, and none of them. */
export const ofOpinions =
  /^(?:很|非常|比较|不)?(?:大|多|少|一致|统一)[了的]?(?:[\s。!！,，]|$)|^箱|^在哪/;

/** Either of them. */
export function either(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join("|"), "u");
}
