import type { ErrorParams } from "../domain/errors.ts";
import type { ResultErrorCode } from "../domain/result-errors.ts";
import { lines, please, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What cannot be done about a 议题推荐 that closes, or has closed, and what to do instead. */
export const resultErrors: Readonly<Record<ResultErrorCode, Sentence>> = {
  paperCounts: ({ votes, most }, place) =>
    lines(
      `票数对不上，还没有记：各件合计${votes}票，按收回的有效票最多${most}票。`,
      `请核对后再发一遍，${please(place)}，例：线下计票`,
    ),
  paperMethod: () => "这次推荐的方法要看每一张票，只有合计数没法计入。请把每张票由联络员代录。",
  paperNamed: () =>
    "这次是记名推荐，不能只报合计数，还没有记。请由联络员逐位代录，例：代录 韦德福 4 7 纸质",
  paperNumbers: ({ number, numbers }) =>
    `这次候选里没有${number}号，还没有记。候选是${numbers}号。请核对后再发一遍。`,
  paperUsage: (_, place) =>
    lines(
      `请把数字写全，一行一项，${please(place)}，例：`,
      "线下计票",
      "场次：幸福里居民议事会",
      "发出：50　收回：48　废票：1",
      "4号：20　7号：27",
      "监票人：莫振华　计票人：苏小红",
    ),
  resultNotYet: ({ name, time }, place) =>
    `${name}${time}截止，截止前不显示票数。要看有多少人参加了，${pleaseReply(place)}：推荐情况`,
  selectionExtendMet: ({ name }, place) =>
    `${name}已经截止，参加人数符合规定，不能再延期。看结果，${pleaseReply(place)}：推荐结果`,
  selectionExtendPast: ({ time }, place) =>
    `新的截止时间要比${time}晚，还没有改。${pleaseReply(place)}，例：延期推荐 下周五下午5点 再请大家看看`,
  selectionExtendReason: (_, place) =>
    `延期要说明理由，还没有改。${pleaseReply(place)}，例：延期推荐 周六中午12点 有几位委员在外地`,
  selectionExtendTime: (_, place) =>
    `没听明白延到什么时候，还没有改。${pleaseReply(place)}，例：延期推荐 周六中午12点 有几位委员在外地`,
  selectionMoveMet: ({ name }, place) =>
    `${name}参加人数符合规定，不用改在会上推荐。看结果，${pleaseReply(place)}：推荐结果`,
  selectionNoneClosed: (_, place) =>
    `还没有推荐结果。看正在进行的议题推荐，${pleaseReply(place)}：推荐`,
  selectionNoneOpen: (_, place) =>
    `现在没有正在进行的议题推荐。看以前的结果，${pleaseReply(place)}：推荐结果`,
  selectionNotClosed: (_, place) =>
    `这次推荐现在没有等着公布的结果。看到了哪一步，${pleaseReply(place)}：推荐情况`,
  selectionWhich: ({ titles, example }, place) =>
    lines(
      `正在进行的不止一项：${titles}。`,
      `请带上名称再说一遍，${please(place)}，例：${example}`,
    ),
};
