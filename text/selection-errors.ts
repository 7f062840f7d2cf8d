import type { ErrorParams } from "../domain/errors.ts";
import type { SelectionErrorCode } from "../domain/selection-errors.ts";
import { lines, please, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done about 议题推荐, and what to do instead. */
export const selectionErrors: Readonly<Record<SelectionErrorCode, Sentence>> = {
  ballotKind: ({ how, example }, place) =>
    `这次是${how}，还没有记。${please(place)}，例：${example}`,
  ballotNotOffered: ({ number, numbers }) => `这次候选里没有${number}号。候选是${numbers}号。`,
  ballotNotOnRoll: ({ unit, count }) =>
    `这次由${unit}${count}位委员推荐，名单发起时已固定。您有意见请直接告诉我，我转给联络站。`,
  ballotPageEmpty: ({ example }, place) =>
    `一件也没有选，还没有记。请在卡片上选好再提交，或者${please(place)}，例：${example}`,
  ballotScoreRange: ({ max }, place) =>
    `每件打0至${max}分，还没有记。${please(place)}，例：打分 4 5 7 3`,
  ballotSecretAlone: () => "这次是无记名推荐，请点卡片，或者单独发给我，不要发在群里。还没有记。",
  ballotSecretOnce: () => "您已经选过了。这次是无记名推荐，选好以后不能改。",
  ballotSecretProxy: () => "这次是无记名推荐，不能代录，还没有记。请本人点卡片，或者领纸质推荐单。",
  ballotSecretWhich: ({ titles }) =>
    `正在推荐的不止一项：${titles}。还没有记，请点那一项下面的卡片选。`,
  ballotStoodAside: () =>
    "名单里写的是您这次不参加推荐，还没有记。您有意见请直接告诉我，我转给联络站。",
  ballotTooFew: ({ min, count }) => `至少选${min}件，您选了${count}件，还没有记。请再发一次。`,
  ballotTooMany: ({ max, count, example }) =>
    `最多选${max}件，您选了${count}件，还没有记。请再发一次，例：推荐 ${example}。`,
  ballotTwice: () => "有的号说了两次，还没有记。请每件只说一次，再发一遍。",
  ballotUnreadable: ({ numbers, example }, place) =>
    `没听明白您选了哪几号，还没有记。候选是${numbers}号。${pleaseReply(place)}，例：${example}`,
  picturePlaceTooLong: ({ max }) =>
    `存在哪里最多${max}字，还没有记。请说短一点，例：计票照片 周敏保存`,
  proxyBallotOwn: ({ name }) => `${name}已经自己选过了，以本人选的为准，没有代录。`,
  proxyBallotNone: ({ name }) =>
    `正在进行的推荐里没有替${name}代录过，已经截止的不再改。要代录，例：代录 ${name} 4 7 电话`,
  proxyBallotNoneOwn: (_, place) =>
    `正在进行的推荐里没有人替您代录，已经截止的不再改。有话要说，${please(place)}，例：转告 代录的和我说的不一样`,
  proxyBallotNotOnRoll: ({ name, unit, count }) =>
    `这次由${unit}${count}位委员推荐，名单里没有${name}，还没有记。`,
  proxyBallotUsage: (_, place) =>
    `请把姓名、几号和渠道写全，${please(place)}，例：代录 韦德福 2 4 7 电话`,
  selectionDraftGone: (_, place) =>
    `这份推荐已经发出或者不用了。要重新发起，${please(place)}，例：发起推荐 初选议题 选3件 周五下午5点截止`,
  selectionDuePast: ({ time }, place) =>
    `${time}已经过了，还没有发起。${pleaseReply(place)}一个以后的时间，例：截止改到 周六中午12点`,
  selectionDueTooFar: ({ days }, place) =>
    `截止时间最远${days}天，还没有发起。${pleaseReply(place)}近一点的时间，例：周五下午5点`,
  selectionEditUnclear: ({ example }, place) =>
    `没听明白改成什么，还没有改。${please(place)}，例：${example}`,
  selectionExportWhich: ({ count, titles, example }, place) =>
    lines(
      `${count === 0 ? "没有这个名称的推荐，还没有导出。有" : "名称像的不止一次，还没有导出："}${titles}。`,
      `请带上名称再说一遍，${please(place)}，例：推荐导出 ${example}`,
    ),
  selectionLabelTooLong: ({ max }) => `每个选项最多${max}字，还没有发起。请写短一点，再发一遍。`,
  selectionNoDraft: (_, place) =>
    `没有等着核对的推荐。已经发出的，规则不再改；要改截止时间，${please(place)}，例：延期推荐 周六中午12点 有几位委员在外地`,
  selectionNoOptions: (_, place) =>
    `还没有初选入围的议题。可以写明候选，${please(place)}，例：发起推荐 议题 2 3 4 选2件 周五下午5点截止`,
  selectionNobody: ({ unit }) =>
    `名单里${unit}还没有可以参加的委员，没有发起。请联络员先把名单录好，单独找我回复：名单`,
  selectionOneOption: (_, place) =>
    `候选至少要两件，还没有发起。${please(place)}，例：发起推荐 议题 2 3 4 选2件 周五下午5点截止`,
  selectionOpensAfterDue: ({ opens, due }, place) =>
    `${opens}才发出，${due}就截止了，还没有定。${please(place)}晚一点的截止时间，例：截止改到 下周五下午5点`,
  selectionOpensPast: ({ time }, place) =>
    `${time}已经过了，还没有定什么时候发出。${pleaseReply(place)}一个以后的时间，例：发出改到 明天上午9点`,
  selectionOpensTooFar: ({ days }, place) =>
    `发出时间最远${days}天，还没有定。${pleaseReply(place)}近一点的时间，例：发出改到 下周一上午9点`,
  selectionOthers: ({ unit, convener }, place) =>
    `这是${unit}的推荐，由发起人${convener}或者联络员来办，我没有动。要带话，${please(place)}，例：转告 请看一下推荐的截止时间`,
  selectionQuorumUnknown: ({ name }) =>
    `规定人数里的「${name}」不是片区、界别，也不是城区、乡镇，还没有发起。例：规定人数：过半数，乡镇至少2人`,
  selectionQuorumTooHigh: ({ needed, eligible }) =>
    `应参加${eligible}人，规定人数却要${needed}人，还没有发起。请改小一点，例：规定人数改为 过半数`,
  selectionResultNotOut: ({ convener }, place) =>
    `推荐结果正由${convener}核对，公布以后就可以打印。看公布了没有，${pleaseReply(place)}：推荐结果`,
  selectionSeats: ({ count }) =>
    `候选只有${count}件，要选的件数请在1到${count}之间，还没有发起。例：选${count}件`,
  selectionSecretPages: ({ max, count }) =>
    `无记名推荐选好不能改，候选要在一页里选完，最多${max}件，这次有${count}件，还没有发起。请先初选，或者写明公开方式，例：公开：不公布个人选择`,
  selectionSeriesDue: (_, place) =>
    `定期推荐的截止要从每次发起算起，还没有定。${please(place)}，例：发起推荐 初选议题 选3件 每月1日上午9点 5天后下午5点截止`,
  selectionSeriesEnd: ({ time }, place) =>
    `到${time}一次也轮不到，还没有定。${please(place)}晚一点结束，例：到12月31日为止`,
  selectionSeriesTopics: (_, place) =>
    `定期推荐每次用当时初选入围的议题，不能写明几号，还没有定。${please(place)}，例：发起推荐 初选议题 选3件 每月1日上午9点 5天后下午5点截止`,
  selectionTitleTooLong: ({ max }) => `题目最多${max}字，还没有发起。请写短一点，再发一遍。`,
  selectionTooManyOptions: ({ max }) => `候选最多${max}件，还没有发起。请先初选，再发起推荐。`,
  selectionTopicNot: ({ number }, place) =>
    `${number}号不能作候选：没有这件，或者还没有受理、已经办结。看看有哪些，${pleaseReply(place)}：议题`,
};
