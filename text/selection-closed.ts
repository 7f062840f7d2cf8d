import { formatDateTime } from "../domain/time.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { countsLine, rankingLines, type ResultView, shortTitle } from "./selection-results.ts";

/** What is said when a 议题推荐 closes: to the convener first. */

interface ToConvener {
  readonly view: ResultView;
  /** It closed long after its time: nothing was running then. */
  readonly isLate: boolean;
  /** How it gets out: see 送审. */
  readonly ways: readonly string[];
}

/** To the convener, before anybody else. */
export function resultFirst({ view, isLate, ways }: ToConvener): string {
  const { result, convener, closedAt } = view;
  const closed = `${convener}，${shortTitle(view)}${formatDateTime(closedAt)}已截止`;
  const late = isLate ? "到点时我没有在线，刚刚补办，到点以后的都没有计入。" : undefined;
  if (!result.quorum.isMet)
    return lines(`${closed}。`, late, countsLine(result), "", ...shortWays());
  return lines(
    `${closed}，结果先给您，还没有公布。`,
    late,
    countsLine(result),
    ...rankingLines(view, CONVENER_LINES_MAX, "single"),
    "",
    // The question of 确认 is over by the time it is read.
    ...ways.map((way) => way.replace("回复：确认", "回复：发布")),
    "看要发出的全文，请回复：推荐结果",
  );
}

const CONVENER_LINES_MAX = 7;

/** What the convener can do when too few took part. */
function shortWays(): readonly string[] {
  return [
    "要延期，请回复，例：延期 推荐 下周五下午5点 再请大家看看",
    "改在会上推荐，请回复：改在会上推荐",
    "先把这个情况告诉大家，请回复：发布",
  ];
}

/** To the 联络员, where the convener cannot be spoken to. */
export function convenerOutOfReach(view: ResultView, liaison: string): string {
  return lines(
    `${liaison}您好，${shortTitle(view)}${formatDateTime(view.closedAt)}已截止。`,
    `结果要先给${view.convener}看，我没法单独找到，请您转告：单独找我，回复“推荐结果”。`,
  );
}

/** To the groups, where they could not have known that it closed. */
export function closedAnnounced(view: ResultView, isLate: boolean): string | undefined {
  const { eligible, took } = view.result.turnout;
  const name = shortTitle(view);
  const then = "结果核对后公布，谢谢各位委员。";
  if (view.closeReason === "everyone")
    return `${name}已截止：应参加的${eligible}人都选好了。${then}`;
  if (view.closeReason === "early") {
    return `${name}提前截止了：应参加${eligible}人，实际参加${took}人。${then}`;
  }
  if (!isLate) return undefined;
  return `${name}${formatDateTime(view.closedAt)}已截止，到点时没能及时告诉大家，到点以后的没有计入。${then}`;
}

/** 我的, for the convener. */
export function owedResult(view: Pick<ResultView, "title" | "unitName">, place: Place): string {
  const how = place === "group" ? "请单独找我回复" : pleaseReply(place);
  return `${shortTitle(view)}的结果等您定，${how}：推荐结果`;
}
