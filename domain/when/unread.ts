import type { Phrase } from "./phrase.ts";
import type { RefusalCode } from "./reading.ts";

/**
 * What stands around the words that were read. If it speaks of time too, or changes what was
 * read, then reading the rest of it would be a guess.
 */
export function isUnread(text: string, phrases: readonly Phrase[]): boolean {
  let at = 0;
  const gaps: string[] = [];
  for (const { start, end } of phrases) {
    gaps.push(text.slice(at, start));
    if (changesBehind.test(text.slice(end, end + 7))) return true;
    at = end;
  }
  gaps.push(text.slice(at));
  if (gaps.slice(0, -1).some((gap) => changesAhead.test(gap))) return true;
  return gaps.some((gap) => speaksOfTime.test(gap));
}

const changesAhead =
  /(?:去年|前年|往年|当年|次年|翌年|上上?|前|每|第|差[^,.]{0,4}|工作日|周末|逢|隔|[单双]周?|[明今后]|(?<!\d{3})[\d一二两三四五六七八九十](?:到|至|-|~)|闰|公元前?|过去的?|近|以来|历|教|[犹猶]太|色列|斯兰|印度|树木|黑色|[撒匝]路|[\d零〇一二两三四五六七八九十百千万]|\d\.)$/;
const changesBehind =
  /^(?:周年|\s?差[\d一二两三四五六七八九十几]|最后|第[一二三四五六七八九十\d]{1,3}[个天日周月季年工]|世纪|年代|多|几|余|以来|以上|以下|来[,.]?$|里$|\d|\.\d|[半日号点月年分秒](?![月报钟享头会])|[前后](?![往来去进台门厅面期勤续备辈景程天者])|内(?![容部外])|[初底末](?![步稿部层次尾])|旬|节|[踏搭]|[一二三四五六七八九十](?:$|[,.]|个字)|[\u4e00-\u9fff]{0,5}(?:节(?![目省约奏能水电])|斋期|斋月|新年))/;
const speaksOfTime =
  /[\d零〇一二两三四五六七八九十百半几][个多]?(?:年|季度|月|周(?!边)|星期|礼拜|天|日|号(?![议提楼栋路线文会桌馆门院厅机])|点(?![心击子名评赞意建要想感希措看体原问内])|小时|分钟|秒|刻|世纪)|(?:去年|前年|明年|后年|昨天|前天|农历|阴历|每[天周月年日晚]|上旬|中旬|下旬|季度|公元|(?:周|星期|礼拜)[一二三四五六日天]|\d[/.:-]\d|今天|明天|后天|[上下中]午|晚上|凌晨|早上)/;

const durations =
  /[\d零〇一二两三四五六七八九十百半几多](?:\.\d)?[个多万]{0,2}(?:年|季度|月|周|星期|礼拜|天|日|小时|钟头?|分钟?|秒|刻钟?|工作日)/;
const vague =
  /春天|夏天|秋天|冬天|[春夏秋冬]季|[暑寒]假|最近|近期|以后|改天|有空|过几天|尽快|白天|世纪|年代/;
const past = /[天周月年时分秒期拜]之?以?前|去年|前年|昨天|昨晚|刚才|过去|以来|上周|上个?月/;

/** Why nothing was read. */
export function refusalOf(text: string): RefusalCode {
  if (past.test(text)) return "past";
  if (vague.test(text)) return "vague";
  return durations.test(text) ? "duration" : "nothing";
}
