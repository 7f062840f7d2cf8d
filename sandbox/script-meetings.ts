import { lastWeek } from "./others.ts";
import {
  afterMeeting,
  arrived,
  notedFurther,
  noticeAnswered,
  noticeWritten,
  speakersSet,
  timesAnswered,
} from "./others-meetings.ts";
import { alone, inGroup, type Part, say, wind } from "./script-steps.ts";

/** From a time that suits everybody to the minutes, and the week in which it was. */

const [zhou, liu, zhang, wang] = [alone("周敏"), alone("刘志强"), alone("张建国"), alone("王海涛")];
const [liuInGroup, li] = [inGroup("刘志强"), inGroup("李梅")];

const times = `@小协 约时间 7号现场协商会 下周三下午 下周四上午 下周五下午
参加：委员 刘志强 张建国 李梅 王海涛 韦德福 赵启明 黄丽华 欧阳敏，县住建局1人，居民代表 黄春梅，居民代表2人
须到场：县住建局 居民代表`;

export const meeting: readonly Part[] = [
  {
    minutes: "7:00–8:10",
    title: "约时间、会议通知",
    steps: [
      say(liuInGroup, times, [liuInGroup, wang]),
      wind("2026-03-18T09:30:00", [liu, zhou], timesAnswered),
      say(liu, "定A", [liu, zhang]),
      wind("2026-03-18T10:05:00", [liu, zhang], noticeWritten),
      say(liu, "确认", [liu, zhang]),
      say(zhang, "参加", [zhang, wang]),
      say(wang, "请假 出差", [liu, wang]),
      say(liu, "准假 王海涛", [liu, wang]),
    ],
  },
  {
    minutes: "8:10–9:20",
    title: "签到、记录、纪要核对",
    steps: [
      wind("2026-03-25T14:52:00", [zhang, zhou], [...noticeAnswered, ...lastWeek, ...speakersSet]),
      say(zhang, "签到", [zhang, zhou]),
      wind("2026-03-25T15:10:00", [zhou, zhang], arrived),
      say(zhou, "开始记录 7号", [zhou, zhang]),
      say(zhou, "共识 2栋、5栋、9栋各建一处充电棚", [zhou, zhang]),
      say(zhou, "建议 张建国 消防通道划线和充电棚一起做", [zhou, zhang]),
      say(zhou, "待办 县住建局 4月10日前 完成现场勘查", [zhou, zhang]),
      wind("2026-03-25T16:20:00", [zhou, zhang], notedFurther),
      say(zhou, "结束记录", [zhou, zhang]),
      say(zhou, "确认", [zhou, zhang]),
      say(zhang, "无误", [zhou, zhang]),
    ],
  },
];

export const week: Part = {
  minutes: "9:20–10:00",
  title: "一周小结、打印送签",
  steps: [
    wind("2026-03-27T15:00:00", [zhou, li], afterMeeting),
    wind("2026-03-27T16:00:00", [zhou, li]),
    say(zhou, "打印 推荐结果", [zhou, li]),
  ],
};
