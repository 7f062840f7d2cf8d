import type { Place } from "./script-steps.ts";

/** Somebody who plays along speaks while the calendar is wound: the same way as whoever plays. */
export interface OthersLine {
  readonly at: Date;
  readonly who: string;
  readonly place: Place;
  /** As a person types it; 小协 stands for the bot, however it is called. */
  readonly line: string;
}

/** @param at in Shanghai, without the year: `03-10T09:30:00` */
export function others(at: string, place: Place, lines: readonly (readonly [string, string])[]) {
  return lines.map(([who, line]): OthersLine => {
    return { at: new Date(`2026-${at}+08:00`), who, place, line };
  });
}

/** 8号 finds its 附议, and the 联络站 screens what was proposed. */
export const screening: readonly OthersLine[] = [
  ...others("03-10T09:30:00", "group", [
    ["罗静", "@小协 附议8"],
    ["梁伟", "@小协 附议8"],
    ["马建军", "@小协 附议8"],
  ]),
  ...others("03-10T15:00:00", "single", [
    ["周敏", "初选 1 已办 候车亭去年底已经修好"],
    ["周敏", "初选 6 转社区 由社区和广场舞队约定时间、音量"],
    ["周敏", "初选 2 3 4 5 7 8 入围"],
  ]),
];

/** Those who choose before the reminder; with the three who did on the first day, fifteen. */
export const votedEarly: readonly OthersLine[] = [
  ...others("03-11T16:20:00", "single", [
    ["刘志强", "推荐 3 4 7"],
    ["何秀兰", "推荐 4 7 8"],
    ["赵启明", "推荐 4 7 8"],
    ["黄丽华", "推荐 4 7"],
    ["覃文斌", "推荐 2 7 8"],
    ["陆秀英", "推荐 3 4 7"],
  ]),
  ...others("03-12T10:00:00", "single", [
    ["欧阳敏", "推荐 4 5 8"],
    ["马建军", "推荐 2 5 7"],
    ["谢春燕", "推荐 4 7 8"],
    ["邓国平", "推荐 3 4"],
    ["罗静", "推荐 3 7 8"],
    ["梁伟", "推荐 4 7 8"],
  ]),
];

/** Those who choose after it. 卢永康, 石磊 and 杨德才 never do. */
export const votedLate: readonly OthersLine[] = others("03-13T10:30:00", "single", [
  ["农志明", "推荐 2 7 8"],
  ["苏小红", "推荐 4 8"],
  ["莫振华", "推荐 3 4 8"],
  ["唐晓东", "推荐 2 3 7"],
  ["蒙桂芳", "推荐 3 5 7"],
]);

/** The week of the 一周小结: two new topics, and who stands behind them. */
export const lastWeek: readonly OthersLine[] = others("03-24T09:30:00", "group", [
  ["欧阳敏", "@小协 荐题 菜市场路口没有红绿灯"],
  ["罗静", "@小协 荐题 老年食堂太少"],
  ["谢春燕", "@小协 附议9"],
  ["黄丽华", "@小协 附议9"],
  ["苏小红", "@小协 附议9"],
  ["邓国平", "@小协 附议9"],
  ["覃文斌", "@小协 附议9"],
  ["梁伟", "@小协 附议10"],
  ["马建军", "@小协 附议10"],
  ["赵启明", "@小协 附议10"],
  ["唐晓东", "@小协 附议10"],
]);
