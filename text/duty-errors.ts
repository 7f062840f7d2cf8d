import type { DutyErrorCode } from "../domain/duty-errors.ts";
import type { ErrorParams } from "../domain/errors.ts";
import { please, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done about 接待日, and what to do instead. */
export const dutyErrors: Readonly<Record<DutyErrorCode, Sentence>> = {
  drawTooFew: ({ found, wanted }, place) =>
    `符合的只有${found}位，不够抽${wanted}位（含候补），还没有抽。请放宽一点，${please(place)}，例：抽选 3人 候补2人 人才库；从名单里抽，例：抽选 5人 群众代表`,
  drawTooMany: ({ found, max }, place) =>
    `符合的有${found}位，一次最多从${max}位里抽，还没有抽。请按专长或片区缩小，${please(place)}，例：抽选 3人 候补2人 人才库 充电`,
  drawUsage: (_, place) =>
    `请说清抽几人，还没有抽。${please(place)}，例：抽选 3人 候补2人 人才库 充电`,
  dutyDayUnread: (_, place) =>
    `没看明白是哪一天，还没有记。要写还没到的日子，${please(place)}，例：接待日 请假 4月8日 出差`,
  dutyNobody: (_, place) =>
    `没有可以排的人，还没有排。请写上名单里的姓名，${please(place)}，例：接待日 排班 每周三上午9点 城南街道联络站 人员：李梅 张建国`,
  dutyNone: (_, place) =>
    `接待日还没有排班。请组长或联络员来排，${please(place)}，例：接待日 排班 每周三上午9点 城南街道联络站`,
  dutyNotYours: ({ day, own }, place) =>
    own === ""
      ? `${day}不是您值班，班表上也没有您还没值的班。看班表${pleaseReply(place)}：接待日`
      : `${day}不是您值班。您还没值的班：${own}。看班表${pleaseReply(place)}：接待日`,
  dutyOtherNot: ({ name, day, own }, place) =>
    own === ""
      ? `${name}近期没有排到班，没法对调。来不了${please(place)}，例：接待日 请假 4月8日 出差`
      : `${day}不是${name}值班。${name}还没值的班：${own}。请换成其中一天再说一次。`,
  dutyPersonUnknown: ({ name }, place) =>
    `「${name}」不在名单上，或者有同名的人，还没有办。请写名单上的姓名，看班表${pleaseReply(place)}：接待日`,
  dutyPlaceMissing: (_, place) =>
    `还要说在哪里接待，还没有排。${please(place)}，例：接待日 排班 每周三上午9点 城南街道联络站`,
  dutyRotaUnread: (_, place) =>
    `没看明白多久一次、几点开始，还没有排。可以说每周几、每两周周几、每月几日，${please(place)}，例：接待日 排班 每周三上午9点 城南街道联络站`,
  dutySwapNone: (_, place) =>
    `现在没有要您答复的调班。要请别人换班，${please(place)}，例：调班 4月8日 换 李梅 4月15日`,
  dutySwapUsage: (_, place) =>
    `请说清哪天换给谁、换哪天，还没有办。${please(place)}，例：调班 4月8日 换 李梅 4月15日`,
  dutyUnreached: ({ name }) =>
    `我没法单独联系${name}，还没有办。请打电话跟${name}商量好，再告诉联络员。`,
  dutyWordsTooLong: ({ label, max }) => `${label}最多${max}字，还没有记。请说短一点再发一次。`,
  fieldNone: ({ number }, place) =>
    `${number}号议题还没有调研走访的记录，先记一次再补照片和报告。${please(place)}，例：调研 ${number}号 3月20日 幸福里小区 参加：李梅 张建国`,
  fieldNotYet: (_, place) =>
    `日子还没到，或者没有这一天，还没有记。调研走访过了再记，${please(place)}，例：调研 7号 3月20日 幸福里小区 参加：李梅 张建国`,
  fieldPlaceMissing: (_, place) =>
    `还要说去了哪里，还没有记。${please(place)}，例：调研 7号 3月20日 幸福里小区 参加：李梅 张建国 情况：车棚只有一处`,
  talentNameUnread: (_, place) =>
    `请先写姓名，再写专长，还没有记。${please(place)}，例：人才库 增加 陈立 专长：充电设施、消防 单位：县供电局`,
  visitMoved: ({ number, what }, place) =>
    `接待记录${number}已经${what}，不用再办。看记录${pleaseReply(place)}：接待日 记录`,
  visitNotFound: ({ number }, place) =>
    `没有接待记录${number}。看有哪些${pleaseReply(place)}：接待日 记录`,
  visitNotOnDuty: (_, place) =>
    `近期没有您值班的接待日，还没有记。由值班的人来记；看班表${pleaseReply(place)}：接待日`,
  visitPersons: ({ max }) =>
    `来访人数写1到${max}，还没有记。请再说一次，例：接待记录 来访人：张大爷 事由：楼道路灯不亮 人数：3`,
  visitOthers: ({ name }) => `这条接待记录是${name}记的，由${name}或联络员来办。`,
};
