import type { Card } from "../../domain/card.ts";
import type { CardMessage } from "../../domain/message.ts";

/** Cards of every kind, as the commands make them. */

export const cardId = "AbCdEfGhIjKlMnOpQrSt-_";

export const buttons = {
  kind: "buttons",
  title: "7号　老旧小区没地方充电",
  note: "附议3人",
  buttons: [
    { key: "endorse", text: "附议", says: "附议 7", style: "main" },
    { key: "unendorse", text: "收回附议", says: "取消附议 7" },
    { key: "drop", text: "撤回", says: "撤回 7", style: "warning" },
  ],
} as const satisfies Card;

export const vote = {
  kind: "vote",
  title: "今年议什么",
  note: "最多推荐3件",
  mode: "multi",
  options: [
    { id: "7", text: "7号 充电难", says: "7" },
    { id: "8", text: "8号 末班车太早", says: "8" },
  ],
  submit: "推荐",
  says: "推荐",
} as const satisfies Card;

export const form = {
  kind: "form",
  title: "约一次会",
  selects: [
    {
      key: "time",
      title: "时间",
      options: [
        { id: "1", text: "周五下午3:00", says: "周五下午3点" },
        { id: "2", text: "周六上午9:00", says: "周六上午9点" },
      ],
    },
    { key: "room", title: "地方", options: [{ id: "a", text: "会客厅", says: "在会客厅" }] },
  ],
  submit: "就这样定",
  says: "约会",
} as const satisfies Card;

export const notice = {
  kind: "notice",
  title: "协商会通知",
  note: "请准时到会",
  facts: [
    { label: "时间", value: "3月13日下午3:00" },
    { label: "地点", value: "会客厅" },
  ],
  link: { text: "看会议材料", url: "https://xiaoxie.gov.cn/m/1?a=b" },
} as const satisfies Card;

export function cardMessage(card: Card, change: Partial<CardMessage> = {}): CardMessage {
  return { kind: "card", text: "话说全了", cardId, card, ...change };
}
