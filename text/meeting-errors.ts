import type { ErrorParams } from "../domain/errors.ts";
import type { MeetingErrorCode } from "../domain/meeting-errors.ts";
import { please, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done about a meeting, and what to do instead. */
export const meetingErrors: Readonly<Record<MeetingErrorCode, Sentence>> = {
  meetingAgendaItem: ({ count }, place) =>
    `议程一共${count}项，还没有记。请说第几项，${please(place)}，例：议完 7号 1 2`,
  meetingAgendaTooLong: ({ minutes, length }, place) =>
    `议程一共${minutes}分钟，会期只有${length}分钟，还没有排。请减几分钟，或者写明会期，${please(place)}，例：会期：2小时`,
  meetingBegun: ({ title }, place) =>
    `${title}已经开始了，时间、地点不能再改。要再开一次，${please(place)}，例：接着开 7号 3月26日下午3点`,
  meetingChangeUnclear: (_, place) =>
    `没听明白改成什么，还没有改。${please(place)}，例：改期 7号 3月26日下午3点，或者：改地点 7号 社区二楼议事室`,
  meetingDraftNone: (_, place) =>
    `您现在没有拟好的会议。先拟一份，${please(place)}，例：安排会议 7号 现场协商 3月25日下午3点 幸福里小区2栋前空地`,
  meetingEndsBeforeStart: ({ time }, place) =>
    `“${shorten(`${time}`, 30)}”，结束早于开始的时间，还没有排。请再说一次，${please(place)}，例：时间：3月25日下午3点到4点半`,
  meetingFormUnknown: ({ words }, place) =>
    `“${shorten(`${words}`, 20)}”是哪种协商，我还不知道。请用：专题议政性常委会协商、专题协商、对口协商、界别协商、现场协商、沟通协商、楼栋协商、网络协商、微协商，${please(place)}，例：形式：现场协商`,
  meetingHostStays: ({ name }, place) =>
    `${name}是主持人，不能从名单里去掉，名单没有改。请先换主持人，${please(place)}，例：改主持 7号 刘志强；整场不开了，例：取消会议 7号 台风预警`,
  meetingHostUnknown: ({ name }, place) =>
    `名单里没有找到主持人「${shorten(`${name}`, 20)}」，还没有排。请写名单上的姓名，${please(place)}，例：主持：刘志强`,
  meetingLineUnknown: ({ words }, place) =>
    `“${shorten(`${words}`, 20)}”这一行我还不知道填在哪里，还没有排。每行开头请用：议题、形式、时间、会期、地点、雨天、主持、参加、议程、材料截止、请准备、调研，${please(place)}，例：请准备：带雨鞋`,
  meetingLeaveNone: ({ name }, place) =>
    `没有找到${name}还没批复的请假。看请假情况，${pleaseReply(place)}：会议`,
  meetingMaterialsAfterStart: (_, place) =>
    `材料截止要早于开会的时间，还没有排。${please(place)}，例：材料截止：3月23日下午5点`,
  meetingMembersUnnamed: ({ count }, place) =>
    `委员${count}人是哪几位，请写上姓名，还没有排。${please(place)}，例：参加：委员 张建国 李梅，县住建局2人；全都参加就写：参加：全体委员`,
  meetingNeedsVisit: ({ number }, place) =>
    `${number}号按大事办，要先有调研或走访的记录，还没有排。请补一行再发一次，${please(place)}，例：调研：3月10日 李梅、张建国到幸福里小区走访`,
  meetingNobody: (_, place) =>
    `还不知道请谁参加，还没有排。${please(place)}，例：参加：委员 张建国 李梅，县住建局2人`,
  meetingNotAsked: ({ title }, place) =>
    `${title}的参加名单里没有您。您有意见请告诉我，我转给联络员，${pleaseReply(place)}：转告`,
  meetingNotBegun: ({ title }, place) =>
    `${title}还没有开始，议程还不用记。要改议程，${please(place)}，例：改议程 7号 现场察看 20分钟`,
  meetingNotFound: ({ words }, place) =>
    `没有找到「${shorten(`${words}`, 30)}」的会议。看近期的会议，${pleaseReply(place)}：会议`,
  meetingNotInList: ({ name }, place) =>
    `参加名单里没有「${shorten(`${name}`, 20)}」，名单没有改。看名单，${please(place)}，例：会议 7号`,
  meetingNoneYet: (_, place) =>
    `近期没有安排会议。要安排，${pleaseReply(place)}，例：安排会议 7号 现场协商 3月25日下午3点 幸福里小区2栋前空地`,
  meetingNotUpcoming: (_, place) =>
    `近期没有通知您参加的会议。有疑问我替您问联络员，${pleaseReply(place)}，例：转告 请问协商会改到哪天`,
  meetingOver: ({ title }, place) =>
    `${title}已经开过了。看近期的会议，${pleaseReply(place)}：会议`,
  meetingPast: ({ time }, place) =>
    `${time}已经过了，还没有排。请再说一个时间，${please(place)}，例：下周三下午3点`,
  meetingPeopleAll: (_, place) =>
    `这样一来就没有人参加了，名单没有改。整场不开了，${please(place)}，例：取消会议 7号 台风预警`,
  meetingPeopleBegun: ({ title }, place) =>
    `${title}已经开始，参加名单不再改。名单以外到会的，${please(place)}，例：补签 居民代表 黄春梅`,
  meetingPeopleFixed: (_, place) =>
    `通知已经发出，参加名单不能整个换掉，还没有改。增加、去掉几位，${please(place)}，例：会议 7号 增加 李梅，或者：会议 7号 去掉 王海涛`,
  meetingPersonUnknown: ({ name }, place) =>
    `名单里没有找到「${shorten(`${name}`, 20)}」，都还没有记。委员请写名单上的姓名；没有账号的来宾写上身份，${please(place)}，例：居民代表 黄春梅`,
  meetingSeriesNone: (_, place) =>
    `这场会议还没有接着开的安排。要接着开，${please(place)}，例：接着开 7号 4月15日下午3点`,
  meetingSeriesOnlyRule: (_, place) =>
    `这个系列眼下没有还没开的会。以后也不再定期拟了，${pleaseReply(place)}：系列 停`,
  meetingSeriesUnread: (_, place) =>
    `多久开一次，我没看明白，还没有定。请说每周、每两周、每月或每季度的哪一天几点，${please(place)}，例：会议系列 7号 每月第一个周三下午3点`,
  meetingTimeRefused: ({ words, why }) => `“${shorten(`${words}`, 30)}”，${why}还没有排。`,
  meetingTimeUnclear: ({ words }, place) =>
    `“${shorten(`${words}`, 30)}”是什么时间，我没看明白，还没有排。${please(place)}，例：3月25日下午3点`,
  meetingTooFar: ({ days }, place) =>
    `会议最多提前${days}天安排，还没有排。请说近一点的日子，${please(place)}，例：下周三下午3点`,
  meetingTooManyPeople: ({ max }, place) =>
    `一场会议最多请${max}人，还没有排。请少写几位，${please(place)}，例：参加：委员 张建国 李梅，县住建局2人`,
  meetingWhich: ({ titles, example }, place) =>
    `不止一场：${titles}。您说的是哪一场？${pleaseReply(place)}时带上日子，例：${example}`,
  meetingWordsTooLong: ({ label, max }, place) =>
    `${label}最多${max}字，还没有记。请写短一点再发一次，${please(place)}，例：地点：幸福里小区2栋前空地`,
};
