import type { ErrorParams } from "../domain/errors.ts";
import type { MinutesErrorCode } from "../domain/minutes-errors.ts";
import { please, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done about 签到, 记录 and 纪要, and what to do instead. */
export const minutesErrors: Readonly<Record<MinutesErrorCode, Sentence>> = {
  checkInCodeTries: ({ max }) =>
    `一小时内已经输错${max}次，先不能再试了，还没有签到。请找联络员替您补签。`,
  checkInCodeWrong: (_, place) =>
    `没有这个签到码，还没有签到。请看会场上的四位数字，${pleaseReply(place)}，例：签到 4827`,
  checkInEarly: ({ title, from }, place) =>
    `${title}还没到签到的时间，${from}开始签到。到时候${pleaseReply(place)}：签到`,
  checkInNobody: (_, place) =>
    `没听明白给谁补签，还没有记。${please(place)}，例：补签 韦德福，或者：补签 全体 除 卢永康 石磊`,
  checkInNotAsked: ({ title }) => `${title}的参加名单里没有您，还没有签到。请找联络员替您补签。`,
  checkInOver: ({ title }) => `${title}已经结束，不能再自己签到。您到了会的，请找联络员替您补签。`,
  checkInUnknown: ({ name }, place) =>
    `名单里没有「${shorten(`${name}`, 20)}」，都还没有补签。没请到的来宾写上身份，${please(place)}，例：补签 居民代表 覃小妹`,
  checkInWhich: (_, place) =>
    `现在没有等着您签到的会，或者不止一场。请看会场上的四位数字，${pleaseReply(place)}，例：签到 4827`,
  leftNotHere: ({ name }, place) =>
    name === "您"
      ? `您还没有签到，不用记提前离会。到了会的，先签到，${pleaseReply(place)}：签到`
      : `${name}没有签到，不用记提前离会。到过会的，先补签，${please(place)}，例：补签 ${name}`,
  minutesClosed: ({ title }) => `${title}的纪要核对已经截止，这次没有记。要改请找联络员。`,
  minutesCorrectionNone: ({ number }, place) =>
    `没有等着处理的更正${number}。看有哪些，${pleaseReply(place)}：纪要 7号`,
  minutesEmpty: (_, place) =>
    `还没有记下一条，先不结束。请一行一条说给我，${please(place)}，例：共识 2栋建一处充电棚`,
  minutesLineNone: ({ name }, place) =>
    `纪要里没有“${name}”，还没有记。请说清楚哪一条，${please(place)}，例：更正 建议1 改为优先用闲置自行车棚`,
  minutesLineTooLong: ({ max }) => `一条最多${max}字，还没有记。请分成几条说。`,
  minutesLinesFull: ({ max }) => `一场会最多记${max}条，这一条没有记。请把相近的合成一条。`,
  minutesNameUnknown: ({ name, kind }, place) =>
    `没有找到「${name}」，这一条还没有记。${kind}后面先写姓名，来宾写上身份，${please(place)}，例：${kind} 居民代表黄春梅 夜间充电要有断电保护`,
  minutesNobody: ({ kind }, place) =>
    `${kind}后面先写是谁，再写内容，中间空一格，这一条还没有记。${please(place)}，例：${kind} ${
      kind === "待办" ? "县住建局 4月10日前 完成现场勘查" : "张建国 消防通道划线和充电棚一起做"
    }`,
  minutesNone: ({ title }, place) =>
    `${title}还没有记录。要记，请单独找我，${pleaseReply(place)}：开始记录 7号`,
  minutesNotAsked: (_, place) =>
    `现在没有请您核对的纪要。看近期的会议，${pleaseReply(place)}：会议`,
  minutesNotRecorder: ({ title }) =>
    `${title}的记录还没有交给您。请组长或联络员对我说：记录人 加上您的姓名`,
  minutesNotTaking: (_, place) =>
    `您现在没有在做记录，这一句还没有记。会议记录请先说，${please(place)}，例：开始记录 7号`,
  minutesTaken: ({ name }) =>
    `${name}正在记这场会，一场会由一位同志记。要换人，请组长或联络员对我说：记录人 加上姓名`,
  minutesSent: ({ title }, place) =>
    `${title}的纪要已经发出核对，不能再接着记。要改一条，${please(place)}，例：更正 建议1 改为优先用闲置自行车棚`,
  minutesWhich: ({ titles, example }, place) =>
    `请您核对的纪要不止一份：${titles}。您说的是哪一份？${pleaseReply(place)}时带上编号，例：无误 ${example}`,
  speakingOver: (_, place) => `名单上的都发言过了。从头再来，${pleaseReply(place)}：发言 顺序`,
  taskNone: ({ name }, place) =>
    `没有等着办的${name}，还没有记。看有哪些，${pleaseReply(place)}：待办`,
  taskNotDone: ({ name }, place) =>
    `没有办完了的${name}。看还没办完的，${pleaseReply(place)}：待办`,
};
