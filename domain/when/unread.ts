import { readNumber } from "./days.ts";
import { daysCovered } from "./lasting.ts";
import type { Phrase } from "./phrase.ts";
import type { RefusalCode } from "./reading.ts";

/**
 * What stands around the words that were read. If it speaks of time too, or changes what was
 * read, then reading the rest of it would be a guess.
 */
export function unreadCode(text: string, phrases: readonly Phrase[]): RefusalCode | undefined {
  let at = 0;
  const gaps: string[] = [];
  for (const phrase of phrases) {
    const { start, end, kind } = phrase;
    gaps.push(text.slice(at, start));
    const behind = text.slice(end, end + 7);
    if (vagueBehind.test(behind)) return "vague";
    if ((kind === "recurrence" ? timesBehind : onceBehind).test(behind)) return "unread";
    if (yearlyBehind.test(behind) && coversYear(phrase)) return "unread";
    if (changesBehind.test(behind)) return "unread";
    if (weekdayEnd.test(text.slice(start, end)) && weekdaysBehind.test(behind)) return "unread";
    at = end;
  }
  gaps.push(text.slice(at));
  if (gaps.slice(0, -1).some((gap) => changesAhead.test(gap))) return "unread";
  const lengths = new Set(phrases.map((phrase) => daysCovered(phrase)));
  const isOpen = gaps.some((gap) => {
    const rest = gap
      .replace(numbered, "")
      .replace(early, "")
      .replace(daysInAll, (said, count: string) => {
        return lengths.has(readNumber(count)) ? "" : said;
      });
    return speaksOfTime.test(rest);
  });
  return isOpen ? "unread" : undefined;
}

/** 3月25日至27日进行，共3天: the length that is already known. */
const daysInAll = /(?:共计?|为期|会期|总共|历时)([\d一两二三四五六七八九十]{1,3})[天日]/g;

function coversYear({ meaning }: Phrase): boolean {
  if (meaning.kind === "refused") return false;
  return meaning.stretches.some(({ start, end = start }) => end - start > 300 * dayMs);
}

const dayMs = 24 * 60 * 60_000;
/** 一月一次 is no January. */
const onceBehind = /^[一1两二三][次回](?:$|[,.])/;
/** 每周三次. */
const timesBehind = /^(?:[两二三四五六七八九十几多]|[2-9])[次回]/;
/** 今年第三次常委会, 明年工作要点: the year says which, not when. */
const yearlyBehind = /^度?的?(?:第|工作|计划|预算|总结|提案|要点|任务)/;
/** 第12号 and 第3次 count papers and meetings. */
const numbered = /第[\d零〇一二两三四五六七八九十百]{1,4}[号次届期项条章份批组]/g;
/** 提前10分钟到场 goes by the time that was read. */
const early = /提前[\d一两二三四五六七八九十半]{1,3}个?半?(?:分钟|刻钟|小时|天|日|周)/g;
/** 明天午饭后, 周三会前: an hour that nobody wrote down. */
const vagueBehind =
  /^的?(?:[早晚](?:些|点(?![\d半]))|[早午晚中][饭餐]|(?:吃饭|饭|午休|上班|会|开会|散会|休会|课|放学)(?:[之以]?[前后]|时))/;

const changesAhead =
  /(?:(?:补班|调休)的?|之日起|发出|收到|除了?|除去|避开|不要(?:安排|定|放)?在?|别(?:安排|定|放)在?|\d{4}年?[-~]|去年|前年|往年|票数?|比分|比例|当年|次年|翌年|上上?|前|每|第|差(?!不多)[^,.]{0,4}|工作日|周末|逢|隔|[单双]周?|[明今后]|(?<!\d{3})[\d一二两三四五六七八九十](?:到|至|-|~)|闰|公元前?|过去的?|近|以来|历|教|[犹猶]太|色列|斯兰|印度|树木|黑色|[撒匝]路|[\d零〇一二两三四五六七八九十百千万]|\d\.)$/;
const changesBehind =
  /^(?:的?(?:补班|调休)的?(?:那|周|星|日子)|周年|(?:到|至|-|~)[初廿]?[\d一二三四五六七八九十]{1,3}(?:$|[,.()日]|号(?!楼))|\s?差[\d一二两三四五六七八九十几]|最后|第[一二三四五六七八九十\d]{1,3}[个天日周月季年工]|世纪|年代|多|几|余|以来|以上|以下|来[,.]?$|里$|\d|\.\d|[半日号点月年分秒](?![月报钟享头会])|[前后](?![往来去进台门厅面期勤续备辈景程天者])|内(?![容部外])|[初底末](?![步稿部层次尾])|旬|节|[踏搭]|[一二三四五六七八九十](?:$|[,.]|个字)|[\u4e00-\u9fff]{0,5}(?:节(?![目省约奏能水电])|斋期|斋月|新年))/;
/** 下周二三四: which of them is not said. */
const weekdayEnd = /[周期拜][一二三四五六日天]$/;
const weekdaysBehind = /^[一二三四五六日天]{1,5}(?:$|[,.]|[上中下]午|早上|晚上|\d)/;
const speaksOfTime =
  /[\d零〇一二两三四五六七八九十百半几][个多]?(?:年|季度|月|周(?!边)|星期|礼拜|天|日|号(?![议提楼栋路线文会桌馆门院厅机])|点(?![心击子名评赞意建要想感希措看体原问内])|小时|分钟|秒|刻|世纪)|(?:去年|前年|明年|后年|昨天|前天|农历|阴历|每[天周月年日晚]|上旬|中旬|下旬|季度|公元|(?:周|星期|礼拜)[一二三四五六日天]|\d[/.:-]\d|今天|明天|后天|[上下中]午|晚上|凌晨|早上)/;

const durations =
  /[\d零〇一二两三四五六七八九十百半几多](?:\.\d)?[个多万]{0,2}(?:年|季度|月|周|星期|礼拜|天|日|小时|钟头?|分钟?|秒|刻钟?|工作日)/;
const vague =
  /年[之以]?后|[早午晚]饭[之以]?[前后]|午休|上班[之以]?[前后]|春天|夏天|秋天|冬天|[春夏秋冬]季|[暑寒]假|最近|近期|以后|改天|有空|[过这近][几两]天|近日|这段时间|尽快|白天|世纪|年代/;
const past =
  /[天周月年时分秒期拜]之?以?前|上一?个?工作日|去年|前年|昨天|昨晚|刚才|过去|以来|上周|上个?月/;

/** Why nothing was read. */
export function refusalOf(text: string): RefusalCode {
  if (past.test(text)) return "past";
  if (vague.test(text)) return "vague";
  return durations.test(text) ? "duration" : "nothing";
}
