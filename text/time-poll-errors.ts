import type { ErrorParams } from "../domain/errors.ts";
import type { TimePollErrorCode } from "../domain/time-poll-errors.ts";
import { please, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done about a time that is looked for, and what to do instead. */
export const timePollErrors: Readonly<Record<TimePollErrorCode, Sentence>> = {
  timePollClosed: ({ title, time }, place) =>
    `${title}的约时间${time}已经截止，这次没有计入。您的意见我转给联络员，${pleaseReply(place)}：转告`,
  timePollDueLate: ({ time }, place) =>
    `答复截止要早于最早的那个时间（${time}），还没有发出。${please(place)}，例：答复截止：周三下午5点`,
  timePollGone: ({ title }, place) =>
    `${title}的时间已经定了或者取消了。要另约，${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`,
  timePollGuestUnknown: ({ name, names }, place) =>
    `这次约时间没有问到「${name}」。可以代答的有：${names}。${pleaseReply(place)}，例：代答 县住建局 A方便 B不方便`,
  timePollLetter: ({ letters, last }, place) =>
    `没有${letters}这个时间，还没有记。这次是A到${last}，请再说一次，${please(place)}，例：A方便 B可协调`,
  timePollSettleWhich: ({ words, last }, place) =>
    `${words}是哪一个，对不上，还没有定。这次是A到${last}，${pleaseReply(place)}，例：定A`,
  timePollNone: (_, place) =>
    `现在没有在约的时间。工作人员要约，${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`,
  timePollNotAsked: ({ title }, place) =>
    `${title}的时间没有问到您，不用答复。您有意见请告诉我，我转给联络员，${pleaseReply(place)}：转告`,
  timePollOthers: ({ name }) =>
    `这次约时间是${name}发起的，由发起人、本片区组长或联络员来办。请告诉${name}或联络员。`,
  timePollSlotOver: ({ letter, time }, place) =>
    `${letter}是${time}，已经过了，不能定。请定别的时间，或者另约，${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`,
  timePollSlotTwice: ({ time }, place) =>
    `${time}说了两次，还没有发出。请给几个不同的时间，${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`,
  timePollSlotUnread: ({ words }, place) =>
    `“${words}”是什么时间，我没看明白，还没有发出。${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`,
  timePollSlots: ({ max }, place) =>
    `请给2到${max}个时间让大家选，还没有发出。${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午 下周五下午`,
  timePollSoon: ({ time }, place) =>
    `${time}太近，来不及等大家答复，还没有发出。请说晚一点的时间，${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`,
  timePollUnfit: ({ letter, reason, best }, place) =>
    best === ""
      ? `${letter}不能定：${reason}。现在还没有能定的时间，可以等大家答完，或者另约，${please(place)}，例：约时间 7号现场协商会 下周三下午 下周四上午`
      : `${letter}不能定：${reason}。可以定${best}，${pleaseReply(place)}：定${best}`,
  timePollUnitUnknown: ({ name, names }, place) =>
    `没有找到「${name}」。现有：${names}。请再说一次请哪里的委员，${pleaseReply(place)}，例：城南片区`,
};
