import { screening, votedEarly, votedLate } from "./others.ts";
import { meeting, week } from "./script-meetings.ts";
import { alone, inGroup, type Part, say, type Step, wind } from "./script-steps.ts";

/**
 * The ten minutes, step by step: who says what, where, and on which two phones it is seen. What the
 * bot learns later is shown by steps added here; nothing else of the page has to know.
 */

export interface Script {
  readonly parts: readonly Part[];
  /** 还可以试试: beside the story, in any order. */
  readonly extras: readonly Step[];
}

const [li, zhang, huang] = [inGroup("李梅"), inGroup("张建国"), inGroup("黄丽华")];
const [zhao, wang] = [inGroup("赵启明"), inGroup("王海涛")];
const [zhou, liu, he] = [alone("周敏"), alone("刘志强"), alone("何秀兰")];
const [zhangAlone, wangAlone] = [alone("张建国"), alone("王海涛")];

const ruling = `审定 主席会议 3月16日 文号 青协纪〔2026〕5号 报县委同意
列入：7 现场协商 刘志强；4 专题协商 何秀兰副主席；3 院坝协商 街道联络站
暂缓：8 县交通运输局正在调整班次，4月底前落实
备选：2 5`;

const collecting: readonly Part[] = [
  {
    minutes: "0:00–0:40",
    title: "打开网页，开口就有帮助",
    steps: [say(li, "@小协 你好", [li, zhang])],
  },
  {
    minutes: "0:40–1:40",
    title: "老委员第一次开口，话不丢，人认得出",
    steps: [
      say(zhang, "@小协 荐题 老旧小区没地方充电", [li, zhang]),
      say(zhang, "@小协 我是张建国", [zhou, zhang]),
      say(zhou, "是", [zhou, zhang]),
    ],
  },
  {
    minutes: "1:40–2:50",
    title: "相似议题、附议、荐题回执，两个平台、繁体都行",
    steps: [
      say(zhao, "@小協 附議7", [huang, zhao]),
      say(huang, "@小协 附议7", [huang, zhao]),
      say(li, "@小协 荐题 小区电动车充电难\n说明：幸福里小区312户，只有8个充电口", [li, zhao]),
      say(li, "@小协 附议7", [li, zhao]),
      say(wang, "@小协 荐题 园区公交末班车太早\n说明：晚班工人下班没有车", [li, wang]),
      wind("2026-03-11T09:00:00", [li, wang], screening),
    ],
  },
];

const choosing: readonly Part[] = [
  {
    minutes: "2:50–4:10",
    title: "组长发起推荐，副主席审阅，发到两个群",
    steps: [
      say(liu, "发起推荐 初选议题 选3件 周五下午5点截止", [liu, he]),
      say(liu, "送审 何秀兰", [liu, he]),
      say(he, "同意", [he, wang]),
    ],
  },
  {
    minutes: "4:10–5:10",
    title: "点卡片、打字、代录，各投各的",
    steps: [
      say(li, "@小协 推荐", [li, wang]),
      { kind: "tap", ...li, chosen: ["4", "7"], phones: [li, wang] },
      say(wang, "@小协 推荐 3 7 8", [li, wang]),
      say(zhou, "代录 韦德福 2 4 7 电话", [zhou, wangAlone]),
      say(zhou, "已复核 韦德福", [zhou, wangAlone]),
      wind("2026-03-13T09:00:00", [zhangAlone, zhou], votedEarly),
    ],
  },
  {
    minutes: "5:10–5:50",
    title: "只提醒没选的，群里不点名，语音也行",
    steps: [
      say(zhangAlone, "我选四号跟七号", [zhangAlone, li], true),
      say(zhangAlone, "对", [zhangAlone, li]),
      wind("2026-03-13T17:00:00", [liu, li], votedLate),
    ],
  },
  {
    minutes: "5:50–7:00",
    title: "到点自己截止，结果、审定、给荐题人一个交代",
    steps: [
      say(liu, "发布", [liu, li]),
      wind("2026-03-16T15:00:00", [zhou, liu]),
      say(zhou, ruling, [zhou, liu]),
      say(zhou, "送审 刘志强", [zhou, liu]),
      say(liu, "同意", [liu, wangAlone]),
    ],
  },
];

export const script: Script = {
  parts: [...collecting, ...choosing, ...meeting, week],
  extras: [
    say(alone("李梅"), "明天上午9点提醒我交材料", [alone("李梅"), wang]),
    wind("2026-03-10T09:00:00", [alone("李梅"), wang]),
    say(zhangAlone, "我想看议题", [zhangAlone, wang], true),
    say(wang, "@小协 议题", [li, wang]),
    say(wangAlone, "我的", [li, wangAlone]),
  ],
};
