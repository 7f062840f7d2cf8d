import { type OthersLine, others } from "./others.ts";

/** What the others say around the meeting about 7号: its time, its notice, and the day itself. */

/** Of the twelve who are asked: 刘志强, seven members, 县住建局 and three residents. */
export const timesAnswered: readonly OthersLine[] = [
  ...others("03-16T16:30:00", "single", [
    ["刘志强", "都方便"],
    ["李梅", "都方便"],
  ]),
  ...others("03-17T10:00:00", "single", [
    ["张建国", "A方便 B方便 C可协调"],
    ["王海涛", "A不方便 B方便 C不方便"],
    ["黄丽华", "A方便 B可协调 C不方便"],
    ["欧阳敏", "A可协调 B方便 C不方便"],
    ["赵启明", "A方便 B方便 C可协调"],
  ]),
  // Those without an account were telephoned.
  ...others("03-17T16:00:00", "single", [
    ["周敏", "代答 韦德福 A可协调 B方便 C不方便"],
    ["周敏", "代答 黄春梅 都方便"],
    ["周敏", "代答 居民代表2人 都方便"],
  ]),
  ...others("03-18T08:50:00", "single", [["周敏", "代答 县住建局 A方便 B不方便 C方便"]]),
];

/** Who chairs it fills in what a time alone does not say. */
export const noticeWritten: readonly OthersLine[] = others("03-18T10:00:00", "single", [
  ["刘志强", "改地点 幸福里小区2栋前空地"],
  ["刘志强", "改雨天 社区二楼议事室"],
  [
    "刘志强",
    "改议程 现场察看；情况介绍；委员和居民代表发言，每人不超过3分钟；县住建局回应；梳理意见建议",
  ],
  ["刘志强", "改请准备 发言要点"],
  ["刘志强", "改材料截止 3月23日下午5点"],
  [
    "刘志强",
    "改参加 委员 刘志强 张建国 李梅 王海涛 韦德福 赵启明 黄丽华 欧阳敏，县住建局2人，城南街道、幸福里社区各1人，居民代表 黄春梅，居民代表2人",
  ],
]);

export const noticeAnswered: readonly OthersLine[] = [
  ...others("03-19T09:30:00", "single", [
    ["李梅", "参加"],
    ["黄丽华", "参加"],
    ["欧阳敏", "参加"],
    ["赵启明", "参加"],
  ]),
];

export const speakersSet: readonly OthersLine[] = others("03-24T16:00:00", "single", [
  ["周敏", "发言 顺序 7号 李梅 黄丽华 张建国 欧阳敏 赵启明 韦德福 黄春梅"],
]);

/** With 张建国 fourteen; those without a telephone signed the paper. */
export const arrived: readonly OthersLine[] = [
  ...others("03-25T14:56:00", "single", [
    ["刘志强", "签到"],
    ["李梅", "签到"],
    ["黄丽华", "签到"],
    ["欧阳敏", "签到"],
    ["赵启明", "签到"],
  ]),
  ...others("03-25T15:05:00", "single", [
    ["周敏", "补签 韦德福"],
    ["周敏", "补签 县住建局2人 城南街道 幸福里社区 黄春梅 居民代表2人"],
  ]),
];

export const notedFurther: readonly OthersLine[] = others("03-25T16:00:00", "single", [
  ["周敏", "共识 充电收费标准公示后再实行"],
  ["周敏", "建议 李梅 优先用闲置自行车棚改建"],
  ["周敏", "建议 居民代表 黄春梅 夜间充电要有断电保护"],
]);

/** The minutes are read, and the meeting of the week after is called. */
export const afterMeeting: readonly OthersLine[] = [
  ...others("03-26T09:30:00", "single", [
    ["李梅", "无误"],
    ["黄丽华", "无误"],
    ["赵启明", "无误"],
  ]),
  ...others("03-26T10:00:00", "single", [
    [
      "刘志强",
      "安排会议 4号 专题协商 3月31日下午3点 县政协二楼会议室\n主持：何秀兰\n参加：委员 刘志强 李梅 黄丽华 谢春燕 苏小红，县教育局、县公安局各1人，居民代表2人",
    ],
    ["刘志强", "确认"],
  ]),
];
